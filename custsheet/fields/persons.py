"""What stands in a name column: how it is evened out, and what speaks against its being one person's name."""

import re
import unicodedata
from functools import lru_cache

from custsheet.fields.base import Unreadable, squeeze
from custsheet.fields.hanzi import HAN, is_han
from custsheet.fields.surnames import COMPOUND, SINGLE, surname_of
from custsheet.fields.words import words

_WORDS = words("person")
PLACEHOLDERS = frozenset(_WORDS["placeholders"])
TITLES = _WORDS["titles"]
SHORT_TITLES = "总董哥姐叔姨婶爷嫂工导"  # only behind a bare surname: 张总, but 张雪姐 may be a name

_TITLE = re.compile(rf"(.+?)\s*({'|'.join(TITLES)}|[收转])")
_LATIN_TITLE = re.compile(r"(?:mr|mrs|ms|miss|dr|prof|sir|madam)(?:\.\s*|\s+)(.+)", re.IGNORECASE)
_NICK = re.compile("[小老阿大]")
_LETTERS = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_DOT = re.compile(rf"(?<=[{HAN}])\s*[·•・‧．.﹒●˙∙。⋅᛫ꞏ‐]\s*(?=[{HAN}])")
_GAP = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_NOTE = re.compile(r"\s*[(（\[【［〔<《].*?[)）\]】］〕>》]\s*")
_REPEATED = re.compile(
    r"([a-z0-9*.?x])\1{2,}|[a-z]?(?:测试|test)[a-z]?[0-9]*|(?:用户|会员|客户|买家|user|guest)[0-9_]+|.{1,6}(?:用户|买家|网友)",
    re.IGNORECASE,
)
_LOST = re.compile("[?？□■◻�〓\ue000-\uf8ff]|锟斤|烫烫|屯屯")
_MASKED = re.compile(rf"[*＊✱]|[{HAN}]某{{1,2}}$|^某|[xX×]{{2}}$")
_SECOND = re.compile(r"(?<=[一-鿿])\d{1,2}$")
_PHONE = re.compile(r"\s*[+]?[0-9][0-9\- ]{5,}[0-9]\s*")
_SEVERAL = re.compile(r"\s*[/／、，,;；&＆|+＋\n]\s*|\s+")
_COMPANY = re.compile(
    r"(?:公司|集团|工厂|商行|经营部|工作室|事务所|合作社|超市|商店|酒店|宾馆|饭店|餐厅|银行|学校|大学|学院|幼儿园|医院|协会|研究院|商贸|旗舰店|专卖店|门市部|批发部|服务部)|.{3,}[厂店]$"
)
_LATIN_COMPANY = re.compile(
    r"\b(?:ltd|inc|llc|gmbh|corp|co\.?,? ltd|limited|company|s\.?a\.?r\.?l|plc|pty)\b\.?$", re.IGNORECASE
)
_TELLING = frozenset("".join([*PLACEHOLDERS, *TITLES, SHORT_TITLES, _COMPANY.pattern, "收转某测试用户买家网友会员客"]))
# In RE2's words: all that may be found fault with in two to four Chinese characters that begin with a surname.
SUSPECT = "|".join(
    [
        *filter(is_han, PLACEHOLDERS),
        *TITLES,
        "用户|会员|客户|买家|网友|测试|锟斤|烫烫|屯屯|[收转某]",
        f"[{SHORT_TITLES}]$",
        _COMPANY.pattern,
    ]
)
_KEPT_SIGNS = frozenset("·-'’.`, ()（）")


def is_plain(text: str) -> bool:
    """Return whether *text* is two or three Chinese characters, a surname in front, none of which could stand in a title or filler.

    So most names are recognised at once; nothing in this module would find fault with one.
    """
    return (
        len(text) in (2, 3)
        and text[0] in SINGLE
        and is_han(text)
        and _TELLING.isdisjoint(text)
        and text[:2] not in COMPOUND
    )


def evened(text: str) -> str:
    """Return a name in the form it is stored in: ordinary letters, one middle dot, no gaps in short Chinese names."""
    plain = _DOT.sub("·", squeeze(text.translate(_LETTERS)))
    if not is_han("".join(plain.split())) or len(plain.replace(" ", "")) > 4 or two_people(plain):
        return plain
    return _GAP.sub("", plain)


def two_people(text: str) -> list[str]:
    """Return the names in a text that holds several (张三/李四, 张三 李四), else none."""
    parts = [each for each in _SEVERAL.split(text) if each]
    names = [
        each for each in parts if is_han(each) and 2 <= len(each) <= 4 and surname_of(each) and each not in COMPOUND
    ]
    return names if len(names) == len(parts) > 1 else []


def why_not(text: str) -> Unreadable | None:
    """Return what speaks against an evened text being one person's full name, the gravest first; None for nothing."""
    if _LOST.search(text):
        return Unreadable("lost")
    if _placeholder(text):
        return Unreadable("placeholder")
    if _MASKED.search(text):
        return Unreadable("masked")
    if names := two_people(text):
        return Unreadable("two_names", names="、".join(names))
    if _COMPANY.search(text) or _LATIN_COMPANY.search(text):
        return Unreadable("company")
    if any(sign.isdigit() for sign in text):
        return Unreadable("digits", _suggested(_PHONE.sub("", _NOTE.sub("", text)), text))
    return _minor(text)


def _minor(text: str) -> Unreadable | None:
    """Return what a reader should know of a name that can be used."""
    if (bare := _NOTE.sub(" ", text).strip()) and bare != text:
        return Unreadable("note", _suggested(bare, text))
    titled = without_title(text)
    if titled != text:
        return Unreadable("honorific", _suggested(titled, text))
    if any(_is_symbol(sign) for sign in text):
        return Unreadable(
            "symbols", _suggested("".join(sign for sign in text if unicodedata.category(sign) != "So").strip(), text)
        )
    if text in COMPOUND or (is_han(text) and len(text) == 1):
        return Unreadable("short")
    if is_han(text) and len(text) > (5 if text[:2] in COMPOUND else 4):
        return Unreadable("long")
    return None


def without_title(text: str) -> str:
    """Return a name without its title; of 张总 and 老王 only the surname is left.

    >>> without_title("张三先生"), without_title("李总"), without_title("Mr. John Smith"), without_title("王小姐")
    ('张三', '李', 'John Smith', '王')
    """
    if latin := _LATIN_TITLE.fullmatch(text):
        return latin[1]
    if (
        (titled := _TITLE.fullmatch(text))
        and is_han(titled[1])
        and (len(titled[1]) > 1 or len(titled[2]) > 1)
        and surname_of(titled[1])
    ):
        return titled[1]
    surname = surname_of(text)
    if surname and len(text) == len(surname) + 1 and text[-1] in SHORT_TITLES:
        return surname
    return text[1:] if len(text) == 2 and _NICK.match(text) and surname_of(text[1:]) and not surname_of(text) else text


@lru_cache(maxsize=100_000)
def core(text: str) -> str:
    """Return what of a text names a person: without note, number and title; for matching, never for storing.

    张三2 is an address book's second 张三.
    """
    if is_plain(text):
        return text
    plain = _SECOND.sub("", evened(_PHONE.sub(" ", _NOTE.sub(" ", text))))
    bare = without_title("".join(sign for sign in plain if not _is_symbol(sign)).strip())
    return evened(bare)


def _placeholder(text: str) -> bool:
    plain = text.casefold()
    return (
        plain in PLACEHOLDERS
        or plain in TITLES
        or bool(_REPEATED.fullmatch(plain))
        or not any(sign.isalnum() or sign in "*＊" for sign in plain)
    )


def _suggested(bare: str, text: str) -> str:
    """Return the bare name, if nothing speaks against it."""
    name = evened(bare)
    complete = (
        name != text
        and not any(_is_symbol(sign) for sign in name)
        and len(name) > 1
        and name not in COMPOUND
        and not any(sign.isdigit() for sign in name)
    )
    return name if complete and why_not(name) is None else ""


def _is_symbol(sign: str) -> bool:
    return sign not in _KEPT_SIGNS and unicodedata.category(sign)[0] not in "LMNZ"

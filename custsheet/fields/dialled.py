"""How people type telephone numbers: labels, notes, extensions, masks, several numbers in a cell.

Everything here works on text that `even` has evened out, and knows no numbering plan.
"""

import re
import unicodedata
from typing import NamedTuple

from custsheet.fields.base import INVISIBLE, WIDE, Unreadable

_EVEN = (
    WIDE
    | dict.fromkeys(INVISIBLE)
    | dict.fromkeys(map(ord, "‐‑‒–—―−－~～"), "-")
    | dict.fromkeys(map(ord, "＊●•×＃"), "*")
)
_DIGITS = re.compile(r"[1-9][0-9]+")
_NO_DIGIT = re.compile(r"\D", re.ASCII)
_DIGIT = re.compile(r"(?![0-9])\d")
_QUOTED = re.compile(r'="?([^"]*)"?|\'(.*)')
_DECIMAL = re.compile(r"(\+?\d{7,15})\.0{1,2}", re.ASCII)
_SCIENTIFIC = re.compile(r"([+-]?\d)(?:\.(\d+))?[eE]\+?(\d{1,3})", re.ASCII)

_LABEL_WORDS = (
    r"手机号码?|手机|移动电话|联系电话|联系手机|联系方式|电话号码|电话|座机|固定电话|固话|办公电话|家庭电话|号码|"
    r"mobile(?: ?phone)?|cell(?: ?phone)?|telephone|phone|tel|call|m|t|p"
)
_LABEL = re.compile(rf"(?:{_LABEL_WORDS})\.?(?: ?(?:no|number)\.?)?(?: ?[:=] ?| ?(?=[+(\d]))", re.IGNORECASE)
_NOTE_WORDS = (
    r"微信同号|同微信号?|微信号?同手机号?|微信|手机号?|电话|座机|本人|办公|家里|家|公司|单位|移动|联通|电信|"
    r"work|home|mobile|cell|office"
)
_NOTE = re.compile(rf" ?(?:[(\[] ?(?:{_NOTE_WORDS}) ?[)\]]|微信同号|同微信号?)$", re.IGNORECASE)
_SEPARATOR = re.compile(
    rf" ?(?::::|[/、,|&\n]|;(?!ext=)|和|或|及) ?| (?=(?:{_LABEL_WORDS}) ?:)|(?<=\d{{7}}) (?=(?:\+?86[- ]?)?1\d{{10}}|0\d{{2,3}}-?\d{{7}})",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"(.*\d\)?) ?(?:;ext=|转|轉|分机号?|分機|extension|ext|x|#|,) ?[.:]? ?(\d{1,7})", re.IGNORECASE)
_DASH_EXTENSION = re.compile(
    r"(\(?0?\d{2,3}\)?[- ]\d{7,8}|1\d{10}|[48]00-?\d{3}-?\d{4})(?:-| ?\[)(\d{1,6})\]?", re.ASCII
)
_MASKED = re.compile(r"[-+() \d]*\*[-+() \d*]*|\+?\d{2,5}[xX]{3,}\d{0,4}", re.ASCII)

_QQ = re.compile(r"(?:qq|q q|扣扣|企鹅)(?:号码?)? ?[:=]? ?([1-9]\d{4,10})(?:@qq\.com)?", re.IGNORECASE)
_WECHAT = re.compile(
    r"(?:微信号?|薇信|wechat|weixin|wx|vx|v信|v)(?: ?id)? ?[:=] ?([-_a-z0-9]{5,20})|(wxid_\w+)",
    re.IGNORECASE | re.ASCII,
)
_BARE_WECHAT = re.compile(r"(?!(?:\D*\d){7})(?=[a-z]+[-_\d])[a-z][-_a-z0-9]{5,19}", re.IGNORECASE | re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NOTHING = frozenset(
    [
        "无",
        "没有",
        "暂无",
        "无电话",
        "没电话",
        "未知",
        "不详",
        "未填",
        "空",
        "保密",
        "待补",
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "unknown",
        "test",
        "测试",
        "xxx",
    ]
)

_NO_EXTENSION = re.compile(r"[\d +().]*", re.ASCII)
_NO_BREAK = re.compile(r"[\d+().-]{1,21}", re.ASCII)
_NUMBER_SIGNS = re.compile(r"\(?\+?[\d ().\-+]*", re.ASCII)
_RUN = re.compile(r"\+?\d[\d \-()]{5,}\d", re.ASCII)
_LOOKALIKE = str.maketrans("OoQDlIi|", "00001111")


class Dialled(NamedTuple):
    """One number as typed, without what stands around it."""

    digits: str
    international: bool  # it began with + or 00
    extension: str


def even(value: str) -> str:
    """Return *value* in one notation: ordinary digits, dashes and blanks; no quotes, `.0` or final comma.

    >>> even("１３８－００１３－８０００．０"), even('="13800138000"')
    ('138-0013-8000.0', '13800138000')
    """
    text = value if value.isascii() else value.translate(_EVEN)
    text = " ".join(text.split())
    if not text.isascii():
        text = _DIGIT.sub(_ascii_digit, text)
    if text[:1] in "='" and (quoted := _QUOTED.fullmatch(text)):
        text = (quoted[1] or quoted[2] or "").strip()
    if text[-2:] in (".0", "00") and (decimal := _DECIMAL.fullmatch(text)):
        return decimal[1]
    return text.strip(" ,;、。.") or text


def refuse_damaged(text: str) -> str:
    """Return *text*, written out if it is in scientific notation with all its digits. Unreadable `damaged` if some are lost."""
    found = _SCIENTIFIC.fullmatch(text)
    if not found:
        return text
    shown, places = (found[2] or ""), int(found[3])
    if places > 20 or len(shown) != places:
        raise Unreadable("damaged")
    return found[1].lstrip("+-") + shown


def refuse_foreign_kinds(text: str) -> None:
    """Raise Unreadable `routed` for a QQ number, WeChat id or e-mail address, naming the field it belongs to."""
    for field, pattern in (("qq", _QQ), ("wechat", _WECHAT), ("email", _EMAIL)):
        if found := pattern.fullmatch(text):
            content = next((part for part in found.groups() if part), text)
            raise Unreadable("routed", f"{field}: {content}", "high", target=field)
    if _BARE_WECHAT.fullmatch(text):  # no label, but too few digits for a number with a slip
        raise Unreadable("routed", f"wechat: {text}", "medium", target="wechat")


def refuse_masked(text: str) -> None:
    """Raise Unreadable `masked` for a number part of which is stars."""
    if _MASKED.fullmatch(text):
        raise Unreadable("masked")


def unlabelled(text: str) -> str:
    """Return *text* without a label in front and a note behind that say nothing but what kind of number it is.

    >>> unlabelled("手机: 13800138000 (微信同号)")
    '13800138000'
    """
    label = None if text[:1].isdecimal() else _LABEL.match(text)
    rest = text[label.end() :] if label else text
    return rest if rest[-1:].isdecimal() else _NOTE.sub("", rest).strip()


def pieces(text: str) -> list[str]:
    """Return the parts of a text that may hold several numbers; one part if it does not look so.

    >>> pieces("13800138000/13900139000"), pieces("010-62345678")
    (['13800138000', '13900139000'], ['010-62345678'])
    """
    if _NO_BREAK.fullmatch(text):
        return [text]
    parts = [unlabelled(part) for part in _SEPARATOR.split(text)]
    parts = [part for part in parts if part]
    digits = re.sub(r"[ -]", "", text)
    if len(parts) < 2 and re.fullmatch(r"(1\d{10}){2}", digits, re.ASCII):
        return [digits[:11], digits[11:]]
    return parts if len(parts) > 1 else [unlabelled(text)]


def dialled(text: str) -> Dialled:
    """Return the digits of one number. Unreadable: letters, placeholder, invalid."""
    if _DIGITS.fullmatch(text):
        return Dialled(text, False, "")
    if not any(sign.isdigit() for sign in text):
        raise Unreadable("placeholder" if text.casefold() in _NOTHING or not any(map(str.isalpha, text)) else "letters")
    main, extension = _with_extension(text)
    if not _NUMBER_SIGNS.fullmatch(main):
        raise Unreadable("letters" if any(map(str.isalpha, main)) else "invalid")
    digits = _NO_DIGIT.sub("", main)
    plus = main.lstrip("( ").startswith("+")
    if "+" in main.lstrip("( ")[1:]:
        raise Unreadable("invalid")
    abroad = not plus and digits.startswith("00") and len(digits) > 10
    return Dialled(digits[2:] if abroad else digits, plus or abroad, extension)


def candidates(text: str) -> list[str]:
    """Return what may be meant where a text is no number: look-alike letters as digits, else the runs of digits in it.

    >>> candidates("l38OO138000"), candidates("13800138000 张三")
    (['13800138000'], ['13800138000'])
    """
    alike = text.translate(_LOOKALIKE)
    if _NUMBER_SIGNS.fullmatch(alike):
        return [alike]
    return [run.strip() for run in _RUN.findall(text)]


def _ascii_digit(found: re.Match[str]) -> str:
    return str(unicodedata.decimal(found[0], found[0]))


def _with_extension(text: str) -> tuple[str, str]:
    if _NO_EXTENSION.fullmatch(text):
        return text, ""
    found = _EXTENSION.fullmatch(text) or _DASH_EXTENSION.fullmatch(text)
    return (found[1], found[2]) if found and sum(map(str.isdigit, found[1])) >= 7 else (text, "")

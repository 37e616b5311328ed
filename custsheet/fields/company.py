"""Names of companies and other organisations, stored as on the licence: full-width brackets in Chinese names.

>>> clean(" 腾讯计算机系统(深圳) 有限公司"), clean("ＡＢＢ  Ltd."), base_name("Apple Inc.")
('腾讯计算机系统（深圳）有限公司', 'ABB Ltd.', 'Apple')
>>> parse("深圳市腾讯计算机系统有限公司")
{'region': '深圳市', 'core': '腾讯', 'industry': '计算机系统', 'form': '有限公司', 'branch': ''}
>>> keys("腾讯计算机系统（深圳）有限公司"), branch_of("杭州娃哈哈集团有限公司上海分公司")
(['腾讯计算机系统', '腾讯'], '杭州娃哈哈集团有限公司')

Region, brackets and legal form are no part of the key. A branch is tied to its company, never the same as it. The same 字号
in another trade (华为技术, 华为终端) is another company. Sources: 企业名称登记管理规定; ISO 20275 for other countries' forms.
"""

import re
from functools import lru_cache

from pandas import Series
from rapidfuzz import fuzz

import custsheet.fields.columns as columns
from custsheet.fields.base import Reason, Unreadable, halfwidth, plain, squeeze
from custsheet.fields.company_parts import Company, head_of, parts_of
from custsheet.fields.hanzi import HAN, alike, has_han, standard
from custsheet.fields.hanzi import readings as sign_readings
from custsheet.fields.legal_forms import base_name, form_of
from custsheet.fields.persons import without_title
from custsheet.fields.surnames import SINGLE
from custsheet.fields.words import words

REASONS: dict[str, Reason] = {
    "placeholder": Reason("warning", "completeness"),
    "lost": Reason("error", "validity"),
    "digits": Reason("warning"),
    "person": Reason("info"),
    "several": Reason("warning"),
}
PARTS = ("region", "core", "industry", "form", "branch")
LIKENESS = {
    "same": 1.0,
    "spelling": 0.97,  # 有限责任公司 / 有限公司, brackets, letters
    "key": 0.92,  # the region is missing or stands elsewhere
    "form": 0.8,  # 有限公司 / 股份有限公司
    "slip": 0.8,  # one character of the 字号 differs, alike or of the same reading
    "core": 0.6,  # 娃哈哈 / 杭州娃哈哈集团有限公司
    "region": 0.5,  # the same name in two regions
    "contained": 0.4,
    "trade": 0.3,  # 华为技术 / 华为终端
    "branch": 0.3,  # a branch and its company, or two branches
    "different": 0.0,
}

PLACEHOLDERS = frozenset(words("company")["placeholders"])
_WIDE_LETTERS = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF06, 0xFF0E, 0xFF0D)
}
_TO_WIDE = str.maketrans("()", "（）")
_TO_NARROW = str.maketrans("（），", "(),")
_GAP = re.compile(rf"(?<=[{HAN}（）()])\s+(?=[{HAN}（）()])|\s+(?=[（）])|(?<=[（）])\s+")
_REPEATED = re.compile(r"([a-z0-9*.?x])\1*|测试[0-9]*", re.IGNORECASE)
_LOST = re.compile("[?？□�〓\ue000-\uf8ff]|锟斤")
_SEVERAL = re.compile(r"(?:公司|厂|店|商行)[/、,，;；\s]+.+(?:公司|厂|店|商行)$")
_REMEMBERED = 50_000  # names
_KEY_SIGN = re.compile(r"[\W_]+")


def clean(value: str) -> str:
    """Return the name as it is stored. Raises Unreadable for fillers, numbers, persons, several names, lost characters."""
    text = _even(value)
    if text:
        _refuse(text)
    return text


def clean_column(values: Series) -> Series:
    """Return the Chinese names of a column that are long enough to be no person's and have no odd sign."""
    names = columns.sure(values, "[一-鿿][一-鿿（）]{5,}", "锟斤")
    return columns.chosen(~names.isin(list(PLACEHOLDERS)), names)


def rule(before: str, after: str) -> str:
    """Name the change: brackets, or blanks inside a Chinese name."""
    if ("（" in after) != ("（" in before) or "(" in before:
        return "company.brackets"
    return "company.gap" if "".join(before.split()) == "".join(after.split()) else ""


def parse(value: str) -> dict[str, str]:
    """Return region, 字号 (`core`), industry, legal form and branch; of a foreign name core and form."""
    if has_han(value):
        return parts_of(value)._asdict()
    text = _even(value)
    return Company(core=base_name(text) or text, form=form_of(text))._asdict()


def keys(value: str) -> list[str]:
    """Return 字号 with industry, and 字号 alone; the words of a foreign name without legal form; nothing for fillers."""
    return list(_keys(value))


@lru_cache(maxsize=_REMEMBERED)  # matching asks for them, and what customers have to do with each other again
def _keys(value: str) -> tuple[str, ...]:
    text = _even(value)
    if not text or _is_placeholder(text) or not any(sign.isalpha() for sign in text) or _is_person(text):
        return ()
    if not has_han(text):
        return (_words(text),) if _words(text) else ()
    parts = parts_of(standard(text).casefold())
    return tuple(each for each in dict.fromkeys([parts.core + parts.industry, parts.core]) if len(each) > 1)


def branch_of(value: str) -> str:
    """Return the company that a branch belongs to, as typed; "" where the name has no branch."""
    return head_of(_even(value))


def compare(left: str, right: str) -> float:
    """Return the likeness of two names by their class (`company_class`)."""
    return LIKENESS[company_class(left, right)]


def company_class(left: str, right: str) -> str:
    """Return the class of likeness of two names, a key of LIKENESS."""
    if left == right:
        return "same"
    one, other = standard(_even(left)).casefold(), standard(_even(right)).casefold()
    if not one or not other or _is_placeholder(one) or _is_placeholder(other):
        return "different"
    if _KEY_SIGN.sub("", one) == _KEY_SIGN.sub("", other):
        return "spelling"
    if has_han(one) and has_han(other):
        return _han_class(parts_of(one), parts_of(other))
    return "different" if has_han(one) or has_han(other) else _latin_class(one, other)


def mask(value: str) -> str:
    """Return the value: companies are not masked, but a number or a person in their column is."""
    try:
        return clean(value)
    except Unreadable as reason:
        return value if reason.reason in ("placeholder", "several") else value[:1] + "***"


@lru_cache(maxsize=_REMEMBERED)
def _even(value: str) -> str:
    """Return a name with one form of letters, brackets and blanks."""
    text = squeeze(value.translate(_WIDE_LETTERS))
    return _GAP.sub("", text.translate(_TO_WIDE)) if has_han(text) else squeeze(text.translate(_TO_NARROW))


def _refuse(text: str) -> None:
    if _LOST.search(text):
        raise Unreadable("lost")
    if _is_placeholder(text):
        raise Unreadable("placeholder")
    if not any(sign.isalpha() for sign in text):
        raise Unreadable("digits")
    if _SEVERAL.search(text):
        raise Unreadable("several")
    if _is_person(text):
        raise Unreadable("person")


def _is_person(text: str) -> bool:
    return len(text) <= 5 and text[0] in SINGLE and without_title(text) != text and "店" not in text


def _is_placeholder(text: str) -> bool:
    folded = text.casefold()
    return folded in PLACEHOLDERS or bool(_REPEATED.fullmatch(folded)) or not any(sign.isalnum() for sign in folded)


def _han_class(one: Company, other: Company) -> str:
    if one.branch != other.branch:
        return "branch" if one.core == other.core else "different"
    if one.core == other.core:
        return _same_core(one, other)
    if one.industry == other.industry and _one_slip(one.core, other.core):
        return "slip"
    short, long = sorted((one.core, other.core), key=len)
    return "contained" if len(short) > 1 and short in long else "different"


def _same_core(one: Company, other: Company) -> str:
    if one.industry != other.industry:
        return "trade" if one.industry and other.industry else "core"
    if not _compatible(one.region, other.region):
        return "region"
    if one.form == other.form:
        return "spelling" if one.region == other.region else "key"
    return "form" if one.form and other.form else "key" if one.industry else "core"


def _compatible(one: str, other: str) -> bool:
    """Return whether two regions may be one: 深圳 and 广东省深圳市, or either is missing."""
    short, long = sorted((one.rstrip("省市区县"), other.rstrip("省市区县")), key=len)
    return short in long


def _one_slip(one: str, other: str) -> bool:
    differing = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    if len(one) != len(other) or len(one) < 2 or len(differing) != 1:
        return False
    a, b = differing[0]
    return bool(set(sign_readings(a)) & set(sign_readings(b))) or alike(a, b)


def _latin_class(one: str, other: str) -> str:
    first, second = _words(one), _words(other)
    if not first or not second:
        return "different"
    if first == second:
        return "spelling" if _plain_form(one) == _plain_form(other) else "key"
    if fuzz.ratio(first, second) >= 88 and min(len(first), len(second)) >= 4:
        return "slip"
    contained = f" {first} ".startswith(f" {second} ") or f" {second} ".startswith(f" {first} ")
    return "contained" if contained else "different"


def _words(text: str) -> str:
    """Return the words of a foreign name without its legal form, as a key."""
    bare = plain(base_name(text) or text).replace("&", " and ")
    return " ".join(word for word in re.sub(r"[^\w\s]+", "", bare).split() if word != "the").removesuffix(" company")


def _plain_form(text: str) -> str:
    return re.sub(r"\W+", "", halfwidth(form_of(text)).casefold())


__all__ = [
    "LIKENESS", "PARTS", "REASONS", "base_name", "branch_of", "clean", "clean_column", "company_class", "compare", "keys", "mask", "parse", "rule",
]  # fmt: skip

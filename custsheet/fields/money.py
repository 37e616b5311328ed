"""How an amount of money is read from what people type; `amount` holds the verbs.

The grammar, outside in: words that make it inexact · sign · currency · 元 with 角 and 分 · units · digits and separators.
"""

import re
from decimal import Decimal
from typing import NamedTuple

import custsheet.fields.currencies as currencies
from custsheet.fields.base import Unreadable, halfwidth
from custsheet.fields.numerals import number

PLAIN = re.compile(r"([+-]?)0*([0-9]*?)(?:\.([0-9]*?)0*)?")
EUROPEAN = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}|[0-9]{1,3}(?:[ '][0-9]{3})+,[0-9]{1,2}|[0-9]{1,3}(?:\.[0-9]{3}){2,}"
)
COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")

_NOTHING = frozenset({"-", "--", "---", "/", "无", "n/a", "na", "none", "null", "nan", "空", "暂无", "未知", "?", "??"})
_FREE = re.compile(r"免费|赠送|赠品|free|免单|不收费", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬几数]")
_PER = re.compile(
    r"(.*[0-9元块¥$])\s*(?:/|每|一)\s*(?:件|个|月|年|天|日|次|人|公?斤|kg|箱|套|盒|台|平米|㎡|小时|h|month|year|pcs)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"[一-鿿]{1,6}[::]?\s*([0-9][0-9,]*(?:\.[0-9]+)?)元?")

_ABOUT = re.compile(r"大约|大概|约|将近|接近|近|左右|上下|许|(?<=[0-9十百千万亿])[多余来]")
_LEAST = re.compile(r"至少|最少|不少于|不低于|超过|大于|多于|高于|以上|起$|\+$")
_MOST = re.compile(r"至多|最多|不超过|不到|不足|小于|少于|低于|以下|以内|封顶")
_TO = re.compile(r"从?([^~至到-]+)(?:-+|~+|至|到)([^~至到-]+)")
_ADJACENT = re.compile(r"[一二三四五六七八九两][一二三四五六七八九](?=[十百千万亿元块])")
_VAGUE = re.compile(r"[几数]")
_UNIT = re.compile(r"[百千仟万亿kKwW]")
_NOISE = re.compile(r"\(含\)|[整正钱]+$")

_POWER = re.compile(r"([0-9](?:\.[0-9]{1,17})?)[eE]([+-]?[0-9]{1,2})")
_GROUPED = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?:[ '][0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
)
_WRONG_GROUPS = re.compile(r"[0-9]+(?:,[0-9]*)+(?:\.[0-9]+)?")
_GROUPED_START = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
_DOTTED = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
_MILLIONS = re.compile(r"([0-9.,]+) ?(?:m|mn|million)", re.IGNORECASE)
_YUAN = re.compile(r"([^元块圆圓塊]+)[元块圆圓塊]([^元块圆圓塊]*)")
_COINS = re.compile(r"(?:([0-9一二三四五六七八九])[角毛])?(?:零?([0-9一二三四五六七八九])分)?")
_LOCAL = re.compile("[元块圆圓塊角毛]")
_SMALL = str.maketrans("壹贰叁肆伍陆柒捌玖两〇", "一二三四五六七八九二零")
_SIGNS = str.maketrans({"￥": "¥", "～": "~", "〜": "~", "\xa0": " ", "’": "'", **dict.fromkeys("−–—‐‑", "-")})


class Habit(NamedTuple):
    """What a place takes for granted: its currency, and the sign before decimals."""

    currency: str = "CNY"
    decimal_sign: str = "."


class Money(NamedTuple):
    """What an amount says: `exact`, `about`, `at_least`, `at_most`, or a `range` up to *upper*."""

    amount: Decimal
    currency: str = ""
    upper: Decimal | None = None
    precision: str = "exact"


def read(text: str, habit: Habit) -> Money:
    """Return what *text* says. Raises Unreadable: placeholder, words, percent, per_unit, separator, format."""
    even = evened(text)
    _refuse_words(even, habit)
    bare, precision = _qualified(even)
    try:
        return _signed(bare, habit)._replace(precision=precision)
    except Unreadable:
        if money := _range(bare, habit):
            return money
        raise


def evened(text: str) -> str:
    """Return *text* with one form of every sign, for reading only."""
    return halfwidth(text).translate(_SIGNS).strip()


def easy(text: str) -> str | None:
    """Return the canonical form of a plain number, None for anything else.

    >>> easy("+01000.50"), easy("-0.00"), easy("1,000")
    ('1000.5', '0', None)
    """
    plain = PLAIN.fullmatch(text)
    if not plain or not (plain[2] or plain[3] or "0" in text):
        return None
    sign, whole, fraction = plain.groups()
    found = (whole or "0") + ("." + fraction if fraction else "")
    return found if sign != "-" or found == "0" else "-" + found


def _refuse_words(text: str, habit: Habit) -> None:
    if text.casefold() in _NOTHING:
        raise Unreadable("placeholder")
    if _FREE.search(text) and not re.search("[0-9]", text):
        raise Unreadable("words", "0", "medium")
    if not _DIGIT.search(text):
        raise Unreadable("words")
    if text.endswith(("%", "‰")):
        raise Unreadable("percent")
    if per := _PER.fullmatch(text):
        raise Unreadable("per_unit", _suggested(per[1], habit), "low")


def _qualified(text: str) -> tuple[str, str]:
    """Return *text* without the words that make it inexact, and the precision they mean."""
    text = _NOISE.sub("", text)
    for words, precision in ((_LEAST, "at_least"), (_MOST, "at_most"), (_ABOUT, "about")):
        if words.search(text):
            return words.sub("", text).strip(), precision
    return text, "exact"


def _signed(text: str, habit: Habit) -> Money:
    """Read an amount with its sign: `-100`, `100-`, `(100)`, `负100`, the sign before or behind the currency."""
    outer, negative = _unsigned(text)
    bare, code = currencies.take_off(outer, habit.currency)
    inner, negative_inside = _unsigned(bare)
    exact = None if negative and negative_inside else _number(_NOISE.sub("", inner), habit.decimal_sign)
    if exact is None:
        raise _why(text, inner, habit)
    local = habit.currency if _LOCAL.search(inner) else ""
    return Money(-exact if negative or negative_inside else exact, code or local)


def _unsigned(text: str) -> tuple[str, bool]:
    if len(text) > 2 and text[0] == "(" and text[-1] == ")":
        return text[1:-1].strip(), True
    if text[:1] in ("-", "负", "負"):
        return text[1:].strip(), True
    if len(text) > 1 and text[-1] == "-":
        return text[:-1].strip(), True
    return text.removeprefix("+").strip(), False


def _why(text: str, number_text: str, habit: Habit) -> Unreadable:
    """Return why an amount cannot be read: wrong separators (1234,56 and 12,3456 with the likeliest meaning), or its form."""
    if habit.decimal_sign == "," and _DOTTED.fullmatch(number_text):
        return Unreadable("separator", number_text.replace(".", ""), "low")
    if _WRONG_GROUPS.fullmatch(number_text):
        head, _, tail = number_text.rpartition(",")
        likely = f"{head.replace(',', '')}.{tail}" if len(tail) in (1, 2) else number_text.replace(",", "")
        return Unreadable("separator", easy(likely) or "", "low")
    labelled = _LABELLED.fullmatch(text)
    return Unreadable("format", _suggested(labelled[1], habit) if labelled else "", "low" if labelled else "")


def _number(text: str, decimal_sign: str) -> Decimal | None:
    """Return the number of an unsigned amount without currency: Arabic, with units, in Chinese, with 角 and 分."""
    if len(text) > 60:
        return None
    if yuan := _YUAN.fullmatch(text):
        whole, coins = _number(yuan[1].strip(), decimal_sign), _coins(yuan[2])
        return None if whole is None or coins is None else whole + coins
    if text.endswith(("角", "毛", "分")):
        return _coins(text)
    if millions := _MILLIONS.fullmatch(text):
        base = _arabic(millions[1], decimal_sign)
        return None if base is None else base.scaleb(6)
    plain = _arabic(text, decimal_sign)
    return plain if plain is not None else _with_units(text)


def _with_units(text: str) -> Decimal | None:
    if _VAGUE.search(text) or _ADJACENT.search(text):
        return None
    return number(_GROUPED_START.sub(lambda grouped: grouped[0].replace(",", ""), text, count=1).replace(" ", ""))


def _arabic(text: str, decimal_sign: str) -> Decimal | None:
    if decimal_sign == "," and _DOTTED.fullmatch(text):
        return None
    if (plain := easy(text)) is not None:
        return Decimal(plain)
    if power := _POWER.fullmatch(text):
        return Decimal(power[1]).scaleb(int(power[2]))
    if EUROPEAN.fullmatch(text) or (decimal_sign == "," and COMMA.fullmatch(text)):
        return Decimal(re.sub(r"[ '.]", "", text).replace(",", "."))
    return Decimal(re.sub(r"[ ',]", "", text)) if _GROUPED.fullmatch(text) else None


def _coins(text: str) -> Decimal | None:
    """Return the part behind 元 as a fraction of it: 3角5分, 3毛, 5 (short for 5角), 整."""
    bare = _NOISE.sub("", text).translate(_SMALL)
    if len(bare) == 1 and (tenth := number(bare)) is not None:
        return tenth.scaleb(-1)
    if not (coins := _COINS.fullmatch(bare)):
        return None
    jiao, fen = (number(each) or Decimal(0) for each in coins.groups(default="0"))
    return jiao.scaleb(-1) + fen.scaleb(-2)


def _range(text: str, habit: Habit) -> Money | None:
    """Return the range that *text* names: 100-200, 1万至5万元, 八九百, 几十万."""
    if to := _TO.fullmatch(text):
        low, high = _attempted(to[1], habit), _attempted(to[2], habit)
        if low and high:
            return _between(low._replace(amount=_in_unit(low.amount, high.amount, to[2])), high)
    if adjacent := _ADJACENT.search(text):
        low, high = (
            _attempted(text[: adjacent.start()] + sign + text[adjacent.end() :], habit) for sign in adjacent[0]
        )
        return _between(low, high)
    if _VAGUE.search(text):
        return _between(*(_attempted(_VAGUE.sub(sign, text), habit) for sign in "一九"))
    return None


def _between(low: Money | None, high: Money | None) -> Money | None:
    return Money(low.amount, high.currency or low.currency, high.amount, "range") if low and high else None


def _in_unit(low: Decimal, high: Decimal, high_text: str) -> Decimal:
    """Give the lower end the unit of the higher, where it still is the lower then: 10~15k, 两到三万, but 8500到3万."""
    units = _UNIT.findall(high_text)
    scaled = low * (number("一" + units[-1]) or 1) if units else low
    return scaled if scaled < high else low


def _attempted(text: str, habit: Habit) -> Money | None:
    try:
        return _signed(text.strip(), habit)
    except Unreadable:
        return None


def _suggested(text: str, habit: Habit) -> str:
    money = _attempted(text, habit)
    return written(money, habit) if money else ""


def written(money: Money, habit: Habit) -> str:
    """Return the canonical text of exact money: a plain decimal, behind the code of a foreign currency."""
    exact = easy(format(money.amount, "f")) or "0"
    return exact if money.currency in ("", habit.currency) else f"{money.currency} {exact}"

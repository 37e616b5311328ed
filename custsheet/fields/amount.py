"""Amounts of money: exact plain decimals, as a spreadsheet stores them; a foreign currency keeps its code in front.

>>> clean("￥1，000.50"), clean("12万5"), clean("壹万贰仟元整"), clean("(100)"), clean("45564.44美元")
('1000.5', '125000', '12000', '-100', 'USD 45564.44')

Read are currency words and signs, full-width signs, thousands separators, 万/亿/千/k/w, capital and small Chinese
numerals with 角 and 分, and negatives (`-100`, `100-`, `(100)`, `负100`). Not read, because a person has to decide:
ranges, 约/多/以上, words such as 面议, percentages, prices per unit. The unit in a heading (万元) is not applied to values.
Method: own grammar; the currencies' codes are ISO 4217.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from custsheet.fields import currencies
from custsheet.fields.base import Outcome, Reason, Unreadable, attempt, halfwidth, squeeze
from custsheet.fields.numerals import number

REASONS: dict[str, Reason] = {
    "placeholder": Reason("warning", "completeness"),
    "words": Reason("warning"),
    "range": Reason("warning"),
    "approximate": Reason("warning", "accuracy"),
    "percent": Reason("warning"),
    "per_unit": Reason("warning"),
    "separator": Reason("warning"),
    "format": Reason("error"),
}
PARTS = ("amount", "currency", "upper", "precision")

_PLAIN = re.compile(r"([+-]?)0*([0-9]*?)(?:\.([0-9]*?)0*)?")
_CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_CODED = re.compile(r"([A-Z]{3}) (-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?)")
_POWER = re.compile(r"([+-]?)([0-9](?:\.[0-9]{1,17})?)[eE]([+-]?[0-9]{1,2})")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?|[0-9]{1,3}(?:[ '][0-9]{3})+(?:\.[0-9]+)?")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}|[0-9]{1,3}(?:[ '][0-9]{3})+,[0-9]{1,2}|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}|[0-9]{1,3}(?:\.[0-9]{3})+")
_WRONG_GROUPS = re.compile(r"[0-9]+(?:,[0-9]*)+(?:\.[0-9]+)?")
_MILLIONS = re.compile(r"([0-9.,]+) ?(?:m|mn|million)", re.IGNORECASE)
_COINS = re.compile(r"(?:([0-9一二三四五六七八九])[角毛])?(?:零?([0-9一二三四五六七八九])分)?")
_YUAN = re.compile(r"([^元块圆圓塊]+)[元块圆圓塊]([^元块圆圓塊]*)")
_SIGNS = str.maketrans({"￥": "¥", "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "、": ",", "～": "~", "〜": "~", "\xa0": " ", "’": "'"})
_TO = re.compile(r"从?([^~至到-]+)(?:-+|~+|至|到)([^~至到-]+)")
_ADJACENT = re.compile(r"[一二三四五六七八九两][一二三四五六七八九](?=[十百千万亿元块])")
_ABOUT = re.compile(r"大约|大概|约|将近|接近|近|左右|上下|许")
_LEAST = re.compile(r"至少|最少|不少于|不低于|超过|大于|多于|高于|以上|起$|\+$")
_MOST = re.compile(r"至多|最多|不超过|不到|不足|小于|少于|低于|以下|以内|封顶")
_SOME = re.compile(r"[多余来](?=[万亿元块]|$)")
_VAGUE = re.compile(r"[几数]")
_NOISE = re.compile(r"\(含\)|[整正钱]+$")
_NOTHING = frozenset({"-", "--", "---", "/", "无", "n/a", "na", "none", "null", "nan", "空", "暂无", "未知", "?", "??"})
_FREE = re.compile(r"免费|赠送|赠品|free|免单|不收费", re.IGNORECASE)
_PER = re.compile(r"(.*[0-9元块¥$])\s*(?:/|每|一)\s*(?:件|个|月|年|天|日|次|人|斤|公斤|kg|箱|套|盒|台|平米|㎡|小时|h|month|year|pcs)", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬几数]")
_ONLY = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


class Money(NamedTuple):
    """What an amount says: exact, or `about`, `at_least`, `at_most`, or a `range` up to *upper*."""

    amount: Decimal
    currency: str = ""
    upper: Decimal | None = None
    precision: str = "exact"


def clean(value: str, region: str = "CN", currency: str = "", decimal_sign: str = ".") -> str:
    """Return the amount as a plain decimal: no exponent, no separators, no trailing zeros; `USD 5` for a foreign currency.

    Amounts in *currency* (default: that of the *region*) carry no code. *decimal_sign* `,` reads 1.234,56 and 12,5.
    """
    text = squeeze(value)
    if (easy := _easy(text)) is not None or _CODED.fullmatch(text):
        return easy if easy is not None else text
    own = currency or currencies.home(region)
    money = _read(text, own, decimal_sign)
    shown = _written(money, own)
    if money.precision == "range":
        raise Unreadable("range", low=text_of(money.amount), high=text_of(money.upper or money.amount))
    if money.precision != "exact":
        raise Unreadable("approximate", "" if money.precision == "vague" else shown, "low")
    return shown


def clean_column(values: Iterable[str], region: str = "CN", currency: str = "", decimal_sign: str = ".") -> list[Outcome]:
    """Return one Outcome per value: plain numbers at once, the others one by one."""
    options = {"region": region, "currency": currency, "decimal_sign": decimal_sign}
    plain = _CANONICAL.fullmatch
    return [
        Outcome(each) if plain(each) and each != "-0" else attempt("amount", clean, each, options, rule) for each in values
    ]


def survey(values: "pd.Series", heading: str = "") -> dict[str, str]:
    """Return what only the column tells: `decimal_sign` "," where it is written so, `currency` where all bear one sign."""
    odd = [squeeze(halfwidth(each)) for each in pd.unique(values) if not _CANONICAL.fullmatch(each)]
    found = {}
    if any(_EUROPEAN.fullmatch(each.strip("$€£ ")) for each in odd):
        found["decimal_sign"] = ","
    signs = {each[0] if each[:1] in currencies.SIGNS else each[-1:] for each in odd} & set(currencies.SIGNS)
    if len(signs) == 1 and not _has_han([heading, *odd]) and not any(_CODED.fullmatch(each) for each in odd):
        found["currency"] = currencies.SIGNS[signs.pop()]
    return found


def decimal(value: str) -> Decimal:
    """Return the exact number of an amount, whatever its currency. Raises Unreadable."""
    return Decimal(clean(value).rpartition(" ")[2] or 0)


def text_of(exact: Decimal) -> str:
    """Return the canonical text of an exact number.

    >>> text_of(Decimal("1.20E+3")), text_of(Decimal("-0.00"))
    ('1200', '0')
    """
    return _easy(format(exact, "f")) or "0"


def parse(value: str, region: str = "CN", currency: str = "", decimal_sign: str = ".") -> dict[str, str]:
    """Return amount, currency ("" for a bare number), upper end of a range, and precision (exact, about, at_least, …)."""
    text = squeeze(value)
    if coded := _CODED.fullmatch(text):
        return {"amount": coded[2], "currency": coded[1], "upper": "", "precision": "exact"}
    money = _read(text, currency or currencies.home(region), decimal_sign)
    upper = "" if money.upper is None else text_of(money.upper)
    return {"amount": text_of(money.amount), "currency": money.currency, "upper": upper, "precision": money.precision}


def keys(value: str) -> list[str]:
    """Return the canonical amount, or the evened text of one that cannot be read."""
    try:
        cleaned = clean(value)
    except Unreadable:
        cleaned = squeeze(halfwidth(value))
    return [cleaned] if cleaned else []


def compare(left: str, right: str) -> float:
    """Return 1 for the same amount, else the smaller over the larger; 0 across currencies and signs."""
    if left == right:
        return 1.0
    (one, code), (other, other_code) = _pair(left), _pair(right)
    if one is None or other is None or code != other_code:
        return float(keys(left) == keys(right) != [])
    if one == other:
        return 1.0
    low, high = sorted((abs(one), abs(other)))
    return 0.0 if one * other <= 0 else min(float(low / high), 0.99)


def mask(value: str) -> str:
    """Return the value with every digit starred."""
    return re.sub(r"\d|[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬]", "*", value)


def rule(before: str, after: str) -> str:
    """Name the change: a unit or Chinese numerals read, a sign moved, or only the format."""
    even = _even(squeeze(before))
    if re.search(r"[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬億kKwWmM角毛分]", even):
        return "amount.words"
    if after.rpartition(" ")[2].startswith("-") and not even.startswith("-"):
        return "amount.negative"
    return ""


def _easy(text: str) -> str | None:
    """Return the canonical form of a plain number, None for anything else."""
    plain = _PLAIN.fullmatch(text)
    if not plain or not (plain[2] or plain[3] or "0" in text):
        return None
    sign, whole, fraction = plain.groups()
    found = (whole or "0") + ("." + fraction if fraction else "")
    return found if sign != "-" or found == "0" else "-" + found


def _read(text: str, own: str, decimal_sign: str) -> Money:
    """Return what *text* says, or raise Unreadable."""
    even = _even(text)
    _refuse_words(even)
    bare, precision = _qualified(even)
    try:
        money = _signed(bare, own, decimal_sign)
    except Unreadable:
        if not (money_range := _range(bare, own, decimal_sign)):
            raise
        return money_range
    return money._replace(precision=precision)


def _even(text: str) -> str:
    """Return *text* with one form of every sign, for reading only."""
    return halfwidth(text).translate(_SIGNS).strip()


def _refuse_words(text: str) -> None:
    if text.casefold() in _NOTHING:
        raise Unreadable("placeholder")
    if _FREE.search(text) and not re.search("[0-9]", text):
        raise Unreadable("words", "0", "medium")
    if not _DIGIT.search(text):
        raise Unreadable("words")
    if text.endswith(("%", "‰")):
        raise Unreadable("percent")
    if per := _PER.fullmatch(text):
        raise Unreadable("per_unit", _or_none(per[1]), "low")


def _qualified(text: str) -> tuple[str, str]:
    """Return *text* without the words that make it inexact, and the precision they mean."""
    text = _NOISE.sub("", text)
    for words, precision in ((_LEAST, "at_least"), (_MOST, "at_most"), (_ABOUT, "about"), (_SOME, "about")):
        if words.search(text):
            return words.sub("", text).strip(), precision
    return text, "exact"


def _signed(text: str, own: str, decimal_sign: str) -> Money:
    """Read an amount with its sign: `-100`, `100-`, `(100)`, `负100`, the sign before or behind the currency."""
    outer, negative = _unsigned(text)
    bare, code = currencies.take_off(outer, own)
    inner, negative_inside = _unsigned(bare)
    exact = _number(_NOISE.sub("", inner), decimal_sign)
    if exact is None or (negative and negative_inside):
        raise Unreadable("format", _only(text), "low") if not _separated(inner) else _separator(inner)
    if not code and own != "CNY" and re.search("[元块圆圓塊]", inner):
        code = own
    code = code or ("CNY" if re.search("[元块圆圓塊角毛]", inner) else "")
    return Money(-exact if negative or negative_inside else exact, code)


def _unsigned(text: str) -> tuple[str, bool]:
    if len(text) > 2 and text[0] == "(" and text[-1] == ")":
        return text[1:-1].strip(), True
    if text[:1] in ("-", "负", "負"):
        return text[1:].strip(), True
    if len(text) > 1 and text[-1] == "-":
        return text[:-1].strip(), True
    return text.removeprefix("+").strip(), False


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
    return number(text.replace(",", "").replace(" ", ""))


def _arabic(text: str, decimal_sign: str) -> Decimal | None:
    if power := _POWER.fullmatch(text):
        return Decimal(power[2]).scaleb(int(power[3])) * (-1 if power[1] == "-" else 1)
    if _EUROPEAN.fullmatch(text) or (decimal_sign == "," and _COMMA.fullmatch(text)):
        return Decimal(re.sub(r"[ '.]", "", text).replace(",", "."))
    if _GROUPED.fullmatch(text):
        return Decimal(re.sub(r"[ ',]", "", text))
    return Decimal(easy) if (easy := _easy(text)) is not None else None


def _coins(text: str) -> Decimal | None:
    """Return the part behind 元 as a fraction of it: 3角5分, 3毛, 5 (short for 5角), 整."""
    bare = _NOISE.sub("", text.replace("钱", "")).translate(_SMALL)
    if not bare:
        return Decimal(0)
    if len(bare) == 1 and (tenth := number(bare)) is not None:
        return tenth.scaleb(-1)
    coins = _COINS.fullmatch(bare)
    if not coins:
        return None
    jiao, fen = (number(each) if each else Decimal(0) for each in coins.groups())
    return (jiao or Decimal(0)).scaleb(-1) + (fen or Decimal(0)).scaleb(-2)


_SMALL = str.maketrans("壹贰叁肆伍陆柒捌玖两〇", "一二三四五六七八九二零")


def _separated(text: str) -> bool:
    return bool(_WRONG_GROUPS.fullmatch(text))


def _separator(text: str) -> Unreadable:
    """Return the reason for 1234,56 and 12,3456, with the likeliest meaning."""
    head, _, tail = text.rpartition(",")
    likely = f"{head.replace(',', '')}.{tail}" if len(tail) in (1, 2) and "." not in tail else text.replace(",", "")
    return Unreadable("separator", _easy(likely) or "", "low")


def _range(text: str, own: str, decimal_sign: str) -> Money | None:
    """Return the range that *text* names: 100-200, 1万至5万元, 八九百, 几十万."""
    if to := _TO.fullmatch(text):
        high = _signed_or_none(to[2], own, decimal_sign)
        low = _signed_or_none(to[1], own, decimal_sign)
        if high and low:
            return Money(_low(low.amount, high.amount, to), high.currency or low.currency, high.amount, "range")
    if adjacent := _ADJACENT.search(text):
        first, second = (text[: adjacent.start()] + sign + text[adjacent.end() :] for sign in adjacent[0])
        low, high = _signed_or_none(first, own, decimal_sign), _signed_or_none(second, own, decimal_sign)
        return Money(low.amount, high.currency, high.amount, "range") if low and high else None
    if _VAGUE.search(text):
        return _vague(text, own, decimal_sign)
    return None


def _vague(text: str, own: str, decimal_sign: str) -> Money | None:
    """Return the range that 几十万 or 十几 stand for."""
    ends = ("", "二") if re.search("十[几数]", text) else ("一", "十")
    first = _signed_or_none(_VAGUE.sub("", text) if ends[0] == "" else _VAGUE.sub(ends[0], text), own, decimal_sign)
    second = _signed_or_none(re.sub("十[几数]", "二十", text) if ends[0] == "" else _VAGUE.sub(ends[0], text), own, decimal_sign)
    if not first or not second:
        return None
    return Money(first.amount, first.currency, second.amount * (1 if ends[0] == "" else 10), "range")


def _low(low: Decimal, high: Decimal, to: "re.Match[str]") -> Decimal:
    """Give the lower end the unit of the higher, where only that has one: 10~15k, 两到三万."""
    unit = re.search("[百千万亿kKwW]+", to[2])
    if unit and not re.search("[百千万亿kKwW]", to[1]) and low < high:
        return low * (number("一" + unit[0]) or 1)
    return low


def _signed_or_none(text: str, own: str, decimal_sign: str) -> Money | None:
    try:
        return _signed(text.strip(), own, decimal_sign)
    except Unreadable:
        return None


def _or_none(text: str) -> str:
    money = _signed_or_none(text, "CNY", ".")
    return _written(money, "CNY") if money else ""


def _only(text: str) -> str:
    """Return the number in a text that holds exactly one, "" otherwise."""
    found = _ONLY.findall(text)
    return _or_none(found[0]) if len(found) == 1 and not re.search(r"[万亿千百kKwW]", text) else ""


def _written(money: Money, own: str) -> str:
    exact = text_of(money.amount)
    return exact if money.currency in ("", own) else f"{money.currency} {exact}"


def _pair(value: str) -> tuple[Decimal | None, str]:
    try:
        code, _, exact = clean(value).rpartition(" ")
    except Unreadable:
        return None, ""
    return (Decimal(exact), code) if exact else (None, "")


def _has_han(texts: Iterable[str]) -> bool:
    return any("一" <= sign <= "鿿" for text in texts for sign in text)

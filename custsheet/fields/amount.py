"""Amounts of money: exact plain decimals, as a spreadsheet stores them; a foreign currency keeps its code in front.

>>> clean("￥1，000.50"), clean("12万5"), clean("壹万贰仟元整"), clean("(100)"), clean("45564.44美元")
('1000.5', '125000', '12000', '-100', 'USD 45564.44')

Read are currency words and signs, full-width signs, thousands separators, 万/亿/千/k/w, capital and small Chinese
numerals with 角 and 分, and negatives (`-100`, `100-`, `(100)`, `负100`). Not read, because a person has to decide:
ranges, 约/多/以上, words such as 面议, percentages, prices per unit. The unit in a heading (万元) is not applied to values.
Method: own grammar (`money`, `numerals`); the currencies' codes are ISO 4217.
"""

import re
from decimal import Decimal

from pandas import Series

import custsheet.fields.columns as columns
import custsheet.fields.currencies as currencies
from custsheet.fields.base import Reason, Unreadable, halfwidth, squeeze
from custsheet.fields.money import COMMA, EUROPEAN, Habit, Money, easy, evened, read, written

REASONS: dict[str, Reason] = {
    "placeholder": Reason("warning", "completeness"),
    "words": Reason("warning"),
    "range": Reason("warning"),
    "approximate": Reason("warning", "validity"),
    "percent": Reason("warning"),
    "per_unit": Reason("warning"),
    "separator": Reason("warning"),
    "format": Reason("error"),
}
PARTS = ("amount", "currency", "upper", "precision")

_CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_CODED = re.compile(r"([A-Z]{3}) (-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?)")
_COMMON = re.compile(r"[¥￥]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)((?:\.[0-9]+)?)元?")
_COUNTED = re.compile(
    r"(.*[0-9一二三四五六七八九十百]) ?(?:周?岁|[件个次单笔箱瓶台套盒袋包支条双张份只桶本把]|pcs|times|years old)",
    re.IGNORECASE,
)
_CHINESE = Habit()
_OTHER_MONEY = re.compile(r"[0-9].*[a-z¥￥一-鿿]|[a-z¥￥一-鿿].*[0-9]", re.IGNORECASE)
_NUMERALS = re.compile(r"[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬億kwm角毛分]", re.IGNORECASE)
_DIGITS = re.compile(r"\d|[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬億廿卅几]")


def clean(value: str, region: str = "CN", currency: str = "", decimal_sign: str = ".", counted: bool = False) -> str:
    """Return the amount as a plain decimal: no exponent, no separators, no trailing zeros; `USD 5` for a foreign currency.

    Amounts in *currency* (default: that of the *region*) carry no code. *decimal_sign* `,` reads 1.234,56 and 12,5.
    *counted*: the column counts things or years, so a word for them is left out (`3件`, `28岁`).
    """
    text = squeeze(value)
    text = found[1] if counted and (found := _COUNTED.fullmatch(text)) else text
    plain = easy(text) if decimal_sign == "." else None
    if not text or plain is not None:
        return plain or ""
    habit = _habit(region, currency, decimal_sign)
    if habit == _CHINESE and (common := _COMMON.fullmatch(text)):
        return easy(common[1].replace(",", "") + common[2]) or ""
    if (coded := _CODED.fullmatch(text)) and coded[1] != habit.currency:
        return text
    money = read(text, habit)
    if money.precision == "range":
        raise Unreadable("range", low=text_of(money.amount), high=text_of(money.upper or money.amount))
    if money.precision != "exact":
        raise Unreadable("approximate", written(money, habit), "low")
    return written(money, habit)


def clean_column(
    values: Series, region: str = "CN", currency: str = "", decimal_sign: str = ".", counted: bool = False
) -> Series:
    """Return the plain numbers of a column, and those with thousands separators, ¥ or 元 where these are the local ones.

    Neither has a word for things that are *counted*.
    """
    if decimal_sign != ".":
        return columns.sure(values, "[1-9][0-9]*")
    plain = columns.sure(values, _CANONICAL.pattern, "^-0$")
    if _habit(region, currency, decimal_sign) != _CHINESE:
        return plain
    left = (plain == "").to_numpy()
    plain[left] = _evened(columns.sure(values[left], _COMMON.pattern)).array
    return plain


def _evened(common: Series) -> Series:
    """Return amounts of the commonest form as plain decimals."""
    number = common.str.replace("[¥￥,元]", "", regex=True).str.replace(r"^0+([0-9])", r"\1", regex=True)
    return number.str.replace(r"(\.[0-9]*?)0+$", r"\1", regex=True).str.replace(r"\.$", "", regex=True)


def survey(values: Series, heading: str = "") -> dict[str, str]:
    """Return what only the column tells: `decimal_sign` "," where it is written so, `currency` where all bear one sign.

    Either evidence is gone once the values are clean, and so is what depends on it.
    """
    typed = values[(columns.sure(values, _CANONICAL.pattern) == "").to_numpy()]
    odd = [halfwidth(squeeze(each)) for each in typed.unique()]
    sign = "," if any(EUROPEAN.fullmatch(each.strip("$€£ ")) for each in odd) or _commas(odd, values) else ""
    money = _one_sign([heading, *odd])
    return {**({"decimal_sign": sign} if sign else {}), **({"currency": money} if money else {})}


def decimal(value: str) -> Decimal:
    """Return the exact number of an amount, whatever its currency; 0 for a blank one. Raises Unreadable."""
    return Decimal(clean(value).rpartition(" ")[2] or 0)


def text_of(exact: Decimal) -> str:
    """Return the canonical text of an exact number.

    >>> text_of(Decimal("1.20E+3")), text_of(Decimal("-0.00"))
    ('1200', '0')
    """
    return easy(format(exact, "f")) or "0"


def parse(value: str, region: str = "CN", currency: str = "", decimal_sign: str = ".") -> dict[str, str]:
    """Return amount, currency ("" for a bare number), upper end of a range, and precision (exact, about, at_least, …)."""
    money = _money(squeeze(value), _habit(region, currency, decimal_sign))
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
    one, other = _comparable(left), _comparable(right)
    if one is None or other is None or one.currency != other.currency:
        return float(keys(left) == keys(right) != [])
    if one.amount == other.amount:
        return 1.0
    low, high = sorted((abs(one.amount), abs(other.amount)))
    return 0.0 if one.amount * other.amount <= 0 else min(float(low / high), 0.99)


def mask(value: str) -> str:
    """Return the value with every digit starred; every letter too of what is no amount."""
    try:
        parse(value)
    except Unreadable:
        return re.sub(r"[^\W元块角分约]", "*", value)
    return _DIGITS.sub("*", value)


def rule(before: str, after: str) -> str:
    """Name the change: units or Chinese numerals read, a sign moved, or only the format."""
    even = evened(squeeze(before))
    if after.rpartition(" ")[2].startswith("-") and not even.startswith("-"):
        return "amount.negative"
    return "amount.words" if _NUMERALS.search(currencies.take_off(even)[0]) else ""


def _habit(region: str, currency: str, decimal_sign: str) -> Habit:
    return Habit(currency or currencies.home(region), decimal_sign)


def _money(text: str, habit: Habit) -> Money:
    coded = _CODED.fullmatch(text)
    return Money(Decimal(coded[2]), coded[1]) if coded else read(text, habit)


def _comparable(value: str) -> Money | None:
    try:
        cleaned = clean(value)
    except Unreadable:
        return None
    code, _, exact = cleaned.rpartition(" ")
    return Money(Decimal(exact), code) if exact else None


def _commas(odd: list[str], values: Series) -> bool:
    """Return whether a comma stands before the decimals: most odd values look like 12,5 and none has a decimal point."""
    commas = sum(bool(COMMA.fullmatch(each)) for each in odd)
    return commas >= 3 and 2 * commas >= len(odd) and not values.str.contains(".", regex=False).any()


def _one_sign(texts: list[str]) -> str:
    """Return the currency of the only sign in a column that bears no other currency, no Chinese and no code, else ""."""
    signs = {sign for each in texts for sign in each if sign in currencies.SIGNS}
    if len(signs) != 1 or any(_OTHER_MONEY.search(each) for each in texts[1:]) or re.search("[一-鿿]", texts[0]):
        return ""
    return currencies.SIGNS[signs.pop()]

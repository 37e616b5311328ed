"""Numbers written with Chinese numerals and units, alone or mixed with Arabic digits.

>>> [int(number(text)) for text in ("壹万贰仟叁佰肆拾伍", "1.2万", "12万5", "3千万亿")]
[12345, 12000, 125000, 3000000000000000]

A lone digit after a unit counts the next lower power (12万5 = 125000, 三百五 = 350), unless 零 stands between. Capital
numerals are those of 正确填写票据和结算凭证的基本规定 (People's Bank of China, 1997); k and w are 千 and 万.
"""

import re
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
UNITS = (("亿", 8), ("万", 4), ("千", 3), ("百", 2), ("十", 1))

_LIKE = {
    "零": "〇○",
    "一": "壹弌",
    "二": "贰貳弍两兩俩",
    "三": "叁參叄参弎",
    "四": "肆",
    "五": "伍",
    "六": "陆陸",
    "七": "柒",
    "八": "捌",
    "九": "玖",
}
_UNIT_LIKE = {"亿": "億", "万": "萬wW", "千": "仟kK", "百": "佰", "十": "拾"}
_EVEN = str.maketrans(
    {other: sign for signs in (_LIKE, _UNIT_LIKE) for sign, others in signs.items() for other in others}
)
_ARABIC = re.compile(r"[0-9]{1,24}(?:\.[0-9]{1,12})?")
_HAN = re.compile(rf"([{DIGITS}]{{1,24}})(?:点([{DIGITS}]{{1,12}}))?")
_VALUE = {digit: str(value) for value, digit in enumerate(DIGITS)}


def number(text: str) -> Decimal | None:
    """Return the number that *text* writes, None where it writes none. Digits, 点, units, k and w; no signs, no separators."""
    even = text.translate(_EVEN).replace("个", "").replace("廿", "二十").replace("卅", "三十")
    return _sum(even) if len(even) <= 40 else None


def digits(text: str) -> str:
    """Return *text* with every Chinese digit as an Arabic one, units left alone.

    >>> digits("二〇二三年一月")
    '2023年1月'
    """
    return "".join(_VALUE.get(sign, sign) for sign in text.translate(_EVEN_DIGITS))


_EVEN_DIGITS = str.maketrans({other: sign for sign, others in _LIKE.items() for other in others})


def _sum(text: str) -> Decimal | None:
    """Return the value of evened text: split at its largest unit, what stands before times the unit plus what stands after."""
    for sign, power in UNITS:
        before, found, after = text.rpartition(sign)
        if found:
            return _times(before, power, after)
    return _bare(text)


def _times(before: str, power: int, after: str) -> Decimal | None:
    factor = Decimal(1) if power == 1 and before in ("", "零") else _factor(before, power)
    rest = _rest(after, power)
    if factor is None or rest is None or (after and factor != factor.to_integral_value()):
        return None
    return factor.scaleb(power) + rest


def _factor(before: str, power: int) -> Decimal | None:
    if power < 4:
        return _bare(before.lstrip("零"))
    sign = UNITS[0][0] if power == 8 else UNITS[1][0]
    return None if sign in before else _sum(before)


def _rest(after: str, power: int) -> Decimal | None:
    """Return what follows a unit: nothing, a lone digit of the next power, or a number that the unit leaves room for."""
    if not after:
        return Decimal(0)
    value = _sum(after.lstrip("零"))
    if value is None or value >= 10**power or value != value.to_integral_value():
        return None
    return value.scaleb(power - 1) if len(after) == 1 else value


def _bare(text: str) -> Decimal | None:
    """Return a number without units: 12.5, 三点五, 二〇二三."""
    if _ARABIC.fullmatch(text):
        return Decimal(text)
    han = _HAN.fullmatch(text)
    return Decimal(digits(han[1]) + "." + digits(han[2] or "零")).normalize() if han else None

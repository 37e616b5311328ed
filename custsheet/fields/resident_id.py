"""Chinese resident identity numbers (GB 11643-1999): 18 signs, the last a check character of ISO 7064 MOD 11-2.

Residence permits for Hong Kong, Macau and Taiwan (81, 82, 83 …) and foreigners' cards (9 …) are built alike. The first six
digits, the place of first registration, are only a hint: counties are renumbered, people keep their number. Numbers of
15 digits, valid until 2013, are not changed; the 18-digit one is suggested.

>>> clean("11010519491231002x")
'11010519491231002X'
>>> mask("11010519491231002X")
'110105********002X'
"""

import re
from datetime import date

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

import custsheet.fields.columns as columns
from custsheet.fields.base import Reason, Unreadable, halfwidth, squeeze
from custsheet.fields.wording import starred

REASONS: dict[str, Reason] = {
    "length": Reason("error"),
    "characters": Reason("error"),
    "date": Reason("error"),
    "checksum": Reason("error"),
    "truncated": Reason("error", "validity"),
    "legacy": Reason("warning", "timeliness"),
    "masked": Reason("info", "completeness"),
}
PARTS = ("birthday", "gender", "region_code")

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_SHAPE = (  # with a birthday from 1900 on, but for the 29th of February
    "[0-9]{6}(?:19|[2-9][0-9])[0-9]{2}"
    "(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
    "[0-9]{3}[0-9X]"
)
_SIGNS = re.compile(r"[\s\d*-]+[xXｘＸ]?\s*")
_OLD = re.compile(r"[0-9]{15}")
_LABEL = re.compile(r"(?:居民)?(?:身份证件?(?:号码?)?|证件号码?|ID(?: ?(?:NO|NUMBER|CARD))?\.?) ?[:：] ?")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?1[4-7]")
_EARLIEST = 1900


def clean(value: str, today: date | str | None = None) -> str:
    """Return the 18 signs in capitals. A birthday after *today* (a date, or ISO text) is refused. Reasons: see REASONS."""
    number = _typed(value)
    if len(number) == 15 and _OLD.fullmatch(number):
        raise _legacy(number)
    if len(number) != 18:
        raise Unreadable("length", digits=len(number))
    if not _NUMBER.fullmatch(number):
        raise Unreadable("characters")
    born = _birthday(number[6:14])
    if today and born > str(today)[:10]:
        raise Unreadable("date", born=born)
    if number[17] != check_character(number):
        raise Unreadable("truncated" if number.endswith("000") else "checksum")
    return number


def clean_column(values: Series, today: date | str | None = None) -> Series:
    """Return the numbers of a column that are good as they stand, "" for all others."""
    shaped = columns.sure(values, _SHAPE)
    if today:
        shaped = columns.chosen(shaped.str.slice(6, 14) <= str(today)[:10].replace("-", ""), shaped)
    good = (shaped != "").to_numpy(copy=True)
    good[good] = _checks_out(columns.letters(shaped[good], 18))
    return columns.chosen(good, shaped)


def _checks_out(signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which numbers, one per line, end in their check character."""
    check = np.frombuffer(_CHECK.encode(), dtype="uint8")
    return check[(signs[:, :17] - ord("0")) @ np.array(_WEIGHTS) % 11] == signs[:, 17]


def check_character(number: str) -> str:
    """Return the check character of the first 17 digits (ISO 7064 MOD 11-2).

    >>> check_character("11010519491231002")
    'X'
    """
    return _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11]


def parse(value: str, today: date | str | None = None) -> dict[str, str]:
    """Return birthday (ISO), gender (男 or 女) and region_code (six digits) of a number."""
    number = clean(value, today)
    return {
        "birthday": _birthday(number[6:14]),
        "gender": "男" if int(number[16]) % 2 else "女",
        "region_code": number[:6],
    }


def parse_column(values: Series) -> DataFrame:
    """Return the PARTS of good numbers."""
    born, male = values.str.slice(6, 14), values.str.slice(16, 17).isin(list("13579"))
    birthday = born.str.slice(0, 4) + "-" + born.str.slice(4, 6) + "-" + born.str.slice(6, 8)
    gender = columns.chosen(male, columns.repeated("男", values.index), "女")
    return DataFrame({"birthday": birthday, "gender": gender, "region_code": values.str.slice(0, 6)})


def keys(value: str) -> list[str]:
    """Return the number with 18 signs; an old one as its successor. None where signs are missing."""
    number = _number(value)
    return [number] if len(number) == 18 else []


def compare(left: str, right: str) -> float:
    """Return 1 for the same number, whether old or new; .85 where one sign differs and one of the two cannot be valid."""
    if left == right:
        return 1.0
    one, other = _number(left), _number(right)
    if not one or len(one) != len(other):
        return 0.0
    if one == other:
        return 1.0
    slips = sum(a != b for a, b in zip(one, other, strict=True))
    return 0.85 if slips == 1 and not (_is_valid(one) and _is_valid(other)) else 0.0


def mask(value: str) -> str:
    """Return the place and the last four signs, the birthday as stars; nothing of what is no number."""
    return starred(value, 6, 4) if _SIGNS.fullmatch(value) else starred(value, 0, 0)


def _typed(value: str) -> str:
    text = halfwidth(squeeze(value)).upper().lstrip("'")
    label = _LABEL.match(text)
    number = re.sub(r"[\s-]", "", text[label.end() :] if label else text)
    if "*" in number:
        raise Unreadable("masked")
    if _SCIENTIFIC.fullmatch(number):
        raise Unreadable("truncated")
    return number.removesuffix(".0")


def _birthday(digits: str) -> str:
    """Return the eight digits as an ISO date. Unreadable `date`."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if year < _EARLIEST:
        raise Unreadable("date", born=digits)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Unreadable("date", born=digits) from None


def _legacy(number: str) -> Unreadable:
    """Return the reason for an old number, with its successor where its birthday is one."""
    longer = _upgraded(number)
    try:
        _birthday(longer[6:14])
    except Unreadable as fault:
        return fault
    return Unreadable("legacy", longer, "high")


def _upgraded(number: str) -> str:
    longer = f"{number[:6]}19{number[6:]}"
    return longer + check_character(longer)


def _number(value: str) -> str:
    """Return the signs to compare by; "" where some are missing."""
    try:
        number = _typed(value)
    except Unreadable:
        return ""
    if _OLD.fullmatch(number):
        return _upgraded(number)
    return number if _NUMBER.fullmatch(number) and not number.endswith("0000") else ""


def _is_valid(number: str) -> bool:
    try:
        return clean(number) == number
    except Unreadable:
        return False

"""Dates: `YYYY-MM-DD`, with a time of day `YYYY-MM-DD HH:MM:SS`, a bare month `YYYY-MM` (ISO 8601, a blank for its T).

>>> clean("2023年1月5日"), clean("2023/1/5 下午3:20"), clean("民国112年1月5日"), clean("Jan 5, 2023"), clean("2023年元月")
('2023-01-05', '2023-01-05 15:20:00', '2023-01-05', '2023-01-05', '2023-01')

The year comes first, as in China; whether 5/1/2023 is the fifth of January or the first of May only the column can tell
(`survey`), and where it cannot, the value stays as it is. Two digits mean a year up to the next after *today*, else one of
19xx. Serial numbers (1900 system) are read only where most of a column are such. A time is kept as it stands on the clock
there: a zone (Z, +08:00) is dropped, never converted, and the change says so (`date.zone`); midnight is dropped. Lunar dates stay lunar. Not dates: fillers such as 1900-01-00 and 9999-12-31.
"""

import re
from datetime import date as calendar_date
from functools import partial

import pandas as pd
from pandas import Series

import custsheet.fields.date_column as date_column
from custsheet.fields.base import Reason, Unreadable, halfwidth, squeeze
from custsheet.fields.days import EARLIEST, LATEST, PLACEHOLDERS, SERIAL, TRIPLE, Day, checked, read
from custsheet.fields.numerals import digits

REASONS: dict[str, Reason] = {
    "placeholder": Reason("warning", "completeness"),
    "lunar": Reason("info"),
    "impossible": Reason("error"),
    "far": Reason("warning", "validity"),
    "ambiguous": Reason("warning", "validity"),
    "minguo": Reason("warning", "validity"),
    "no_year": Reason("warning", "completeness"),
    "year_only": Reason("warning", "completeness"),
    "serial": Reason("warning"),
    "range": Reason("warning"),
    "format": Reason("error"),
}
Today = calendar_date | str | None
PARTS = ("year", "month", "day", "time")

_COMMON = re.compile(
    r"((?:19|20)[0-9]{2})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]|([0-9]{2})([0-9]{2}))"
    r"(?:[ T]([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.0+)?)?)?"
)
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ZONED = re.compile(
    r"(?:[:时時点點][0-9]{0,2}|T[0-9]{2,6})(?:[.,][0-9]+)?\s*(?:Z|(?:UTC|GMT)?[+-][0-9]{2}:?[0-9]{2}|(?!AD\b)[A-Z]{3,4})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_CANONICAL = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2})(?: ([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?))?)?")


def clean(value: str, order: str = "YMD", serial: bool = False, today: Today = None) -> str:
    """Return the date in ISO form.

    *order* is the column's: `YMD`, `DMY`, `MDY`, or "" where nothing is known of it; *serial* reads 44931 as a day. *today* (a date,
    or ISO text; default: the computer's) says which century two digits mean.
    """
    text = squeeze(value)
    if not text or is_day(text):
        return text
    return _common(text) or str(read(text, order, serial, _year(today)))


def clean_column(values: Series, order: str = "YMD", serial: bool = False, today: Today = None) -> Series:
    """Return the ISO forms of a column's days of digits, with a time in the common forms; "" for all else."""
    days = date_column.iso_days(values)
    left = ((days == "") & (values != "")).to_numpy()
    if left.any():
        read_day = partial(_full_day, order=order, serial=serial, today=today)
        days[left] = date_column.read(values[left], read_day).array
    return days


def rule_column(before: Series, after: Series) -> Series:
    """Return the names of the changes of what `clean_column` recognised, "" for a change of form."""
    return date_column.rules(before, after, rule)


def is_day(text: str) -> bool:
    """Return whether *text* is an ISO day that may be a customer's date (1850 to 2150, not a filler)."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not text.isascii():
        return False
    try:
        year = calendar_date.fromisoformat(text).year
    except ValueError:
        return False
    return EARLIEST <= year <= LATEST and text not in PLACEHOLDERS


def survey(values: "pd.Series", heading: str = "") -> dict[str, object]:
    """Return what only the column tells: `order`, and `serial` where most values are serial numbers.

    The order is the one nine tenths of the telling values agree on (25/12/2023 tells, 5/1/2023 does not); without any, the
    year stands first under a Chinese heading, and nothing is known under another.
    """
    typed = values[values != ""]
    odd = typed[~typed.str.fullmatch(_ISO)]
    votes = pd.Series([_vote(each) for each in odd.unique()], dtype="str")
    order = _agreed(votes[votes != ""]) or ("YMD" if _has_han(heading) else "")
    serials = int(odd.str.fullmatch(SERIAL.pattern).sum()) if len(odd) else 0
    return {"order": order, "serial": 2 * serials > len(typed)}


def parse(value: str, order: str = "YMD", serial: bool = False, today: Today = None) -> dict[str, str]:
    """Return year, month, day and time; what the date does not say is blank."""
    found = _CANONICAL.fullmatch(clean(value, order, serial, today))
    return dict(zip(PARTS, (each or "" for each in found.groups()), strict=True)) if found else dict.fromkeys(PARTS, "")


def keys(value: str) -> list[str]:
    """Return the ISO day; the evened text of what cannot be read; nothing for fillers."""
    try:
        return [each[:10] for each in [clean(value)] if each]
    except Unreadable as reason:
        return [] if reason.reason == "placeholder" else [squeeze(halfwidth(value))]


def compare(left: str, right: str) -> float:
    """Return 1 for the same day, .95 where only a time differs, .8 for one slip of the pen, .5 for another year.

    A slip: one digit wrong, two neighbours exchanged, or day and month. A month and a day in it agree by .6.
    """
    if left == right:
        return 1.0
    one, other = _day(left), _day(right)
    if not one or not other:
        return 0.0
    if one == other:
        return 0.95 if len(one) == 10 and _iso(left) != _iso(right) else 1.0
    if len(one) != len(other):
        return 0.6 if one[:7] == other[:7] else 0.0
    if _one_slip(one, other):
        return 0.8
    return 0.5 if len(one) == 10 and one[4:] == other[4:] else 0.0


def mask(value: str) -> str:
    """Return only the year of a date, `1990-**-**`; a date that cannot be read is starred throughout."""
    iso = _iso(value)
    return iso[:4] + re.sub("[0-9]", "*", iso[4:10]) if iso else re.sub(r"[^\W年月日号农历]", "*", value)


def rule(before: str, after: str) -> str:
    """Name the change where it is more than a change of form."""
    even = before if before.isascii() else digits(halfwidth(before))
    if SERIAL.fullmatch(even.strip()):
        return "date.serial"
    if "民" in even:
        return "date.minguo"
    if after[:4] not in even:
        return "date.two_digit_year"
    if (triple := TRIPLE.match(even)) and len(triple[4]) == 4:
        return "date.order"
    return "date.zone" if _ZONED.search(even) else ""


def _year(today: Today) -> int:
    return int(str(today)[:4]) if today else calendar_date.today().year


def _full_day(text: str, order: str, serial: bool, today: Today) -> str:
    """Return the ISO day of a text, "" where it names none."""
    try:
        day = clean(text, order, serial, today) if text else ""
    except Unreadable:
        return ""
    return day if len(day) == 10 else ""


def _common(text: str) -> str:
    """Return the ISO form of the commonest ways to type a date, "" for all others."""
    found = _COMMON.fullmatch(text)
    if not found:
        return ""
    year, _, month, day, han_month, han_day, month2, day2, hour, minute, second = found.groups()
    iso = str(checked(int(year), int(month or han_month or month2), int(day or han_day or day2)))
    time = f"{int(hour):02}:{minute}:{second or '00'}" if hour else "00:00:00"
    return iso if time == "00:00:00" else f"{iso} {time}"


def _vote(text: str) -> str:
    """Return the order that a numeric date can only be in, "" where it tells nothing or names its year in full at the front."""
    triple = TRIPLE.match(halfwidth(text).strip())
    if not triple or len(triple[1]) > 2:
        return ""
    first, second, third = int(triple[1]), int(triple[3]), int(triple[4])
    if third <= 31 and (first > 31 or first == 0):
        return "YMD"
    if third <= 31 and len(triple[4]) <= 2:
        return ""
    return "DMY" if first > 12 >= second else "MDY" if second > 12 >= first else ""


def _agreed(votes: "pd.Series") -> str:
    counts = votes.value_counts()
    return str(counts.index[0]) if len(counts) and counts.iloc[0] >= 0.9 * counts.sum() else ""


def _iso(value: str) -> str:
    try:
        return clean(value)
    except Unreadable:
        return ""


def _day(value: str) -> str:
    return value if is_day(value) else _iso(value)[:10]


def _one_slip(one: str, other: str) -> bool:
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 1 or one == other[:5] + other[8:] + "-" + other[5:7]:
        return True
    neighbours = len(places) == 2 and places[1] - places[0] == 1
    return neighbours and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]


def _has_han(text: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in text)


__all__ = [
    "PARTS",
    "REASONS",
    "Day",
    "clean",
    "clean_column",
    "compare",
    "is_day",
    "keys",
    "mask",
    "parse",
    "rule",
    "survey",
]

"""Stored numbers as people read them: the shortest decimal that gives the same double; serials as ISO dates and times.

>>> decimal("0.10000000000000001"), decimal("1.38001380008E10"), decimal("42.0"), decimal("NaN")
('0.1', '13800138000.8', '42', 'NaN')
>>> moment(44931.5), moment(44931), moment(60), moment(0.25, clock=True), moment(9999999)
('2023-01-05 12:00:00', '2023-01-05', '1900-02-29', '06:00:00', '')
"""

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

_ALREADY = (
    r"^(?:-?[1-9][0-9]{0,14}|0|-?(?:0|[1-9][0-9]{0,9})\.[0-9]{0,3}[1-9])$"  # at most 15 digits: nothing is shorter
)
_NUMBER = r"^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"
_LITERAL = re.compile(r"-?[1-9][0-9]{15,20}")  # more digits than a double holds: programs wrote them, Excel never does
_LAST = 2_958_466  # the first serial after 9999-12-31
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)


def decimal(text: str) -> str:
    """Return the shortest decimal of the double that *text* stores; without an exponent below 1e21. Other text stays.

    A whole number written out with more digits than a double holds keeps them all.
    """
    if _LITERAL.fullmatch(text):
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number) or "_" in text:
        return text
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    shortest = repr(number)
    return format(Decimal(shortest), "f").removesuffix(".0") if abs(number) < 1e21 else shortest


def decimals(texts: pa.Array) -> pa.Array:
    """Return `decimal` of each text, by Arrow where it agrees with Python (no exponent), one by one elsewhere."""
    short = pc.match_substring_regex(texts, _ALREADY)
    if pc.all(short).as_py() in (True, None):
        return texts
    number = pc.match_substring_regex(texts, _NUMBER)
    printed = pc.cast(pc.cast(pc.if_else(number, texts, None), pa.float64()), pa.string())
    whole = pc.fill_null(pc.match_substring_regex(printed, r"^-?[1-9][0-9]{0,14}(?:\.[0-9]+)?$"), False)
    easy = pc.replace_substring_regex(printed, r"\.0$", "")
    rest = pc.and_not(pc.invert(short), whole)
    hard = pc.replace_with_mask(texts, rest, mapped(texts.filter(rest), decimal))
    return pc.if_else(whole, easy, hard)


def mapped(texts: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """Return *change* of each text, called once per distinct text."""
    coded = texts.dictionary_encode()
    changed = pa.array([change(each) for each in coded.dictionary.to_pylist()], pa.string())
    return changed.take(coded.indices)


def moment(serial: float, clock: bool = False, since_1904: bool = False) -> str:
    """Return a serial as an ISO date, with the time if it has one; as a time if *clock* and below one day.

    Two serials have no date: 0 and 60 are given as Excel shows them (1900-01-00, 1900-02-29). "" beyond the calendar.
    """
    seconds = round(serial * 86_400)
    days, rest = divmod(seconds, 86_400)
    if not 0 <= days < _LAST:
        return ""
    time = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    if clock and days == 0:
        return time
    return _day(days, since_1904) + (f" {time}" if rest else "")


def _day(days: int, since_1904: bool) -> str:
    if since_1904:
        beyond = days > _LAST - 1463
        return "" if beyond else (_EPOCH_1904 + timedelta(days)).strftime("%Y-%m-%d").zfill(10)
    if days in (0, 60):
        return "1900-01-00" if days == 0 else "1900-02-29"
    return (_EPOCH + timedelta(days + (days < 60))).strftime("%Y-%m-%d")


def span(serial: float) -> str:
    """Return a length of time as hours, minutes and seconds.

    >>> span(1.25), span(0.0625)
    ('30:00:00', '01:30:00')
    """
    seconds = round(serial * 86_400)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def spans(texts: pa.Array) -> pa.Array:
    """Return `span` of each stored number of days; what is none, or negative, stays as it is."""

    def shown(text: str) -> str:
        try:
            return span(float(text)) if 0 <= float(text) < _LAST else decimal(text)
        except ValueError:
            return text

    return mapped(texts, shown)


def moments(texts: pa.Array, clock: bool, since_1904: bool) -> pa.Array:
    """Return `moment` of each stored serial; what is no serial of the calendar stays as it is."""

    def shown(text: str) -> str:
        try:
            return moment(float(text), clock, since_1904) or decimal(text)
        except (ValueError, OverflowError):
            return text

    return mapped(texts, shown)

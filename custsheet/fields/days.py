"""How a date is read from what people type; `date` holds the verbs.

A value is evened (full-width, Chinese numerals, 年月日, weekday), loses its time of day, and is then a numeric triple, an
English date, digits without separators, a year of the Republic of China (民国), or a spreadsheet's serial number.
"""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from custsheet.fields.base import Unreadable, halfwidth, squeeze
from custsheet.fields.clock import Clock, take_off
from custsheet.fields.numerals import digits, number

EARLIEST, LATEST = 1850, 2150  # years a customer's date may lie in
PLACEHOLDERS = frozenset(
    {"0000-00-00", "1900-01-00", "1900-01-01", "1899-12-30", "1899-12-31", "0001-01-01", "9999-12-31", "9999-12-30"}
)
TRIPLE = re.compile(r"([0-9]{1,4})([-/.\s,_\\])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,4})")
SERIAL = re.compile(r"([2-5][0-9]{4})(\.[0-9]+)?")

_WORDS = frozenset(
    {
        "-",
        "--",
        "/",
        "无",
        "n/a",
        "na",
        "none",
        "null",
        "nan",
        "nat",
        "空",
        "暂无",
        "未知",
        "不详",
        "待定",
        "永久",
        "长期",
        "?",
    }
)
_LUNAR = re.compile("农历|農曆|阴历|旧历|正月|腊月|冬月|初[一二三四五六七八九十]|廿")
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜|週)[一二三四五六日天]\)?")
_LOOSE = re.compile(r"\s+(?=[年月日号])|(?<=[年月])\s+")
_DASHES = dict.fromkeys(map(ord, "−–—‐‑"), "-")
_HAN_NUMBER = re.compile("[〇○零一二三四五六七八九十]+")
_MINGUO = re.compile(r"(?:中华)?[民民][国國]([0-9]{1,3}|元)[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号號]?")
_COMPACT = re.compile(r"((?:1[89]|20|21|99|00)[0-9]{2})([0-9]{2})([0-9]{2})(?:[T ]?([0-9]{2})([0-9]{2})([0-9]{2})?)?")
_SIX = re.compile("[0-9]{6}")
_MONTH = re.compile(r"([0-9]{4})[-/.\s]([0-9]{1,2})")
_NO_YEAR = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})")
_YEAR = re.compile("(?:1[89]|20|21)[0-9]{2}")
_FROM_TO = re.compile(r"至|到|~|-+|to")
_SILENT_WORD = re.compile(r"(?i)\b(?:ad|at|on|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b,?")
_ENGLISH = re.compile(r"[A-Za-z]+|'?[0-9]+|[^\s,.\-/'A-Za-z0-9]")
_SILENT = frozenset({"of", "the", "st", "nd", "rd", "th"})
_MONTHS = {
    spelled: place
    for place, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
    for spelled in {name, name[:3], *(["sept"] if place == 9 else [])}
}


class Day(NamedTuple):
    """A day, or a month where `day` is 0, perhaps with a time of day."""

    year: int
    month: int
    day: int
    time: str = ""

    def __str__(self) -> str:
        if not self.day:
            return f"{self.year:04}-{self.month:02}"
        return f"{self.year:04}-{self.month:02}-{self.day:02}" + (f" {self.time}" if self.time else "")


def read(text: str, order: str, serial: bool, this_year: int) -> Day:
    """Return the day that *text* names. Raises Unreadable with the reasons of `date.REASONS`."""
    even = evened(text)
    bare, clock = take_off(even)
    try:
        found = _calendar(bare, order, serial, this_year)
    except Unreadable as reason:
        if reason.reason == "format" and _is_range(even, order, this_year):
            raise Unreadable("range") from None
        raise
    return found._replace(time=clock.text) if found.day and clock.text else found


def evened(text: str) -> str:
    """Return *text* with Arabic digits and `-` for 年 and 月. Raises Unreadable for lunar dates and words."""
    plain = squeeze(halfwidth(text)).translate(_DASHES).rstrip(".")
    if plain.casefold() in _WORDS:
        raise Unreadable("placeholder")
    if _LUNAR.search(plain):
        raise Unreadable("lunar")
    plain = _WEEKDAY.sub(" ", plain).replace("元月", "1月")
    if plain.isascii():
        return plain
    return _HAN_NUMBER.sub(_arabic, _LOOSE.sub("", plain)).strip()


def checked(year: int, month: int, day: int) -> Day:
    """Return the day if there is one. Raises Unreadable: placeholder, impossible, far."""
    if not 1900 < year < 9999 and f"{year:04}-{month:02}-{day:02}" in PLACEHOLDERS:
        raise Unreadable("placeholder")
    try:
        date(year, month, day)
    except ValueError:
        raise Unreadable("impossible", _swapped(year, month, day), "low") from None
    if not EARLIEST <= year <= LATEST:
        raise Unreadable("far", year=year)
    return Day(year, month, day)


def from_serial(text: str) -> Day:
    """Return the day of a spreadsheet's serial number in the 1900 system (25569 is 1970-01-01); seconds are rounded."""
    whole, _, fraction = text.partition(".")
    moment = datetime(1899, 12, 30) + timedelta(days=int(whole), seconds=round(float("0." + (fraction or "0")) * 86400))
    time = f"{moment:%H:%M:%S}"
    return checked(moment.year, moment.month, moment.day)._replace(time="" if time == "00:00:00" else time)


def _calendar(text: str, order: str, serial: bool, this_year: int) -> Day:
    """Return the day that text without a time of day names."""
    if minguo := _MINGUO.fullmatch(text):
        return checked(1911 + (1 if minguo[1] == "元" else int(minguo[1])), int(minguo[2]), int(minguo[3]))
    han = any(sign in text for sign in "年月日号號")
    plain = re.sub("[年月]", "-", text).strip("日号號 -") if han else _SILENT_WORD.sub("", text).strip(" ,")
    if han and plain.isdigit() and len(plain) <= 2:
        raise Unreadable("no_year")
    if triple := TRIPLE.fullmatch(plain):
        return _triple((triple[1], triple[3], triple[4]), "YMD" if han else order, this_year)
    if re.search("[A-Za-z]", plain):
        return _english(plain, this_year)
    return _short(plain) if len(plain) < 8 and not SERIAL.fullmatch(plain) else _digits(plain, serial)


def _triple(parts: tuple[str, str, str], order: str, this_year: int) -> Day:
    first, second, third = parts
    if len(first) == 4 and len(third) <= 2:
        return checked(int(first), int(second), int(third))
    if len(first) == 3 and len(third) <= 2:
        raise Unreadable("minguo", str(checked(1911 + int(first), int(second), int(third))), "medium")
    if len(first) > 2 or len(third) == 3:
        raise Unreadable("format")
    if len(third) == 4:
        return _ordered(_readings(parts, ("DMY", "MDY"), this_year), order, parts)
    orders = [order] if order else ["YMD", "DMY", "MDY"]
    return _ordered(
        _readings(parts, orders, this_year) or _readings(parts, ("YMD", "DMY", "MDY"), this_year), order, parts
    )


def _readings(parts: tuple[str, str, str], orders: "list[str] | tuple[str, ...]", this_year: int) -> dict[str, Day]:
    """Return the days that the parts can name, by order."""
    found = {}
    for each in orders:
        place = dict(zip(each, parts, strict=True))
        year = place["Y"]
        if (
            len(year) in (2, 4)
            and len(place["D"]) <= 2
            and len(place["M"]) <= 2
            and _exists(full_year(year, this_year), place["M"], place["D"])
        ):
            found[each] = Day(full_year(year, this_year), int(place["M"]), int(place["D"]))
    return found


def _ordered(readings: dict[str, Day], order: str, parts: tuple[str, str, str]) -> Day:
    """Return the one reading, or that of the column's order."""
    days = sorted(set(readings.values()))
    if not days:
        raise Unreadable("impossible" if max(map(len, parts)) == 4 or order else "format")
    if len(days) > 1 and order not in readings:
        raise Unreadable("ambiguous", one=str(days[0]), other=str(days[-1]))
    chosen = readings.get(order, days[0])
    return checked(chosen.year, chosen.month, chosen.day)


def full_year(year: str, this_year: int) -> int:
    """Return the year that two digits mean: 00 up to next year are 20xx, the others 19xx.

    >>> full_year("27", 2026), full_year("28", 2026), full_year("1985", 2026)
    (2027, 1928, 1985)
    """
    if len(year) == 4:
        return int(year)
    return (2000 if int(year) <= this_year + 1 - 2000 else 1900) + int(year)


def _exists(year: int, month: str, day: str) -> bool:
    try:
        date(year, int(month), int(day))
    except ValueError:
        return False
    return True


def _swapped(year: int, month: int, day: int) -> str:
    """Return the day with month and day exchanged, where only that exists (2023-25-12)."""
    possible = (
        12 < month <= 31 and 1 <= day <= 12 and _exists(year, str(day), str(month)) and EARLIEST <= year <= LATEST
    )
    return str(Day(year, day, month)) if possible else ""


def _english(text: str, this_year: int) -> Day:
    """Read `Jan 5, 2023`, `5th of January 2023`, `13NOV2017`, `31-Dec-00`, `Sep 2003`."""
    words = [each for each in _ENGLISH.findall(text) if each.casefold() not in _SILENT]
    months = [_MONTHS[each.casefold()] for each in words if each.casefold() in _MONTHS]
    numbers = [each for each in words if each.lstrip("'").isdigit()]
    if len(months) != 1 or len(numbers) + 1 != len(words) or not 1 <= len(numbers) <= 2:
        raise Unreadable("format")
    if len(numbers) == 1:
        return _month(numbers[0], months[0])
    year, day = sorted(
        numbers, key=lambda each: (each[0] == "'", len(each) == 4, int(each.lstrip("'")) > 31, each is numbers[1])
    )[::-1]
    if len(year.lstrip("'")) not in (2, 4) or len(day) > 2:
        raise Unreadable("format")
    if len(year) == 2 and int(year) <= 31 and words[-1].isalpha():
        raise Unreadable(
            "ambiguous", one=f"20{year}-{months[0]:02}-{day:0>2}", other=f"20{day:0>2}-{months[0]:02}-{year}"
        )
    return checked(full_year(year.lstrip("'"), this_year), months[0], int(day))


def _month(year: str, month: int) -> Day:
    """Return a month. Raises Unreadable where the number is no year, or the month none."""
    if not _YEAR.fullmatch(year):
        raise Unreadable("no_year" if len(year) <= 2 and "'" not in year else "format")
    checked(int(year), month, 1)
    return Day(int(year), month, 0)


def _short(text: str) -> Day:
    """Read `2023-1`, and name what is missing in `1-5` and `2023`."""
    if month := _MONTH.fullmatch(text):
        if "." in text and len(month[2]) == 1:  # 2023.10 kept as a number has become 2023.1
            raise Unreadable("ambiguous", one=f"{month[1]}-0{month[2]}", other=f"{month[1]}-{month[2]}0")
        return _month(month[1], int(month[2]))
    if (pair := _NO_YEAR.fullmatch(text.removeprefix("--"))) and 0 < min(int(pair[1]), int(pair[2])) <= 12:
        raise Unreadable("no_year")
    if _YEAR.fullmatch(text):
        raise Unreadable("year_only", year=text)
    if _SIX.fullmatch(text):
        raise Unreadable("format", _six(text), "low")
    raise Unreadable("format")


def _six(text: str) -> str:
    """Return the month that six digits name as YYYYMM, "" where they name none."""
    return f"{text[:4]}-{text[4:]}" if _YEAR.fullmatch(text[:4]) and "01" <= text[4:] <= "12" else ""


def _digits(text: str, serial: bool) -> Day:
    """Read digits without separators: 20230105, 20230105102030, or a serial number."""
    plain = re.sub(r"\.0+$", "", text)
    if compact := _COMPACT.fullmatch(plain):
        day = checked(*(int(each) for each in compact.groups()[:3]))
        return day._replace(time=Clock.of(*compact.groups()[3:]).text) if compact[4] else day
    if SERIAL.fullmatch(plain) and 20000 <= float(plain) < 60000:
        if serial:
            return from_serial(plain)
        raise Unreadable("serial", str(from_serial(plain)), "medium")
    raise Unreadable("format")


def _is_range(text: str, order: str, this_year: int) -> bool:
    """Return whether *text* is two dates with 至, 到, ~ or - between them."""
    splits = [(text[: to.start()], text[to.end() :]) for to in _FROM_TO.finditer(text)] if 10 < len(text) < 60 else []
    return any(
        min(len(start), len(end)) > 4
        and all(_readable(take_off(each.strip())[0], order, this_year) for each in (start, end))
        for start, end in splits
    )


def _readable(text: str, order: str, this_year: int) -> bool:
    try:
        _calendar(text, order, False, this_year)
    except Unreadable:
        return False
    return True


def _arabic(run: "re.Match[str]") -> str:
    value = number(run[0]) if "十" in run[0] else None
    return digits(run[0]) if value is None else str(value)

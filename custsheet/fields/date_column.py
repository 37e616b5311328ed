"""Dates of a whole column: the time of day is read for all at once, each distinct day by the cleaner of one value.

Read are days of digits (`2023/1/5`, `5.1.2023`, `2023年1月5日`, `20230105`), alone or with a time in the common forms.

>>> read(Series(["2023/1/5 下午3:20", "5 Jan"], dtype="str"), lambda day: "2023-01-05").tolist()
['2023-01-05 15:20:00', '']
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

import custsheet.fields.columns as columns
from custsheet.fields.days import PLACEHOLDERS

_DAY = (
    r"[0-9]{1,4}(?:-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{1,4}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}[日号]|[0-9]{8}"
)
_ISO_DAY = (  # from EARLIEST to LATEST, but for the 29th of February
    r"(?:18[5-9][0-9]|19[0-9]{2}|20[0-9]{2}|21[0-4][0-9]|2150)"
    r"-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_YEAR_FIRST = r"^(?P<year>[0-9]{4})[-/.年]?(?P<month>[0-9]{1,2})[-/.月]?(?P<day>[0-9]{1,2})[日号]?$"
_HALF = r"(?: ?(?P<half>上午|下午))? ?(?P<hour>[01]?[0-9]|2[0-3])"
_REST = (
    r":(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:\.(?P<fraction>[0-9]{1,6}))?)?(?: ?(?P<half2>[AaPp][Mm]))?"
)
_ZONE = r"(?P<zone> ?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?"
_PATTERN = f"^(?P<day>{_DAY})(?:[ T]{_HALF}{_REST}{_ZONE})?$"


def read(values: Series, day_of: Callable[[str], str]) -> Series:
    """Return dates in ISO form, "" for all else; *day_of* gives the ISO day of the text of a day, or ""."""
    parts = _parts(values)
    day, time = _days(parts["day"], day_of), _times(parts)
    timed = columns.joined(day, " ", time)
    return columns.chosen((day != "") & (time != "?"), columns.chosen(time != "", timed, day))


def iso_days(values: Series) -> Series:
    """Return the ISO days of a column that are no fillers, "" for all else, and for the 29th of February."""
    days = columns.sure(values, _ISO_DAY)
    return columns.chosen(~days.isin(list(PLACEHOLDERS)), days)


def _days(texts: Series, day_of: Callable[[str], str]) -> Series:
    """Return ISO days: what begins with the year is put together, the rest asked for one by one."""
    year, month, day = (each for _, each in columns.groups(texts, _YEAR_FIRST).items())
    days = iso_days(columns.joined(year, "-", columns.padded(month, 2), "-", columns.padded(day, 2)))
    left = ((days == "") & (texts != "")).to_numpy()
    if left.any():
        days[left] = columns.mapped(texts[left], day_of).array
    return days


def rules(values: Series, cleaned: Series, rule: Callable[[str, str], str]) -> Series:
    """Return the name of each change of values that `read` has read: what *rule* says of the day, else a dropped zone, or ""."""
    parts = _parts(values)
    named = columns.chosen(parts["zone"] != "", columns.repeated("date.zone", values.index))
    odd = ~parts["day"].str.match(_YEAR_FIRST).to_numpy()
    if odd.any():
        said = _rules_of_days(parts["day"][odd], cleaned[odd], rule)
        named[odd] = columns.chosen(said != "", said, named[odd]).array
    return named


def _rules_of_days(texts: Series, cleaned: Series, rule: Callable[[str, str], str]) -> Series:
    number, days = pd.factorize(texts)
    isos = columns.listed(cleaned.iloc[np.unique(number, return_index=True)[1]].str.slice(0, 10))
    return columns.texts([rule(*each) for each in zip(days, isos, strict=True)]).take(number).set_axis(texts.index)


def _parts(values: Series) -> DataFrame:
    """Return day, half, hour, minute, second, fraction and zone of what looks like a date, blanks for all else."""
    return columns.groups(values, _PATTERN)


def _times(parts: DataFrame) -> Series:
    """Return the times of day, "" for midnight and none, "?" where the hour does not fit its half of the day."""
    timed = parts["hour"] != ""
    if not timed.any():
        return parts["hour"]
    half = columns.joined(parts["half"], parts["half2"].str.lower())
    hour = columns.chosen(timed, parts["hour"], "0").astype("int64").to_numpy()
    wrong = (half.str.len() > 2).to_numpy() | ((half != "").to_numpy() & (hour > 12))
    hour = np.where(half.isin(["下午", "pm"]) & (hour < 12), hour + 12, hour)
    hour = np.where(half.isin(["上午", "am"]) & (hour == 12), 0, hour)
    written = Series([f"{each:02}:" for each in range(25)], dtype="str").take(hour).set_axis(parts.index)
    second = columns.chosen(parts["second"] != "", parts["second"], "00")
    text = columns.joined(written, parts["minute"], ":", second, _fractions(parts["fraction"]))
    return columns.chosen(wrong, columns.repeated("?", parts.index), columns.chosen(timed & (text != "00:00:00"), text))


def _fractions(digits: Series) -> Series:
    if not (digits != "").any():
        return digits
    bare = digits.str.rstrip("0")
    return columns.chosen(bare != "", columns.joined(".", bare))

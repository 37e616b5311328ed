"""The age differs from the one that the birthday tells, by more than *years*.

Ages are written down once and grow old: a year or so is let pass (`years`), and the age is counted on the as-of date.
"""

from datetime import date
from typing import Any

from pandas import DataFrame, Series

from custsheet.checks.base import dates, numbers

ID = "row.age_birthday"
SCOPE = "row"
LEVEL = "warning"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {"years": 1}
FIELDS = ("age", "birthday")
NEEDS = "all"


def passes(table: DataFrame, as_of: date, years: float) -> Series:
    """Return True for each row whose age is at most *years* off what its birthday tells, or one of the two is not known."""
    return ~((numbers(table["age"]) - _told(table["birthday"], as_of)).abs() > years)


def _told(birthdays: Series, as_of: date) -> Series:
    """Return the whole years between each birthday and *as_of*, NaN for what is no date.

    >>> _told(Series(["1990-02-01", "1990-01-31", ""], dtype="str"), date(2024, 1, 31)).tolist()
    [33.0, 34.0, nan]
    """
    day = dates(birthdays)
    early = (day.str.slice(5) > as_of.isoformat()[5:]).astype("float64")
    return as_of.year - numbers(day.str.slice(0, 4)) - early


def facts(table: DataFrame, failed: Series, as_of: date) -> list[dict[str, object]]:
    """Return birthday and the age it tells for each failing row."""
    rows = table[failed]
    told = _told(rows["birthday"], as_of).astype("int64")
    return [{"birthday": day, "told": int(age)} for day, age in zip(dates(rows["birthday"]), told, strict=True)]

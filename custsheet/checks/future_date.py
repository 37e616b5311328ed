"""A date that has not come yet, in a field that tells what was: a birthday, an order, a change.

Asked against the run's as-of date, so that the same file gives the same answer tomorrow.
"""

from datetime import date
from typing import Any

from pandas import Series

from custsheet.checks.base import dates

ID = "value.future_date"
SCOPE = "value"
LEVEL = "error"
DIMENSION = "validity"
DEFAULTS: dict[str, Any] = {"days": 0}  # so many days ahead are let pass


def passes(values: Series, as_of: date, days: int = 0) -> Series:
    """Return True for each date not later than *days* after *as_of*.

    >>> passes(Series(["2023-01-05", "2203-01-05", ""], dtype="str"), date(2024, 1, 1)).tolist()
    [True, False, True]
    """
    return dates(values) <= date.fromordinal(as_of.toordinal() + days).isoformat()

"""A birthday longer ago than anybody lives: a slip of the century, or a default such as 1900-01-01."""

from datetime import date
from typing import Any

from pandas import Series

from custsheet.checks.base import dates

ID = "value.too_old"
SCOPE = "value"
LEVEL = "warning"
DIMENSION = "validity"
DEFAULTS: dict[str, Any] = {"years": 115}


def passes(values: Series, as_of: date, years: int) -> Series:
    """Return True for each date not longer than *years* before *as_of*.

    >>> passes(Series(["1985-04-27", "1885-04-27", ""], dtype="str"), date(2024, 1, 1), 115).tolist()
    [True, False, True]
    """
    day = dates(values)
    return (day >= f"{as_of.year - years:04}{as_of.isoformat()[4:]}") | (day == "")

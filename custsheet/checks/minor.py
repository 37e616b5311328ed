"""A customer under fourteen: the law asks for a guardian's consent before his data are kept.

Source: 个人信息保护法 (PIPL), article 31.
"""

from datetime import date
from typing import Any

from pandas import Series

from custsheet.checks.base import dates

ID = "value.minor"
SCOPE = "value"
LEVEL = "info"
DIMENSION = "validity"
DEFAULTS: dict[str, Any] = {"years": 14}


def passes(values: Series, as_of: date, years: int) -> Series:
    """Return True for each birthday at least *years* before *as_of*; a birthday still to come is not this check's.

    >>> passes(Series(["1985-04-27", "2015-04-27", "2203-01-01"], dtype="str"), date(2024, 1, 1), 14).tolist()
    [True, False, True]
    """
    day = dates(values)
    return (day <= f"{as_of.year - years:04}{as_of.isoformat()[4:]}") | (day > as_of.isoformat())

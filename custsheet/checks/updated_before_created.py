"""Changed before it was entered: one of the two dates is wrong, or the columns are swapped."""

from typing import Any

from pandas import DataFrame, Series

from custsheet.checks.base import dates

ID = "row.updated_before_created"
SCOPE = "row"
LEVEL = "warning"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("updated_at", "created_at")
NEEDS = "all"


def passes(table: DataFrame) -> Series:
    """Return True for each row whose last change is blank or not before the day it was entered."""
    first, last = dates(table["created_at"]), dates(table["updated_at"])
    return (last >= first) | (last == "")

"""A membership that ends before it began: one of the two dates is wrong."""

from typing import Any

from pandas import DataFrame, Series

from custsheet.checks.base import dates

ID = "row.expired_before_joined"
SCOPE = "row"
LEVEL = "error"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("expires_at", "joined_at")
NEEDS = "all"


def passes(table: DataFrame) -> Series:
    """Return True for each row whose last day is blank or not before the first."""
    first, last = dates(table["joined_at"]), dates(table["expires_at"])
    return (last >= first) | (last == "")

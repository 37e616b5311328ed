"""Joined, or entered in the books, before the day of birth: one of the two dates is wrong."""

from typing import Any

from pandas import DataFrame, Series

from custsheet.checks.base import dates

ID = "row.joined_before_born"
SCOPE = "row"
LEVEL = "error"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("birthday", "joined_at", "created_at")
NEEDS = "any"


def passes(table: DataFrame) -> Series:
    """Return True for each row whose birthday is not later than the day of joining and of entering."""
    born = dates(table["birthday"])
    early = Series(False, index=table.index)
    for field in ("joined_at", "created_at"):
        day = dates(table[field])
        early |= (day != "") & (day < born)
    return ~early

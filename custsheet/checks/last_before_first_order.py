"""The last order came before the first: the columns are swapped, or one of the dates is wrong."""

from typing import Any

from pandas import DataFrame, Series

from custsheet.checks.base import dates

ID = "row.last_before_first_order"
SCOPE = "row"
LEVEL = "warning"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("last_order_date", "first_order_date")
NEEDS = "all"


def passes(table: DataFrame) -> Series:
    """Return True for each row whose last order is blank or not before its first."""
    first, last = dates(table["first_order_date"]), dates(table["last_order_date"])
    return (last >= first) | (last == "")


def facts(table: DataFrame, failed: Series) -> list[dict[str, object]]:
    """Return the first order of each failing row."""
    return [{"first": each} for each in dates(table.loc[failed, "first_order_date"])]

"""Delivered before it was ordered: one of the two dates is wrong, or the columns are swapped. Days are compared, not hours."""

from typing import Any

from pandas import DataFrame, Series

from custsheet.checks.base import dates

ID = "row.delivered_before_ordered"
SCOPE = "row"
LEVEL = "warning"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("delivery_date", "order_date")
NEEDS = "all"


def passes(table: DataFrame) -> Series:
    """Return True for each row whose delivery is blank or not before the day of the order."""
    ordered, delivered = dates(table["order_date"]), dates(table["delivery_date"])
    return (delivered >= ordered) | (delivered == "")


def facts(table: DataFrame, failed: Series) -> list[dict[str, object]]:
    """Return the day of each failing row's order."""
    return [{"ordered": each} for each in dates(table.loc[failed, "order_date"])]

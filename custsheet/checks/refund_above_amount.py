"""More money given back than was paid. Shops that write the amount after the refund may turn this rule off."""

from typing import Any

from pandas import DataFrame, Series

from custsheet.checks.base import numbers

ID = "row.refund_above_amount"
SCOPE = "row"
LEVEL = "warning"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("refund_amount", "amount")
NEEDS = "all"


def passes(table: DataFrame) -> Series:
    """Return True for each row whose refund, whatever its sign, is not more than the amount."""
    return ~(numbers(table["refund_amount"]).abs() > numbers(table["amount"]).abs())


def facts(table: DataFrame, failed: Series) -> list[dict[str, object]]:
    """Return the amount of each failing row."""
    return [{"amount": each} for each in table.loc[failed, "amount"]]

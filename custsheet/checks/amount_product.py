"""The amount is not quantity times unit price: a slip, a discount, or postage.

Told as information, for discounts are usual. Signs do not count (a refund is negative). Where several lines of one
order carry the same amount, it is the order's and not the line's: they are not asked.
"""

from typing import Any

from pandas import DataFrame, Series

from custsheet.checks.base import numbers

ID = "row.amount_product"
SCOPE = "row"
LEVEL = "info"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {"tolerance": 0.01}  # in the currency of the amount, for each piece
FIELDS = ("amount", "quantity", "unit_price", "order_id")
NEEDS = "any"


def passes(table: DataFrame, tolerance: float) -> Series:
    """Return True for each row whose amount is its product, as nearly as unit prices are rounded, or one is not known.

    >>> line = {"quantity": ["3", "3"], "unit_price": ["3.33", "3.33"], "amount": ["10", "99"], "order_id": ["", ""]}
    >>> passes(DataFrame(line, dtype="str"), 0.01).tolist()
    [True, False]
    """
    pieces = numbers(table["quantity"]).abs()
    off = (pieces * numbers(table["unit_price"]).abs() - numbers(table["amount"]).abs()).abs()
    return ~(off > tolerance * pieces.clip(lower=1) + 1e-9) | _of_the_order(table)


def _of_the_order(table: DataFrame) -> Series:
    """Return which rows repeat the amount of another line of their order."""
    return table.duplicated(["order_id", "amount"], keep=False) & (table["order_id"] != "")


def facts(table: DataFrame, failed: Series) -> list[dict[str, object]]:
    """Return quantity, unit price and their product for each failing row."""
    rows = table[failed]
    product = numbers(rows["quantity"]).abs() * numbers(rows["unit_price"]).abs()
    lines = zip(rows["quantity"], rows["unit_price"], product, strict=True)
    return [{"quantity": pieces, "price": price, "told": f"{each:.2f}"} for pieces, price, each in lines]

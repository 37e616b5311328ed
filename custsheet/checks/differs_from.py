"""A value that must not be the same as another of the row, and is: an emergency contact with the customer's own number.

Which fields it must differ from is an option of the schema (`others`).
"""

from collections.abc import Sequence
from typing import Any

from pandas import DataFrame, Series

ID = "row.differs_from"
SCOPE = "field"
LEVEL = "warning"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {"others": ()}


def passes(table: DataFrame, field: str, others: Sequence[str]) -> Series:
    """Return True for each row whose value of *field* is blank or none of the values of *others*."""
    same = Series(False, index=table.index)
    for other in others:
        same |= (table[other] == table[field]) if other in table else False
    return ~same | (table[field] == "")

"""A value that is not among the valid ones of the field (`values` in the schema).

Case and outer blanks do not count. Fields of kind `choice` answer this themselves, with the nearest valid value.
"""

from collections.abc import Sequence
from typing import Any

from pandas import Series

ID = "value.allowed"
SCOPE = "value"
LEVEL = "error"
DIMENSION = "validity"
DEFAULTS: dict[str, Any] = {"values": ()}


def passes(column: Series, values: Sequence[str] = ()) -> Series:
    """Return True for each value that is blank or among the valid *values* (with no list, for all)."""
    typed = column.str.strip().str.lower()
    return typed.isin([each.lower() for each in values]) | (typed == "") | (not values)

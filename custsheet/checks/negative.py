"""A number below zero where only zero or more makes sense: points, a balance, how many were bought.

Amounts of orders are not asked: a negative one is a refund.
"""

from typing import Any

from pandas import Series

from custsheet.checks.base import numbers

ID = "value.negative"
SCOPE = "value"
LEVEL = "warning"
DIMENSION = "validity"
DEFAULTS: dict[str, Any] = {}


def passes(values: Series) -> Series:
    """Return True for each value that is not a number below zero.

    >>> passes(Series(["12", "-0.5", "", "-0"], dtype="str")).tolist()
    [True, False, True, True]
    """
    return ~(numbers(values) < 0)

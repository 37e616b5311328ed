"""An amount far above all others of its column: a digit too many, cents for yuan, or a truly large order.

Robust on skewed amounts: above median + *spread* times the interquartile range of the logarithms (Tukey's fences on
the log scale). Asked only where at least *least* amounts are there, and never of amounts less than sixteen times the
median, so that a price list with one price does not raise alarms.
"""

from typing import Any

import numpy as np
from pandas import DataFrame, Series

from custsheet.checks.base import numbers

ID = "value.outlier"
SCOPE = "value"
LEVEL = "info"
DIMENSION = "validity"
DEFAULTS: dict[str, Any] = {"spread": 4.0, "least": 30}


def passes(values: Series, spread: float, least: int) -> Series:
    """Return True for each amount that is not far above the rest.

    >>> passes(Series(["100"] * 30 + ["1000000"], dtype="str"), 4.0, 30).tolist()[-2:]
    [True, False]
    """
    amounts = numbers(values)
    return ~(amounts > limit(amounts, spread, least))


def limit(amounts: Series, spread: float, least: int) -> float:
    """Return the amount above which one is far above the rest; infinity where there are too few to say."""
    known = amounts[amounts > 0]
    if len(known) < least:
        return float("inf")
    low, middle, high = np.quantile(np.log(known), (0.25, 0.5, 0.75))
    return float(np.exp(middle + spread * max(high - low, np.log(2))))


def facts(table: DataFrame, failed: Series, field: str) -> list[dict[str, object]]:
    """Return the usual amount (the median) for the message."""
    amounts = numbers(table[field])
    return [{"usual": f"{amounts[amounts > 0].median():.2f}"}] * int(failed.sum())

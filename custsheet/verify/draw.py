"""Whom to call back: a simple random sample, or one in which those whose errors would cost most come more often.

The weighted sample is systematic in random order, with probabilities exactly proportional to the risk (Madow 1949;
Hartley and Rao 1962); who would come more than once comes for certain. Equal seeds draw equal samples from equal files.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import Series

Floats = NDArray[np.float64]
YEAR = 365.0
STALE = 3.0  # years from which a record is as stale as it can be, and what one without a date counts
MOST_ISSUES = 4


class Drawn(NamedTuple):
    """The places drawn, ascending, and the probability with which each was."""

    place: NDArray[np.int64]
    probability: Floats


def drawn(size: int, risk: Floats, seed: int) -> Drawn:
    """Return *size* of as many as *risk* is long (all, if there are no more); equal risks give a simple random sample."""
    chance = np.random.default_rng(seed)
    count = len(risk)
    if size >= count:
        return Drawn(np.arange(count), np.ones(count))
    if np.ptp(risk) == 0:
        place = np.sort(chance.choice(count, size, replace=False))
        return Drawn(place, np.full(size, size / count))
    probability = inclusion(size, risk)
    order = chance.permutation(count)
    ends = np.cumsum(probability[order])
    steps = np.searchsorted(ends, chance.random() + np.arange(size), side="right")
    place = np.sort(order[np.minimum(steps, count - 1)])
    return Drawn(place, probability[place])


def inclusion(size: int, risk: Floats) -> Floats:
    """Return the probability of each to be among *size* drawn in proportion to *risk*, none above one.

    >>> inclusion(2, np.array([1.0, 1.0, 8.0])).tolist()
    [0.5, 0.5, 1.0]
    """
    sure = np.zeros(len(risk), bool)
    while True:
        share = np.where(sure, 0.0, risk)
        probability = np.where(sure, 1.0, (size - sure.sum()) * share / share.sum())
        over = (probability >= 1) & ~sure
        if not over.any():
            return probability
        sure |= over


def risk(spent: Series, days: Series, issues: Series) -> Floats:
    """Return what errors in each record may cost: value x staleness x open issues.

    *spent* is money, *days* since anybody looked (NaN for unknown), *issues* how many are open. Value counts by rank, one to two;
    staleness by years, one to four; issues one to five.
    """
    value = 1 + spent.rank(method="average", pct=True).where(spent > 0, 0.0)
    stale = 1 + (days / YEAR).fillna(STALE).clip(0, STALE)
    return np.asarray(value * stale * (1 + issues.clip(0, MOST_ISSUES)), np.float64)

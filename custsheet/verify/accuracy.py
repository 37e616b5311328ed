"""How much of what the file says is right, from the answers of people who were called, with a 95 % confidence interval.

Simple random samples: Wilson's score interval (Wilson 1927; Brown, Cai and DasGupta 2001), which stays within 0…1 and
does not shrink to a point when all answers agree. Unequal probabilities: the share is Hájek's ratio of Horvitz–Thompson
totals (Horvitz and Thompson 1952; Hájek 1971), its variance Hájek's (1964) of the linearised ratio (Brewer and Donadio
2003), and the interval Wilson's at the effective size p(1−p)/variance, never above the number of answers (Korn and
Graubard 1998). So are several answers of one customer, who is one unit of the sample. Who did not answer is taken to be
like those who did, and a small population is not allowed for; both are said in the report.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

Floats = NDArray[np.float64]
Z = 1.959964  # 97.5 % quantile of the normal distribution
CORRECT, WRONG = "correct", "wrong"
RESULTS = (CORRECT, WRONG, "no_answer", "refused", "unsure")
COLUMNS = ["field", "asked", "answered", "correct", "share", "low", "high"]


class Estimate(NamedTuple):
    """A share and its interval."""

    share: float
    low: float
    high: float


def wilson(share: float, size: float) -> Estimate:
    """Return the interval of a *share* seen in *size* answers (which need not be whole).

    >>> tuple(round(each, 3) for each in wilson(1.0, 20))
    (1.0, 0.839, 1.0)
    """
    spread = Z * Z / size
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * np.sqrt(share * (1 - share) / size + spread / size / 4)
    return Estimate(share, max(0.0, float(middle - half)), min(1.0, float(middle + half)))


def estimated(correct: Floats, answered: Floats, probability: Floats) -> Estimate:
    """Return the share of correct answers in the population, by customers: their correct answers, all answers, and the
    probability with which each was drawn.
    """
    drawn = answered / probability
    share = float((correct / probability).sum() / drawn.sum())
    size = float(answered.sum())
    if np.ptp(probability) == 0 and answered.max() == 1:
        return wilson(share, size)
    return wilson(share, _effective(correct, answered, probability, share, size))


def _effective(correct: Floats, answered: Floats, probability: Floats, share: float, most: float) -> float:
    """Return how many answers of a simple random sample would say as much."""
    drawn = answered / probability
    if len(drawn) < 2 or share in (0.0, 1.0):
        return min(most, float(drawn.sum() ** 2 / (drawn**2).sum()))  # Kish 1965
    rest = (correct - share * answered) / probability
    weight = np.full(len(rest), len(rest) / (len(rest) - 1))
    centre = (weight * rest).sum() / weight.sum()
    variance = (weight * (rest - centre) ** 2).sum() / drawn.sum() ** 2
    return min(most, share * (1 - share) / variance) if variance > 0 else most


def measured(answers: DataFrame) -> DataFrame:
    """Return the accuracy of every field that was asked, and of all together first (field "").

    *answers*: customer_id, field, result (one of RESULTS, "" for not asked yet), probability. The figures are text; share,
    low and high are blank where nobody answered.
    """
    asked = answers[answers["result"] != ""] if len(answers) else answers
    fields = ["", *dict.fromkeys(asked["field"])] if len(asked) else []
    lines = [_line(field, asked[asked["field"] == field] if field else asked) for field in fields]
    return DataFrame(lines, columns=COLUMNS, dtype="str")


def _line(field: str, asked: DataFrame) -> list[str]:
    told = asked[asked["result"].isin([CORRECT, WRONG])]
    right = told["result"] == CORRECT
    counts = [str(len(asked)), str(len(told)), str(int(right.sum()))]
    if told.empty:
        return [field, *counts, "", "", ""]
    units = told.assign(right=right, chance=told["probability"].astype("float64")).groupby("customer_id", sort=False)
    sums = units.agg(right=("right", "sum"), told=("right", "size"), chance=("chance", "first")).astype("float64")
    found = estimated(sums["right"].to_numpy(), sums["told"].to_numpy(), sums["chance"].to_numpy())
    return [field, *counts, *(f"{each:.4f}" for each in found)]


def newest(answers: DataFrame) -> DataFrame:
    """Return the answers to the sample that was answered last, the last word on every question."""
    if answers.empty:
        return answers
    last = answers[answers["sample"] == answers["sample"].iloc[-1]]
    return last.drop_duplicates(["customer_id", "field"], keep="last", ignore_index=True)

"""How far people agree with the matcher: their verdicts on scored pairs, by probability, and what thresholds they suggest.

Only what somebody touched counts: a suggestion left as it was says nothing. Thresholds are suggested, never changed.
"""

from pathlib import Path
from typing import NamedTuple

from pandas import DataFrame, cut, to_numeric

from custsheet.history import decisions, state_of

BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
CERTAIN, POSSIBLE = 0.99, 0.5  # the thresholds in use, see `duplicates.judge`
ENOUGH = 30  # verdicts on one side of a threshold from which it may be suggested
PURE = 0.99  # share of equal customers that merging without asking needs
POOR = 0.02  # share of equal customers below which a question is not worth its while


class Band(NamedTuple):
    """Verdicts on pairs of a range of probabilities."""

    low: float
    high: float
    same: int
    different: int
    agreement: float  # share of verdicts on the matcher's side


class Agreement(NamedTuple):
    """What people's verdicts say about the matcher; a threshold is None where they are too few to tell."""

    verdicts: int
    without_score: int
    untouched: int
    agreement: float
    bands: tuple[Band, ...]
    certain_from: float | None
    possible_from: float | None


def measured(folder: Path) -> Agreement:
    """Return how far the decisions kept in an output folder agree with the matcher."""
    known = decisions.in_force(decisions.ledger(state_of(folder)))
    known = known[(known["same"] != "") & (known["state"] == "in_force")]
    typed = known[known["typed"] != "0"]
    scored = typed[typed["probability"] != ""]
    told = DataFrame({"p": to_numeric(scored["probability"]), "same": scored["same"] == "1"})
    agrees = told["same"] == (told["p"] >= POSSIBLE)
    return Agreement(
        len(told),
        len(typed) - len(told),
        len(known) - len(typed),
        float(agrees.mean()) if len(told) else 0.0,
        tuple(_bands(told)),
        _certain(told),
        _possible(told),
    )


def _bands(told: DataFrame) -> list[Band]:
    numbers = cut(told["p"], list(BINS), right=False, labels=False).fillna(len(BINS) - 2)
    found = []
    for number, part in told.groupby(numbers):
        low, high = BINS[int(number)], BINS[int(number) + 1]
        same = int(part["same"].sum())
        right = same if low >= POSSIBLE else len(part) - same
        found.append(Band(low, high, same, len(part) - same, right / len(part)))
    return found


def _certain(told: DataFrame) -> float | None:
    """Return the lowest probability from which on people nearly always said *same*."""
    ranked = told.sort_values("p", ascending=False, ignore_index=True)
    share = ranked["same"].expanding().mean()
    fits = ranked[(share >= PURE) & (ranked.index + 1 >= ENOUGH)]
    return round(float(fits["p"].min()), 6) if len(fits) else None


def _possible(told: DataFrame) -> float | None:
    """Return the highest probability up to which people nearly always said *different*."""
    ranked = told.sort_values("p", ignore_index=True)
    share = ranked["same"].expanding().mean()
    fits = ranked[(share <= POOR) & (ranked.index + 1 >= ENOUGH)]
    return round(float(fits["p"].max()), 6) if len(fits) else None

"""Recency, frequency, monetary value: scores 1 to 5 and the eight standard segments.

Scores are quintiles of the customers' ranks, ties sharing their mean rank; with fewer than 50 buyers quintiles say
little, so fixed limits serve (days, orders, and multiples of the average customer's spending). A score is *high* when
it is above the mean of all scores, the rule taught with the eight-segment model (Hughes 1994; 重要/一般 × 价值, 发展,
保持, 挽留). A high R means a recent purchase.
"""

from collections.abc import Callable

import numpy as np
from pandas import DataFrame, Series

FEWEST_FOR_QUINTILES = 50
LIMITS = {"r": (30, 90, 180, 365), "f": (2, 3, 5, 10), "m": (0.25, 0.5, 1.0, 2.0)}
SEGMENTS = {  # R, F, M high?
    (True, True, True): "champions",
    (True, False, True): "promising",
    (False, True, True): "needs_attention",
    (False, False, True): "cannot_lose",
    (True, True, False): "loyal",
    (True, False, False): "new",
    (False, True, False): "fading",
    (False, False, False): "lost",
}


def scored(purchases: DataFrame, recency: Series) -> tuple[DataFrame, dict[str, str]]:
    """Return r, f, m (1…5) and segment per customer, and the definitions that led to them as printable text.

    *purchases* has frequency and monetary, *recency* the days since the last purchase, both by customer id.
    """
    by_rank = len(purchases) >= FEWEST_FOR_QUINTILES
    measures = {"r": recency.astype("float64"), "f": purchases["frequency"], "m": purchases["monetary"]}
    give: Callable[[str, Series], Series] = _by_quintile if by_rank else _by_limit
    scores = DataFrame({name: give(name, values) for name, values in measures.items()})
    means = scores.mean()
    high = scores.gt(means)
    scores["segment"] = Series(
        [SEGMENTS[each] for each in high.itertuples(index=False, name=None)], index=scores.index, dtype="str"
    )
    told = {
        "method": "quintile" if by_rank else "limits",
        **{f"mean_{name}": f"{means[name]:.2f}" for name in measures},
    }
    return scores, {**told, **{f"cuts_{name}": _cuts(scores[name], values) for name, values in measures.items()}}


def _by_quintile(name: str, values: Series) -> Series:
    rank = values.rank(method="average", pct=True, ascending=name != "r")
    return Series(np.ceil(rank * 5), index=values.index).clip(1, 5).astype("int64")


def _by_limit(name: str, values: Series) -> Series:
    measured = values / values.mean() if name == "m" and values.mean() > 0 else values
    steps = np.searchsorted(LIMITS[name], measured.to_numpy(), side="left" if name == "r" else "right")
    return Series(5 - steps if name == "r" else 1 + steps, index=values.index, dtype="int64")


def _cuts(scores: Series, values: Series) -> str:
    """Return the range of values behind each score, best first: "5: 1–12 · 4: 13–40 …"."""
    spans = values.groupby(scores).agg(["min", "max"]).sort_index(ascending=False)
    return " · ".join(f"{score}: {as_text(low)}–{as_text(high)}" for score, low, high in spans.itertuples())


def as_text(value: float) -> str:
    """Return a number with at most two decimals, none that are zero."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def top_share(monetary: Series, share: float = 0.2) -> Series:
    """Return True for the customers among the top *share* by spending (at least one, ties included)."""
    if monetary.empty:
        return monetary.astype(bool)
    place = max(1, int(np.ceil(len(monetary) * share)))
    return (monetary >= monetary.nlargest(place).min()) & (monetary > 0)

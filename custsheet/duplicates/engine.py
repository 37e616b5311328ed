"""From a table of customers to groups: gather evidence, block, compare, weigh, judge, group.

Everything runs in an order that depends on the rows' contents alone, so that sorting the sheet changes nothing; rows
without any evidence take no part.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet.duplicates import block, compare, evidence, group, judge, weigh
from custsheet.duplicates.compare import Compared
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.group import Edges
from custsheet.duplicates.judge import Verdict
from custsheet.duplicates.weigh import Model, Weighed
from custsheet.schema import TableSpec

Decision = tuple[int, int, bool]  # two positions, and whether they are the same customer


class Scored(NamedTuple):
    """Pairs of positions, left and right, and all that is known about them."""

    left: Ints
    right: Ints
    told: list[Compared]
    weight: Weighed
    verdict: Verdict

    def where(self, wanted: NDArray[np.bool_]) -> "Scored":
        """Return some of the pairs."""
        told = [Compared(each.level[wanted], each.value[wanted]) for each in self.told]
        weight = self.weight._replace(bits=self.weight.bits[wanted], shared=self.weight.shared[wanted])
        verdict = Verdict(*(part[wanted] for part in self.verdict))
        return Scored(self.left[wanted], self.right[wanted], told, weight, verdict)


class Resolved(NamedTuple):
    """What the engine found: per position the first position of its group, and the pairs somebody may want to see."""

    group: Ints
    pairs: Scored
    evidence: list[Evidence]
    facts: dict[str, int]


def resolved(customers: DataFrame, spec: TableSpec, source: Series, decisions: Iterable[Decision] = ()) -> Resolved:
    """Return groups and noteworthy pairs of a table of customers; *source* is each row's sheet."""
    order, count = _content_order(customers, spec)
    told = evidence.gathered(customers.iloc[order[:count]], spec, source.iloc[order[:count]])
    pairs, facts = _scored(told, count)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    asked = [(int(place[a]), int(place[b]), same) for a, b, same in decisions]
    label = group.groups(len(order), _edges(pairs), *_sides(asked))
    left, right = order[pairs.left], order[pairs.right]
    pairs = pairs._replace(left=np.minimum(left, right), right=np.maximum(left, right))
    return Resolved(_first(label[place]), pairs, told, facts)


def _content_order(customers: DataFrame, spec: TableSpec) -> tuple[Ints, int]:
    """Return an order of positions by content, rows without evidence last, and how many rows have some."""
    weigh_in = evidence.columns(customers, spec)
    mixed, filled = np.zeros(len(customers), np.uint64), np.zeros(len(customers), bool)
    for name in sorted(weigh_in):
        values = customers[name].to_numpy(object)
        mixed = mixed * np.uint64(1_000_003) + pd.util.hash_array(values, categorize=True)
        filled |= (values != "").astype(bool)
    return np.lexsort((mixed, ~filled)), int(filled.sum())


def _scored(told: list[Evidence], count: int) -> tuple[Scored, dict[str, int]]:
    """Return the pairs worth keeping: certain, possible, or between rows that join others."""
    found = block.candidates(told, count)
    promising = compare.promising(told, found.left, found.right)
    left, right = found.left[promising], found.right[promising]
    compared = compare.compared(told, left, right)
    model = weigh.learned(told, compared, count)
    scored = _judged(told, model, left, right, compared)
    pairs = scored.where(scored.verdict.certain | scored.verdict.possible | _among_joined(scored, count))
    left, right = group.unscored(count, _edges(pairs))
    if len(left):
        pairs = _together(pairs, _judged(told, model, left, right, compare.compared(told, left, right)))
    return pairs, found.facts | {"scored": int(promising.sum())}


def _judged(told: list[Evidence], model: Model, left: Ints, right: Ints, compared: list[Compared]) -> Scored:
    weight = weigh.weighed(told, compared, model)
    return Scored(left, right, compared, weight, judge.judged(told, compared, weight, left, right))


def _among_joined(scored: Scored, count: int) -> NDArray[np.bool_]:
    joined = np.zeros(count, bool)
    joined[scored.left[scored.verdict.certain]] = True
    joined[scored.right[scored.verdict.certain]] = True
    return joined[scored.left] & joined[scored.right]


def _together(one: Scored, other: Scored) -> Scored:
    """Return the pairs of both."""
    told = [
        Compared(np.r_[a.level, b.level], np.r_[a.value, b.value]) for a, b in zip(one.told, other.told, strict=True)
    ]
    bits = np.r_[one.weight.bits, other.weight.bits]
    weight = Weighed(bits, np.r_[one.weight.shared, other.weight.shared], one.weight.unique, one.weight.prior)
    verdict = Verdict(*(np.r_[a, b] for a, b in zip(one.verdict, other.verdict, strict=True)))
    return Scored(np.r_[one.left, other.left], np.r_[one.right, other.right], told, weight, verdict)


def _edges(pairs: Scored) -> Edges:
    return Edges(pairs.left, pairs.right, pairs.weight.odds, pairs.verdict.certain, pairs.verdict.differs)


def _sides(decisions: list[Decision]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    same = sorted((min(a, b), max(a, b)) for a, b, yes in decisions if yes)
    return same, sorted((min(a, b), max(a, b)) for a, b, yes in decisions if not yes)


def _first(label: Ints) -> Ints:
    """Return, per position, the first position with the same label."""
    _, first, number = np.unique(label, return_index=True, return_inverse=True)
    return first[number]

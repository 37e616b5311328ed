"""From a table of customers to groups: gather evidence, block, compare, weigh, judge, group.

Everything runs in an order that depends on the rows' contents alone, so that sorting the sheet changes nothing; rows
without any evidence take no part.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import Series

import custsheet.duplicates.block as block
import custsheet.duplicates.compare as compare
import custsheet.duplicates.cores as cores
import custsheet.duplicates.doubts as doubts
import custsheet.duplicates.evidence as evidence
import custsheet.duplicates.group as group
import custsheet.duplicates.judge as judge
import custsheet.duplicates.met as memory
import custsheet.duplicates.promise as promise
import custsheet.duplicates.sieve as sieve
import custsheet.duplicates.weigh as weigh
from custsheet.duplicates.coded import Coded
from custsheet.duplicates.compare import Compared
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.group import Edges
from custsheet.duplicates.judge import Verdict
from custsheet.duplicates.levels import BLANK, DOUBTS, FAR
from custsheet.duplicates.met import Met, Signatures
from custsheet.duplicates.sieve import Rows
from custsheet.duplicates.weigh import Model, Weighed
from custsheet.schema import TableSpec

LOOKS = 2  # times that groups are compared as a whole
CAUTION = 1.0  # bits that such a comparison has to offer beyond the number of answers it chose from
Decision = tuple[int, int, bool]  # two positions, and whether they are the same customer


class Scored(NamedTuple):
    """Pairs of positions, left and right, and all that is known about them."""

    left: Ints
    right: Ints
    told: list[Compared]
    weight: Weighed
    verdict: Verdict

    def where(self, wanted: NDArray[np.bool_] | Ints) -> "Scored":
        """Return some of the pairs."""
        told = [each.where(wanted) for each in self.told]
        old = self.weight
        weight = old._replace(bits=old.bits[wanted], shared=old.shared[wanted], chance=old.chance[wanted])
        verdict = Verdict._make(part[wanted] for part in self.verdict)
        return Scored(self.left[wanted], self.right[wanted], told, weight, verdict)


class Resolved(NamedTuple):
    """What the engine found: per position the first position of its group, and the pairs somebody may want to see."""

    group: Ints
    pairs: Scored
    evidence: list[Evidence]
    facts: dict[str, int]
    met: Met


def resolved(
    customers: Coded, spec: TableSpec, source: Series, decisions: Iterable[Decision] = (), met: Met | None = None
) -> Resolved:
    """Return groups and noteworthy pairs of a table of customers; *source* is each row's sheet.

    With what an earlier run *met*, only pairs with a row that is new or changed are compared.
    """
    order, count, content = _content_order(customers, spec)
    rows, sheet = customers.some(order[:count]), source.iloc[order[:count]]
    told = doubts.with_doubts(evidence.gathered(rows, spec, sheet), rows)
    signature = memory.signed(content[order[:count]], sheet.to_numpy(np.int64), told)
    pairs, facts, compared = _scored(Rows(told, signature, met or memory.NOTHING), count)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    asked = [(int(place[a]), int(place[b]), same) for a, b, same in decisions]
    label = group.groups(len(order), _edges(pairs), *_sides(asked))
    for _ in range(LOOKS):
        label = _looked_again(told, pairs, label, asked)
    left, right = order[pairs.left], order[pairs.right]
    pairs = pairs._replace(left=np.minimum(left, right), right=np.maximum(left, right))
    return Resolved(_first(label[place]), pairs, told, facts, compared)


def _content_order(customers: Coded, spec: TableSpec) -> tuple[Ints, int, Signatures]:
    """Return an order of positions by content, rows without evidence last; how many rows have some; a hash per row."""
    weigh_in = evidence.columns(customers, spec)
    filled = np.zeros(len(customers), bool)
    for name in weigh_in:
        filled |= customers.filled(name)
    content = customers.contents(weigh_in)
    return np.lexsort((content, ~filled)), int(filled.sum()), content


def _scored(rows: Rows, count: int) -> tuple[Scored, dict[str, int], Met]:
    """Return the pairs worth keeping: likely, worth a question, or between rows that join others; facts; what was compared."""
    told = rows.evidence
    asked, start = cores.both(lambda: promise.promising(told, count), lambda: weigh.supposed(told, count))
    pointing = [each for each in told if each.kind not in DOUBTS]
    found = block.candidates(pointing, count, wanted=asked.may, sure=asked.twice)
    hopeful = sieve.hopeful(rows, start, asked.does, found.left, found.right)
    model = weigh.trained(told, hopeful.told, start, count)
    first = _judged(told, model, hopeful.left, hopeful.right, hopeful.told)
    model = weigh.recounted(model, group.groups(count, _edges(first)))
    scored = _judged(told, model, hopeful.left, hopeful.right, hopeful.told)
    pairs = scored.where(scored.verdict.possible | (scored.weight.odds >= 0) | _among_joined(scored, count))
    left, right = group.unscored(count, pairs.left, pairs.right)
    if len(left):
        pairs = _together(pairs, _judged(told, model, left, right, compare.compared(told, left, right)))
    return pairs, {**found.facts, "scored": hopeful.compared, "new": hopeful.new}, memory.learned(*hopeful.met)


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
    told = sieve.together([one.told, other.told])
    bits, shared, chance = (np.r_[a, b] for a, b in zip(one.weight[:3], other.weight[:3], strict=True))
    weight = one.weight._replace(bits=bits, shared=shared, chance=chance)
    verdict = Verdict._make(np.r_[a, b] for a, b in zip(one.verdict, other.verdict, strict=True))
    return Scored(np.r_[one.left, other.left], np.r_[one.right, other.right], told, weight, verdict)


def _looked_again(told: list[Evidence], pairs: Scored, label: Ints, asked: list[Decision]) -> Ints:
    """Return groups joined where all their rows taken together are certain to be one customer.

    Of every piece of evidence the best answer between any two of their rows counts, for a customer may have had two phones.
    """
    a, b = label[pairs.left], label[pairs.right]
    size = np.bincount(label, minlength=len(label))
    across = (a != b) & ((size[a] > 1) | (size[b] > 1))
    if not across.any():
        return label
    between = _best(told, pairs.where(across), np.minimum(a, b)[across], np.maximum(a, b)[across])
    edges = _edges(between)._replace(differs=between.verdict.differs | between.verdict.opposed)
    different = [(int(label[x]), int(label[y])) for x, y, same in asked if not same]
    return np.asarray(group.groups(len(label), edges, (), different)[label])


def _best(told: list[Evidence], pairs: Scored, left: Ints, right: Ints) -> Scored:
    """Return one pair per pair of groups, with the best answer of each piece of evidence."""
    order = np.lexsort((right, left))
    left, right, pairs = left[order], right[order], pairs.where(order)
    starts = np.flatnonzero(np.r_[True, (left[1:] != left[:-1]) | (right[1:] != right[:-1])])
    levels = [np.where(each.level == BLANK, FAR + 1, each.level) for each in pairs.told]
    best = [np.minimum.reduceat(level, starts) for level in levels]
    told_best = [
        Compared(np.where(level > FAR, BLANK, level).astype(np.int8), np.full(len(starts), -1)) for level in best
    ]
    bits = np.where(np.column_stack(levels) > FAR, -np.inf, pairs.weight.bits)
    bits = np.maximum.reduceat(bits, starts, axis=0)
    weight = pairs.weight._replace(
        bits=weigh.nested(told, np.where(np.isinf(bits), 0, bits).astype(np.float32)),
        shared=np.logical_or.reduceat(pairs.weight.shared, starts, axis=0),
        chance=np.minimum.reduceat(pairs.weight.chance, starts, axis=0),
        prior=pairs.weight.prior - np.log2(np.diff(np.r_[starts, len(left)])) - CAUTION,
    )
    verdict = judge.judged(told, told_best, weight, left[starts], right[starts])
    opposed = np.logical_or.reduceat(pairs.verdict.opposed, starts)
    verdict = verdict._replace(certain=verdict.certain & ~opposed, opposed=opposed)
    return Scored(left[starts], right[starts], told_best, weight, verdict)


def _edges(pairs: Scored) -> Edges:
    return Edges(pairs.left, pairs.right, pairs.weight.odds, pairs.verdict.certain, pairs.verdict.differs)


def _sides(decisions: list[Decision]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    same = sorted((min(a, b), max(a, b)) for a, b, yes in decisions if yes)
    return same, sorted((min(a, b), max(a, b)) for a, b, yes in decisions if not yes)


def _first(label: Ints) -> Ints:
    """Return, per position, the first position with the same label."""
    _, first, number = np.unique(label, return_index=True, return_inverse=True)
    return first[number]

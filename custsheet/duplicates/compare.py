"""How alike the two rows of every candidate pair are, one level per piece of evidence.

Numbers are compared before keys, keys before what is kept of every value (`sight`), and letters only where these leave a
question, once per distinct pair of values (RapidFuzz, column-wise, on all cores).
"""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import custsheet.duplicates.cores as cores
import custsheet.duplicates.sight as sight
from custsheet import fields
from custsheet.duplicates.doubts import doubted
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import ALIKE, BLANK, CLOSE, EXACT, FAR, KINDS, NEAR, OPEN
from custsheet.duplicates.likeness import SCORERS, Floats

Levels = NDArray[np.int8]
ALIKE_BY_CLASS = 0.6  # of a kind's own likeness: initials, glyphs, n for l
# how good an answer is while the best of several columns is sought: what is open may still be close; the last is BLANK
_RANK = np.array([0, 1, 2, 4, 5, 3, 6], np.int8)


class Compared(NamedTuple):
    """What one piece of evidence says about each pair.

    `level` as in `levels`; `value` is the number of the shared value (EXACT) or key (ALIKE), -1 elsewhere.
    """

    level: Levels
    value: Ints

    def where(self, wanted: NDArray[np.bool_] | Ints) -> "Compared":
        """Return what it says about some of the pairs."""
        return Compared(self.level[wanted], self.value[wanted])


def compared(evidence: list[Evidence], left: Ints, right: Ints) -> list[Compared]:
    """Return what every piece of evidence says about the pairs *left*, *right* (positions)."""
    told = by_letters(evidence, by_numbers(evidence, left, right), range(len(evidence)), left, right)
    return settled(evidence, told, left, right)


def by_numbers(evidence: list[Evidence], left: Ints, right: Ints) -> list[Compared]:
    """Return what numbers tell about the pairs; the level is OPEN where letters have to be compared."""
    return cores.answers(lambda each: _at_sight(each, left, right), evidence)


def by_letters(
    evidence: list[Evidence], told: list[Compared], wanted: Sequence[int], left: Ints, right: Ints
) -> list[Compared]:
    """Return what is told once letters have answered what is open in some pieces of evidence, *wanted* by their places.

    Names in two parts are wanted together, for they may stand crosswise.
    """
    answered = cores.answers(lambda place: _answered(evidence[place], told[place], left, right), wanted)
    told = list(told)
    for place, each in zip(wanted, answered, strict=True):
        told[place] = each
    parted = [place for place in parts_of_names(evidence) if place in wanted]
    if parted:
        given, surname = parted
        told[given], told[surname] = _crossed(
            evidence[given], evidence[surname], told[given], told[surname], left, right
        )
    return told


def parts_of_names(evidence: list[Evidence]) -> list[int]:
    """Return the places of given names and surnames, if there are both."""
    kinds = [each.kind for each in evidence]
    return [kinds.index("given"), kinds.index("surname")] if {"given", "surname"} <= set(kinds) else []


def settled(evidence: list[Evidence], told: list[Compared], left: Ints, right: Ints) -> list[Compared]:
    """Return what is left of it once doubts are raised."""
    levels = doubted(evidence, [each.level for each in told], left, right)
    return [each._replace(level=level) for each, level in zip(told, levels, strict=True)]


def _at_sight(each: Evidence, left: Ints, right: Ints) -> Compared:
    """Return the best answer over all pairs of columns, for a mobile may stand where a phone is expected."""
    answers = [_seen(each, a[left], b[right]) for a, b in product(each.codes, repeat=2)]
    level, value = answers[0]
    for other, shared in answers[1:]:
        better = _RANK[other] < _RANK[level]
        level, value = np.where(better, other, level).astype(np.int8), np.where(better, shared, value)
    return Compared(level, value)


def _seen(each: Evidence, a: Ints, b: Ints) -> Compared:
    """Return level and shared value for pairs of value numbers of one piece of evidence."""
    scorer = KINDS[each.kind].scorer
    level = np.full(len(a), FAR, np.int8)
    value = np.full(len(a), -1, np.int64)
    blank, same = (a < 0) | (b < 0), a == b
    level[same] = EXACT
    value[same] = a[same]
    if each.kind == "own_id":
        level[~same] = BLANK  # one customer may have had two numbers
    level[blank] = BLANK
    open_ = np.flatnonzero(level == FAR)
    if len(open_) and each.keys.shape[1]:
        key = _shared_key(each.keys, a[open_], b[open_])
        level[open_[key >= 0]] = ALIKE
        value[open_[key >= 0]] = key[key >= 0]
        open_ = open_[key < 0]
    if len(open_) and scorer and each.marks.size:
        level[open_] = sight.at_sight(scorer, each.marks[a[open_]], each.marks[b[open_]])
    elif scorer:
        level[open_] = OPEN
    return Compared(level, value)


def _answered(each: Evidence, told: Compared, left: Ints, right: Ints) -> Compared:
    """Return what is told with the open answers given: the best over all pairs of columns."""
    open_ = np.flatnonzero(told.level == OPEN)
    if not len(open_):
        return told
    best = np.full(len(open_), FAR, np.int8)
    for ours, theirs in product(each.codes, repeat=2):
        a, b = ours[left[open_]], theirs[right[open_]]
        filled = np.flatnonzero((a >= 0) & (b >= 0))
        likened = _likened(each.kind, each, each, a[filled], b[filled])
        best[filled] = np.minimum(best[filled], likened)
    level = told.level.copy()
    level[open_] = best
    return told._replace(level=level)


def _shared_key(keys: Ints, a: Ints, b: Ints) -> Ints:
    """Return a key that the values of two numbers have in common, -1 where there is none."""
    shared = np.full(len(a), -1, np.int64)
    for one, other in product([column[a] for column in keys.T], [column[b] for column in keys.T]):
        found = np.flatnonzero(one == other)
        found = found[(one[found] >= 0) & (shared[found] < 0)]
        shared[found] = one[found]
    return shared


def _likened(kind: str, ours: Evidence, theirs: Evidence, a: Ints, b: Ints) -> Levels:
    """Return CLOSE, NEAR or FAR for pairs of value numbers, scoring every distinct pair once."""
    told = KINDS[kind]
    number, distinct = pd.factorize(a * len(theirs.values) + b)
    x, y = ours.written(distinct // len(theirs.values)), theirs.written(distinct % len(theirs.values))
    likeness = SCORERS[told.scorer](x, y, told.near)
    if kind == "name":
        likeness = _by_class(x, y, likeness)
    level = np.select([likeness >= told.close, likeness >= told.near], [CLOSE, NEAR], FAR)
    return level[number].astype(np.int8)


def _by_class(x: NDArray[np.object_], y: NDArray[np.object_], likeness: Floats) -> Floats:
    """Return likeness raised to “near” where the kind knows that two names far apart by letters are alike (J. Smith)."""
    kind, near = fields.KINDS["name"], KINDS["name"].near
    asked = [place for place in np.flatnonzero(likeness < near).tolist() if _touch(x[place], y[place])]
    alike = [place for place in asked if kind.compare(x[place], y[place]) >= ALIKE_BY_CLASS]
    likeness[alike] = near
    return likeness


def _touch(x: str, y: str) -> bool:
    return x[:1] == y[:1] or x[-1:] == y[-1:]


def _crossed(
    given: Evidence, surname: Evidence, one: Compared, other: Compared, left: Ints, right: Ints
) -> tuple[Compared, Compared]:
    """Return what given name and surname say, judged crosswise where they fit better so."""
    places = np.flatnonzero((one.level >= NEAR) | (other.level >= NEAR) | (one.level == BLANK))
    first = _between(given, surname, given.codes[0][left[places]], surname.codes[0][right[places]])
    last = _between(given, surname, given.codes[0][right[places]], surname.codes[0][left[places]])
    better = _rank(first) + _rank(last) < _rank(one.level[places]) + _rank(other.level[places])
    levels = one.level.copy(), other.level.copy()
    for level, across in zip(levels, (first, last), strict=True):
        level[places[better]] = _CROSSED[across[better]]
    return one._replace(level=levels[0]), other._replace(level=levels[1])


# crosswise, equal is as good as close; the last stands for BLANK, which is -1
_CROSSED = np.array([CLOSE, CLOSE, CLOSE, NEAR, FAR, BLANK], np.int8)


def _rank(level: Levels) -> NDArray[np.float64]:
    """Return how far apart: 0 equal … 4 far; blank lies between."""
    return np.where(level == BLANK, 2.5, level)


def _between(one: Evidence, other: Evidence, a: Ints, b: Ints) -> Levels:
    """Return the levels between values of two pieces of evidence."""
    level = np.full(len(a), BLANK, np.int8)
    filled = np.flatnonzero((a >= 0) & (b >= 0))
    level[filled] = _likened("given", one, other, a[filled], b[filled])
    equal = one.written(a[filled]) == other.written(b[filled])
    level[filled[equal]] = EXACT
    return level

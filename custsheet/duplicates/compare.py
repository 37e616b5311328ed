"""How alike the two rows of every candidate pair are, one level per piece of evidence.

Numbers are compared before keys, keys before letters, and letters only once per distinct pair of values (RapidFuzz,
column-wise, on all cores).
"""

from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import custsheet.duplicates.cores as cores
from custsheet import fields
from custsheet.duplicates.doubts import doubted
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import ALIKE, BLANK, CLOSE, DOUBTS, EXACT, FAR, KINDS, NEAR
from custsheet.duplicates.likeness import SCORERS, Floats

Levels = NDArray[np.int8]
_WEAK = ("gender", "place", "text", *DOUBTS)  # kinds whose equality alone is little
ALIKE_BY_CLASS = 0.6  # of a kind's own likeness: initials, glyphs, n for l
_UNSEEN = FAR + 1  # above every level while the best of several columns is sought


class Compared(NamedTuple):
    """What one piece of evidence says about each pair.

    `level` as in `levels`; `value` is the number of the shared value (EXACT) or key (ALIKE), -1 elsewhere.
    """

    level: Levels
    value: Ints


def compared(evidence: list[Evidence], left: Ints, right: Ints) -> list[Compared]:
    """Return what every piece of evidence says about the pairs *left*, *right* (positions)."""
    told = cores.answers(lambda each: _best(each, left, right), evidence)
    kinds = [each.kind for each in evidence]
    if "given" in kinds and "surname" in kinds:
        _cross(evidence, told, kinds.index("given"), kinds.index("surname"), left, right)
    levels = doubted(evidence, [each.level for each in told], left, right)
    return [each._replace(level=level) for each, level in zip(told, levels, strict=True)]


def recalled(evidence: list[Evidence], levels: NDArray[np.int8], left: Ints, right: Ints) -> list[Compared]:
    """Return what `compared` answered about pairs, whose *levels* are known, a line per pair."""
    return [
        Compared(level, _values(each, level, left, right))
        for each, level in zip(evidence, levels.T.copy(), strict=True)
    ]


def _values(each: Evidence, level: Levels, left: Ints, right: Ints) -> Ints:
    """Return the number of the value that pairs share where it is the same, of the key where it is alike, -1 elsewhere."""
    value = np.full(len(level), -1, np.int64)
    for ours, theirs in product(each.codes, repeat=2):
        open_ = np.flatnonzero(((level == EXACT) | (level == ALIKE)) & (value < 0))
        a, b = ours[left[open_]], theirs[right[open_]]
        exact = level[open_] == EXACT
        value[open_] = np.where(exact & (a == b), a, -1)
        alike = np.flatnonzero(~exact & (a >= 0) & (b >= 0))
        value[open_[alike]] = _shared_key(each.keys, a[alike], b[alike])
    return value


def _best(each: Evidence, left: Ints, right: Ints) -> Compared:
    """Return the best answer over all pairs of columns, for a mobile may stand where a phone is expected."""
    answers = [_levels(each, a[left], b[right]) for a in each.codes for b in each.codes]
    level, value = answers[0]
    for other, shared in answers[1:]:
        better = np.where(other == BLANK, _UNSEEN, other) < np.where(level == BLANK, _UNSEEN, level)
        level, value = np.where(better, other, level).astype(np.int8), np.where(better, shared, value)
    return Compared(level, value)


def _levels(each: Evidence, a: Ints, b: Ints) -> Compared:
    """Return level and shared value for pairs of value numbers of one piece of evidence."""
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
    if len(open_) and KINDS[each.kind].scorer:
        level[open_] = _likened(each.kind, each.values, each.values, a[open_], b[open_])
    return Compared(level, value)


def _shared_key(keys: Ints, a: Ints, b: Ints) -> Ints:
    """Return a key that the values of two numbers have in common, -1 where there is none."""
    shared = np.full(len(a), -1, np.int64)
    for one, other in product([column[a] for column in keys.T], [column[b] for column in keys.T]):
        found = np.flatnonzero(one == other)
        found = found[(one[found] >= 0) & (shared[found] < 0)]
        shared[found] = one[found]
    return shared


def _likened(kind: str, ours: NDArray[np.object_], theirs: NDArray[np.object_], a: Ints, b: Ints) -> Levels:
    """Return CLOSE, NEAR or FAR for pairs of value numbers, scoring every distinct pair once."""
    told = KINDS[kind]
    number, distinct = pd.factorize(a * len(theirs) + b)
    x, y = ours[distinct // len(theirs)], theirs[distinct % len(theirs)]
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


def _cross(evidence: list[Evidence], told: list[Compared], given: int, surname: int, left: Ints, right: Ints) -> None:
    """Where given name and surname fit better crosswise, let both be judged crosswise."""
    one, other = evidence[given], evidence[surname]
    places = np.flatnonzero((told[given].level >= NEAR) | (told[surname].level >= NEAR) | (told[given].level == BLANK))
    if not len(places):
        return
    first = _between(one, other, one.codes[0][left[places]], other.codes[0][right[places]])
    last = _between(one, other, one.codes[0][right[places]], other.codes[0][left[places]])
    straight = _rank(told[given].level[places]) + _rank(told[surname].level[places])
    crossed = _rank(first) + _rank(last)
    better = places[crossed < straight]
    told[given].level[better] = _CROSSED[first[crossed < straight]]
    told[surname].level[better] = _CROSSED[last[crossed < straight]]


# crosswise, equal is as good as close; the last stands for BLANK, which is -1
_CROSSED = np.array([CLOSE, CLOSE, CLOSE, NEAR, FAR, BLANK], np.int8)


def _rank(level: Levels) -> NDArray[np.float64]:
    """Return how far apart: 0 equal … 4 far; blank lies between."""
    return np.where(level == BLANK, 2.5, level)


def _between(one: Evidence, other: Evidence, a: Ints, b: Ints) -> Levels:
    """Return the levels between values of two pieces of evidence."""
    level = np.full(len(a), BLANK, np.int8)
    filled = np.flatnonzero((a >= 0) & (b >= 0))
    level[filled] = _likened("given", one.values, other.values, a[filled], b[filled])
    equal = one.values[a[filled]] == other.values[b[filled]]
    level[filled[equal]] = EXACT
    return level

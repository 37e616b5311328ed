"""Which candidate pairs are worth comparing: what may be, told from numbers alone, and what is, with a look at names.

What a row is known by stands in one line of a matrix, so that a question about a pair costs two look-ups however many columns a
sheet has; millions of candidates are looked at a cacheful at a time.
"""

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

import custsheet.duplicates.cores as cores
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import DOUBTS, KINDS
from custsheet.duplicates.likeness import letters

Mask = NDArray[np.bool_]
Lines = NDArray[np.int32]
Question = Callable[[Ints, Ints], Mask]
AT_ONCE = 8_192  # pairs looked at together
_NAMES = ("name", "given", "surname")
_WEAK = ("gender", "place", "text", *DOUBTS)  # kinds whose equality alone is little


class Promise(NamedTuple):
    """Questions about pairs, as two arrays of positions: whether they may be worth it, and then whether they are."""

    may: Question  # by numbers alone: none that is worth it is refused
    twice: Question  # whether a second agreement bears out the one that made them a pair
    does: Question  # of pairs that may: with a look at the letters of names


def promising(evidence: list[Evidence], count: int) -> Promise:
    """Return what tells which pairs of *count* rows are worth comparing.

    Those whose names are not far apart or not both known, and those that share something made for one customer, or two
    other things. Names are near each other only if they have a key or the first or the last letter in common.
    """
    lines = _Lines(count)
    strong = [
        (2 if KINDS[each.kind].pointed else 1, [lines.add(codes) for codes in each.codes])
        for each in evidence
        if each.kind not in _WEAK
    ]
    names = [_Name(each, lines) for each in evidence if each.kind in _NAMES]
    matrix = lines.matrix()

    def told(question: Callable[[list[_Name], Lines, Lines], Mask], left: Ints, right: Ints) -> Mask:
        if not names:
            return np.ones(len(left), bool)
        one, other = np.take(matrix, left, axis=0), np.take(matrix, right, axis=0)
        found = _shared(strong, one, other) >= 2
        open_ = np.flatnonzero(~found)
        found[open_] = question(names, one[open_], other[open_])
        return found

    return Promise(
        partial(_by_parts, partial(told, _touch)),
        partial(_by_parts, _agreements(evidence, count)),
        partial(told, _near),
    )


def _agreements(evidence: list[Evidence], count: int) -> Question:
    """Return what tells which pairs agree in two things, or in one made for one customer, or differ in one at most.

    Two values agree if they are equal or have a key, a half or, in names, the first or the last letter in common; given names
    and surnames may stand crosswise. What agrees in one thing and differs in two is two people of one name, of one
    birthday, of one firm.
    """
    lines, told = _Lines(count), []
    for each in evidence:
        if each.kind not in _WEAK:
            columns = [lines.add(codes) for codes in each.codes]
            keys = [lines.add(_at(codes, key)) for key in each.keys.T for codes in each.codes]
            more = [[lines.add(_at(codes, half)) for codes in each.codes] for half in each.halves.T]
            told.append((each.kind, columns, [keys, *more]))
    edges = _edges_of_names(evidence, lines)
    matrix = lines.matrix()

    def twice(left: Ints, right: Ints) -> Mask:
        one, other = np.take(matrix, left, axis=0), np.take(matrix, right, axis=0)
        touch = np.any([_meet(one, other, each) for each in edges], axis=0) if edges else np.zeros(len(left), bool)
        agree, differ = np.zeros((2, len(left)), np.int8)
        for kind, columns, more in told:
            equal = _meet(one, other, columns)
            alike = np.any([_meet(one, other, part) for part in more], axis=0)
            alike |= touch & (kind in _NAMES)
            agree += np.where(equal & KINDS[kind].pointed, 2, equal | alike).astype(np.int8)
            filled = (one[:, columns] >= 0).any(axis=1) & (other[:, columns] >= 0).any(axis=1)
            differ += filled & ~equal & ~alike
        return (agree >= 2) | (differ < 2)

    return twice


def _edges_of_names(evidence: list[Evidence], lines: "_Lines") -> list[list[int]]:
    """Add the first letters of all names, and the last ones, and return the columns of each."""
    names = [(each.codes[0], _edge_letters(each)) for each in evidence if each.kind in _NAMES]
    return [[lines.add(_at(codes, edges[end])) for codes, edges in names] for end in (0, 1)] if names else []


def _by_parts(wanted: Question, left: Ints, right: Ints) -> Mask:
    steps = range(0, max(len(left), 1), AT_ONCE)
    return np.concatenate([wanted(left[at : at + AT_ONCE], right[at : at + AT_ONCE]) for at in steps])


def _shared(strong: list[tuple[int, list[int]]], one: Lines, other: Lines) -> NDArray[np.int8]:
    """Return what lines share: 2 for what is made for one customer, 1 for anything else that tells people apart."""
    worth = np.zeros(len(one), np.int8)
    for points, columns in strong:
        worth += _meet(one, other, columns) * np.int8(points)
    return worth


class _Lines:
    """The matrix as it grows, a line per row; what is blank is negative, and never equal to anything of another row."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.columns: list[Ints] = []

    def add(self, codes: Ints) -> int:
        """Add a column of numbers, below 0 for blank, and return its place; of hashes the lower half tells enough."""
        self.columns.append(codes)
        return len(self.columns) - 1

    def matrix(self) -> Lines:
        """Return the lines, written a cacheful at a time."""
        lines = np.empty((self.count, len(self.columns)), np.int32)
        cores.answers(lambda at: self._write(lines, at), range(0, self.count, AT_ONCE))
        return lines

    def _write(self, lines: Lines, at: int) -> None:
        some = lines[at : at + AT_ONCE]
        blank = np.arange(-1 - at, -1 - at - len(some), -1)
        for place, column in enumerate(self.columns):
            codes = column[at : at + AT_ONCE]
            some[:, place] = np.where(codes < 0, blank, codes & 0x7FFF_FFFF)


class _Name:
    """Where a name, its keys and its edge letters stand in a line."""

    def __init__(self, each: Evidence, lines: _Lines) -> None:
        codes = each.codes[0]
        self.each, self.least = each, KINDS[each.kind].near
        self.code = lines.add(codes)
        self.keys = [lines.add(_at(codes, column)) for column in each.keys.T]
        self.first, self.last = (lines.add(_at(codes, edge)) for edge in _edge_letters(each))


def _at(codes: Ints, told: Ints) -> Ints:
    """Return what is told of the value of each row, -1 where it is blank."""
    return np.where(codes >= 0, told[codes], -1) if len(told) else codes


def _edge_letters(each: Evidence) -> list[Ints]:
    """Return the first letters and the last letters of the values, as code points."""
    text = pc.if_else(pc.equal(each.values, ""), " ", each.values)
    edges = (pc.utf8_slice_codeunits(text, start, stop).to_pylist() for start, stop in ((0, 1), (-1, None)))
    return [np.frombuffer("".join(each).encode("utf-32-le"), np.uint32).astype(np.int64) for each in edges]


def _meet(one: Lines, other: Lines, columns: list[int]) -> Mask:
    """Return which lines have a number in common in some columns."""
    hit = np.zeros(len(one), bool)
    for a, b in product(columns, repeat=2):
        hit |= one[:, a] == other[:, b]
    return hit


def _akin(names: list[_Name], one: Lines, other: Lines) -> Mask:
    """Return which lines have a name or a key of one in common, or have a side without a name."""
    near, named = np.zeros(len(one), bool), np.zeros(len(one), bool)
    for name in names:
        near |= _meet(one, other, [name.code]) | _meet(one, other, name.keys)
    for ours, theirs in product(names, repeat=2):
        named |= (one[:, ours.code] >= 0) & (other[:, theirs.code] >= 0)
    return near | ~named


def _touching(ours: _Name, theirs: _Name, one: Lines, other: Lines) -> Mask:
    """Return which lines have both names, and the first or the last letter in common."""
    return (one[:, ours.first] == other[:, theirs.first]) | (one[:, ours.last] == other[:, theirs.last])


def _touch(names: list[_Name], one: Lines, other: Lines) -> Mask:
    """Return which lines may have names near each other."""
    near = _akin(names, one, other)
    for ours, theirs in product(names, repeat=2):
        near |= _touching(ours, theirs, one, other)
    return near


def _near(names: list[_Name], one: Lines, other: Lines) -> Mask:
    """Return which lines have names near each other."""
    near = _akin(names, one, other)
    for ours, theirs in product(names, repeat=2):
        asked = np.flatnonzero(~near & _touching(ours, theirs, one, other))
        a, b = ours.each.written(one[asked, ours.code]), theirs.each.written(other[asked, theirs.code])
        near[asked] = letters(a, b, ours.least) >= ours.least
    return near

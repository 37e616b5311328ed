"""Which candidate pairs are worth comparing: what may be, told from numbers alone, and what is, with a look at names."""

from collections.abc import Callable
from functools import partial, reduce
from itertools import product
from operator import or_
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import DOUBTS, KINDS
from custsheet.duplicates.likeness import letters
from custsheet.duplicates.lines import AT_ONCE, Bits, Common, Lines

Mask = NDArray[np.bool_]
Question = Callable[[Ints, Ints], Mask]
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
    lines = Lines(count)
    strong = [
        (2 if KINDS[each.kind].pointed else 1, [lines.add(codes) for codes in each.codes])
        for each in evidence
        if each.kind not in _WEAK
    ]
    names = _Names(evidence, lines)
    shares = [(np.int8(points), lines.meeting(places)) for points, places in strong]
    names.meet()
    lines.write()

    def told(question: Callable[[Mask, Common, Ints, Ints], Mask], left: Ints, right: Ints) -> Mask:
        if not names.each:
            return np.ones(len(left), bool)
        common = lines.compared(left, right)
        worth = np.zeros(len(left), np.int8)
        for points, bits in shares:
            worth += common.hits(bits) * points
        return question(worth >= 2, common, left, right)

    return Promise(
        partial(_by_parts, partial(told, names.touch)),
        partial(_by_parts, _agreements(evidence, count)),
        partial(_by_parts, partial(told, names.near)),
    )


class _Agreement(NamedTuple):
    """Where a piece of evidence agrees: bits of equal values, of what makes them alike, and of both sides being filled."""

    points: np.int8
    named: bool
    equal: Bits
    alike: Bits
    filled: Bits


def _agreements(evidence: list[Evidence], count: int) -> Question:
    """Return what tells which pairs agree in two things, or in one made for one customer, or differ in one at most.

    Two values agree if they are equal or have a key, a half or, in names, the first or the last letter in common; given names
    and surnames may stand crosswise. What agrees in one thing and differs in two is two people of one name, of one
    birthday, of one firm.
    """
    lines, added = Lines(count), []
    for each in (each for each in evidence if each.kind not in _WEAK):
        equal = [lines.add(codes) for codes in each.codes]
        keys = [lines.add(codes, key) for key in each.keys.T for codes in each.codes]
        halves = [[lines.add(codes, half) for codes in each.codes] for half in each.halves.T]
        filled = lines.add(np.where(np.max(each.codes, axis=0) >= 0, 0, -1))
        added.append((each.kind, equal, [keys, *halves], filled))
    edges = _edges_of_names([each for each in evidence if each.kind in _NAMES], lines)
    touching = lines.meeting(edges[0]) | lines.meeting(edges[1])
    told = [
        _Agreement(
            np.int8(2 if KINDS[kind].pointed else 1),
            kind in _NAMES,
            lines.meeting(equal),
            reduce(or_, map(lines.meeting, more)),
            lines.meeting([filled]),
        )
        for kind, equal, more, filled in added
    ]
    lines.write()

    def twice(left: Ints, right: Ints) -> Mask:
        common = lines.compared(left, right)
        touch = common.hits(touching)
        agree, differ = np.zeros((2, len(left)), np.int8)
        for points, named, equal_bits, alike_bits, filled_bits in told:
            equal, alike = common.hits(equal_bits), common.hits(alike_bits)
            if named:
                alike |= touch
            agree += np.maximum(equal * points, alike)
            differ += common.hits(filled_bits) & ~(equal | alike)
        return (agree >= 2) | (differ < 2)

    return twice


def _by_parts(wanted: Question, left: Ints, right: Ints) -> Mask:
    steps = range(0, max(len(left), 1), AT_ONCE)
    return np.concatenate([wanted(left[at : at + AT_ONCE], right[at : at + AT_ONCE]) for at in steps])


def _edges_of_names(names: list[Evidence], lines: Lines) -> list[list[int]]:
    """Add the first letters of all names, and the last ones, and return the places of each."""
    edges = [_edge_letters(each) for each in names]
    return [[lines.add(each.codes[0], edge[end]) for each, edge in zip(names, edges, strict=True)] for end in (0, 1)]


def _edge_letters(each: Evidence) -> list[Ints]:
    """Return the first letters and the last letters of the values, as code points."""
    text = pc.if_else(pc.equal(each.values, ""), " ", each.values)
    edges = (pc.utf8_slice_codeunits(text, start, stop).to_pylist() for start, stop in ((0, 1), (-1, None)))
    return [np.frombuffer("".join(each).encode("utf-32-le"), np.uint32).astype(np.int64) for each in edges]


class _Names:
    """Where names, their keys and their edge letters stand in a line, and what that tells of pairs."""

    def __init__(self, evidence: list[Evidence], lines: Lines) -> None:
        self.each = [each for each in evidence if each.kind in _NAMES]
        self.lines = lines
        self.code = [lines.add(each.codes[0]) for each in self.each]
        self.keys = [[lines.add(each.codes[0], key) for key in each.keys.T] for each in self.each]
        self.edges = _edges_of_names(self.each, lines)
        named = [each.codes[0] for each in self.each]
        self.named = lines.add(np.where(np.max(named, axis=0) >= 0, 0, -1)) if named else -1

    def meet(self) -> None:
        """Ask for the bits, once all columns are there."""
        meeting = self.lines.meeting
        self.same = reduce(or_, [*(meeting([place]) for place in self.code), *map(meeting, self.keys)], 0)
        self.touching = reduce(or_, map(meeting, self.edges))
        self.both = meeting([self.named]) if self.each else 0

    def touch(self, found: Mask, common: Common, left: Ints, right: Ints) -> Mask:
        """Return which pairs are found, or may have names near each other: with a key or an edge letter in common, or a side unnamed."""
        return found | common.hits(self.same | self.touching) | ~common.hits(self.both)

    def near(self, found: Mask, common: Common, left: Ints, right: Ints) -> Mask:
        """Return which pairs are found, or have names near each other."""
        near = found | common.hits(self.same) | ~common.hits(self.both)
        for (a, ours), (b, theirs) in product(enumerate(self.each), repeat=2):
            touching = reduce(or_, [self.lines.crossing(edge[a], edge[b]) for edge in self.edges])
            asked = np.flatnonzero(~near & common.hits(touching))
            one, other = ours.written(ours.codes[0][left[asked]]), theirs.written(theirs.codes[0][right[asked]])
            least = KINDS[ours.kind].near
            near[asked] = letters(one, other, least) >= least
        return near

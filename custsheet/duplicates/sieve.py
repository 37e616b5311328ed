"""Which candidate pairs have a chance, found out step by step: what is hopeless by numbers needs no look at any letter.

After each step a pair stays only if it may still be one customer, should all that is open turn out close. What costs
little is compared first: names last, for they are read sign by sign, and addresses, which are long.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import custsheet.duplicates.compare as compare
import custsheet.duplicates.cores as cores
import custsheet.duplicates.met as memory
import custsheet.duplicates.weigh as weigh
from custsheet.duplicates.compare import Compared
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.met import NOTHING, Met, Signatures
from custsheet.duplicates.promise import Question
from custsheet.duplicates.weigh import Model

AT_ONCE = 250_000  # candidate pairs looked at together, which bounds the memory
_LAST = ("name", "given", "surname", "address")


class Hopeful(NamedTuple):
    """Pairs that are not hopeless under the defaults, what is known about them, and what was compared on the way."""

    left: Ints
    right: Ints
    told: list[Compared]
    met: Met  # all pairs that numbers alone did not settle
    new: int  # … and how many of them for the first time

    @property
    def compared(self) -> int:
        """How many pairs numbers alone did not settle."""
        return len(self.met.pairs)


class Rows(NamedTuple):
    """What rows are compared by, their signatures, and what an earlier run compared."""

    evidence: list[Evidence]
    signature: Signatures
    met: Met = NOTHING


def hopeful(rows: Rows, model: Model, worth: Question, left: Ints, right: Ints) -> Hopeful:
    """Return which of the pairs *left*, *right* have a chance under a *model*, and are *worth* it; the others are forgotten."""
    shares = cores.shares(len(left), AT_ONCE)
    parts = cores.answers(lambda share: _sieved(rows, model, worth, left[share], right[share]), shares)
    return Hopeful(
        np.concatenate([each.left for each in parts]),
        np.concatenate([each.right for each in parts]),
        together([each.told for each in parts]),
        Met(*(np.concatenate([getattr(each.met, name) for each in parts]) for name in Met._fields)),
        sum(each.new for each in parts),
    )


def together(parts: list[list[Compared]]) -> list[Compared]:
    """Return what is known about several lots of pairs, one after the other."""
    return [
        Compared(np.concatenate([each.level for each in lots]), np.concatenate([each.value for each in lots]))
        for lots in zip(*parts, strict=True)
    ]


class _Pairs(NamedTuple):
    left: Ints
    right: Ints
    told: list[Compared]

    def where(self, wanted: NDArray[np.bool_] | Ints) -> "_Pairs":
        return _Pairs(self.left[wanted], self.right[wanted], [each.where(wanted) for each in self.told])

    def recalled(self, levels: NDArray[np.int8], place: Ints) -> "_Pairs":
        """Return the pairs with the levels of those that an earlier run compared, at their *place*."""
        old = np.flatnonzero(place >= 0)
        if not len(old):
            return self
        known = [each.level.copy() for each in self.told]
        for level, before in zip(known, levels[place[old]].T, strict=True):
            level[old] = before
        return self._replace(told=[each._replace(level=level) for each, level in zip(self.told, known, strict=True)])

    def lettered(self, evidence: list[Evidence], wanted: list[int]) -> "_Pairs":
        return self._replace(told=compare.by_letters(evidence, self.told, wanted, self.left, self.right))


def _sieved(rows: Rows, model: Model, worth: Question, left: Ints, right: Ints) -> Hopeful:
    evidence = rows.evidence
    last = [place for place, each in enumerate(evidence) if each.kind in _LAST]
    first = [place for place, _ in enumerate(evidence) if place not in last]
    pairs = _Pairs(left, right, compare.by_numbers(evidence, left, right))
    pairs = pairs.where(weigh.hopeful(evidence, pairs.told, model))
    pairs = pairs.where(worth(pairs.left, pairs.right))
    signature = memory.paired(rows.signature, pairs.left, pairs.right)
    place = memory.place(signature, rows.met)
    pairs = pairs.recalled(rows.met.levels, place).lettered(evidence, first)
    levels = np.column_stack([each.level for each in pairs.told])
    kept = np.flatnonzero(weigh.hopeful(evidence, pairs.told, model))
    pairs = pairs.where(kept).lettered(evidence, last)
    levels[kept] = np.column_stack([each.level for each in pairs.told])
    pairs = pairs.where(weigh.hopeful(evidence, pairs.told, model))
    told = compare.settled(evidence, pairs.told, pairs.left, pairs.right)
    return Hopeful(pairs.left, pairs.right, told, Met(signature, levels), int((place < 0).sum()))

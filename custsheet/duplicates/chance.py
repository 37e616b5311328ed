"""How likely strangers agree by chance: *u* per level, from random pairs of rows, and the rarity of every value.

Strangers are customers, not rows. At first every row is held to be a customer of its own; once groups are known the same is
counted between them, or every further copy of a list would make its customers' names commoner.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import custsheet.duplicates.cores as cores
from custsheet.duplicates.compare import Compared, compared
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import KINDS
from custsheet.duplicates.rarity import Rarity, is_shared, rarity_of, spread_of, who

Floats = NDArray[np.float64]
RANDOM = 20_000  # random pairs from which u is estimated
RANDOM_WEIGHT = 5_000  # … against which the default u counts this many


class Sample(NamedTuple):
    """What chance is counted from: by how many different people the values are held, and random pairs of rows."""

    evidence: list[Evidence]
    spread: list[Ints]
    left: Ints
    right: Ints
    told: list[Compared]

    @property
    def shared(self) -> list[NDArray[np.bool_]]:
        """Which values too many people hold to tell them apart."""
        return [is_shared(*each) for each in zip(self.evidence, self.spread, strict=True)]

    def counted(self, customers: Ints) -> tuple[Floats, list[Rarity]]:
        """Return log2 u per piece of evidence and level, and rarities; *customers* numbers who each row is held to be."""
        known, count = zip(self.evidence, self.spread, strict=True), len(pd.unique(customers))
        strangers = customers[self.left] != customers[self.right]
        u = [_corrected(KINDS[a.kind].u, b.level[strangers]) for a, b in zip(self.evidence, self.told, strict=True)]
        return np.log2(u), cores.answers(lambda each: rarity_of(*each, customers, count), known)


def sampled(evidence: list[Evidence], count: int) -> Sample:
    """Return what chance among *count* rows is counted from."""
    people, chance = who(evidence, count), np.random.default_rng(20)
    spread = cores.answers(lambda each: spread_of(each, people), evidence)
    size = min(RANDOM, count * (count - 1) // 2)
    left, right = chance.integers(0, count, size), chance.integers(0, count, size)
    return Sample(evidence, spread, left, right, compared(evidence, left, right))


def _corrected(default: tuple[float, ...], level: NDArray[np.int8]) -> Floats:
    seen = np.bincount(level[level >= 0], minlength=len(default))
    share = seen + RANDOM_WEIGHT * np.asarray(default) / sum(default)
    return share / share.sum()

"""What rows are known by, a line of numbers per row: what two rows have in common is a word of bits.

A question about a pair costs two look-ups and a few words, however many columns a sheet has; the lines of millions of
pairs are compared a cacheful at a time.

>>> lines = Lines(3)
>>> place = lines.add(np.array([7, -1, 7]))
>>> same = lines.meeting([place])
>>> lines.write()
>>> lines.compared(np.array([0, 0]), np.array([1, 2])).hits(same).tolist()
[False, True]
"""

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import custsheet.duplicates.cores as cores

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int32]
Bits = int
AT_ONCE = 16_384  # pairs looked at together
_WORD = 64  # bits
_WHOLE = (1 << _WORD) - 1
_LOWER = 0x7FFF_FFFF


class Common(NamedTuple):
    """What pairs have in common: a line of words per pair for what stands in one column, and both lines for what crosses columns."""

    words: NDArray[np.uint64]
    one: Numbers
    other: Numbers
    crosses: tuple[tuple[int, int], ...]

    def hits(self, bits: Bits) -> Mask:
        """Return which pairs have one of some bits."""
        hit = np.zeros(len(self.words), bool)
        for word in range(self.words.shape[1]):
            wanted = bits >> word * _WORD & _WHOLE
            if wanted:
                hit |= (self.words[:, word] & np.uint64(wanted)) != 0
        crossing = bits >> self.words.shape[1] * _WORD
        for number, (a, b) in enumerate(self.crosses):
            if crossing >> number & 1:
                hit |= self.one[:, a] == self.other[:, b]
        return hit


class Lines:
    """The lines of all rows: columns are added, it is asked for the bits of those that may meet, and all is written once."""

    def __init__(self, count: int) -> None:
        """Begin with *count* rows."""
        self.count = count
        self.columns: list[tuple[Ints, Ints | None]] = []
        self.crosses: dict[tuple[int, int], int] = {}
        self.matrix: Numbers = np.empty((0, 0), np.int32)

    def add(self, codes: Ints, told: Ints | None = None) -> int:
        """Add a column: the number of each row's value, or what is *told* of that value; below 0 for blank. Return its place.

        What is blank is never equal to anything; of hashes the lower half tells enough.
        """
        self.columns.append((codes, told if told is not None and len(told) else None))
        return len(self.columns) - 1

    def meeting(self, places: Iterable[int]) -> Bits:
        """Return the bits of pairs that have a number in common in some columns, whichever of them; no column is added after."""
        bits = 0
        for one, other in product(list(places), repeat=2):
            bits |= self.crossing(one, other)
        return bits

    def crossing(self, one: int, other: int) -> Bits:
        """Return the bit of pairs whose left row has in one column what the right row has in another."""
        if one == other:
            return 1 << one
        return 1 << self._words * _WORD + self.crosses.setdefault((one, other), len(self.crosses))

    @property
    def _words(self) -> int:
        return -(-len(self.columns) // _WORD)

    def compared(self, left: Ints, right: Ints) -> Common:
        """Return what pairs of rows have in common."""
        one, other = np.take(self.matrix, left, axis=0), np.take(self.matrix, right, axis=0)
        same = np.zeros((len(left), self._words * _WORD), bool)
        np.equal(one, other, out=same[:, : len(self.columns)])
        words = np.packbits(same.ravel(), bitorder="little").view("<u8").reshape(len(left), self._words)
        return Common(words, one, other, tuple(self.crosses))

    def write(self) -> None:
        """Write the lines, a cacheful at a time, before the first pair is compared: many threads compare, and one writes."""
        self.matrix = np.empty((self.count, len(self.columns)), np.int32)
        cores.answers(self._write, range(0, self.count, AT_ONCE))

    def _write(self, at: int) -> None:
        some = self.matrix[at : at + AT_ONCE]
        blank = np.arange(-1 - at, -1 - at - len(some), -1)
        for place, (column, told) in enumerate(self.columns):
            codes = column[at : at + AT_ONCE]
            numbers = codes if told is None else np.where(codes < 0, -1, told[codes])
            some[:, place] = np.where(numbers < 0, blank, numbers & _LOWER)

"""A table by numbers: every column as its distinct texts and, per row, the number of its text.

What asks for distinct values, for blanks or for equal rows has them at once, however often it asks.

>>> told = coded(DataFrame({"a": ["x", "", "x"]}, dtype="str"))
>>> told.codes["a"].tolist(), told.texts["a"].tolist(), told.filled("a").tolist()
([0, 1, 0], ['x', ''], [True, False, True])
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series

import custsheet.duplicates.cores as cores
import custsheet.duplicates.stretches as stretches

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Coded:
    """A table by numbers."""

    index: Index
    codes: dict[str, Ints]
    texts: dict[str, Series]  # distinct; some may stand in no row

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.index)

    def some(self, places: Ints) -> "Coded":
        """Return some of the rows, by their places."""
        return Coded(self.index[places], {name: codes[places] for name, codes in self.codes.items()}, self.texts)

    def filled(self, name: str) -> NDArray[np.bool_]:
        """Return which rows fill a column."""
        return (self.texts[name] != "").to_numpy(bool)[self.codes[name]]

    def column(self, name: str) -> Series:
        """Return a column as text."""
        return self.texts[name].take(self.codes[name]).set_axis(self.index)

    def numbered(self, name: str) -> tuple[Ints, Series]:
        """Return the numbers of a column in order of appearance, and its distinct texts."""
        number, used = pd.factorize(self.codes[name])
        return number.astype(np.int64), self.texts[name].take(used).reset_index(drop=True)

    def distinct(self, name: str) -> int:
        """Return how many different texts a column holds, blanks apart."""
        return len(np.flatnonzero(np.bincount(self.codes[name][self.filled(name)], minlength=1)))

    def contents(self, names: Iterable[str]) -> NDArray[np.uint64]:
        """Return a hash per row of what some columns say, whatever the order of the rows."""
        wanted = sorted(names)
        hashed = cores.answers(lambda name: stretches.whole(pa.array(self.texts[name], pa.large_string())), wanted)
        mixed = np.zeros(len(self), np.uint64)
        for name, each in zip(wanted, hashed, strict=True):
            mixed = mixed * np.uint64(1_000_003) + each.astype(np.uint64)[self.codes[name]]
        return mixed


def coded(table: DataFrame) -> Coded:
    """Return a table by numbers."""
    told = cores.answers(column, (values for _, values in table.items()))
    return Coded(
        table.index,
        {str(name): codes for name, (codes, _) in zip(table.columns, told, strict=True)},
        {str(name): texts for name, (_, texts) in zip(table.columns, told, strict=True)},
    )


def column(values: Series) -> tuple[Ints, Series]:
    """Return the number of each value, and the distinct values."""
    number, unique = pd.factorize(values)
    return number.astype(np.int64), Series(unique)

"""A second reading of a workbook by calamine, in the child process, and where it differs from our own.

What calamine is known to lose or to show otherwise is no difference: error values, number formats (leading zeros,
durations), digits beyond a double, and dates before March 1900, where Excel counts a day that never was.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from pandas import DataFrame, Index, Series

from custsheet.errors import InputError
from custsheet.model import facts
from custsheet.ooxml.raw import letters_of
from custsheet.read.foreign import read_foreign
from custsheet.read.grid import Grid, Noticed

KNOWN = frozenset({"cell.error", "cell.far", "cell.twice", "cell.no_result"})  # told already
_EARLY = re.compile(r"1(?:899|900|904)-\d\d-\d\d.*")
_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d)")


def compared(path: Path, grids: Sequence[Grid], content: bytes | None = None) -> list[Grid]:
    """Return the sheets, each with the cells (`cell.differs`) that a second reading shows otherwise.

    A sheet that the second reading cannot give says so (`file.read_once`).
    """
    try:
        others = {each.sheet: each for each in read_foreign(path, content)}
    except InputError:
        others = {}
    return [_compared(each, others.get(each.sheet)) for each in grids]


def _compared(grid: Grid, other: Grid | None) -> Grid:
    told = [Noticed("file.read_once", 0, -1, "", "")] if other is None else list(_differing(grid, other))
    return replace(grid, noticed=(*grid.noticed, *told))


def _differing(grid: Grid, other: Grid) -> Iterator[Noticed]:
    """Yield the cells in which two readings of a sheet differ, column by column."""
    known = {(each.line, each.position) for each in grid.noticed if each.code in KNOWN}
    lines = grid.cells.index.union(other.cells.index)
    for position in sorted({*grid.cells, *other.cells}):
        ours, theirs = (_column(cells, position, lines) for cells in (grid.cells, other.cells))
        for place in np.flatnonzero((ours != theirs).to_numpy(bool)).tolist():
            one, two, line = ours.iloc[place], theirs.iloc[place], int(lines[place])
            if (line, position) not in known and not alike(one, two):
                yield Noticed(
                    "cell.differs",
                    line,
                    position,
                    one[:200],
                    facts(cell=f"{letters_of(position)}{line}", other=two[:200]),
                )


def _column(cells: DataFrame, position: int, lines: Index) -> Series:
    return cells[position].reindex(lines, fill_value="") if position in cells else Series("", index=lines, dtype="str")


def alike(ours: str, theirs: str) -> bool:
    """Return whether two readings are the same but for what calamine is known to show otherwise.

    >>> alike("00123", "123"), alike("123456789012345678", "123456789012345680"), alike("1900-01-01", "1899-12-31")
    (True, True, True)
    >>> alike("123", "124"), alike("张三", "")
    (False, False)
    """
    if _lines(ours) == _lines(theirs):
        return True
    if _EARLY.fullmatch(ours) or (ours.startswith("-") and _CLOCK.fullmatch(theirs)):
        return True
    if ours.isdecimal() and theirs.isdecimal() and len(ours) > len(theirs):
        return ours.lstrip("0") == theirs.lstrip("0")
    try:
        return float(ours) == float(theirs)
    except ValueError:
        return False


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()

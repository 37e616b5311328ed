"""Several tables on one sheet, parted: below each other after a blank line, or side by side with an empty column between.

Parted only where it is certain: the lower one begins with known headings other than those above; the one beside it has
the same columns again, or its header on another line. An empty column inside a table parts nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from pandas import DataFrame, Series

from custsheet.read.aliases import found_field
from custsheet.read.grid import Grid, filled_cells
from custsheet.read.header import find_header
from custsheet.read.layers import VALUE

MOST = 8  # blocks of columns beside each other; more are a form, not tables
TITLES = 3  # lines that may stand between a blank line and the header of the next table


def regions(grid: Grid, names: Mapping[str, str]) -> list[Grid]:
    """Return the tables of a sheet, each as a grid of its own, in reading order. *names*: plain heading -> field."""
    if grid.table:
        return [grid]
    found = [part for column in _beside(grid, names) for part in _below(column, names)]
    return (
        [replace(each, noticed=_noticed(grid, each, first=each is found[0])) for each in found]
        if len(found) > 1
        else [grid]
    )


def _noticed(grid: Grid, part: Grid, first: bool) -> tuple:
    return tuple(
        each
        for each in grid.noticed
        if (not each.line and first)
        or (each.line in part.cells.index and (each.position in part.cells or each.position < 0))
    )


def _beside(grid: Grid, names: Mapping[str, str]) -> list[Grid]:
    """Return the grid cut at every empty column that has a table of its own on its right."""
    blocks = _blocks(grid.cells)
    if len(blocks) > MOST:
        return [grid]
    parts: list[list[int]] = blocks[:1]
    for block in blocks[1:]:
        if _apart(grid.cells[parts[-1]], grid.cells[block], names):
            parts.append(block)
        else:
            parts[-1] = [*parts[-1], *block]
    return [replace(grid, cells=_without_blank_ends(grid.cells[each])) for each in parts] if len(parts) > 1 else [grid]


def _blocks(cells: DataFrame) -> list[list[int]]:
    """Return the positions in runs that no empty column interrupts."""
    filled = [int(str(position)) for position in cells if (cells[position] != "").any()]
    cuts = [number for number in range(1, len(filled)) if filled[number] - filled[number - 1] > 1]
    return [filled[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(filled)], strict=True)]


def _apart(left: DataFrame, right: DataFrame, names: Mapping[str, str]) -> bool:
    """Return whether two blocks are two tables: the same fields again, or headers on different lines."""
    if min(left.shape[1], right.shape[1]) < 2:
        return False
    found = [find_header(each, lambda text: bool(found_field(text, names)[0])) for each in (left, right)]
    if found[0] is None or found[1] is None:
        return False
    one, other = (
        [field for each in part.headings.values() if (field := found_field(each, names)[0])] for part in found if part
    )
    again = len(set(one) & set(other))
    return min(len(one), len(other)) >= 2 and (again >= 2 or (found[0].line != found[1].line and again == 0))


def _without_blank_ends(cells: DataFrame) -> DataFrame:
    filled = np.flatnonzero(filled_cells(cells))
    return cells.iloc[filled[0] : filled[-1] + 1] if len(filled) else cells.iloc[:0]


def _below(grid: Grid, names: Mapping[str, str]) -> list[Grid]:
    """Return the grid cut before every further header that follows a blank line."""
    filled = filled_cells(grid.cells)
    if (filled > 0).all():
        return [grid]
    cuts = list(_cuts(grid.cells, filled, names))
    bounds = zip([0, *cuts], [*cuts, len(filled)], strict=True)
    return [replace(grid, cells=grid.cells.iloc[start:stop]) for start, stop in bounds] if cuts else [grid]


def _cuts(cells: DataFrame, filled: np.ndarray, names: Mapping[str, str]) -> Iterator[int]:
    """Yield where further tables begin: behind a blank line, their titles with them."""
    first = find_header(cells, lambda text: bool(found_field(text, names)[0]))
    last = _texts(cells.loc[first.first : first.last].stack()) if first else []
    after: int = int(np.searchsorted(cells.index, first.last, side="right")) if first else len(filled)
    for blank in np.flatnonzero(filled == 0).tolist():
        start = blank + 1
        if start <= after or start >= len(filled) or not filled[start]:
            continue
        header = next((each for each in range(start, min(start + TITLES + 1, len(filled))) if filled[each] > 1), None)
        texts = _texts(cells.iloc[header]) if header is not None else []
        if len(set(texts) & set(last)) < max(2, 0.8 * len(texts)) and _are_headings(texts, names):
            last, after = texts, header or start
            yield start


def _texts(row: Series | DataFrame) -> list[str]:
    return [str(each).strip() for each in row if str(each).strip()]


def _are_headings(texts: Sequence[str], names: Mapping[str, str]) -> bool:
    known = sum(bool(found_field(each, names)[0]) for each in texts if len(each) <= 40)
    return known >= 2 and known >= 0.5 * len(texts) and not any(map(VALUE.fullmatch, texts))

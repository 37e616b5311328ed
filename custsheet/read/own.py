"""Workbooks that custsheet wrote: their tables are read back under the names they had, their reports are not read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from custsheet.ooxml.patch_book import OURS, referred
from custsheet.ooxml.raw import column_number
from custsheet.ooxml.workbook import properties
from custsheet.read.grid import Grid
from custsheet.schema import Schema
from custsheet.texts import LANGUAGES, lookup, say

PROPERTY = "custsheet"
_REPORTS = ("segments", "changes", "merged", "aliases", "relations")
_LEAD = 4  # columns of the quarantine sheet before the row itself


TITLES = {say("annotated", "title", lang=lang): say("annotated", "heading", lang=lang) for lang in LANGUAGES}


def is_own(path: Path) -> bool:
    """Return whether a file is a workbook that custsheet wrote."""
    if not is_zipfile(path):
        return False
    with ZipFile(path) as package:
        return PROPERTY in properties(package)


def own_grids(grids: list[Grid], schema: Schema) -> list[Grid]:
    """Return the sheets of one of our own workbooks that hold customers' rows, each knowing its table."""
    return [part for grid in grids for part in _parts(grid, schema)]


def _parts(grid: Grid, schema: Schema) -> Iterator[Grid]:
    name = re.sub(r"[ _(（]*\d+[)）]?$", "", grid.sheet) or grid.sheet
    if name in {str(lookup("tables", each, lang=lang)) for each in _REPORTS for lang in LANGUAGES}:
        return
    if name in {str(lookup("tables", "quarantine", lang=lang)) for lang in LANGUAGES}:
        yield from _quarantined(grid, schema)
        return
    titles = _titles(schema)
    yield replace(grid, table=titles.get(grid.sheet) or titles.get(name, ""))


def _titles(schema: Schema) -> dict[str, str]:
    return {getattr(spec.title, lang): table for table, spec in schema.items() for lang in LANGUAGES}


def _quarantined(grid: Grid, schema: Schema) -> Iterator[Grid]:
    """Yield the rows of the quarantine sheet table by table, without the columns that say why they were there."""
    if len(grid.cells) < 2 or len(grid.cells.columns) <= _LEAD:
        return
    head, rows = grid.cells.iloc[:1], grid.cells.iloc[1:]
    for title, part in rows.groupby(rows.columns[0], sort=False):
        filled = [position for position in grid.cells.columns[_LEAD:] if (part[position] != "").any()]
        table = _titles(schema).get(str(title), "")
        if table and filled:
            lines = head.index.union(part.index)
            yield replace(grid, cells=grid.cells.loc[lines, filled], table=table, noticed=())


def without_marks(grids: list[Grid], marks: Mapping[str, str]) -> list[Grid]:
    """Return the sheets of a workbook without the column and the sheet that marking has added to them.

    *marks* are the hidden names of both; where a program has dropped them, they are known by their title and heading.
    """
    places = {name: referred(ref) for name, ref in marks.items()}
    title = next((sheet for name, (sheet, _) in places.items() if name == f"{OURS}howto" and sheet), "")
    title = title or next((grid.sheet for grid in grids if grid.sheet in TITLES and _explains(grid)), "")
    if not title:
        return grids
    columns = {sheet: column_number(letters.encode()) for name, (sheet, letters) in places.items() if sheet != title}
    kept = [grid for grid in grids if grid.sheet != title]
    return [_without_column(grid, columns.get(grid.sheet, -1 if marks else _last_headed(grid))) for grid in kept]


def _explains(grid: Grid) -> bool:
    """Return whether a sheet begins with its own title: the one that marking puts first."""
    return grid.cells.size > 0 and str(grid.cells.iat[0, 0]) == grid.sheet


def _last_headed(grid: Grid) -> int:
    """Return the last column if it has the heading of the new column, -1 otherwise."""
    last = int(str(grid.cells.columns[-1])) if len(grid.cells.columns) else -1
    return last if last >= 0 and grid.cells[last].isin(list(TITLES.values())).any() else -1


def _without_column(grid: Grid, column: int) -> Grid:
    if column not in grid.cells.columns:
        return grid
    noticed = tuple(each for each in grid.noticed if each.position != column)
    cells = grid.cells.drop(columns=column)
    return replace(grid, cells=cells[(cells != "").any(axis=1)], noticed=noticed)

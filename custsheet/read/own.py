"""Workbooks that custsheet wrote: their tables are read back under the names they had, their reports are not read."""

import re
from collections.abc import Iterator
from dataclasses import replace

from custsheet.read.grid import Grid
from custsheet.schema import Schema
from custsheet.texts import LANGUAGES, lookup

PROPERTY = "custsheet"
_REPORTS = ("segments", "changes", "merged")
_LEAD = 4  # columns of the quarantine sheet before the row itself


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

"""Forms that come back filled in, as workbook or CSV: which field each column is, whatever was moved, hidden or renamed.

A form has a line of field names that people do not see; its first cell names the template: table, day and digest of the rules.
The numbers of the rows, the example, the instructions and the lists of the drop-downs are not read. `custsheet.form` writes forms.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pandas import DataFrame, Series

from custsheet.fields.columns import unguarded
from custsheet.model import facts
from custsheet.read.grid import Grid, Noticed
from custsheet.read.headings import Mapped
from custsheet.schema import Schema, TableSpec
from custsheet.texts import LANGUAGES, say

SHEET = "_custsheet"  # very hidden: the template and its example, column by column
PROPERTY = "custsheet-form"  # of the document: the template again
_ID = re.compile(r"custsheet-form:(\w+):(\d{4}-\d\d-\d\d):([0-9a-f]+)")
_LOOKED_AT = 12  # lines from the top


class Template(NamedTuple):
    """Which form it is: the table, the day on which it was made, a digest of the table's rules on that day."""

    table: str
    made: str
    version: str

    def __str__(self) -> str:
        return f"custsheet-form:{self.table}:{self.made}:{self.version}"


def template(text: str) -> Template | None:
    """Return the template that a text names, None for any other text.

    >>> template("custsheet-form:customers:2026-11-22:3fa9c1d2").table
    'customers'
    """
    found = _ID.fullmatch(text.strip())
    return Template(*found.groups()) if found else None


def version_of(spec: TableSpec) -> str:
    """Return the digest of a table's rules."""
    return hashlib.sha256(spec.model_dump_json().encode()).hexdigest()[:8]


def filled_in(grids: Sequence[Grid], schema: Schema, named: str = "", guarded: bool = False) -> list[Grid]:
    """Return the sheets of a filled-in form, each knowing its table and the fields of its columns; [] where it is no form.

    *named* is the document's own word for its template: it stands in where the line of field names is gone; the headings
    then say what is what. *guarded* texts carry an apostrophe before what a spreadsheet would calculate.
    """
    found = {place: line for place, grid in enumerate(grids) if (line := _machine_line(grid))}
    kept = [(place, grid) for place, grid in enumerate(grids) if not _not_entries(grid)]
    if found:
        example = _example(grids)
        ready = (
            _read(grid, found[place], schema, example, guarded) if place in found else grid for place, grid in kept
        )
        return list(ready)
    told = template(named)
    known = told if told and told.table in schema else None
    return [replace(grid, table=known.table) for _, grid in kept] if known else []


def named(columns: Sequence[Mapped], fields: Mapping[int, str]) -> list[Mapped]:
    """Return columns with the fields that a form gives them; a field so given is no other column's.

    >>> named([Mapped(0, "Cell", "", ""), Mapped(1, "Phone", "mobile", "")], {0: "mobile"})[1].field
    ''
    """
    if not fields:
        return list(columns)
    why, taken = say("read", "column", "form"), set(fields.values())
    return [
        each._replace(field=fields[each.position], evidence=why)
        if each.position in fields
        else each._replace(field="" if each.field in taken else each.field)
        for each in columns
    ]


def _machine_line(grid: Grid) -> int:
    """Return the line of field names, 0 where there is none."""
    for line, row in grid.cells.iloc[:_LOOKED_AT].iterrows():
        if any(template(str(text)) for text in row):
            return int(str(line))
    return 0


def _not_entries(grid: Grid) -> bool:
    """Return whether a sheet is one that came with the form and holds no entries."""
    own = {say("form", "sheets", each, lang=lang) for each in ("help", "lists") for lang in LANGUAGES}
    return grid.sheet == SHEET or grid.sheet in own


def _read(grid: Grid, line: int, schema: Schema, example: Mapping[str, str], guarded: bool) -> Grid:
    cells, names = grid.cells, grid.cells.loc[line].astype(str).str.strip()
    mark = next(int(str(position)) for position, text in names.items() if template(text))
    told = template(names[mark])
    if told is None or told.table not in schema:
        return grid
    fields = {int(str(each)): text for each, text in names.items() if text in schema[told.table].fields}
    header = _heading_line(cells.loc[line + 1 :], fields)
    repeated = (cells[list(fields)] == names[list(fields)]).all(axis=1) if fields else cells.index == line
    kept = cells[~repeated & (cells.index >= header)].drop(columns=mark)
    kept = DataFrame({each: unguarded(values) for each, values in kept.items()}) if guarded else kept
    kept = _without_stars(kept, header)
    aside, noticed = _examples(cells[mark].loc[kept.index], kept, fields, example)
    noticed += _older(told, schema[told.table])
    ours = Noticed("sheet.hidden_parts", 0, -1, "", facts(rows=1, lines=str(line), columns="–"))  # the names themselves
    stay = (each for each in grid.noticed if each.position != mark and (each.line >= header or not each.line))
    noticed = [*(each for each in stay if each != ours), *noticed]
    return replace(
        grid, cells=kept, table=told.table, header=header, fields=fields, aside=aside, noticed=tuple(noticed)
    )


def _heading_line(below: DataFrame, fields: Mapping[int, str]) -> int:
    """Return the first line that fills half of the fields' columns."""
    filled = (below[list(fields)] != "").sum(axis=1)
    wide = filled.index[filled >= max(1, len(fields) / 2)]
    return int(wide[0]) if len(wide) else int(below.index[0]) if len(below) else 0


def _without_stars(cells: DataFrame, header: int) -> DataFrame:
    """Return the cells, headings without the mark of required columns."""
    return DataFrame(
        {each: values.where(cells.index != header, values.str.removesuffix(" *")) for each, values in cells.items()}
    )


def _examples(
    marks: Series, cells: DataFrame, fields: Mapping[int, str], example: Mapping[str, str]
) -> tuple[dict[int, str], list[Noticed]]:
    """Return the lines marked as example, to be skipped, and a notice of those that somebody has typed over: they are read."""
    words = [say("form", "mark", lang=lang) for lang in LANGUAGES]
    lines = [int(each) for each in marks.index[marks.str.strip().isin(words)]]
    rows = {line: cells.loc[line].to_dict() for line in lines}
    typed = [line for line in lines if example and _differs(rows[line], fields, example)]
    shown = {line: " | ".join(str(text) for text in rows[line].values() if text)[:500] for line in typed}
    told = [Noticed("row.example_changed", line, -1, shown[line], "") for line in typed]
    return {line: "example" for line in lines if line not in typed}, told


def _differs(row: Mapping[Hashable, object], fields: Mapping[int, str], example: Mapping[str, str]) -> bool:
    return any(str(row[position]).strip() not in ("", example.get(field, "")) for position, field in fields.items())


def _example(grids: Sequence[Grid]) -> dict[str, str]:
    """Return the example as the form was made with it: field -> value."""
    kept = next((grid.cells for grid in grids if grid.sheet == SHEET), None)
    if kept is None or kept.shape[1] < 3:
        return {}
    return dict(zip(kept.iloc[1:, 0].astype(str), kept.iloc[1:, 2].astype(str), strict=True))


def _older(told: Template, spec: TableSpec) -> list[Noticed]:
    if told.version == version_of(spec):
        return []
    return [Noticed("file.form_older", 0, -1, "", facts(made=told.made, version=told.version))]

"""One sheet made ready for the book: its header, what each line is, its columns' fields and its tables."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Series

import custsheet.read.rows as rows
from custsheet.read.aliases import found_field
from custsheet.read.damage import scientific, without_told, zeros
from custsheet.read.entities import tables_of
from custsheet.read.forms import named
from custsheet.read.grid import Grid, Noticed
from custsheet.read.header import Header, find_header
from custsheet.read.headings import Mapped, mapped
from custsheet.read.notices import filled_down, of_lines, of_merged
from custsheet.read.passwords import Password
from custsheet.schema import Schema
from custsheet.texts import say

_MONEY_UNIT = re.compile(r"(?:百|千|十)?[万亿千]元")


class Sheet(NamedTuple):
    """A sheet understood. `fate` has a line per line below the header: "" for a row of values, else why it is skipped."""

    grid: Grid
    header: Header
    fate: Series
    columns: list[Mapped]
    tables: dict[str, dict[int, str]]  # table -> position -> field
    ragged: pd.Index  # lines with more cells than the header
    noticed: list[Noticed]


class Wishes(NamedTuple):
    """What the user says about reading."""

    sheet: str = ""
    header_row: int = 0
    mapping: Mapping[str, str] = {}
    fill_merged: bool = False
    password: Password = ""
    cross_check: bool = False


def understood(grid: Grid, names: Mapping[str, str], schema: Schema, wishes: Wishes, name: str) -> Sheet | None:
    """Return a sheet understood; None where it has no header. *name* is that of a table that no schema knows."""
    given = wishes.header_row or grid.header
    header = find_header(grid.cells, lambda text: bool(found_field(text, names)[0]), given, grid.merged)
    if header is None:
        return None
    if grid.header == header.line:
        header = header._replace(evidence=say("read", "header", "form", line=header.line))
    merged = of_merged(grid, header.last)
    below, above = grid.cells.loc[header.last + 1 :], grid.cells.loc[: header.last]
    fate = rows.fates(below, header.headings, above, remarks=not grid.table)
    fate.update(Series(dict(grid.aside), dtype="str"))
    grid = filled_down(grid, header.last) if merged and wishes.fill_merged else grid
    fate = fate.loc[: fate.index[fate != "blank"].max()] if (fate != "blank").any() else fate.iloc[:0]
    below = grid.cells.loc[header.last + 1 : fate.index.max() if len(fate) else header.last]
    kept = below[fate == ""]
    beyond = [int(str(position)) for position in below if position not in header.headings]
    unnamed = [position for position in beyond if (kept[position] != "").any()]
    ragged = _ragged(kept, header, unnamed) if grid.ragged else kept.index[:0]
    columns = mapped(kept[[*header.headings, *unnamed]], header.headings, names, wishes.mapping, header.own)
    columns = [_with_unit(each, header, schema) for each in named(columns, grid.fields)]
    tables = tables_of(columns, schema, name, grid.table)
    told = [*without_told(grid.noticed, columns, schema), *scientific(kept, columns, schema)]
    told += zeros(grid, kept, columns, schema)
    empty = [] if fate.isin(["", "removed"]).any() else [Noticed("sheet.no_rows", 0, -1, name, "")]
    noticed = [*told, *merged, *empty, *of_lines(below, fate, ragged), *_twice(header)]
    return Sheet(grid, header, fate, columns, tables, ragged, noticed)


def _ragged(kept: DataFrame, header: Header, unnamed: list[int]) -> pd.Index:
    """Return the lines that have more cells than the header, with content in them."""
    beyond = [position for position in unnamed if position > max(header.headings)]
    return kept.index[(kept[beyond] != "").any(axis=1)] if beyond else kept.index[:0]


def _with_unit(column: Mapped, header: Header, schema: Schema) -> Mapped:
    """Return an amount's column with the unit that stands below its heading or above the table in its heading."""
    if column.field in ("quantity", "points", "order_count") or not any(
        schema.kind(table, column.field) == "amount" for table in schema
    ):
        return column
    below = _MONEY_UNIT.search(header.units.get(column.position, ""))
    unit = below[0] if below else header.unit if column.position not in header.units else ""
    if not unit or _MONEY_UNIT.search(column.heading):
        return column
    evidence = column.evidence + say("read", "column", "unit", unit=unit)
    return column._replace(heading=f"{column.heading}（{unit}）", evidence=evidence)


def _twice(header: Header) -> list[Noticed]:
    """Return the headings that stand over several columns."""
    texts = list(header.headings.values())
    again = [text for text in dict.fromkeys(texts) if texts.count(text) > 1]
    return [Noticed("header.twice", 0, -1, text, "") for text in again]

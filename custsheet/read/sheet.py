"""One sheet made ready for the book: its header, what each line is, its columns' fields and its tables."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Series

from custsheet.model import facts
from custsheet.read import rows
from custsheet.read.aliases import found_field
from custsheet.read.entities import tables_of
from custsheet.read.grid import Grid, Noticed
from custsheet.read.header import Header, find_header
from custsheet.read.headings import Mapped, mapped
from custsheet.schema import Schema


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


def understood(grid: Grid, names: Mapping[str, str], schema: Schema, wishes: Wishes, name: str) -> Sheet | None:
    """Return a sheet understood; None where it has no header. A file without sheets gives its own *name* to an unknown table."""
    header = find_header(grid.cells, lambda text: bool(found_field(text, names)[0]), wishes.header_row, grid.merged)
    if header is None:
        return None
    below = grid.cells.loc[grid.cells.index > header.last]
    fate = rows.fates(below, header.headings)
    fate = fate.loc[: fate.index[fate != "blank"].max()] if (fate != "blank").any() else fate.iloc[:0]
    below = below.loc[fate.index]
    kept = below[fate == ""]
    beyond = [int(str(position)) for position in below if position not in header.headings]
    unnamed = [position for position in beyond if (kept[position] != "").any()]
    ragged = _ragged(kept, header, unnamed) if not grid.sheet else kept.index[:0]
    columns = mapped(kept[[*header.headings, *unnamed]], header.headings, names, wishes.mapping)
    tables = tables_of(columns, schema, grid.sheet or name, grid.table)
    noticed = [*grid.noticed, *_lines(below, fate), *_ragged_lines(kept, ragged)]
    return Sheet(grid, header, fate, columns, tables, ragged, noticed)


def _ragged(kept: DataFrame, header: Header, unnamed: list[int]) -> pd.Index:
    """Return the lines that have more cells than the header, with content in them."""
    beyond = [position for position in unnamed if position > max(header.headings)]
    return kept.index[(kept[beyond] != "").any(axis=1)] if beyond else kept.index[:0]


def _lines(below: DataFrame, fate: Series) -> list[Noticed]:
    """Return what there is to say about the skipped lines: totals and notes one by one, the others together."""
    told = [
        Noticed(f"row.{why}", int(line), -1, _text(below.loc[line]), "")
        for why in ("total", "note")
        for line in fate.index[fate == why]
    ]
    for why in ("blank", "header"):
        lines = [int(line) for line in fate.index[fate == why]]
        if lines:
            told.append(
                Noticed(
                    f"row.{why}",
                    0,
                    -1,
                    "",
                    facts(count=len(lines), lines=", ".join(map(str, lines[:20])) + ("…" if len(lines) > 20 else "")),
                )
            )
    return told


def _ragged_lines(kept: DataFrame, ragged: pd.Index) -> list[Noticed]:
    return [Noticed("row.ragged", int(line), -1, _text(kept.loc[line]), "") for line in ragged]


def _text(row: Series) -> str:
    return " | ".join(str(each).strip() for each in row if str(each).strip())[:500]

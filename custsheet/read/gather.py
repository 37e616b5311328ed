"""Sheets gathered into one book: row ids over all inputs, origins, fates and what was noticed."""

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

import custsheet.read.rows as lines_of
import custsheet.read.sniff as sniff
from custsheet.model import NOWHERE, Book, Column, Fate, Issue, Origin, Source, facts, frame, together
from custsheet.ooxml.raw import letters_of
from custsheet.read.aliases import nearest
from custsheet.read.grid import Noticed
from custsheet.read.headings import Mapped
from custsheet.read.sheet import Sheet
from custsheet.schema import Schema

_SERIAL = re.compile(
    r"序号?|行号|#|no\.?|s/?n", re.IGNORECASE
)  # counts the lines of a sheet, says nothing of a customer


def gathered(
    sheets: Sequence[tuple[Source, Sheet]], issues: Sequence[DataFrame], names: dict[str, str], schema: Schema
) -> Book:
    """Return the book of all sheets, in their order. *issues* are those about whole files."""
    parts: defaultdict[str, list[DataFrame]] = defaultdict(list)
    origin, lineage, columns, found = [], [], [], list(issues)
    start = 0
    for number, (_, sheet) in enumerate(sheets):
        rows = pd.RangeIndex(start, start + len(sheet.fate))
        start = rows.stop
        origin.append(
            frame(Origin, {"source": number, "line": sheet.fate.index.to_numpy()}, rows) if len(rows) else frame(Origin)
        )
        for table, fields in sheet.tables.items():
            fate = _fate_in(sheet, table)
            parts[table].append(_table(sheet, fields, fate, rows))
            lineage.append(_fates(sheet, table, fate, rows))
        columns.append(_columns(number, sheet, schema))
        found += [_issues(number, sheet, rows), _unknown(number, sheet, names, schema)]
    return Book(
        tables={table: pd.concat(each).fillna("") if len(each) > 1 else each[0] for table, each in parts.items()},
        sources=frame(
            Source, dict(zip(Source._fields, zip(*(source for source, _ in sheets), strict=True), strict=True))
        )
        if sheets
        else frame(Source),
        columns=together(Column, columns),
        origin=_origins(origin),
        lineage=together(Fate, lineage),
        issues=together(Issue, found),
    )


def _origins(parts: list[DataFrame]) -> DataFrame:
    filled = [each for each in parts if len(each)]
    return pd.concat(filled) if filled else frame(Origin)


def _fate_in(sheet: Sheet, table: str) -> Series:
    """Return the fate of the lines in one table: those that go on with the order above are no customers of their own."""
    if table != "customers" or len(sheet.tables) == 1:
        return sheet.fate
    going_on = lines_of.continuing(sheet.grid.cells.loc[sheet.fate.index[sheet.fate == ""]], sheet.tables)
    return sheet.fate.where(~sheet.fate.index.isin(going_on), "continued") if len(going_on) else sheet.fate


def _table(sheet: Sheet, fields: dict[int, str], fate: Series, rows: pd.RangeIndex) -> DataFrame:
    kept = (fate == "").to_numpy(bool)
    lines = fate.index[kept]
    cells = sheet.grid.cells[list(fields)]
    cells = cells if lines.equals(cells.index) else cells.loc[lines]
    return cells.set_axis(list(fields.values()), axis=1).set_axis(pd.Index(rows[kept], dtype="int64"))


def _fates(sheet: Sheet, table: str, fate: Series, rows: pd.RangeIndex) -> DataFrame:
    if not len(rows):
        return frame(Fate)
    reason = fate.mask((fate == "") & fate.index.isin(sheet.ragged), "ragged") if len(sheet.ragged) else fate
    kept = (fate == "").to_numpy(bool)
    return frame(
        Fate,
        {"table": table, "row": rows.to_numpy(), "fate": np.where(kept, "kept", "skipped").tolist(), "reason": reason},
    )


def _columns(number: int, sheet: Sheet, schema: Schema) -> DataFrame:
    lines = [
        Column(
            source=number,
            position=each.position,
            letter=letters_of(each.position),
            heading=each.heading,
            table=table,
            field=fields[each.position],
            kind=schema.kind(table, fields[each.position]),
            number_format=sheet.grid.formats.get(each.position, ""),
            evidence=each.evidence,
        )
        for table, fields in sheet.tables.items()
        for each in sheet.columns
        if each.position in fields
    ]
    return DataFrame(lines, columns=list(Column._fields)).astype(frame(Column).dtypes.to_dict())


def _issues(number: int, sheet: Sheet, rows: pd.RangeIndex) -> DataFrame:
    """Return what was noticed about a sheet as issues, tied to tables, rows and fields where they are in one."""
    if not sheet.noticed:
        return frame(Issue)
    row_of = Series(rows, index=sheet.fate.index)
    homes = {position: (table, field) for table, fields in sheet.tables.items() for position, field in fields.items()}
    first = next(iter(sheet.tables))
    lines = [_issue(each, row_of, homes, first) for each in sheet.noticed]
    told = list(zip(*lines, strict=True))
    known = dict(zip(("code", "table", "row", "field", "value", "facts", "suggestion"), told, strict=True))
    sure = ["medium" if each else "" for each in known["suggestion"]]
    return frame(Issue, {**known, "confidence": sure, "source": [number] * len(lines)})


def _issue(
    noticed: Noticed, row_of: Series, homes: dict[int, tuple[str, str]], first: str
) -> tuple[str, str, int, str, str, str, str]:
    table, field = homes.get(noticed.position, (first, ""))
    row = int(row_of[noticed.line]) if noticed.line in row_of.index else NOWHERE
    return (
        noticed.code,
        table if row != NOWHERE else "",
        row,
        field if row != NOWHERE else "",
        noticed.value,
        noticed.facts,
        noticed.suggestion,
    )


def _unknown(number: int, sheet: Sheet, names: dict[str, str], schema: Schema) -> DataFrame:
    """Return an issue for a sheet of no known table, else one for every heading that no field was found for."""
    table = next(iter(sheet.tables))
    if table not in schema:
        return frame(Issue, {"code": ["table.unknown"], "table": table, "source": number, "value": sheet.grid.sheet})
    unknown = [
        each for each in sheet.columns if not each.field and each.heading and not _SERIAL.fullmatch(each.heading)
    ]
    if not unknown:
        return frame(Issue)
    fields = [next(part[each.position] for part in sheet.tables.values() if each.position in part) for each in unknown]
    tables = [next(name for name, part in sheet.tables.items() if each.position in part) for each in unknown]
    known = {"code": ["header.unmapped"] * len(unknown), "table": tables, "source": number, "field": fields}
    told = [facts(letter=letters_of(each.position)) for each in unknown]
    return frame(
        Issue,
        {
            **known,
            "value": [each.heading for each in unknown],
            "suggestion": [_suggested(each, sheet.grid.cells[each.position], names, schema) for each in unknown],
            "facts": told,
        },
    )


def _suggested(column: Mapped, cells: Series, names: dict[str, str], schema: Schema) -> str:
    """Return the field that an unknown heading nearly names and its values can be, "" for none."""
    field = nearest(column.heading, names)
    kind = next((kind for table in schema if (kind := schema.kind(table, field))), "")
    texts = sniff.sample(cells)
    return field if kind == "text" or not texts or sniff.readable(kind, texts) >= 0.5 else ""

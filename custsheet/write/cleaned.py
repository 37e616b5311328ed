"""`cleaned.xlsx`: the file staff go on working in.

A sheet per table under the users' own headings; identifiers are text, dates and amounts real; what was changed is tinted.
Then the segments with their definitions, the changes, the rows set aside, and rows as they stood before merging.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from xlsxwriter.worksheet import Worksheet

import custsheet.write.excel as excel
import custsheet.write.layout as layout
import custsheet.write.lists as lists
import custsheet.write.merged as merged
import custsheet.write.places as places
import custsheet.write.relations as relations
import custsheet.write.typed as typed
from custsheet import fields
from custsheet.fields.columns import mapped
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.excel import Book, Cells
from custsheet.write.layout import Shown
from custsheet.write.typed import AMOUNT, DATE
from custsheet.write.words import word

_LIST_UNITS = 255  # what Excel allows for a drop-down's values


def write(report: Report, path: Path) -> None:
    """Write the workbook to *path*."""
    book = excel.new(path, report.as_of, say("report", "titles", "cleaned"))
    for table in layout.written_tables(report.book):
        _write_table(book, report, table)
    if "segments" in report.book.tables:
        _write_segments(book, report)
    relations.write(book, report)
    lists.write_changes(book, report, say("tables", "changes"))
    write_quarantine(book, report, say("tables", "quarantine"))
    merged.write(book, report)
    book.close()


def _write_table(book: Book, report: Report, table: str) -> None:
    """Write one table; more rows than a sheet can hold go on over further sheets."""
    changes = report.book.changes[report.book.changes["table"] == table]
    held = report.book.tables[table]
    columns = [_cells(book, report, table, column, changes) for column in layout.columns_of(report, table)]
    for start in range(0, max(1, len(held)), excel.MOST_ROWS):
        sheet = book.sheet(layout.title_of(report, table))
        part = columns if len(held) <= excel.MOST_ROWS else [typed.part(column, start) for column in columns]
        excel.write_columns(book, sheet, 0, part)
        lists.finish(sheet, len(part[0].values) if part else 0, len(part))
        _offer_values(sheet, report, table)
        excel.note(sheet, say("report", "legend", "changed", sheet=say("tables", "changes")))


def _cells(book: Book, report: Report, table: str, column: Shown, changes: DataFrame) -> Cells:
    marked = layout.cell_mask(changes, column.field, Series(report.book.tables[table].index))
    return typed.cells(book, column, layout.shown_values(report, table, column), marked)


def _offer_values(sheet: Worksheet, report: Report, table: str) -> None:
    """Give every column with a fixed list of values its drop-down; other values stay possible, with a warning."""
    spec = report.schema.get(table)
    for number, column in enumerate(layout.columns_of(report, table)):
        values = spec.fields[column.field].values if spec and column.field in spec.fields else ()
        if values and len(",".join(values)) <= _LIST_UNITS:
            offered = {"validate": "list", "source": list(values), "error_type": "warning", "ignore_blank": True}
            sheet.data_validation(1, number, excel.MOST_ROWS, number, offered)


def _write_segments(book: Book, report: Report) -> None:
    """Write one line per customer, and beside it how customers were classified."""
    table = report.book.tables["segments"]
    sheet = book.sheet(say("tables", "segments"))
    columns = _segment_columns(book, table)
    excel.write_columns(book, sheet, 0, columns)
    lists.finish(sheet, len(table), len(columns))
    _write_definitions(book, sheet, report, len(columns) + 1)


def _segment_columns(book: Book, table: DataFrame) -> list[Cells]:
    text, number, money = book.look(num_format="@"), book.look(num_format="#,##0"), book.look(num_format=AMOUNT)
    titles = lookup("report", "segment_columns")
    columns = []
    for name in table.columns:
        values, title = table[name], str(titles.get(name, name))
        if name in ("segment", "tier"):
            values = named(values.where(values != "", "none"), "segments" if name == "segment" else "tiers")
        prepared = (
            excel.dates(values)
            if name == "last_order"
            else values.pipe(excel.numbers)
            if name in _NUMBERS
            else excel.text_cells(values)
        )
        style = (
            book.look(num_format=DATE)
            if name == "last_order"
            else money
            if name == "monetary"
            else number
            if name in _NUMBERS
            else text
        )
        columns.append(Cells(title, prepared, style, width=excel.width_of(title, values, 9)))
    advice = named(table["segment"].where(table["segment"] != "", "none"), "advice")
    return [*columns, Cells(titles["advice"], excel.text_cells(advice), text, width=excel.width_of("", advice, 20))]


LEAD = ("table", "reason", "file", "line")  # of the quarantine sheet
_NUMBERS = {"recency", "frequency", "monetary", "r", "f", "m"}


def named(values: Series, path: str) -> Series:
    """Return codes as the words of room `report`."""
    return mapped(values, lambda code: word(path, code))


def _write_definitions(book: Book, sheet: Worksheet, report: Report, column: int) -> None:
    """Write the definitions and cut values, to the right of the list."""
    known = report.book.tables.get("facts:classify", DataFrame({"key": [], "value": []}))
    titles, values = lookup("report", "segment_facts"), lookup("report", "segment_values")
    sheet.set_column(column, column, 30)
    sheet.set_column(column + 1, column + 1, 60)
    sheet.merge_range(0, column, 0, column + 1, titles["title"], book.look.heading())
    wrapped = book.look.cell(text_wrap=True, num_format="@")
    for row, (key, value) in enumerate(zip(known["key"], known["value"], strict=True), 1):
        sheet.write_string(row, column, str(titles.get(key, key)), wrapped)
        sheet.write_string(row, column + 1, str(values.get(key, {}).get(value, value)), wrapped)


def write_quarantine(book: Book, report: Report, title: str) -> None:
    """Write the rows set aside: table, reason, file, line, then all their cells."""
    sheet = book.sheet(title)
    parts = quarantined(report)
    if not parts:
        lists.nothing(book, sheet, say("report", "quarantine", "none"))
        return
    every = pd.concat(parts.values(), ignore_index=True).fillna("")
    text = book.look.cell(num_format="@")
    columns = [
        Cells(str(name), excel.text_cells(every[name]), text, width=excel.width_of(str(name), every[name]))
        for name in every.columns
    ]
    excel.write_columns(book, sheet, 0, columns)
    lists.finish(sheet, len(every), len(columns))


def quarantined(report: Report) -> dict[str, DataFrame]:
    """Return the rows set aside as the sheet shows them, a frame per table: LEAD columns, then all their cells."""
    aside = layout.set_aside(report.book, "quarantined")
    return {name: _quarantined(report, name, table) for name, table in aside.items()}


def _quarantined(report: Report, name: str, table: DataFrame) -> DataFrame:
    rows = Series(table.index, index=table.index)
    where = places.of_rows(report.book, rows)
    fates = report.book.lineage[report.book.lineage["table"] == name].drop_duplicates("row").set_index("row")["reason"]
    titles = [say("report", "quarantine", each) for each in LEAD]
    reason = fates.reindex(table.index).fillna("").map(lambda code: word("reasons", code))
    file = where["file"].where(where["sheet"] == "", where["file"] + " › " + where["sheet"])
    lead = [np.full(len(table), layout.title_of(report, name)), reason, file, where["line"].astype("str")]
    told = DataFrame(dict(zip(titles, lead, strict=True)), index=table.index)
    own = {each.field: each.heading for each in layout.columns_of(report, name)} if name in report.book.tables else {}
    for field in table.columns:
        heading = own.get(str(field)) or layout.heading_of(report, name, str(field))
        told[heading if heading not in told else f"{heading} ({field})"] = fields.show(
            report.schema.kind(name, str(field)), table[field], region=report.region
        )
    return told

"""Plain lists that stand in several workbooks: the changes."""

from collections.abc import Iterable, Sequence
from math import ceil

import numpy as np
from pandas import DataFrame, Series
from xlsxwriter.worksheet import Worksheet

import custsheet.write.excel as excel
import custsheet.write.layout as layout
import custsheet.write.places as places
from custsheet.fields.columns import texts
from custsheet.report import Report
from custsheet.texts import lookup
from custsheet.write.excel import Book, Cells
from custsheet.write.values import widths
from custsheet.write.words import change_title, word

_WHOLE = ("before", "after")  # columns of the changes that wrap
FILLED = "merge.filled"  # how a change by `merge.spare` is told where the cell was blank


def changes(report: Report) -> DataFrame:
    """Return what was changed, in words: file, sheet, cell, table, field, before, after, rule, confidence, stage."""
    made = report.book.changes
    where, rule = places.of_cells(report.book, made), _rules(report, made)
    return DataFrame(
        {
            "file": where["file"],
            "sheet": where["sheet"],
            "cell": where["cell"],
            "table": made["table"].map({name: layout.title_of(report, name) for name in made["table"].unique()}),
            "field": layout.own_headings(report, made.assign(source=where["source"])),
            "before": made["before"],
            "after": made["after"],
            "rule": rule.map({code: change_title(code) for code in rule.unique()}),
            "confidence": made["confidence"].map(
                {code: word("confidence", code) for code in made["confidence"].unique()}
            ),
            "stage": made["stage"].map({code: word("stages", code) for code in made["stage"].unique()}),
        }
    ).astype("str")


def _rules(report: Report, made: DataFrame) -> Series:
    """Return the rule of each change; a blank that merging filled is told as that, but for columns that only take what is spare."""
    known = report.schema["customers"].fields if "customers" in report.schema else {}
    taking = {name for each in known.values() for name in (each.spare, each.further) if name}
    own = {name for name, each in known.items() if each.spare or each.further}
    filled = (made["rule"] == "merge.spare") & (made["before"] == "") & ~made["field"].isin(taking - own)
    return made["rule"].mask(filled, FILLED)


def write_changes(book: Book, report: Report, title: str) -> None:
    """Write a sheet with every change; more than a sheet can hold go on over further sheets."""
    told = changes(report)
    titles = lookup("report", "changes")
    text = book.look.cell(num_format="@", valign="top")
    whole = book.look.cell(num_format="@", text_wrap=True, valign="top")
    for start in range(0, max(1, len(told)), excel.MOST_ROWS):
        sheet = book.sheet(title)
        part = told.iloc[start : start + excel.MOST_ROWS]
        if part.empty:
            nothing(book, sheet, titles["none"])
            continue
        columns = [
            Cells(
                titles[name],
                excel.text_cells(part[name]),
                whole if name in _WHOLE else text,
                width=excel.width_of(titles[name], part[name], most=60),
            )
            for name in part.columns
        ]
        heighten(
            sheet, 1, [(part[name], column.width) for name, column in zip(part, columns, strict=True) if name in _WHOLE]
        )
        excel.write_columns(book, sheet, 0, columns)
        finish(sheet, len(part), len(columns))


def heighten(sheet: Worksheet, top: int, wrapped: Iterable[tuple[Series, float]]) -> None:
    """Make rows from *top* on as high as their longest wrapped text asks for (texts, width of the column), five lines at most."""
    asked = [np.ceil((widths(texts) + 1) / width) for texts, width in wrapped]
    lines = np.clip(np.max(asked, axis=0), 1, 5) if asked else np.ones(0)
    for row in np.flatnonzero(lines > 1).tolist():
        sheet.set_row(top + row, 14.5 * lines[row] + 2)


def heighten_wrapped(sheet: Worksheet, top: int, columns: Iterable[Cells]) -> None:
    """Make rows from *top* on as high as those of their columns ask for that wrap."""
    wrapping = [each for each in columns if each.style is not None and each.style.text_wrap]
    values = [list(map(str, each.values)) for each in wrapping if isinstance(each.values, Sequence)]
    heighten(sheet, top, zip(map(texts, values), [each.width for each in wrapping], strict=True))


def nothing(book: Book, sheet: Worksheet, text: str) -> None:
    """Say on an otherwise empty sheet why there is nothing on it."""
    wide = 100.0
    sheet.set_column(0, 0, wide)
    sheet.write_string(0, 0, text, book.look.muted(text_wrap=True, valign="top"))
    sheet.set_row(0, 16.0 * ceil((excel.units_wide(text) + 1) / wide) + 6)
    _page(sheet)


def explain(book: Book, title: str, lines: Sequence[tuple[str, str]]) -> None:
    """Write a sheet that says how to fill in the others: terms and what is to be known of them, a line without text a title."""
    sheet, wide = book.sheet(title), 100.0
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, wide)
    for row, (term, text) in enumerate(lines):
        sheet.write_string(row, 0, term, book.look.cell(bold=True, valign="top") if text else book.look.title())
        sheet.write_string(row, 1, text, book.look.cell(text_wrap=True, valign="top") if text else book.look())
        sheet.set_row(row, 14.5 * ceil((excel.units_wide(text) + 1) / wide) + 8 if text else 36)
    _page(sheet)


def finish(sheet: Worksheet, rows: int, columns: int, top: int = 0) -> None:
    """Freeze the heading in row *top*, set the filter and how the sheet prints."""
    sheet.freeze_panes(top + 1, 0)
    sheet.set_row(top, 26)
    if columns:
        sheet.autofilter(top, 0, top + max(1, rows), columns - 1)
    _page(sheet)
    sheet.repeat_rows(top)
    sheet.set_footer("&C&P / &N")


def _page(sheet: Worksheet) -> None:
    """Let a sheet print on landscape A4, as wide as a page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)

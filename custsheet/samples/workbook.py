"""Writing the samples: workbooks and CSV files as staff have them, the same cells for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

_MADE = datetime(2026, 1, 1, tzinfo=UTC)


class Sheet(NamedTuple):
    """One sheet: title lines above the headings, the rows, a total below."""

    file: str
    name: str  # "" for CSV
    titles: tuple[str, ...]
    headings: tuple[str, ...]
    rows: list[list[object]]
    total: tuple[object, ...] = ()

    @property
    def header_line(self) -> int:
        """The line of the headings, as Excel numbers it."""
        return len(self.titles) + 1


def write(sheet: Sheet, folder: Path) -> Path:
    """Write *sheet* as its file name says: .xlsx, or .csv in GB18030 as Chinese Excel saves it."""
    path = folder / sheet.file
    if path.suffix == ".csv":
        path.write_bytes(csv_text([sheet.headings, *sheet.rows]).encode("gb18030"))
    else:
        _workbook(sheet, path)
    return path


def csv_text(rows: Sequence[Sequence[object]]) -> str:
    """Return *rows* as CSV text with Windows line ends."""
    return "".join(",".join(_quoted(str(value)) for value in row) + "\r\n" for row in rows)


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if any(sign in value for sign in ',"\r\n') else value


def _workbook(sheet: Sheet, path: Path) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _MADE, "author": "custsheet"})
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        bold, day = (
            book.add_format({"bold": True, "border": 1, "bg_color": "#D9E1F2"}),
            book.add_format({"num_format": "yyyy/m/d"}),
        )
        page = book.add_worksheet(sheet.name)
        for line, text in enumerate(sheet.titles):
            page.merge_range(line, 0, line, len(sheet.headings) - 1, text, title if line == 0 else None)
        page.write_row(len(sheet.titles), 0, sheet.headings, bold)
        for line, row in enumerate([*sheet.rows, *([sheet.total] if sheet.total else [])], sheet.header_line):
            for column, value in enumerate(row):
                _cell(page, line, column, value, day)
        for column, heading in enumerate(sheet.headings):
            page.set_column(
                column,
                column,
                max(10, min(40, 2 * max(len(str(row[column])) for row in sheet.rows), 4 * len(heading) + 8)),
            )


def _cell(page: xlsxwriter.worksheet.Worksheet, line: int, column: int, value: object, day: object) -> None:
    if isinstance(value, date):
        page.write_datetime(line, column, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, int | float):
        page.write_number(line, column, value)
    elif value != "":
        page.write_string(line, column, str(value))

"""Writing sheets: a workbook that never turns text into formulas, and columns written row by row.

`Cells` is the seam: what is to be written is prepared column by column, so that another renderer can take the same
columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import repeat
from pathlib import Path

import pandas as pd
from pandas import Series
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

import custsheet
from custsheet.texts import say
from custsheet.write.look import Look

MOST_ROWS = 1_048_575  # below the heading
MOST_UNITS = 32_767  # UTF-16 units in one cell
PIECE = 16_000  # of a long text, on its own sheet: safe in UTF-16 units, too
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_BAD_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


@dataclass(frozen=True)
class Cells:
    """One column ready to be written: text as `str`, numbers and dates as `float`, "" for an empty cell."""

    heading: str
    values: Sequence[str | float]
    style: Format | None = None
    styles: Sequence[Format | None] | None = None  # one per cell, where they differ
    width: float = 12.0
    heading_style: Format | None = None
    below: bool = False  # the style holds for the rest of the column, too: what staff add below looks the same


@dataclass
class Book:
    """A workbook being written. Texts too long for a cell are kept here, and written whole on a sheet of their own."""

    file: Workbook
    look: Look
    long: list[tuple[str, str, str]] = field(default_factory=list)  # sheet, cell, whole text
    names: set[str] = field(default_factory=set)

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet; its name is made valid and unique."""
        sheet = self.file.add_worksheet(free_name(name, self.names))
        sheet.hide_gridlines(2)
        return sheet

    def close(self) -> None:
        """Write the long texts, then the file."""
        if self.long:
            _write_long(self)
        self.file.close()


def new(path: Path, as_of: date, title: str) -> Book:
    """Return an empty workbook. Its times are those of *as_of*, so that the same content gives the same bytes."""
    file = Workbook(str(path), _SAFE)
    file.set_properties(
        {"title": title, "author": "custsheet", "created": datetime(as_of.year, as_of.month, as_of.day)}
    )
    file.set_custom_property("custsheet", custsheet.__version__, "text")
    file.set_size(2600, 1500)
    return Book(file, Look(file))


def free_name(name: str, taken: set[str]) -> str:
    """Return a valid sheet name of at most 31 characters that is not taken yet, and take it.

    >>> free_name("a/b", {"A_B"})
    'a_b (2)'
    """
    clean = "".join(each for each in name.translate(_BAD_IN_NAMES) if each.isprintable()).strip("' ") or "Sheet"
    clean = f"{clean}_" if clean.casefold() == "history" else clean
    used = {each.casefold() for each in taken}
    number, chosen = 2, short(clean, 31)
    while chosen.casefold() in used:
        ending = f" ({number})"
        chosen, number = short(clean, 31 - len(ending)) + ending, number + 1
    taken.add(chosen)
    return chosen


def short(text: str, most: int) -> str:
    """Return at most *most* UTF-16 units of *text*, whole characters only."""
    return text.encode("utf-16-le", "replace")[: 2 * most].decode("utf-16-le", "ignore")


def write_columns(book: Book, sheet: Worksheet, top: int, columns: Sequence[Cells]) -> None:
    """Write headings in row *top* (from 0) and the cells below it; set widths and the columns' formats."""
    plain = book.look.heading()
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width, column.style if column.below else None)
        sheet.write_string(top, number, column.heading, column.heading_style or plain)
    write_cells(book, sheet, top + 1, columns)


def write_cells(book: Book, sheet: Worksheet, top: int, columns: Sequence[Cells]) -> None:
    """Write the columns' cells from row *top* on, row by row."""
    styles = [column.styles or repeat(column.style) for column in columns]
    default = [column.style if column.below else None for column in columns]
    write_string, write_number = sheet.write_string, sheet.write_number
    lines = zip(zip(*(column.values for column in columns), strict=True), zip(*styles, strict=False), strict=False)
    for row, (line, formats) in enumerate(lines, top):
        for number, value in enumerate(line):
            style = formats[number]
            if value.__class__ is not str:
                write_number(row, number, value, style)
            elif value == "":
                if style is not default[number]:
                    sheet.write_blank(row, number, None, style)
            elif value[0] == "<" or len(value) > MOST_UNITS // 2:
                write_text(book, sheet, row, number, value, style)
            else:
                write_string(row, number, value, style)


def write_text(book: Book, sheet: Worksheet, row: int, column: int, text: str, style: Format | None) -> None:
    """Write any text as text: also one that looks like markup, and one too long for a cell (kept whole elsewhere)."""
    if _units(text) > MOST_UNITS:
        book.long.append((sheet.get_name(), cell_name(row, column), text))
        text = short(text, MOST_UNITS - 100) + say("report", "long_text", "cut")
    if not text:
        sheet.write_blank(row, column, None, style)
    elif text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter would take it for its own rich text
        sheet.write_rich_string(row, column, "<", book.look(), text[1:], style or book.look())
    else:
        sheet.write_string(row, column, text, style)


def cell_name(row: int, column: int) -> str:
    """Return the A1 name of a cell, both numbers from 0."""
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """Return the letters of a column, from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def width_of(heading: str, values: Series, least: float = 8, most: float = 44) -> float:
    """Return a column width that shows most values: the 95th percentile of their lengths, Chinese counting two."""
    sample = values.iloc[:: max(1, len(values) // 2000)]
    shown = sample[sample != ""]
    wanted = shown.map(units_wide).quantile(0.95) if len(shown) else 0
    return float(min(most, max(least, units_wide(heading) + 4, wanted + 2)))


def units_wide(text: str) -> int:
    """Return how wide a text is, in half-width characters; the longest line counts.

    >>> units_wide("客户ID")
    6
    """
    return max(sum(2 if ord(each) > 0x2E7F else 1 for each in line) for line in text.split("\n"))


def note(sheet: Worksheet, text: str) -> None:
    """Explain a sheet in a comment on its first heading, where it is in nobody's way."""
    sheet.write_comment(0, 0, text, {"x_scale": 1.8, "y_scale": 0.9, "author": "custsheet", "font_size": 9})


def text_cells(values: Series) -> list[str]:
    """Return text values ready to be written."""
    return values.astype(object).tolist()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _write_long(book: Book) -> None:
    pieces = [
        (sheet, cell, str(number // PIECE + 1), text[number : number + PIECE])
        for sheet, cell, text in book.long
        for number in range(0, len(text), PIECE)
    ]
    columns = list(zip(*pieces, strict=True))
    titles = [say("report", "long_text", each) for each in ("sheet", "cell", "part", "text")]
    styles = [book.look.cell(num_format="@")] * 4
    cells = [
        Cells(title, column, style, width=w)
        for title, column, style, w in zip(titles, columns, styles, (20, 10, 8, 100), strict=True)
    ]
    write_columns(book, book.sheet(say("report", "long_text", "title")), 0, cells)


def numbers(values: Series) -> list[str | float]:
    """Return canonical decimals as numbers where a double holds them exactly (15 digits at most), the rest as text."""
    found = values.astype(object).to_numpy(copy=True)
    digits = values.str.replace(r"^[+-]?0*|\.", "", regex=True)
    exact = values.str.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?") & (digits.str.len() <= 15)
    chosen = exact.to_numpy(dtype=bool)
    found[chosen] = pd.to_numeric(values[chosen]).astype("float64").astype(object)
    return found.tolist()


def dates(values: Series) -> list[str | float]:
    """Return full ISO dates from 1900-03-01 on as Excel's day numbers, the rest as text."""
    found = values.astype(object).to_numpy(copy=True)
    whole = values.str.fullmatch(r"\d{4}-\d{2}-\d{2}") & (values >= "1900-03-01")
    days = pd.to_datetime(values.where(whole, ""), format="%Y-%m-%d", errors="coerce")
    chosen = days.notna().to_numpy(dtype=bool)
    found[chosen] = (days[chosen] - pd.Timestamp("1899-12-30")).dt.days.astype("float64").astype(object)
    return found.tolist()

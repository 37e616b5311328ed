"""Writing sheets: a workbook that never turns text into formulas, and whose rows are rendered column by column.

XlsxWriter makes the workbook: styles, filters, validation, conditional formats, comments, charts, print set-up. The rows of
lists are blocks of `Cells`, columns as Arrow holds them; when the workbook is closed they are rendered and put in their places
(`custsheet.ooxml.splice`). Cell by cell, XlsxWriter needs some ten times as long for the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

import custsheet
from custsheet.ooxml import splice
from custsheet.ooxml.raw import letters_of
from custsheet.ooxml.render import Column
from custsheet.ooxml.splice import Block
from custsheet.texts import say
from custsheet.write.look import Look
from custsheet.write.values import (
    MOST_UNITS,
    Painted,
    Values,
    dates,
    numbers,
    painted_of,
    text_cells,
    units_wide,
    values_of,
    whole,
    width_of,
)

__all__ = ["Painted", "Values", "dates", "numbers", "text_cells", "units_wide", "width_of"]

MOST_ROWS = 1_048_575  # below the heading
PIECE = 16_000  # of a long text, on its own sheet: safe in UTF-16 units, too
_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_BAD_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


class Links(NamedTuple):
    """What the cells of a column open."""

    files: Sequence[str]  # each with `external:` before it
    file: NDArray[np.integer]  # per cell: the number of its file; -1 for no link
    place: Sequence[str]  # per cell: 'Sheet'!A1, or ""


@dataclass(frozen=True)
class Cells:
    """One column ready to be written: `Values`, or text as `str`, numbers and dates as `float`, "" for an empty cell."""

    heading: str
    values: Values | Sequence[str | float]
    style: Format | None = None
    styles: Painted | Sequence[Format | None] | None = None  # one per cell, where they differ
    width: float = 12.0
    heading_style: Format | None = None
    below: bool = False  # the style holds for the rest of the column, too: what staff add below looks the same
    links: Links | None = None


@dataclass
class Book:
    """A workbook being written. Texts too long for a cell are kept here, and written whole on a sheet of their own."""

    file: Workbook
    look: Look
    path: Path
    made: BytesIO
    long: list[tuple[str, str, str]] = field(default_factory=list)  # sheet, cell, whole text
    names: set[str] = field(default_factory=set)
    blocks: dict[Worksheet, list[Block]] = field(default_factory=dict)

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
        parts = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(self.file.worksheets(), 1)}
        filled = {part: self.blocks[sheet] for part, sheet in parts.items() if sheet in self.blocks}
        splice.splice(self.made.getvalue(), self.path, filled)


def new(path: Path, as_of: date, title: str) -> Book:
    """Return an empty workbook. Its times are those of *as_of*, so that the same content gives the same bytes."""
    made = BytesIO()
    file = Workbook(made, _SAFE)
    file.set_properties(
        {"title": title, "author": "custsheet", "created": datetime(as_of.year, as_of.month, as_of.day)}
    )
    file.set_custom_property("custsheet", custsheet.__version__, "text")
    file.set_size(2600, 1500)
    return Book(file, Look(file), path, made)


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
    """Set the columns' cells from row *top* on; they are rendered when the workbook is closed.

    Rows of the block may be given a height of their own by `sheet.set_row`; nothing else may be written in them.
    """
    if not columns or not len(columns[0].values):
        return
    palette: dict[int, Format] = {}
    ready = [_column(book, sheet, top, number, column, palette) for number, column in enumerate(columns)]
    opened, links = next(((number, each.links) for number, each in enumerate(columns) if each.links), (0, None))
    _write_pattern(sheet, top, [book.look(), *palette.values()], links.files if links else ())
    told = splice.Links(opened, links.file, links.place) if links else None
    book.blocks.setdefault(sheet, []).append(Block(top + 1, ready, told))


def _column(book: Book, sheet: Worksheet, top: int, number: int, cells: Cells, palette: dict[int, Format]) -> Column:
    values = whole(values_of(cells.values), lambda row, text: _kept(book, sheet, top + row, number, text))
    default = _number(cells.style if cells.below else None, palette)
    styles = None
    if cells.styles is not None:
        painted = painted_of(cells.styles)
        styles = np.array([_number(each, palette) for each in painted.palette])[painted.codes]
    return Column(values.text, values.numeric, _number(cells.style, palette), styles, default)


def _number(style: Format | None, palette: dict[int, Format]) -> int:
    """Return the number of a style in the pattern of a block, from 1; 0 is no style."""
    if style is None:
        return 0
    palette.setdefault(id(style), style)
    return list(palette).index(id(style)) + 1


def _write_pattern(sheet: Worksheet, row: int, palette: Sequence[Format], files: Sequence[str]) -> None:
    """Write the row that the block will replace."""
    for number, style in enumerate(palette, splice.PATTERN):
        sheet.write_blank(row, number, None, style)
    for number, file in enumerate(files, splice.PATTERN + len(palette)):
        sheet.write_url(row, number, file, None, "-")


def _kept(book: Book, sheet: Worksheet, row: int, column: int, text: str) -> str:
    """Return what of a long text a cell can hold; the whole text goes on a sheet of its own."""
    book.long.append((sheet.get_name(), cell_name(row, column), text))
    return short(text, MOST_UNITS - 100) + say("report", "long_text", "cut")


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
    return f"{letters_of(column)}{row + 1}"


def note(sheet: Worksheet, text: str) -> None:
    """Explain a sheet in a comment on its first heading, where it is in nobody's way."""
    sheet.write_comment(0, 0, text, {"x_scale": 1.8, "y_scale": 0.9, "author": "custsheet", "font_size": 9})


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

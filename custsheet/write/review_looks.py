"""How the rows of the review workbook look."""

from typing import NamedTuple

from xlsxwriter.format import Format

from custsheet.write.excel import Book
from custsheet.write.look import DIFFER, EQUAL, GROUP, INK, INPUT, LINE, MUTED


class Looks(NamedTuple):
    """The cell formats of the rows, each made once."""

    group: Format
    why: Format
    verdict: Format
    typed: Format
    quiet: Format
    place: Format
    text: Format
    first: Format
    equal: Format
    differs: Format
    count: Format
    money: Format
    wrapped: Format


def of(book: Book) -> Looks:
    """Return the formats, made in *book*."""
    look = book.look
    open_cell = {"bg_color": INPUT, "border": 1, "border_color": LINE, "num_format": "@"}
    return Looks(
        group=look(bold=True, bg_color=GROUP, font_color=INK),
        why=look(bg_color=GROUP, font_color=INK, text_wrap=True),
        verdict=look(**open_cell, align="center", bold=True),
        typed=look(**open_cell),
        quiet=look.cell(align="center", font_color=MUTED),
        place=look.cell(font_color=MUTED),
        text=look.cell(num_format="@"),
        first=look.cell(num_format="@", bold=True),
        equal=look.cell(num_format="@", font_color=EQUAL),
        differs=look.cell(num_format="@", bg_color=DIFFER),
        count=look.figure(),
        money=look.figure("#,##0.00"),
        wrapped=look.cell(text_wrap=True),
    )

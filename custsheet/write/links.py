"""What `custsheet link` writes: links.xlsx for people, links.csv for programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pandas import DataFrame

import custsheet.write.excel as excel
import custsheet.write.flat as flat
import custsheet.write.lists as lists
from custsheet.texts import lookup, say
from custsheet.write.excel import Book, Cells
from custsheet.write.look import GOOD, INPUT, LEVEL_PANELS, LINE

BANDS = ("known", "perhaps", "new")
COLUMNS = (
    "band", "file", "sheet", "line", "name", "phone", "company", "customer_id", "known_name", "known_phone", "known_company",
    "known_file", "known_line", "probability", "also", "sharing", "reason",
)  # fmt: skip
TYPED = ("reviewer", "note")  # columns for people, carried over from one workbook to the next
_NUMBERS = ("line", "known_line", "also", "sharing")
_OF_NEW = COLUMNS[1:7]  # all that is told of contacts nobody knows
OPEN = {"bg_color": "#8A6116", "bottom_color": "#8A6116"}  # the heading of a column to fill in
_PANELS = {"known": "#DDEFE3", "perhaps": LEVEL_PANELS["warning"], "new": LEVEL_PANELS["info"]}


def write(links: DataFrame, told: list[str], folder: Path, as_of: date) -> None:
    """Write both files into *folder*: *links* has COLUMNS and TYPED, all text; *told* are the sentences of the first sheet."""
    book = excel.new(folder / "links.xlsx", as_of, say("links", "title"))
    _write_summary(book, links, told)
    for band in BANDS:
        _write_band(book, links[links["band"] == band], band)
    book.close()
    flat.write_csv(links[list(COLUMNS)], folder / "links.csv")


def _write_summary(book: Book, links: DataFrame, told: list[str]) -> None:
    sheet = book.sheet(say("links", "sheets", "summary"))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    sheet.set_row(0, 34)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, say("links", "title"), book.look.title())
    counts = links["band"].value_counts()
    for row, band in enumerate(BANDS, 2):
        look = {"bold": True, "bg_color": _PANELS[band], "font_color": GOOD if band == "known" else "#1F2A37"}
        sheet.write_string(row, 0, say("links", "bands", band), book.look.cell(**look))
        sheet.write_number(
            row, 1, int(counts.get(band, 0)), book.look.cell(num_format="#,##0", align="left", bold=True)
        )
    for row, sentence in enumerate([*told, say("links", "summary", "hint")], 6):
        excel.write_text(book, sheet, row, 0, sentence, book.look.muted())


def _write_band(book: Book, links: DataFrame, band: str) -> None:
    """Write the contacts of one verdict; more than a sheet can hold go on over further sheets."""
    names = _OF_NEW if band == "new" else COLUMNS[1:]
    shown = [name for name in names if (links[name] != "").any()]
    for start in range(0, max(1, len(links)), excel.MOST_ROWS):
        sheet = book.sheet(say("links", "sheets", band))
        part = links.iloc[start : start + excel.MOST_ROWS]
        if part.empty:
            lists.nothing(book, sheet, say("links", "none"))
            continue
        columns = [*(_cells(book, name, part) for name in shown), *(_typed(book, name, part) for name in TYPED)]
        excel.write_columns(book, sheet, 0, columns)
        lists.finish(sheet, len(part), len(columns))


def _typed(book: Book, name: str, part: DataFrame) -> Cells:
    """Return a column to type in, with what was typed before."""
    style = book.look(bg_color=INPUT, border=1, border_color=LINE, num_format="@")
    title, values = str(lookup("links", "columns")[name]), excel.text_cells(part[name])
    return Cells(
        title, values, style, width=excel.width_of(title, part[name], 9, 40), heading_style=book.look.heading(**OPEN)
    )


def _cells(book: Book, name: str, part: DataFrame) -> Cells:
    title, values = str(lookup("links", "columns")[name]), part[name]
    if name == "probability":
        shares = [min(float(each), 0.9999) for each in values]
        return Cells(title, shares, book.look.cell(num_format="0.00%"), width=10)
    if name in _NUMBERS:
        numbers = [float(each) if each else "" for each in values]
        return Cells(title, numbers, book.look.cell(num_format="0"), width=max(8.0, excel.units_wide(title) + 4.0))
    return Cells(
        title, excel.text_cells(values), book.look.cell(num_format="@"), width=excel.width_of(title, values, 8, 60)
    )

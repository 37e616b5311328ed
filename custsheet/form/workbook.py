"""The form as a workbook: drop-downs, hints, rules and an example; no macros, nothing that only Excel understands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

import custsheet.form.regions as regions
from custsheet.form.columns import CONSENT, CONTACT, REGIONS, ROOM, Column
from custsheet.form.rules import RULES
from custsheet.read.forms import PROPERTY, SHEET, Template
from custsheet.texts import lookup, say
from custsheet.write import excel
from custsheet.write.excel import Book
from custsheet.write.look import ACCENT, DEEP, GOOD, INPUT, LEVEL_PANELS, LEVELS, LINE, MUTED, PANEL

NAMES, BRIEF, HEADINGS, EXAMPLE, FIRST = range(5)  # rows: names of fields, instruction, headings, example, entries
_PAGE = 230.0  # units of width that are still read well on a landscape page
_MOST_INLINE = 255  # characters of a drop-down that stands in the cell's own rule
_FORMATS = {"text": "@", "date": "yyyy-mm-dd", "number": "0.00##", "whole": "0"}


def write(path: Path, title: str, template: Template, columns: Sequence[Column], rows: int) -> None:
    """Write the form of these *columns* with room for so many *rows*."""
    book = excel.new(path, date.fromisoformat(template.made), title)
    book.file.set_custom_property(PROPERTY, str(template), "text")
    sheet = book.sheet(title)
    lists = _Lists(columns)
    _write_headings(book, sheet, template, columns)
    _write_entries(book, sheet, columns, rows)
    for number, column in enumerate(columns, 1):
        _ask(sheet, number, column, columns, rows, lists)
    _warn_of_blanks(book, sheet, columns, rows)
    _set_up(sheet, columns, rows)
    _write_help(book, columns)
    lists.write(book)
    _write_template(book, template, columns)
    book.close()


class _Lists:
    """The lists of drop-downs that are too long for a rule, or depend on another cell: ranges with names on a hidden sheet."""

    def __init__(self, columns: Sequence[Column]) -> None:
        asked = {each.field for each in columns}
        self.ranges = regions.lists() if asked.issuperset(REGIONS) else {}
        for each in columns:
            if each.choices and not _inline(each.choices):
                self.ranges[f"cs_list_{each.field}"] = list(each.choices)

    def source(self, column: Column, cells: dict[str, str]) -> str | list[str]:
        """Return where a column's drop-down takes its words from, "" for none; *cells* are those of the row, by field."""
        if column.field in REGIONS and regions.range_name() in self.ranges:
            above = [f"${cells[each]}" for each in REGIONS[: REGIONS.index(column.field)]]
            asked = '&"_"&'.join(above)
            return f'=INDIRECT("{regions.range_name()}"&{asked})' if above else f"={regions.range_name()}"
        if f"cs_list_{column.field}" in self.ranges:
            return f"=cs_list_{column.field}"
        return list(column.choices) if column.choices else ""

    def write(self, book: Book) -> None:
        """Write the hidden sheet, one list below the other, and give every list its name."""
        if not self.ranges:
            return
        sheet = book.sheet(say(ROOM, "sheets", "lists"))
        row = 0
        for name, values in self.ranges.items():
            for number, value in enumerate(values):
                excel.write_text(book, sheet, row + number, 0, value, None)
            book.file.define_name(name, f"='{sheet.get_name()}'!$A${row + 1}:$A${row + len(values)}")
            row += len(values)
        sheet.hide()


def _inline(choices: Sequence[str]) -> bool:
    return len(",".join(choices)) <= _MOST_INLINE and not any("," in each or each != each.strip() for each in choices)


def _write_headings(book: Book, sheet: Worksheet, template: Template, columns: Sequence[Column]) -> None:
    """Write the hidden names, the instruction, the headings and the example."""
    look = book.look
    sheet.set_row(NAMES, None, None, {"hidden": True})
    sheet.write_string(NAMES, 0, str(template))
    contact = say(ROOM, "contact") if {each.field for each in columns}.issuperset(CONTACT) else ""
    sheet.set_row(BRIEF, 24, look())
    sheet.write_string(BRIEF, 0, f"{say(ROOM, 'brief')}{' ' if contact else ''}{contact}", look(font_color=DEEP))
    sheet.write_string(HEADINGS, 0, say(ROOM, "number"), look.heading(align="center"))
    shown = look.cell(italic=True, font_color=MUTED, bg_color=PANEL, num_format="@")
    sheet.write_string(
        EXAMPLE, 0, say(ROOM, "mark"), look.cell(bold=True, font_color=MUTED, bg_color=PANEL, align="center")
    )
    for number, column in enumerate(columns, 1):
        sheet.write_string(NAMES, number, column.field)
        sheet.write_string(
            HEADINGS, number, f"{column.title} *" if column.required else column.title, _heading(book, column)
        )
        excel.write_text(book, sheet, EXAMPLE, number, column.example, shown)


def _heading(book: Book, column: Column) -> Any:
    colour = ACCENT if column.required else GOOD if column.field in CONSENT else DEEP
    return book.look.heading(bg_color=colour, bottom_color=colour, align="center")


def _write_entries(book: Book, sheet: Worksheet, columns: Sequence[Column], rows: int) -> None:
    """Number the rows and give every cell its format, so that digits stay as they are typed."""
    formats = [book.look(num_format=_FORMATS[each.form], border=1, border_color=LINE) for each in columns]
    for number, (column, style) in enumerate(zip(columns, formats, strict=True), 1):
        sheet.set_column(number, number, column.width, style)
    numbered = book.look(font_color=MUTED, bg_color=PANEL, align="center", border=1, border_color=LINE)
    for row in range(FIRST, FIRST + rows):
        sheet.set_row(row, 18)
        sheet.write_number(row, 0, row - FIRST + 1, numbered)
        for number, style in enumerate(formats, 1):
            sheet.write_blank(row, number, None, style)


def _ask(sheet: Worksheet, number: int, column: Column, columns: Sequence[Column], rows: int, lists: _Lists) -> None:
    """Explain a column's cells and say what may be typed."""
    cells = {each.field: xl_rowcol_to_cell(FIRST, place, col_abs=False) for place, each in enumerate(columns, 1)}
    options = _rule(column, cells[column.field], lists.source(column, cells))
    sentence = "reason" if column.level == "stop" else "doubt"
    told = {
        "input_title": excel.short(column.title, 32),
        "input_message": excel.short(column.prompt, 255),
        "error_title": excel.short(say(ROOM, "wrong", title=column.title), 32),
        "error_message": excel.short(say(ROOM, sentence, hint=column.hint, example=column.example), 255),
        "error_type": column.level,
    }
    sheet.data_validation(FIRST, number, FIRST + rows - 1, number, {**options, **told})


def _rule(column: Column, cell: str, source: str | list[str]) -> dict[str, Any]:
    if source:
        return {"validate": "list", "source": source}
    if column.kind == "date":
        latest: Any = "=TODAY()" if column.past else date(2199, 12, 31)
        return {"validate": "date", "criteria": "between", "minimum": date(1900, 1, 1), "maximum": latest}
    if column.form in ("number", "whole"):
        kind = "decimal" if column.form == "number" else "integer"
        return {"validate": kind, "criteria": ">=", "value": 0}
    if column.kind in RULES:
        return {"validate": "custom", "value": "=" + RULES[column.kind].formula.format(c=cell)}
    return {"validate": "any"}


def _warn_of_blanks(book: Book, sheet: Worksheet, columns: Sequence[Column], rows: int) -> None:
    """Colour the required cells that are blank in a row that has been begun."""
    whole = f"$B{FIRST + 1}:${xl_rowcol_to_cell(FIRST, len(columns))}"
    tint = book.file.add_format({"bg_color": LEVEL_PANELS["error"]})
    for number, column in enumerate(columns, 1):
        if column.required:
            cell = xl_rowcol_to_cell(FIRST, number)
            rule = {"type": "formula", "criteria": f'=AND(COUNTA({whole})>0,{cell}="")', "format": tint}
            sheet.conditional_format(FIRST, number, FIRST + rows - 1, number, rule)


def _set_up(sheet: Worksheet, columns: Sequence[Column], rows: int) -> None:
    sheet.set_column(0, 0, 7)
    sheet.set_row(HEADINGS, 30)
    sheet.set_row(EXAMPLE, 22)
    sheet.freeze_panes(FIRST, 2)
    sheet.set_selection(FIRST, 1, FIRST, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(math.ceil(sum(each.width for each in columns) / _PAGE), 0)
    sheet.repeat_rows(HEADINGS)
    sheet.repeat_columns(0, 1)
    sheet.print_area(HEADINGS, 0, FIRST + rows - 1, len(columns))
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer("&L&A&R&P / &N")


def _write_help(book: Book, columns: Sequence[Column]) -> None:
    """Write the instructions, the notice to customers, and what each column asks."""
    look = book.look
    sheet = book.sheet(say(ROOM, "sheets", "help"))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 92)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    told = [*lookup(ROOM, "help"), [say(ROOM, "notice", "title"), ""]]
    for row, (title, text) in enumerate(told):
        head = look.title() if not row else look.section() if not text else look.cell(bold=True, valign="top")
        _explain(book, sheet, row, title, text, head, look.cell(text_wrap=True, valign="top"))
    notice = look(text_wrap=True, valign="top", bg_color=INPUT, border=1, border_color=LINE)
    sheet.merge_range(len(told), 0, len(told), 1, say(ROOM, "notice", "text"), notice)
    sheet.set_row(len(told), 84)
    row = len(told) + 2
    for column in columns:
        title = f"{column.title} *" if column.required else column.title
        style = look.cell(bold=True, valign="top", font_color=LEVELS["error"] if column.required else DEEP)
        _explain(book, sheet, row, title, column.prompt, style, look.cell(text_wrap=True, valign="top"))
        row += 1


def _explain(book: Book, sheet: Worksheet, row: int, title: str, text: str, head: Any, body: Any) -> None:
    lines = max(1, math.ceil(excel.units_wide(text) / 88)) if text else 2
    sheet.set_row(row, 4 + 15 * lines)
    excel.write_text(book, sheet, row, 0, title, head)
    excel.write_text(book, sheet, row, 1, text, body if text else head if row else None)


def _write_template(book: Book, template: Template, columns: Sequence[Column]) -> None:
    """Keep the template where nobody sees it: by it the example is known again."""
    sheet = book.sheet(SHEET)
    sheet.write_row(0, 0, [str(template)])
    for row, column in enumerate(columns, 1):
        for place, text in enumerate((column.field, column.title, column.example)):
            excel.write_text(book, sheet, row, place, text, None)
    sheet.very_hidden()

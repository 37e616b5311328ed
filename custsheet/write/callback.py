"""The call-back sheet 回访.xlsx: who is to be called, what is to be checked, and the answers to fill in.

One line per customer and field. Everything by which a line is known and weighted again stands in hidden columns, so that
sorting, filtering, moved and added columns change nothing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pandas import DataFrame
from xlsxwriter.worksheet import Worksheet

import custsheet.write.excel as excel
import custsheet.write.lists as lists
from custsheet.texts import lookup, say
from custsheet.write.excel import Book, Cells
from custsheet.write.look import EQUAL, INPUT

SHOWN = ("number", "customer_id", "name", "contact", "field", "value", "result", "after", "day", "caller", "note")
HIDDEN = ("sample", "id", "field", "rows", "before", "probability", "population", "size", "weighted")
_TYPED = ("result", "after", "day", "caller", "note")
_WIDTHS = {"number": 7.0, "result": 12.0, "after": 30.0, "day": 13.0, "caller": 10.0, "note": 28.0}
_OPEN = {"bg_color": "#8A6116", "bottom_color": "#8A6116"}  # the heading of a column to fill in
TOP = 1  # the row of the headings


def write(questions: DataFrame, path: Path, as_of: date) -> None:
    """Write the workbook. *questions* are text: customer_id, name, contact, title (of the field), value, and HIDDEN."""
    book = excel.new(path, as_of, say("verify", "callback", "title"))
    sheet = book.sheet(say("verify", "callback", "sheet"))
    sheet.write_string(0, 0, say("verify", "callback", "intro"), book.look.muted())
    columns = [*_shown(book, questions), *_hidden(book, questions)]
    excel.write_columns(book, sheet, TOP, columns)
    sheet.set_column(len(SHOWN), len(columns) - 1, 10, None, {"hidden": True})
    lists.finish(sheet, len(questions), len(SHOWN), TOP)
    sheet.freeze_panes(TOP + 1, 3)
    _offer(sheet, len(questions))
    lists.explain(book, say("verify", "callback", "help_sheet"), lookup("verify", "callback", "help"))
    book.close()


def _shown(book: Book, questions: DataFrame) -> list[Cells]:
    """Return the columns to read and to fill in; who is called again and again is greyed but once."""
    titles = lookup("verify", "callback", "columns")
    text, grey = book.look.cell(num_format="@"), book.look.cell(num_format="@", font_color=EQUAL)
    again = questions["id"].duplicated().tolist()
    styles = [grey if each else text for each in again]
    columns = [
        Cells(
            titles["number"],
            [float(each) for each in range(1, len(questions) + 1)],
            book.look.cell(align="center"),
            width=7,
        )
    ]
    for name, told in (
        ("customer_id", "id"),
        ("name", "name"),
        ("contact", "contact"),
        ("field", "title"),
        ("value", "value"),
    ):
        values = questions[told]
        width = excel.width_of(titles[name], values)
        columns.append(
            Cells(titles[name], excel.text_cells(values), text, None if name in ("field", "value") else styles, width)
        )
    return [*columns, *(_to_fill(book, titles[name], name, len(questions)) for name in _TYPED)]


def _to_fill(book: Book, title: str, name: str, count: int) -> Cells:
    """Return a column of coloured blanks."""
    style = book.look.cell(num_format="yyyy-mm-dd" if name == "day" else "@", bg_color=INPUT)
    return Cells(title, [""] * count, style, [style] * count, _WIDTHS[name], book.look.heading(**_OPEN))


def _hidden(book: Book, questions: DataFrame) -> list[Cells]:
    text = book.look.cell(num_format="@")
    return [Cells(name, excel.text_cells(questions[name]), text) for name in HIDDEN]


def _offer(sheet: Worksheet, count: int) -> None:
    """Give the results their drop-down; other words stay possible, for what is meant may still be clear."""
    place = SHOWN.index("result")
    offered = {"validate": "list", "source": list(lookup("verify", "results").values()), "error_type": "warning"}
    sheet.data_validation(TOP + 1, place, TOP + max(1, count), place, {**offered, "ignore_blank": True})

"""Columns of a table as Excel should hold them: identifiers text, dates and amounts real, each as wide as it needs."""

from dataclasses import replace

import numpy as np
from pandas import Series

import custsheet.write.excel as excel
from custsheet.write.excel import Book, Cells
from custsheet.write.layout import Shown
from custsheet.write.look import TINT
from custsheet.write.values import Painted, Values, widest

DATE = "yyyy-mm-dd"
AMOUNT = "#,##0.00"
WIDEST = 40.0
_COUNTS = {"points", "order_count", "quantity"}  # amounts that are not money
_SPREAD = {"date": 1.1, "amount": 1.5}  # how much wider than its letters a value is drawn: wide signs, thousands, cents


def cells(book: Book, column: Shown, values: Series, marked: np.ndarray, tint: str = TINT) -> Cells:
    """Return a column ready to be written; cells that are *marked* get the colour *tint*.

    *values* are as a reader sees them, *marked* is one truth value per cell.
    """
    number_format, prepared = _prepared(column, values)
    looks = {"num_format": number_format, **_aligned(column, number_format)}
    style = book.look(**looks)
    tinted = book.look(**looks, bg_color=tint)
    styles = Painted((style, tinted), marked.astype("int64")) if marked.any() else None
    return Cells(column.heading, prepared, style, styles, width_of(column, values), below=True)


def width_of(column: Shown, values: Series) -> float:
    """Return how wide a column must be to show its values: every date and number whole, text up to `WIDEST`.

    >>> width_of(Shown("order_date", "日期", "date"), Series(["2023-01-05 14:30:00"] * 3, dtype="str")) >= 20
    True
    """
    least = 12.0 if column.kind == "date" else 8.0
    longest = float(widest(values)) * _SPREAD.get(column.kind, 1.0) + 2
    return excel.width_of(column.heading, values, max(least, min(WIDEST, longest)), WIDEST)


def part(column: Cells, start: int) -> Cells:
    """Return the cells of a column from *start* on, as many as a sheet holds."""
    stop = start + excel.MOST_ROWS
    styles = None if column.styles is None else column.styles[start:stop]
    return replace(column, values=column.values[start:stop], styles=styles)


def _aligned(column: Shown, number_format: str) -> dict[str, object]:
    if number_format == "@":
        return {}
    return {"align": "center"} if column.kind == "date" else {"align": "right", "indent": 1}


def _prepared(column: Shown, values: Series) -> tuple[str, Values]:
    """Return the number format of a column, and its values as Excel should hold them."""
    if column.kind == "date":
        return DATE, excel.dates(values)
    if column.kind == "amount":
        whole = column.field in _COUNTS or not values.str.contains(".", regex=False).any()
        return "#,##0" if whole else AMOUNT, excel.numbers(values)
    return "@", excel.text_cells(values)

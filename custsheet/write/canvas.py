"""Cells put one by one, where a sheet is no plain list: kept by column and rendered as one block."""

from dataclasses import dataclass, field
from operator import itemgetter

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

import custsheet.write.excel as excel
from custsheet.write.excel import Book, Cells


@dataclass
class Canvas:
    """The rows of a sheet from row *top* (from 0) on, *width* columns wide, filled line by line."""

    book: Book
    sheet: Worksheet
    top: int
    width: int
    lines: list[list[tuple[str | float, Format | None]]] = field(default_factory=list)

    @property
    def row(self) -> int:
        """The row of the sheet that comes next."""
        return self.top + len(self.lines)

    def add(self, line: list[tuple[str | float, Format | None]]) -> None:
        """Add a line of cells: value and style each, "" for an empty cell."""
        self.lines.append(line + [("", None)] * (self.width - len(line)))

    def write(self) -> None:
        """Write what was added."""
        cells = [
            Cells("", list(map(itemgetter(0), column)), None, list(map(itemgetter(1), column)))
            for column in zip(*self.lines, strict=True)
        ]
        excel.write_cells(self.book, self.sheet, self.top, cells)

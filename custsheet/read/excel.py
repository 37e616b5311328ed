"""Reading .xlsx: every sheet as a grid of what its cells show."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from custsheet.errors import InputError
from custsheet.model import facts
from custsheet.ooxml.cells import Cells, Sights, cells
from custsheet.ooxml.package import open_package, part
from custsheet.ooxml.raw import letters_of
from custsheet.ooxml.strings import strings_of
from custsheet.ooxml.workbook import Workbook, workbook
from custsheet.read.grid import GAP, Grid, Noticed, sparse_table
from custsheet.read.own import without_marks

LARGEST = 100_000_000  # places of a grid, when nearly all of them are empty
FAR = 200  # empty columns between the table and a stray cell
FEW = 20  # stray cells


def read_xlsx(path: Path, content: bytes | None = None) -> tuple[list[Grid], dict[str, str]]:
    """Return the sheets of a workbook, and its custom document properties. InputError as `ooxml.package` and `ooxml.cells`.

    *content* stands for the file's own where that had to be decrypted.
    """
    with open_package(path, content) as package:
        book = workbook(package)
        with ThreadPoolExecutor(1) as pool:  # the strings are found while the first sheet is looked through
            strings = pool.submit(strings_of, part(package, book.strings))
            grids = [
                _grid(sheet.name, cells(package, sheet.part, book, strings.result), book, sheet.hidden, path.name)
                for sheet in book.sheets
            ]
    return without_marks(_with_parts(grids, book), book.marks), book.properties


def _with_parts(grids: list[Grid], book: Workbook) -> list[Grid]:
    """Return the sheets, the first of them saying what else the workbook has that is not taken over."""
    there = (("file.macros", book.macros), ("file.links", book.links))
    told = tuple(Noticed(code, 0, -1, "", "") for code, found in there if found)
    return [replace(grids[0], noticed=(*told, *grids[0].noticed)), *grids[1:]] if grids and told else grids


def _grid(name: str, found: Cells, book: Workbook, hidden: bool, file: str) -> Grid:
    stray = _stray(found)
    near = ~stray if stray.any() else np.ones(len(found.line), bool)
    line, column = found.line[near], found.column[near]
    _not_mostly_empty(line, column, file, name)
    texts = found.text.combine_chunks() if isinstance(found.text, pa.ChunkedArray) else found.text
    table, lost = sparse_table(line, column, texts.filter(pa.array(near)) if stray.any() else texts)
    twice = np.zeros(len(near), bool)
    twice[near] = lost
    style = found.style[near]
    return Grid(
        name,
        table,
        hidden=hidden,
        formats={
            position: _format(style[column == position], book)
            for position in np.flatnonzero(np.bincount(column)).tolist()
        },
        numbers=_among_texts(line, column, found.number[near]),
        noticed=(*_of_sheet(found.sheet, line), *_of_cells(found, stray, twice)),
        merged=tuple(found.sheet.merged),
    )


def _not_mostly_empty(line: np.ndarray, column: np.ndarray, file: str, sheet: str) -> None:
    """Raise InputError (`E_TOO_BIG`) for few cells strewn over very many rows and columns."""
    rows, columns = (np.count_nonzero(np.bincount(each)) for each in (line, column))
    if rows * columns > LARGEST and len(line) < 0.01 * rows * columns:
        raise InputError("E_TOO_BIG", file=file, sheet=sheet, rows=rows, columns=columns)


def _stray(found: Cells) -> np.ndarray:
    """Return which cells lie far from the table, as some add-ins leave them: few, beyond a wide empty gap."""
    stray = np.zeros(len(found.line), bool)
    for places, gap in ((found.line, GAP), (found.column, FAR)):
        used = np.flatnonzero(np.bincount(places)) if len(places) else np.zeros(0, np.int64)
        wide = np.flatnonzero(np.diff(used) > gap)
        if len(wide):
            beyond = places > used[wide[0]]
            stray |= beyond if beyond.sum() <= min(FEW, len(places) // 2) else False
    return stray


def _among_texts(line: np.ndarray, column: np.ndarray, number: np.ndarray) -> dict[int, np.ndarray]:
    """Return the lines of number cells in columns that are mostly text."""
    width = int(column.max()) + 1 if len(column) else 0
    numbers, filled = np.bincount(column[number], minlength=width), np.bincount(column, minlength=width)
    some = np.flatnonzero((numbers > 0) & (2 * numbers < filled))
    return {int(position): np.sort(line[number & (column == position)]) for position in some}


def _format(styles: np.ndarray, book: Workbook) -> str:
    style = int(np.bincount(styles).argmax()) if len(styles) and styles.max() < len(book.formats) else 0
    code = book.formats[style] if style < len(book.formats) else ""
    return "" if code == "General" else code


def _of_sheet(sheet: Sights, filled: np.ndarray) -> list[Noticed]:
    """Return what there is to say about the sheet as a whole: hidden lines and columns that hold cells, rows out of order."""
    lines = np.intersect1d(sheet.hidden_lines, filled).tolist()
    columns = [
        letters_of(first) + (f":{letters_of(last)}" if last > first else "") for first, last in sheet.hidden_columns
    ]
    told = []
    if lines or columns:
        shown = ", ".join(map(str, lines[:20])) + ("…" if len(lines) > 20 else "")
        known = facts(rows=len(lines), lines=shown or "–", columns=", ".join(columns[:20]) or "–")
        told.append(Noticed("sheet.hidden_parts", 0, -1, "", known))
    return [*told, *([Noticed("sheet.row_order", 0, -1, "", "")] if sheet.disorder else [])]


def _of_cells(found: Cells, stray: np.ndarray, twice: np.ndarray) -> list[Noticed]:
    there = {
        "cell.error": found.error & ~stray,
        "cell.no_result": found.uncached & ~stray,
        "damage.precision": found.cut & ~stray,
        "cell.twice": twice,
        "cell.far": stray,
    }
    return [_at(code, found, int(each)) for code, places in there.items() for each in np.flatnonzero(places)]


def _at(code: str, found: Cells, place: int) -> Noticed:
    line, column = int(found.line[place]), int(found.column[place])
    known = facts(cell=f"{letters_of(column)}{line}") if code == "cell.far" else ""
    return Noticed(code, line, column, found.text[place].as_py(), known)

"""Reading .xlsx: every sheet as a grid of what its cells show."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas import DataFrame

from custsheet.errors import InputError
from custsheet.model import facts
from custsheet.ooxml.cells import Cells, cells
from custsheet.ooxml.package import open_package
from custsheet.ooxml.strings import shared_strings
from custsheet.ooxml.workbook import Workbook, workbook
from custsheet.read.grid import Grid, Noticed, text_column

GAP = 1_000  # empty lines in a row that still count as lines of the sheet
LARGEST = 100_000_000  # places of a grid, when nearly all of them are empty


def read_xlsx(path: Path) -> tuple[list[Grid], dict[str, str]]:
    """Return the sheets of a workbook, and its custom document properties. InputError as `ooxml.package` and `ooxml.cells`."""
    with open_package(path) as package:
        book = workbook(package)
        strings = shared_strings(package, book.strings)
        grids = [
            _grid(sheet.name, cells(package, sheet.part, book, strings), book, sheet.hidden, path.name) for sheet in book.sheets
        ]
    return grids, book.properties


def _grid(name: str, found: Cells, book: Workbook, hidden: bool, file: str) -> Grid:
    lines = _lines(found.line)
    positions = np.unique(found.column)
    if len(lines) * len(positions) > LARGEST and len(found.line) < 0.01 * len(lines) * len(positions):
        raise InputError("E_TOO_BIG", file=file, sheet=name, rows=len(lines), columns=len(positions))
    order = np.argsort(found.column, kind="stable")
    bounds = np.searchsorted(found.column[order], [*positions, 16_384])
    placed = np.searchsorted(lines, found.line)
    columns, formats = {}, {}
    for number, position in enumerate(positions):
        chosen = order[bounds[number] : bounds[number + 1]]
        columns[int(position)] = _column(found.text, chosen, placed[chosen], len(lines))
        formats[int(position)] = _format(found.style[chosen], book)
    noticed = (*_noticed(found), *_twice(found, placed, len(positions), positions))
    return Grid(name, DataFrame(columns, index=pd.Index(lines)), hidden=hidden, formats=formats, noticed=noticed, merged=tuple(found.merged))


def _lines(filled: np.ndarray) -> np.ndarray:
    """Return the lines of the sheet: those with a filled cell, and the empty ones between them unless there are very many."""
    lines = np.unique(filled)
    gaps = np.diff(lines)
    if not len(gaps) or gaps.max() == 1:
        return lines
    small = np.flatnonzero((gaps > 1) & (gaps <= GAP))
    return np.union1d(lines, np.concatenate([np.arange(lines[each], lines[each + 1]) for each in small] or [lines]))


def _column(texts: pa.ChunkedArray, chosen: np.ndarray, placed: np.ndarray, length: int) -> pd.api.extensions.ExtensionArray:
    """Return one column, "" where there is no cell. Of two cells in one place the last counts."""
    which = np.full(length, -1)
    which[placed] = chosen
    return text_column(texts.take(pa.array(which, mask=which < 0)).fill_null(""))


def _format(styles: np.ndarray, book: Workbook) -> str:
    style = int(np.bincount(styles).argmax()) if len(styles) and styles.max() < len(book.formats) else 0
    code = book.formats[style] if style < len(book.formats) else ""
    return "" if code == "General" else code


def _noticed(found: Cells) -> list[Noticed]:
    def at(place: int, code: str) -> Noticed:
        return Noticed(code, int(found.line[place]), int(found.column[place]), found.text[place].as_py(), "")

    errors, uncached = np.flatnonzero(found.error), np.flatnonzero(found.uncached)
    return [*(at(int(each), "cell.error") for each in errors), *(at(int(each), "cell.no_result") for each in uncached)]


def _twice(found: Cells, placed: np.ndarray, width: int, positions: np.ndarray) -> list[Noticed]:
    """Return the places that two cells claim, with the value that lost."""
    place = placed * max(width, 1) + np.searchsorted(positions, found.column)
    if len(np.unique(place)) == len(place):
        return []
    last = {int(each): number for number, each in enumerate(place)}
    again = {each for each, times in Counter(place.tolist()).items() if times > 1}
    lost = [number for number, each in enumerate(place.tolist()) if each in again and last[each] != number]
    return [
        Noticed("cell.twice", int(found.line[each]), int(found.column[each]), found.text[each].as_py(), facts(kept=found.text[last[int(place[each])]].as_py()))
        for each in lost
    ]

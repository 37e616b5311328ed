"""Reading .xlsx: every sheet as a grid of what its cells show."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas import DataFrame

from custsheet.errors import InputError
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
            _grid(sheet.name, cells(package, sheet.part, book, strings), book, sheet.hidden, path.name)
            for sheet in book.sheets
        ]
    return grids, book.properties


def _grid(name: str, found: Cells, book: Workbook, hidden: bool, file: str) -> Grid:
    lines = _lines(found.line)
    positions = np.flatnonzero(np.bincount(found.column))
    if len(lines) * len(positions) > LARGEST and len(found.line) < 0.01 * len(lines) * len(positions):
        raise InputError("E_TOO_BIG", file=file, sheet=name, rows=len(lines), columns=len(positions))
    order = np.argsort(found.column, kind="stable")
    bounds = np.searchsorted(found.column[order], [*positions, 16_384])
    place, texts = _places(lines), found.text.cast(pa.large_string()).combine_chunks()
    columns, formats, noticed = {}, {}, _noticed(found)
    for number, position in enumerate(positions):
        chosen = order[bounds[number] : bounds[number + 1]]
        which = np.full(len(lines), -1)
        which[place[found.line[chosen]]] = chosen
        columns[int(position)] = text_column(texts.take(pa.array(which, mask=which < 0)).fill_null(""))
        formats[int(position)] = _format(found.style[chosen], book)
        noticed += _lost(found, np.setdiff1d(chosen, which)) if (which >= 0).sum() < len(chosen) else []
    return Grid(
        name,
        DataFrame(columns, index=pd.Index(lines)),
        hidden=hidden,
        formats=formats,
        noticed=tuple(noticed),
        merged=tuple(found.merged),
    )


def _places(lines: np.ndarray) -> np.ndarray:
    """Return the place of each line among *lines*."""
    place = np.zeros(int(lines[-1]) + 1 if len(lines) else 0, np.int64)
    place[lines] = np.arange(len(lines))
    return place


def _lines(filled: np.ndarray) -> np.ndarray:
    """Return the lines of the sheet: those with a filled cell, and the empty ones between them unless there are very many."""
    lines = np.flatnonzero(np.bincount(filled))
    gaps = np.diff(lines)
    if not len(gaps) or gaps.max() == 1:
        return lines
    small = np.flatnonzero((gaps > 1) & (gaps <= GAP))
    return np.union1d(lines, np.concatenate([np.arange(lines[each], lines[each + 1]) for each in small] or [lines]))


def _format(styles: np.ndarray, book: Workbook) -> str:
    style = int(np.bincount(styles).argmax()) if len(styles) and styles.max() < len(book.formats) else 0
    code = book.formats[style] if style < len(book.formats) else ""
    return "" if code == "General" else code


def _noticed(found: Cells) -> list[Noticed]:
    there = (("cell.error", np.flatnonzero(found.error)), ("cell.no_result", np.flatnonzero(found.uncached)))
    return [
        Noticed(code, int(found.line[each]), int(found.column[each]), found.text[int(each)].as_py(), "")
        for code, places in there
        for each in places
    ]


def _lost(found: Cells, lost: np.ndarray) -> list[Noticed]:
    """Return the cells that another one in the same place stands for: the last one counts."""
    return [
        Noticed("cell.twice", int(found.line[each]), int(found.column[each]), found.text[int(each)].as_py(), "")
        for each in lost
    ]

"""A sheet as it was found: a grid of texts, and what was noticed about single cells and the whole sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas import DataFrame

GAP = 1_000  # empty lines in a row that still count as lines of the sheet


class Noticed(NamedTuple):
    """Something about a place of a sheet: the code of the issue, line (0 for the whole sheet), position (-1 for a row)."""

    code: str
    line: int
    position: int
    value: str
    facts: str
    suggestion: str = ""


@dataclass(frozen=True)
class Grid:
    """One sheet: `cells` has a row per line that is there (index: the line as Excel numbers it) and a column per position."""

    sheet: str
    cells: DataFrame
    encoding: str = ""
    evidence: str = ""  # why the encoding is right
    hidden: bool = False
    numbers: Mapping[int, np.ndarray] = field(default_factory=dict)  # lines of numbers among texts, by position
    formats: Mapping[int, str] = field(default_factory=dict)  # number format most used in a column, by position
    noticed: tuple[Noticed, ...] = ()
    merged: tuple[str, ...] = ()
    table: str = ""  # the table these rows are known to belong to; "" where that is to be found out
    header: int = 0  # the line of the headings, where that is known
    fields: Mapping[int, str] = field(default_factory=dict)  # of columns whose field is known, by position
    aside: Mapping[int, str] = field(default_factory=dict)  # lines not to be read, and why
    ragged: bool = False  # whether rows may be longer or shorter than the header by mistake


def fully(values: pd.Series, pattern: str) -> np.ndarray:
    """Return which texts match *pattern* from end to end (RE2 syntax, ignoring case, `.` takes line ends)."""
    found = pc.match_substring_regex(pa.array(values), rf"(?is)^(?:{pattern})$")
    return found.to_numpy(zero_copy_only=False).astype(bool)


def holding(values: pd.Series, pattern: str) -> np.ndarray:
    """Return which texts hold *pattern* (RE2 syntax)."""
    return pc.match_substring_regex(pa.array(values), pattern).to_numpy(zero_copy_only=False).astype(bool)


def filled_cells(cells: DataFrame) -> np.ndarray:
    """Return how many cells of each line hold more than blanks."""
    count = np.zeros(len(cells), np.int32)
    for position in cells:
        count += pc.binary_length(pc.utf8_trim_whitespace(pa.array(cells[position]))).to_numpy(zero_copy_only=False) > 0
    return count


def text_column(values: pa.ChunkedArray | pa.Array) -> pd.api.extensions.ExtensionArray:
    """Return Arrow text as pandas keeps it in tables."""
    chunked = values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])
    kept_as: Any = pd.StringDtype("pyarrow", na_value=float("nan"))
    return pd.arrays.ArrowStringArray(chunked.cast(pa.large_string()), dtype=kept_as)  # type: ignore[call-arg]


def table_of(rows: list[list[str]]) -> DataFrame:
    """Return rows of text, of any length, as a table whose index numbers the lines from 1. Empty rows at the end are left out."""
    while rows and not any(each.strip() for each in rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    padded = [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows]
    columns = [text_column(pa.array(each, pa.string())) for each in zip(*padded, strict=True)]
    return DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(1, len(rows) + 1))


def sparse_table(line: np.ndarray, column: np.ndarray, text: pa.Array) -> tuple[DataFrame, np.ndarray]:
    """Return filled cells, in any order, as a table of the lines and positions that are there; of two in one place the last.

    The second value says which cells another one in the same place stands for.
    """
    lines = _lines(line)
    positions = np.flatnonzero(np.bincount(column)) if len(column) else np.zeros(0, np.int64)
    order = np.argsort(column.astype(np.uint16), kind="stable")  # there are 16,384 columns: sorted by radix
    bounds = np.searchsorted(column[order], [*positions, 16_384])
    place, texts = _places(lines), text.cast(pa.large_string())
    columns, lost = {}, np.zeros(len(line), bool)
    for number, position in enumerate(positions):
        chosen = order[bounds[number] : bounds[number + 1]]
        which = np.full(len(lines), -1)
        which[place[line[chosen]]] = chosen
        columns[int(position)] = text_column(texts.take(pa.array(which, mask=which < 0)).fill_null(""))
        if (which >= 0).sum() < len(chosen):
            lost[np.setdiff1d(chosen, which)] = True
    return DataFrame(columns, index=pd.Index(lines)), lost


def from_cells(found: Sequence[tuple[int, int, str]]) -> DataFrame:
    """Return (line, 0-based position, text) triples as a table; blank ones are left out."""
    filled = [each for each in found if each[2].strip()]
    line, column, text = zip(*filled, strict=True) if filled else ((), (), ())
    texts = pa.array(text, pa.large_string())
    return sparse_table(np.array(line, np.int64), np.array(column, np.int64), texts)[0]


def _places(lines: np.ndarray) -> np.ndarray:
    """Return the place of each line among *lines*."""
    place = np.zeros(int(lines[-1]) + 1 if len(lines) else 0, np.int64)
    place[lines] = np.arange(len(lines))
    return place


def _lines(filled: np.ndarray) -> np.ndarray:
    """Return the lines of the sheet: those with a filled cell, and the empty ones between them unless there are very many."""
    lines = np.flatnonzero(np.bincount(filled)) if len(filled) else np.zeros(0, np.int64)
    gaps = np.diff(lines)
    if not len(gaps) or gaps.max() == 1:
        return lines
    small = np.flatnonzero((gaps > 1) & (gaps <= GAP))
    return np.union1d(lines, np.concatenate([np.arange(lines[each], lines[each + 1]) for each in small] or [lines]))

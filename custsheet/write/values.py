"""Columns of values as cells hold them: text, or the digits of a number; and how wide they are drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandas import Series
from xlsxwriter.format import Format

from custsheet.columnar import TEXT, as_bytes, holds, offsets_of, text_of

MOST_UNITS = 32_767  # UTF-16 units in one cell
DIGITS = 15  # that a double holds exactly
_HARDLY = 1.25  # times as long as usual
_NUMBER = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$"
_FIRST_DAY = pd.Timestamp("1899-12-30")


@dataclass(frozen=True)
class Values:
    """The cells of one column: texts, "" for an empty cell; those that are *numeric* are the digits of a number."""

    text: pa.Array
    numeric: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> "Values":
        return Values(self.text[part], None if self.numeric is None else self.numeric[part])


@dataclass(frozen=True)
class Painted:
    """The styles of one column's cells: a palette, and each cell's place in it."""

    palette: tuple[Format | None, ...]
    codes: NDArray[np.integer]

    def __getitem__(self, part: slice) -> "Painted":
        return Painted(self.palette, self.codes[part])


def text_cells(values: Series) -> Values:
    """Return texts ready to be written."""
    return Values(text_of(values))


def numbers(values: Series) -> Values:
    """Return canonical decimals as numbers where a double holds them exactly (15 digits at most), the rest as text."""
    text = text_of(values)
    exact = pc.match_substring_regex(text, _NUMBER)
    long = pc.and_(exact, pc.greater(pc.binary_length(text), DIGITS))
    if pc.any(long).as_py():
        digits = pc.utf8_length(pc.replace_substring_regex(text.filter(long), r"^-?0*|\.", ""))
        exact = pc.replace_with_mask(exact, long, pc.less_equal(digits, DIGITS))
    return Values(text, exact.to_numpy(zero_copy_only=False))


def dates(values: Series) -> Values:
    """Return full ISO dates from 1900-03-01 on as Excel's day numbers, the rest as text."""
    number, unique = pd.factorize(values)
    distinct = Series(unique, dtype="str")
    whole_day = distinct.str.fullmatch(r"\d{4}-\d{2}-\d{2}") & (distinct >= "1900-03-01")
    days = (pd.to_datetime(distinct.where(whole_day), format="%Y-%m-%d", errors="coerce") - _FIRST_DAY).dt.days
    chosen = days.notna().to_numpy(dtype=bool)[number]
    serial = pa.array(days.fillna(0).to_numpy(dtype="int64")[number[chosen]]).cast(TEXT)
    return Values(pc.replace_with_mask(text_of(values), pa.array(chosen), serial), chosen)


def values_of(cells: "Values | Sequence[str | float]") -> Values:
    """Return cells given one by one (texts and numbers) as a column."""
    if isinstance(cells, Values):
        return cells
    if set(map(type, cells)) <= {str}:
        return Values(pa.array(cells, TEXT))
    texts = [each if isinstance(each, str) else repr(each) for each in cells]
    numeric = np.array([not isinstance(each, str) and isfinite(each) for each in cells], dtype=bool)
    return Values(pa.array(texts, TEXT), numeric)


def painted_of(styles: "Painted | Sequence[Format | None]") -> Painted:
    """Return styles given one by one as a palette and codes."""
    if isinstance(styles, Painted):
        return styles
    codes, _ = pd.factorize(np.fromiter(map(id, styles), "int64", len(styles)))
    _, first = np.unique(codes, return_index=True)
    return Painted(tuple(styles[place] for place in first.tolist()), codes)


def whole(values: Values, cut: Callable[[int, str], str]) -> Values:
    """Return values that a cell can hold: *cut* is asked (row, text) for what stands instead of a text that is too long."""
    long = pc.greater(pc.utf8_length(values.text), MOST_UNITS // 2)
    if not pc.any(long).as_py():
        return values
    texts = values.text.to_pylist()
    for row in np.flatnonzero(long.to_numpy(zero_copy_only=False)).tolist():
        if len(texts[row].encode("utf-16-le", "replace")) // 2 > MOST_UNITS:
            texts[row] = cut(row, texts[row])
    return Values(pa.array(texts, TEXT), values.numeric)


def widths(values: Series) -> NDArray[np.int64]:
    """Return how wide texts are, in half-width characters; the longest line counts.

    >>> widths(Series(["客户ID", "a\\nbcd"], dtype="str")).tolist()
    [6, 3]
    """
    text = text_of(values)
    wide = np.zeros(len(text), dtype="int64")
    begins = offsets_of(text) - offsets_of(text)[:1] if len(text) else wide
    filled = begins[1:] > begins[:-1]
    if filled.any():
        drawn = _drawn(np.frombuffer(as_bytes(text), dtype="uint8"))
        wide[filled] = np.add.reduceat(drawn, begins[:-1][filled], dtype="uint32")
    lined = pc.match_substring(text, "\n").to_numpy(zero_copy_only=False) if holds(text, "\n") else ()
    for row in np.flatnonzero(lined).tolist():
        wide[row] = units_wide(text[row].as_py())
    return wide


def widest(values: Series) -> int:
    """Return how wide the widest text is: only those of more bytes than the longest one is wide can be wider.

    >>> widest(Series(["客户", "abcde", ""], dtype="str"))
    5
    """
    text = text_of(values)
    size = np.diff(offsets_of(text)) if len(text) else np.zeros(1, dtype="int64")
    if not size.any() or holds(text, "\n"):
        return int(widths(values).max(initial=0))
    least = units_wide(text[int(size.argmax())].as_py())
    return max(least, int(widths(values.iloc[np.flatnonzero(size > least)]).max(initial=0)))


def _drawn(written: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return how wide each byte of UTF-8 is drawn: the first of a character counts for it, from U+2E80 on (E2 BA 80) as two."""
    drawn = (written.view("int8") >= -0x40).view("uint8") + (written >= 0xE3).view("uint8")
    first = np.flatnonzero(written[:-1] == 0xE2)
    drawn[first[written[first + 1] >= 0xBA]] = 2
    return drawn


@lru_cache(maxsize=10_000)
def units_wide(text: str) -> int:
    """Return how wide one text is, in half-width characters; the longest line counts.

    >>> units_wide("客户ID")
    6
    """
    return max(sum(2 if ord(each) > 0x2E7F else 1 for each in line) for line in text.split("\n"))


def width_of(heading: str, values: Series, least: float = 8, most: float = 44) -> float:
    """Return a column width that shows most values: the 95th percentile of their lengths, Chinese counting two.

    Where the longest is hardly longer, it shows them all.
    """
    sample = values.iloc[:: max(1, len(values) // 2000)]
    shown = widths(sample[sample != ""])
    usual, longest = (float(np.quantile(shown, 0.95)), float(shown.max())) if len(shown) else (0.0, 0.0)
    wanted = longest if longest <= _HARDLY * usual else usual
    return float(min(most, max(least, units_wide(heading) + 4, wanted + 2)))

"""The cells of a worksheet, found piece by piece in its XML, as columns of text: what each cell shows.

Rows may come in any order; of two cells in one place the last counts. A declared `<dimension>` is not looked at.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from custsheet.errors import InputError
from custsheet.ooxml.formats import shows
from custsheet.ooxml.numbers import decimals, mapped, moments
from custsheet.ooxml.package import pieces
from custsheet.ooxml.raw import KINDS, Raw, letters_of, raw_cells
from custsheet.ooxml.strings import plain, prefix_of, unescaped
from custsheet.ooxml.workbook import Workbook

ROWS, COLUMNS = 1_048_576, 16_384
_MERGED = re.compile(rb'<mergeCell\b[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


class Cells(NamedTuple):
    """The filled cells of one sheet: parallel columns."""

    line: np.ndarray  # as Excel numbers it
    column: np.ndarray  # 0-based
    style: np.ndarray
    error: np.ndarray  # True for #N/A and its like
    uncached: np.ndarray  # True for a formula whose result was not stored
    text: pa.ChunkedArray
    merged: list[str]  # ranges, A1:C1


def cells(package: ZipFile, sheet: str, book: Workbook, strings: pa.Array) -> Cells:
    """Return the filled cells of the sheet in part *sheet*.

    Raises InputError: `E_DAMAGED`, `E_XML_DTD`, `E_BAD_REF` for a cell beyond XFD1048576.
    """
    tail: list[bytes] = []
    found = []
    last = 0
    for xml in _whole_rows(pieces(package, sheet), tail):
        raw = raw_cells(xml, last)
        _within_grid(raw, Path(package.filename or "").name)
        last = int(raw.line[-1]) if len(raw.line) else last
        found.append(_filled(raw, _shown(raw, book, strings)))
    line, column, style, error, uncached = (np.concatenate([each[place] for each in found]) for place in range(5))
    texts = pa.chunked_array([each[5] for each in found], pa.string())
    merged = [each.decode() for each in _MERGED.findall(b"".join(tail))]
    return Cells(line, column, style, error, uncached, texts, merged)


def _whole_rows(parts: Iterable[bytes], tail: list[bytes]) -> Iterator[bytes]:
    """Yield XML cut after the end of a row; what follows the last row is put into *tail* (and yielded too)."""
    rest, prefix = b"", None
    for piece in parts:
        prefix = prefix_of(piece) if prefix is None else prefix
        end_of_row = b"</" + prefix + b"row>"
        cut = piece.rfind(end_of_row)
        if cut < 0:
            rest += piece
            continue
        cut += len(end_of_row)
        yield plain(rest + piece[:cut], prefix)
        rest = piece[cut:]
    tail.append(plain(rest, prefix or b""))
    yield tail[0]


def _within_grid(raw: Raw, file: str) -> None:
    beyond = np.flatnonzero((raw.line > ROWS) | (raw.line < 1) | (raw.column >= COLUMNS))
    if len(beyond):
        place = f"{letters_of(int(raw.column[beyond[0]]))}{raw.line[beyond[0]]}"
        raise InputError("E_BAD_REF", file=file, cell=place)


def _filled(raw: Raw, texts: pa.Array) -> tuple:
    """Return the columns of Cells without the empty cells."""
    empty = pc.equal(texts, "").to_numpy(zero_copy_only=False).astype(bool)
    uncached = empty & raw.formula
    keep = np.flatnonzero(~empty | uncached)
    columns = (raw.line, raw.column, raw.style, raw.kind == KINDS.index(b"e"), uncached)
    return (*(each[keep] for each in columns), texts.take(pa.array(keep)))


def _shown(raw: Raw, book: Workbook, strings: pa.Array) -> pa.Array:
    """Return what each stored value shows, by its type."""
    kinds = np.flatnonzero(np.bincount(raw.kind))
    if len(kinds) == 1:
        return _of_type(KINDS[kinds[0]], raw.text, raw.style, book, strings)
    shown = [(raw.kind == kind, KINDS[kind]) for kind in kinds]
    parts = [_of_type(kind, raw.text.filter(pa.array(where)), raw.style[where], book, strings) for where, kind in shown]
    order = (
        np.argsort(np.concatenate([np.flatnonzero(where) for where, _ in shown])) if shown else np.zeros(0, np.int64)
    )
    return pa.concat_arrays([_whole(each) for each in parts]).take(pa.array(order)) if parts else raw.text


def _whole(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts


def _of_type(kind: bytes, stored: pa.Array, styles: np.ndarray, book: Workbook, strings: pa.Array) -> pa.Array:
    if kind == b"s":
        return _looked_up(stored, strings)
    if kind in (b"", b"n"):
        return _numbers(stored, styles, book)
    if kind == b"b":
        return mapped(stored, _boolean)
    return mapped(stored, _iso) if kind == b"d" else unescaped(stored)


def _boolean(text: str) -> str:
    return "TRUE" if text in ("1", "true") else "FALSE" if text else ""


def _iso(text: str) -> str:
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.0+)?Z?)?", text)
    return text if not found else found[1] if found[2] in (None, "00:00:00") else f"{found[1]} {found[2]}"


def _looked_up(stored: pa.Array, strings: pa.Array) -> pa.Array:
    """Return the shared string of each number; "" for what is none."""
    digits = pc.match_substring_regex(stored, "^[0-9]{1,9}$")
    numbers = pc.if_else(digits, stored, None).cast(pa.int64())
    known = pc.if_else(pc.less(numbers, len(strings)), numbers, None)
    return _whole(strings.take(known).fill_null(""))


def _numbers(stored: pa.Array, styles: np.ndarray, book: Workbook) -> pa.Array:
    """Return numbers as their cell styles show them: dates and times as ISO, with leading zeros, else the shortest decimal."""
    texts = decimals(pc.utf8_trim_whitespace(stored))
    for style in np.flatnonzero(np.bincount(styles)):
        shown = shows(book.formats[style]) if style < len(book.formats) else ""
        if shown:
            where = pa.array(styles == style)
            texts = _whole(pc.replace_with_mask(texts, where, _formatted(texts.filter(where), shown, book.since_1904)))
    return texts


def _formatted(texts: pa.Array, shown: str, since_1904: bool) -> pa.Array:
    if shown.startswith("zeros"):
        width = int(shown[5:])
        return mapped(texts, lambda text: text.zfill(width) if text.isdecimal() else text)
    return moments(texts, shown == "time", since_1904)

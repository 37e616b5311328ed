"""The cells of a worksheet, found piece by piece in its XML, as columns of text: what each cell shows.

Rows may come in any order; of two cells in one place the last counts. A declared `<dimension>` is not looked at.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from custsheet.disk import each_of
from custsheet.errors import InputError
from custsheet.ooxml.formats import shows
from custsheet.ooxml.numbers import decimals, mapped, moments, spans
from custsheet.ooxml.package import pieces
from custsheet.ooxml.raw import KINDS, Raw, letters_of, raw_cells
from custsheet.ooxml.strings import plain, prefix_of, unescaped
from custsheet.ooxml.workbook import Workbook

ROWS, COLUMNS = 1_048_576, 16_384
LONGEST_ROW = 64_000_000  # bytes
_MERGED = re.compile(rb'<mergeCell\b[^<>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_HIDDEN = re.compile(rb"""<(row|col)\b([^<>]*\shidden=["'](?:1|true)["'][^<>]*)""")
_ATTRIBUTE = re.compile(rb"""\s(r|min|max)=["']([0-9]{1,7})["']""")
_CUT = "^-?[0-9]{16,}$"


class Cells(NamedTuple):
    """The filled cells of one sheet: parallel columns."""

    line: np.ndarray  # as Excel numbers it
    column: np.ndarray  # 0-based
    style: np.ndarray
    error: np.ndarray  # True for #N/A and its like
    uncached: np.ndarray  # True for a formula whose result was not stored
    cut: np.ndarray  # True for a number of which only the first 15 digits were stored
    number: np.ndarray  # True for a number; False for text that may look like one
    text: pa.ChunkedArray
    sheet: "Sights"


class Sights(NamedTuple):
    """What a sheet shows, or does not show, besides its cells."""

    merged: list[str]  # ranges, A1:C1
    hidden_lines: list[int]
    hidden_columns: list[tuple[int, int]]  # first and last, 0-based
    disorder: bool  # whether rows do not follow each other


def cells(package: ZipFile, sheet: str, book: Workbook, strings: Callable[[], pa.Array]) -> Cells:
    """Return the filled cells of the sheet in part *sheet*. *strings* is asked for the shared ones once all cells are found.

    Raises InputError: `E_DAMAGED`, `E_XML_DTD`, `E_BAD_REF` for a cell beyond XFD1048576. ValueError for XML that breaks off.
    """
    raws, hidden = list[Raw](), []
    last, disorder, xml = 0, False, b""
    for xml in _whole_rows(pieces(package, sheet)):
        raw = raw_cells(xml, last)
        _within_grid(raw, Path(package.filename or "").name)
        disorder = disorder or bool((np.diff(raw.line, prepend=last) < 0).any())
        last = int(raw.line[-1]) if len(raw.line) else last
        hidden += _HIDDEN.findall(xml) if b"hidden=" in xml else []
        raws.append(raw)
    if b"</sheetData" not in xml and b"<sheetData/" not in xml and b"<sheetData " not in xml:
        raise ValueError("the sheet breaks off")
    shared = strings()
    found = each_of(lambda raw: _filled(raw, _shown(raw, book, shared)), raws, large=len(raws) > 2)
    line, column, style, error, uncached, cut, number = (
        np.concatenate([each[place] for each in found]) for place in range(7)
    )
    texts = pa.chunked_array([each[7] for each in found], pa.string())
    sights = Sights([each.decode() for each in _MERGED.findall(xml)], *_unseen(hidden), disorder)
    return Cells(line, column, style, error, uncached, cut, number, texts, sights)


def _unseen(hidden: list[tuple[bytes, bytes]]) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the hidden lines and ranges of columns that tags name."""
    lines, columns = [], []
    for name, attributes in hidden:
        known = {key: int(value) for key, value in _ATTRIBUTE.findall(attributes)}
        if name == b"row" and b"r" in known:
            lines.append(known[b"r"])
        elif name == b"col" and {b"min", b"max"} <= known.keys():
            columns.append((known[b"min"] - 1, known[b"max"] - 1))
    return lines, columns


def _whole_rows(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield XML cut after the end of a row; what follows the last row comes last."""
    rest, prefix = b"", None
    for piece in parts:
        prefix = prefix_of(piece) if prefix is None else prefix
        end_of_row = b"</" + prefix + b"row>"
        cut = piece.rfind(end_of_row)
        if cut < 0:
            rest += piece
            if len(rest) > LONGEST_ROW:
                raise ValueError("a row without an end")
            continue
        cut += len(end_of_row)
        yield plain(rest + piece[:cut], prefix)
        rest = piece[cut:]
    yield plain(rest, prefix or b"")


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
    number = (raw.kind == KINDS.index(b"")) | (raw.kind == KINDS.index(b"n"))
    error = raw.kind == KINDS.index(b"e")
    columns = (raw.line, raw.column, raw.style, error, uncached, _cut(raw, texts, number), number)
    return (*(each[keep] for each in columns), texts.take(pa.array(keep)))


def _cut(raw: Raw, texts: pa.Array, number: np.ndarray) -> np.ndarray:
    """Return which cells are whole numbers of 16 digits and more that do not stand there digit by digit."""
    long = pc.greater_equal(pc.binary_length(texts), 16).to_numpy(zero_copy_only=False) & number
    places = np.flatnonzero(long)
    if len(places):
        shown, stored = texts.take(pa.array(places)), raw.text.take(pa.array(places))
        lost = pc.or_(pc.not_equal(shown, stored), pc.ends_with(shown, "0"))
        long[places] = pc.and_(pc.match_substring_regex(shown, _CUT), lost).to_numpy(zero_copy_only=False)
    return long


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
    """Return the shared string of each number; "" for none. ValueError for a number that has no string."""
    digits = pc.match_substring_regex(stored, "^[0-9]{1,9}$")
    numbers = pc.if_else(digits, stored, None).cast(pa.int64())
    if not pc.all(pc.or_(digits, pc.equal(stored, ""))).as_py() or (pc.max(numbers).as_py() or 0) >= max(
        1, len(strings)
    ):
        raise ValueError("no such shared string")
    return _whole(strings.take(numbers).fill_null("")) if len(strings) else stored


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
    return spans(texts) if shown == "span" else moments(texts, shown == "time", since_1904)

"""The cells of a worksheet, in one pass of a compiled pattern over its XML, piece by piece, into columns of text.

The pattern takes cells as spreadsheet programs write them (address, style, type, formula, value). Every piece is
counted: where the pattern saw fewer cells than there are, the piece is read again by a tolerant pattern that accepts
any order of attributes and cells without an address. Rows may come in any order; of two cells in one place the last
counts. A declared `<dimension>` is not looked at.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from zipfile import ZipFile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from custsheet.errors import InputError
from custsheet.ooxml.formats import shows
from custsheet.ooxml.numbers import decimals, mapped, moments
from custsheet.ooxml.package import pieces
from custsheet.ooxml.strings import prefix_of, text_of, unescape, without_prefix
from custsheet.ooxml.workbook import Workbook

ROWS, COLUMNS = 1_048_576, 16_384

_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?'
    rb'(?:/>|>(<f[ />][^<]*(?:</f>)?)?(?:<v(?: xml:space="preserve")?>([^<]*)</v>|<v/>|<is>(.*?)</is>)?</c>)',
    re.DOTALL,
)
_ANY = re.compile(rb"<row\b([^>]*)>|<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*["']([^"']*)["']""")
_VALUE = re.compile(rb"<v(?: [^>]*)?>([^<]*)</v>")
_INLINE = re.compile(rb"<is(?: [^>]*)?>(.*?)</is>", re.DOTALL)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_MERGED = re.compile(rb'<mergeCell\b[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')

Raw = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes]  # letters, line, style, type, formula, value, inline string


class Cells(NamedTuple):
    """The filled cells of one sheet: parallel columns."""

    line: np.ndarray  # as Excel numbers it
    column: np.ndarray  # 0-based
    text: pa.ChunkedArray
    style: np.ndarray
    error: np.ndarray  # True for #N/A and its like
    uncached: np.ndarray  # True for a formula whose result was not stored
    merged: list[str]  # ranges, A1:C1


def cells(package: ZipFile, sheet: str, book: Workbook, strings: pa.Array) -> Cells:
    """Return the filled cells of the sheet in part *sheet*.

    Raises InputError: `E_DAMAGED`, `E_XML_DTD`, `E_BAD_REF` for a cell beyond XFD1048576.
    """
    tail: list[bytes] = []
    parts = [_columns(found, book, strings, package) for found in _found(_whole_rows(pieces(package, sheet), tail), package)]
    parts = parts or [_columns([], book, strings, package)]
    return Cells(
        *(np.concatenate([each[place] for each in parts]) for place in (0, 1)),
        text=pa.chunked_array([each[2] for each in parts], pa.string()),
        style=np.concatenate([each[3] for each in parts]),
        error=np.concatenate([each[4] for each in parts]),
        uncached=np.concatenate([each[5] for each in parts]),
        merged=[each.decode() for each in _MERGED.findall(b"".join(tail))],
    )


def _whole_rows(parts: Iterable[bytes], tail: list[bytes]) -> Iterator[bytes]:
    """Yield XML cut after the end of a row; what follows the last row is put into *tail*."""
    rest, prefix = b"", None
    for piece in parts:
        prefix = prefix_of(piece) if prefix is None else prefix
        text = rest + piece
        end = text.rfind(b"</" + prefix + b"row>")
        if end < 0:
            rest = text
            continue
        end += len(prefix) + 6
        rest = text[end:]
        yield _plain(text[:end], prefix)
    last = _plain(rest, prefix or b"")
    tail.append(last)
    yield last


def _plain(xml: bytes, prefix: bytes) -> bytes:
    xml = without_prefix(xml, prefix)
    return _COMMENT.sub(b"", xml) if b"<!--" in xml else xml


def _found(parts: Iterable[bytes], package: ZipFile) -> Iterator[list[Raw]]:
    line = 0
    for xml in parts:
        found = _CELL.findall(xml)
        if len(found) != xml.count(b"<c ") + xml.count(b"<c>") + xml.count(b"<c/>") or b"<![CDATA[" in xml:
            found = list(_tolerant(xml, line))
        if found:
            line = int(found[-1][1])
            yield found


def _tolerant(xml: bytes, line: int) -> Iterator[Raw]:
    """Yield the cells of XML that is right but unusual; a cell without an address follows the one before it."""
    column = -1
    for row, cell, inner in _ANY.findall(_without_cdata(xml)):
        if row or not cell and not inner:
            line, column = _line_of(row, line), -1
            continue
        known = dict(_ATTRIBUTE.findall(cell))
        letters, digits = _address(known.get(b"r", b""))
        column = _number(letters) if letters else column + 1
        line = int(digits) if digits else line
        value, inline = _VALUE.search(inner), _INLINE.search(inner)
        formula = b"<f>" if b"<f" in inner else b""
        kind = known.get(b"t", b"")
        place = (letters or _letters(column), b"%d" % line, known.get(b"s", b""), kind)
        yield (*place, formula, value[1] if value else b"", inline[1] if inline else b"")


def _without_cdata(xml: bytes) -> bytes:
    def escaped(found: re.Match[bytes]) -> bytes:
        return found[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")

    return re.sub(rb"<!\[CDATA\[(.*?)\]\]>", escaped, xml, flags=re.DOTALL)


def _line_of(row: bytes, before: int) -> int:
    given = dict(_ATTRIBUTE.findall(row)).get(b"r", b"")
    return int(given) if given.isdigit() else before + 1


def _address(reference: bytes) -> tuple[bytes, bytes]:
    found = re.fullmatch(rb"\$?([A-Za-z]{1,9})\$?([0-9]{1,18})", reference)
    return (found[1].upper(), found[2]) if found else (b"", b"")


def _number(letters: bytes) -> int:
    number = 0
    for each in letters:
        number = number * 26 + each - 64
    return number - 1


def _letters(column: int) -> bytes:
    return letters_of(column).encode()


def letters_of(column: int) -> str:
    """Return the letters of a 0-based column.

    >>> letters_of(0), letters_of(27), letters_of(16383)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _columns(found: list[Raw], book: Workbook, strings: pa.Array, package: ZipFile) -> tuple:
    """Turn the raw cells of one piece into the columns of Cells, empty cells left out."""
    raw = list(zip(*found, strict=True)) or [()] * 7
    letters, digits, style, kind, formula, value = (pa.array(each, pa.binary()) for each in raw[:6])
    texts = pc.cast(value, pa.string(), safe=False)
    if any(raw[6]):
        inline = [text_of(each) if each else None for each in raw[6]]
        texts = pc.coalesce(pa.array(inline, pa.string()), texts)
    kinds = _codes(kind)
    styles = _integers(style)
    texts = _typed(texts, kinds, styles, book, strings)
    line, column = _integers(digits), _column_numbers(letters)
    _within_grid(line, column, package)
    no_value = pc.equal(texts, "").to_numpy(zero_copy_only=False).astype(bool)
    uncached = no_value & (pc.binary_length(formula).to_numpy(zero_copy_only=False) > 0)
    keep = np.flatnonzero(~no_value | uncached)
    return (line[keep], column[keep], texts.take(pa.array(keep)), styles[keep], (kinds == b"e")[keep], uncached[keep])


def _codes(kind: pa.Array) -> np.ndarray:
    return kind.to_numpy(zero_copy_only=False).astype("S9")


def _integers(digits: pa.Array) -> np.ndarray:
    """Return digits as numbers, 0 for none; distinct ones are converted once."""
    coded = digits.dictionary_encode()
    known = np.array([min(int(each), 2**40) if each else 0 for each in coded.dictionary.to_pylist()], dtype=np.int64)
    return known[coded.indices.to_numpy()] if len(digits) else np.zeros(0, np.int64)


def _column_numbers(letters: pa.Array) -> np.ndarray:
    coded = letters.dictionary_encode()
    known = np.array([_number(each) for each in coded.dictionary.to_pylist()], dtype=np.int64)
    return known[coded.indices.to_numpy()] if len(letters) else np.zeros(0, np.int64)


def _within_grid(line: np.ndarray, column: np.ndarray, package: ZipFile) -> None:
    if not len(line):
        return
    beyond = np.flatnonzero((line > ROWS) | (line < 1) | (column >= COLUMNS))
    if len(beyond):
        place = f"{letters_of(int(column[beyond[0]]))}{line[beyond[0]]}"
        raise InputError("E_BAD_REF", file=str(package.filename or "").replace("\\", "/").rpartition("/")[2], cell=place)


def _typed(texts: pa.Array, kinds: np.ndarray, styles: np.ndarray, book: Workbook, strings: pa.Array) -> pa.Array:
    """Return what each stored value shows, by its type."""
    for kind in np.unique(kinds):
        where = kinds == kind
        chosen = texts.filter(pa.array(where))
        texts = pc.replace_with_mask(texts, pa.array(where), _of_type(bytes(kind), chosen, styles[where], book, strings))
    return texts


def _of_type(kind: bytes, stored: pa.Array, styles: np.ndarray, book: Workbook, strings: pa.Array) -> pa.Array:
    if kind == b"s":
        return _from_shared(stored, strings)
    if kind in (b"", b"n"):
        return _numbers(stored, styles, book)
    if kind == b"b":
        return pc.if_else(pc.is_in(stored, pa.array(["1", "true"])), "TRUE", pc.if_else(pc.equal(stored, ""), "", "FALSE"))
    if kind == b"d":
        return mapped(stored, _iso)
    if kind == b"inlineStr":
        return stored
    return mapped(stored, lambda text: unescape(text.encode("utf-8", "replace")))


def _iso(text: str) -> str:
    return re.sub(r" 00:00:00$", "", re.sub(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.0+)?Z?$", r"\1 \2", text))


def _from_shared(stored: pa.Array, strings: pa.Array) -> pa.Array:
    numbers = _integers(pc.replace_substring_regex(stored.cast(pa.binary()), r"^\D.*$", b""))
    known = numbers < len(strings)
    blank = pc.equal(stored, "").to_numpy(zero_copy_only=False).astype(bool)
    return strings.take(pa.array(numbers, mask=~known | blank)).fill_null("")


def _numbers(stored: pa.Array, styles: np.ndarray, book: Workbook) -> pa.Array:
    """Return numbers as their cell styles show them: dates and times as ISO, with leading zeros, else the shortest decimal."""
    texts = decimals(pc.utf8_trim_whitespace(stored))
    for style in np.unique(styles):
        shown = shows(book.formats[style]) if style < len(book.formats) else ""
        if shown:
            where = pa.array(styles == style)
            texts = pc.replace_with_mask(texts, where, _shown(texts.filter(where), shown, book.since_1904))
    return texts


def _shown(texts: pa.Array, shown: str, since_1904: bool) -> pa.Array:
    if shown.startswith("zeros"):
        width = int(shown[5:])
        return mapped(texts, lambda text: text.zfill(width) if text.isdecimal() else text)
    return moments(texts, shown == "time", since_1904)

"""The cells of a piece of sheet XML as they are stored: address, style, type, formula or not, and value.

Two readings give the same columns: a fast one for cells as nearly all programs write them (`<c r="A1" …>`), and a
tolerant one, cell by cell, for cells without an address or with attributes in unusual places or quotes.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from custsheet.ooxml.scan import Page, scan
from custsheet.ooxml.strings import runs

_ANY = re.compile(rb"<row\b([^<>]*)>|<c(?=[\s/>])([^<>]*?)(?:/>|>([^<]*+(?:<(?!/?c[\s/>])[^<]*+)*+)</c>)")
_ATTRIBUTE = re.compile(rb"""([\w:.-]{1,60})\s*=\s*["']([^"']*)["']""")
_VALUE = re.compile(rb"<v(?: [^<>]*)?>([^<]*)</v>")
_AHEAD = 15  # bytes from the name of a cell's first attribute to the end of any address
_FAR = 2**40  # stands for any number that does not fit
KINDS = (
    b"str",
    b"",
    b"n",
    b"s",
    b"inlineStr",
    b"b",
    b"e",
    b"d",
)  # types of cells; unknown ones are text like the first
_KIND = {kind: number for number, kind in enumerate(KINDS)}


class Raw(NamedTuple):
    """Stored cells, parallel columns; `text` is still escaped and not yet looked up among the shared strings."""

    line: np.ndarray
    column: np.ndarray
    style: np.ndarray
    kind: np.ndarray  # number of its type in KINDS
    formula: np.ndarray
    text: pa.Array


def raw_cells(xml: bytes, line: int) -> Raw:
    """Return the cells of whole rows of XML; *line* is the last line before them."""
    page = scan(xml)
    starts = page.tags(b"c")
    window = np.lib.stride_tricks.sliding_window_view(page.content, _AHEAD)[starts + 3]
    usual = (window[:, :3] == np.frombuffer(b'r="', np.uint8)).all() and b"<c>" not in xml and b"<c/>" not in xml
    address = _address(window[:, 3:]) if usual else None
    return _tolerant(xml, line) if address is None else _fast(page, starts, address)


def _address(window: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Return column, line and length of each address at the start of *window*; None where one is unusual."""
    letter = (window >= 65) & (window <= 90)
    count = np.argmin(letter, axis=1)
    quote = np.argmax(window == 34, axis=1)
    column, line = np.zeros(len(window), np.int64), np.zeros(len(window), np.int64)
    for place in range(int(quote.max(initial=0))):
        code = window[:, place].astype(np.int64)
        column = np.where(place < count, column * 26 + code - 64, column)
        inside = (place >= count) & (place < quote)
        if (inside & ((code < 48) | (code > 57))).any():
            return None
        line = np.where(inside, line * 10 + code - 48, line)
    return (column - 1, line, quote) if ((count > 0) & (count < 5) & (quote > count)).all() else None


def _fast(page: Page, starts: np.ndarray, address: tuple[np.ndarray, np.ndarray, np.ndarray]) -> Raw:
    column, line, length = address
    ends = page.ends(starts)
    rest = page.spans(np.minimum(starts + 7 + length, ends), ends).dictionary_encode()
    known = [dict(_ATTRIBUTE.findall(each.encode())) for each in rest.dictionary.to_pylist()]
    code = rest.indices.to_numpy()
    style = np.array([_style(each) for each in known] or [0])[code]
    kind = np.array([_KIND.get(each.get(b"t", b""), 0) for each in known] or [1], dtype=np.uint8)[code]
    formula = np.zeros(len(starts), bool)
    formula[_owner(starts, page.tags(b"f"))] = True
    return Raw(line, column, style, kind, formula, _texts(page, starts))


def _owner(starts: np.ndarray, tags: np.ndarray) -> np.ndarray:
    """Return which cell each tag lies in. Tags before the first cell, of which there are none in sheets, count to it."""
    return np.maximum(np.searchsorted(starts, tags) - 1, 0)[: len(starts) and None]


def _texts(page: Page, starts: np.ndarray) -> pa.Array:
    """Return the stored text of each cell, "" for none: its value, or its inline string with all runs joined."""
    values = page.tags(b"v")
    owners, texts = _owner(starts, values), page.texts(values)
    inline = page.tags(b"is")
    if len(inline):
        owners = np.concatenate([owners, _owner(starts, inline)])
        texts = pa.concat_arrays([texts, _inline(page, inline)])
    which = np.full(len(starts), -1)
    which[owners] = np.arange(len(owners))
    return texts.take(pa.array(which, mask=which < 0)).fill_null("")


def _inline(page: Page, inline: np.ndarray) -> pa.Array:
    """Return the text of each inline string: at once where each has a single run, else joined one by one."""
    single = page.tags(b"t")
    if len(single) == len(inline) and not len(page.tags(b"rPh")) and (page.content[page.ends(single) - 1] != 47).all():
        return page.texts(single)
    stops = page.tags(b"/is")
    spans = page.spans(inline, stops[np.searchsorted(stops, inline)])
    return pa.array([runs(each) for each in spans.to_pylist()], pa.string())


def _tolerant(xml: bytes, line: int) -> Raw:
    lines, columns, styles, kinds, formulas, texts = list(zip(*_one_by_one(xml, line), strict=True)) or [()] * 6
    return Raw(
        line=np.array(lines, dtype=np.int64),
        column=np.array(columns, dtype=np.int64),
        style=np.array(styles, dtype=np.int64),
        kind=np.array(kinds, dtype=np.uint8),
        formula=np.array(formulas, dtype=bool),
        text=pa.array(texts, pa.string()),
    )


def _one_by_one(xml: bytes, line: int) -> Iterator[tuple[int, int, int, int, bool, str]]:
    """Yield cell after cell; one without an address stands behind the one before it."""
    column = -1
    for found in _ANY.finditer(xml):
        if found[1] is not None:
            given = dict(_ATTRIBUTE.findall(found[1])).get(b"r", b"")
            line, column = _integer(given) if given else line + 1, -1
            continue
        known, inner = dict(_ATTRIBUTE.findall(found[2])), found[3] or b""
        place = re.fullmatch(rb"\$?([A-Za-z]{1,4})\$?([0-9]+)", known.get(b"r", b""))
        column = column_number(place[1].upper()) if place else column + 1
        line = _integer(place[2]) if place else line
        value = _VALUE.search(inner)
        text = value[1].decode("utf-8", "replace") if value else runs(inner.decode("utf-8", "replace"))
        yield line, column, _style(known), _KIND.get(known.get(b"t", b""), 0), b"<f" in inner, text


def _style(attributes: dict[bytes, bytes]) -> int:
    return min(_integer(attributes.get(b"s", b"")), 65_535)


def _integer(digits: bytes) -> int:
    return min(int(digits[:18]), _FAR) if digits.isdigit() else 0


def column_number(letters: bytes) -> int:
    """Return the 0-based number of a column.

    >>> column_number(b"A"), column_number(b"XFD")
    (0, 16383)
    """
    number = 0
    for each in letters:
        number = number * 26 + each - 64
    return number - 1


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

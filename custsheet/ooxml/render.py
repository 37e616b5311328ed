"""Rows of a sheet as XML, rendered column by column.

Cells are put together by Arrow, one call per column and chunk of rows, not one call per cell. Texts go into the table of
shared strings (every reader knows it; some viewers of phones do not show inline texts), once per column and distinct value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from custsheet.columnar import TEXT, as_bytes, constant, holds, joined
from custsheet.ooxml.raw import letters_of

STEP = 20_000  # rows rendered at a time
_KINDS = 4  # of cells: the number of a shared string, a number, empty, left out
_TEXT, _NUMBER, _BLANK, _OUT = range(_KINDS)
_CLOSED = ("</v></c>", "</v></c>", "", "")
_MARKUP = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_ODD = r"[\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]|_x[0-9A-Fa-f]{4}_"  # RE2
_SUSPECT = (
    "_x",
    "\ufffe",
    "\uffff",
    *(chr(each) for each in range(0x20) if each not in (0x9, 0xA)),
)  # part of what is odd
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class Column(NamedTuple):
    """One column of a block of rows."""

    text: pa.Array  # "" for an empty cell
    numeric: NDArray[np.bool_] | None  # which texts are the digits of a number
    style: int  # of all cells; or where they differ:
    styles: NDArray[np.int64] | None
    default: int  # of the sheet's column: an empty cell of this style is left out


class Strings:
    """The table of shared strings of a workbook, growing: texts get numbers, and are told in that order."""

    def __init__(self, taken: int) -> None:
        self.count = taken
        self.found: list[pa.Array] = []

    def numbered(self, column: Column) -> pa.Array:
        """Return the number of each cell's text; null for empty cells and for numbers."""
        shown = pc.not_equal(column.text, "")
        if column.numeric is not None:
            shown = pc.and_not(shown, pa.array(column.numeric))
        coded = pc.if_else(shown, column.text, pa.scalar(None, TEXT)).dictionary_encode()
        first, self.count = self.count, self.count + len(coded.dictionary)
        self.found.append(coded.dictionary)
        return pc.add(coded.indices.cast(pa.int64()), first)

    def told(self) -> Iterator[bytes]:
        """Yield the XML of the texts that were numbered."""
        for texts in self.found:
            for start in range(0, len(texts), STEP):
                yield as_bytes(joined('<si><t xml:space="preserve">', escaped(texts.slice(start, STEP)), "</t></si>"))


def rows(
    columns: Sequence[Column], first: int, own: Mapping[int, tuple[str, str]], strings: Strings
) -> Iterator[bytes]:
    """Yield the XML of the rows from line *first* (as Excel numbers it) on.

    *own* holds the opening tag and the ending of rows that have a height of their own, or more cells to the right.
    """
    numbered = [(column, strings.numbered(column)) for column in columns]
    length = len(columns[0].text) if columns else 0
    for start in range(0, length, STEP):
        part = slice(start, min(start + STEP, length))
        lines = pa.array(np.arange(first + part.start, first + part.stop)).cast(TEXT)
        cells = [
            piece
            for place, (column, numbers) in enumerate(numbered)
            for piece in _cells(letters_of(place), lines, _part(column, part), numbers[part])
        ]
        special = [number for number in range(first + part.start, first + part.stop) if number in own] if own else []
        opening, ending = (_but(special, first + part.start, own, side, lines) for side in (0, 1))
        yield as_bytes(joined(opening, *cells, ending))


def escaped(texts: pa.Array) -> pa.Array:
    """Return texts as XML holds them; what XML cannot hold is written as Excel does (`_x0007_`).

    >>> escaped(pa.array(["a<b", "_x0041_"], TEXT)).to_pylist()
    ['a&lt;b', '_x005F_x0041_']
    """
    if holds(texts, *_SUSPECT):
        odd = pc.match_substring_regex(texts, _ODD)
        mended = pa.array([_ESCAPE.sub(_named, each) for each in texts.filter(odd).to_pylist()], TEXT)
        texts = pc.replace_with_mask(texts, odd, mended)
    for sign, entity in _MARKUP:
        if holds(texts, sign):
            texts = pc.replace_substring(texts, sign, entity)
    return texts


def _named(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _part(column: Column, part: slice) -> Column:
    return column._replace(
        text=column.text[part],
        numeric=None if column.numeric is None else column.numeric[part],
        styles=None if column.styles is None else column.styles[part],
    )


def _cells(letter: str, lines: pa.Array, column: Column, numbers: pa.Array) -> list[Any]:
    """Return the parts of one column's cells, to be put together row by row; "" for those left out."""
    kinds = np.where(numbers.is_valid(), _TEXT, _BLANK)
    literal = numbers.cast(TEXT)
    if column.numeric is not None and column.numeric.any():
        kinds[column.numeric] = _NUMBER
        literal = pc.if_else(pa.array(column.numeric), column.text, literal)
    if column.styles is None and (kinds == _TEXT).all():
        return [f'<c r="{letter}', lines, _opened(column.style, _TEXT), literal, _CLOSED[_TEXT]]
    styles = np.full(len(kinds), column.style) if column.styles is None else column.styles
    out = (kinds == _BLANK) & (styles == column.default)
    begun = [f'<c r="{letter}', lines]
    if out.any():
        begun = [pc.if_else(pa.array(out), "", joined(*begun))]
        kinds[out] = _OUT
    opened = pa.array([_opened(style, kind) for style in range(int(styles.max()) + 1) for kind in range(_KINDS)], TEXT)
    closed = pa.array(_CLOSED, TEXT).take(pa.array(kinds))
    return [*begun, opened.take(pa.array(styles * _KINDS + kinds)), pc.fill_null(literal, ""), closed]


def _opened(style: int, kind: int) -> str:
    """Return what stands between a cell's name and its value."""
    return ("" if kind == _OUT else f'" s="{style}') + ('" t="s"><v>', '"><v>', '"/>', "")[kind]


def _but(
    special: Sequence[int], first: int, own: Mapping[int, tuple[str, str]], side: int, lines: pa.Array
) -> pa.Array:
    """Return the opening tags (*side* 0) or the endings (1) of rows, those of *special* rows as *own* has them."""
    plain = joined('<row r="', lines, '">') if side == 0 else pa.repeat(constant("</row>"), len(lines))
    if not special:
        return plain
    mask = np.zeros(len(lines), dtype=bool)
    mask[np.array(special) - first] = True
    return pc.replace_with_mask(plain, pa.array(mask), pa.array([own[number][side] for number in special], TEXT))

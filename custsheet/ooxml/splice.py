"""Blocks of rows put in their places in a finished workbook.

XlsxWriter makes the workbook: styles, filters, validation, formats, charts, comments. In the first row of each block it holds
the block's pattern, far to the right: an empty cell of any style, one per style used in the block, in the block's order, then a
cell with a link per linked file. Here the rows themselves take the pattern's place; every other part is copied.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
from numpy.typing import NDArray

from custsheet.ooxml.packing import ZIP64, write, write_whole
from custsheet.ooxml.raw import column_number, letters_of
from custsheet.ooxml.render import Column, Strings, rows

PATTERN = 1_000  # the first column, from 0, of patterns: XlsxWriter looks at every column before it, too
STRINGS = "xl/sharedStrings.xml"
_ROW = re.compile(rb'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?[^>]*?(?:(/)>|>.*?</c>)', re.DOTALL)
_LINKS = re.compile(rb"<hyperlinks>(.*?)</hyperlinks>", re.DOTALL)
_LINK = re.compile(rb'<hyperlink ref="([A-Z]+)(\d+)"(?: r:id="(\w+)")?[^>]*/>')
_SPANS = re.compile(rb'\s*spans="[^"]*"')
_DIMENSION = re.compile(rb'<dimension ref="[A-Z0-9:]*"/>')
_COUNT = re.compile(rb'count="(\d+)" uniqueCount="(\d+)"')


class Links(NamedTuple):
    """Links of a block's cells to places in files."""

    column: int  # from 0
    file: NDArray[np.integer]  # per row: the number of the linked file, in the pattern's order; -1 for none
    place: Sequence[str]  # per row: 'Sheet'!A1, or ""


class Block(NamedTuple):
    """Rows to come in the place of a pattern."""

    line: int  # of the first row, as Excel numbers it
    columns: Sequence[Column]  # their styles are numbers in the order of the pattern's cells, from 1; 0 is no style
    links: Links | None = None

    @property
    def last(self) -> int:
        """The line of the last row."""
        return self.line + len(self.columns[0].text) - 1


def splice(made: bytes, path: Path, blocks: Mapping[str, Sequence[Block]]) -> None:
    """Write the workbook *made* to *path* with the *blocks* of each sheet part (`xl/worksheets/sheet1.xml`) in place."""
    with ZipFile(BytesIO(made)) as frame, ZipFile(path, "w", ZIP_DEFLATED) as package:
        shared = frame.read(STRINGS)
        strings = Strings(int(found[2]) if (found := _COUNT.search(shared)) else 0)
        for entry in frame.infolist():
            if entry.filename in blocks:
                ordered = sorted(blocks[entry.filename], key=lambda block: block.line)
                write(package, entry, _sheet(frame.read(entry), ordered, strings), _large(ordered))
            elif entry.filename != STRINGS:
                write_whole(package, entry, frame.read(entry))
        write(package, frame.getinfo(STRINGS), _table(shared, strings), any(map(_large, blocks.values())))


def _large(blocks: Sequence[Block]) -> bool:
    """Return whether a part may outgrow what a plain zip can hold."""
    cells = sum(len(block.columns) * len(block.columns[0].text) for block in blocks)
    texts = sum(column.text.nbytes for block in blocks for column in block.columns)
    return 80 * cells + 2 * texts > ZIP64


def _table(shared: bytes, strings: Strings) -> Iterator[bytes]:
    counted = _COUNT.sub(f'count="{strings.count}" uniqueCount="{strings.count}"'.encode(), shared, count=1)
    yield counted.removesuffix(b"</sst>")
    yield from strings.told()
    yield b"</sst>"


def _sheet(xml: bytes, blocks: Sequence[Block], strings: Strings) -> Iterator[bytes]:
    """Yield the sheet with its blocks in place."""
    known = [(int(each[2]), each[3], each[0]) for each in _LINK.finditer(xml)]
    starts = {block.line for block in blocks}
    links = [link for line, _, link in known if line not in starts]
    xml = _measured(xml, blocks)
    for block in blocks:
        place = _place(xml, block)
        yield xml[: place.begin]
        xml = xml[place.end :]
        columns = [_styled(column, np.array([0, *place.styles[1:]])) for column in block.columns]
        yield from rows(columns, block.line, place.own, strings)
        links.append(_linked(block, [name.decode() for line, name, _ in known if line == block.line]))
    yield _LINKS.sub(lambda _: b"<hyperlinks>" + b"".join(links) + b"</hyperlinks>", xml)


class _Place(NamedTuple):
    begin: int  # in the sheet's XML
    end: int
    styles: list[int]  # the pattern's
    own: dict[int, tuple[str, str]]  # opening and ending of rows that are more than their cells


def _place(xml: bytes, block: Block) -> _Place:
    begin = end = 0
    styles: list[int] = []
    own: dict[int, tuple[str, str]] = {}
    for row in _ROW.finditer(xml):
        line = int(row[1])
        if block.line <= line <= block.last:
            begin, end = begin or row.start(), row.end()
            cells = list(_CELL.finditer(row[3] or b""))
            if line == block.line:
                styles = [int(each[3] or 0) for each in cells if _in_pattern(each) and each[4]]
            more = b"".join(each[0] for each in cells if not _in_pattern(each)).decode()
            own[line] = f'<row r="{line}"{_SPANS.sub(b"", row[2]).decode()}>', f"{more}</row>"
    return _Place(begin, end, styles, own)


def _in_pattern(cell: re.Match[bytes]) -> bool:
    return column_number(cell[1]) >= PATTERN


def _styled(column: Column, styles: NDArray[np.int64]) -> Column:
    return column._replace(
        style=int(styles[column.style]),
        styles=None if column.styles is None else styles[column.styles],
        default=int(styles[column.default]),
    )


def _measured(xml: bytes, blocks: Sequence[Block]) -> bytes:
    """Return a sheet with its true extent."""
    cells = [(column_number(each[1]), int(each[2])) for each in _CELL.finditer(xml) if not _in_pattern(each)]
    cells += [(len(block.columns) - 1, block.last) for block in blocks]
    corner = f"{letters_of(max(column for column, _ in cells))}{max(line for _, line in cells)}"
    return _DIMENSION.sub(f'<dimension ref="A1:{corner}"/>'.encode(), xml, count=1)


def _linked(block: Block, files: Sequence[str]) -> bytes:
    """Return the XML of a block's links; *files* are the relations of the linked files."""
    if block.links is None:
        return b""
    letter = letters_of(block.links.column)
    told = []
    for line, (file, place) in enumerate(zip(block.links.file.tolist(), block.links.place, strict=True), block.line):
        if file >= 0:
            spot = f' location="{escape(place, {chr(34): "&quot;"})}"' if place else ""
            told.append(f'<hyperlink ref="{letter}{line}" r:id="{files[file]}"{spot}/>')
    return "".join(told).encode()

"""Reading the tables of a web page: many shop and CRM systems save one as `.xls`.

A page is taken tag by tag, as browsers do, with no regard for whether it is well-formed; nothing it refers to is
loaded. A cell that spans others stands in the first of them; Excel's own pages keep the full number in `x:num`.
"""

import email
import html
import re
from collections.abc import Iterator
from pathlib import Path

from custsheet.ooxml.cells import COLUMNS, ROWS
from custsheet.ooxml.numbers import decimal
from custsheet.ooxml.raw import letters_of
from custsheet.ooxml.strings import replaced
from custsheet.read.encoding import declared, decoded
from custsheet.read.grid import Grid, from_cells
from custsheet.texts import say

_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)([^<>]*)>|([^<]+)|<")
_ATTRIBUTE = re.compile(r"""\b(rowspan|colspan|x:num)\s*=\s*["']?\s*([^\s"'>]+)""", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_SILENT = frozenset({"script", "style", "head", "title", "select", "textarea"})


class _Table:
    """A table under construction: its cells, the merged ranges, and which places later lines find taken."""

    def __init__(self) -> None:
        self.cells: list[tuple[int, int, str]] = []
        self.merged: list[str] = []
        self.line = self.position = 0
        self.taken: dict[int, int] = {}  # position -> last line a cell above reaches down to
        self.words: list[str] | None = None  # of the open cell
        self.number = ""

    def row(self) -> None:
        """Begin a row."""
        self.close()
        self.line, self.position = self.line + 1, 0

    def open(self, attributes: str) -> None:
        """Begin a cell."""
        self.close()
        known = {name.casefold(): value for name, value in _ATTRIBUTE.findall(attributes)}
        self.line = self.line or 1
        while self.taken.get(self.position, 0) >= self.line:
            self.position += 1
        self.words, self.number = [], known.get("x:num", "")
        self.down, self.across = _count(known.get("rowspan", "")), _count(known.get("colspan", ""))

    def close(self) -> None:
        """End the open cell."""
        if self.words is None:
            return
        text = "\n".join(" ".join(each.split()) for each in "".join(self.words).split("\n")).strip("\n")
        self.cells.append((self.line, self.position, decimal(self.number) if self.number else text))
        last = min(self.position + self.across, COLUMNS) - 1
        if self.down > 1 or self.across > 1:
            bottom = self.line + self.down - 1
            self.merged.append(f"{letters_of(self.position)}{self.line}:{letters_of(last)}{bottom}")
            if self.down > 1:
                self.taken |= dict.fromkeys(range(self.position, last + 1), bottom)
        self.position, self.words = last + 1, None


def _count(text: str) -> int:
    return max(1, min(int(text), 10_000)) if text.isascii() and text.isdecimal() else 1


def read_web(path: Path) -> list[Grid]:
    """Return the tables of a page that have at least two cells in a row, in their order; named by number if several."""
    raw = path.read_bytes()
    raw = _part(raw) if raw[:200].lstrip().lower().startswith((b"mime-version", b"from:")) else raw
    found = _CHARSET.search(raw[:4096])
    text, encoding, why = declared(raw, found[1].decode("ascii") if found else "") or decoded(raw)
    tables = [each for each in _tables(text) if len({line for line, _, words in each.cells if words}) > 1]
    tables = [each for each in tables if any(position for _, position, words in each.cells if words)] or tables[:1]
    names = (
        [say("read", "numbered", number=number) for number in range(1, len(tables) + 1)] if len(tables) > 1 else [""]
    )
    evidence = say("read", "encoding", why, encoding=encoding) + say("read", "page")
    return [
        Grid(name, from_cells(each.cells), encoding=encoding, evidence=evidence, merged=tuple(each.merged))
        for name, each in zip(names, tables, strict=bool(tables))
    ]


def _part(raw: bytes) -> bytes:
    """Return the page in a web archive (`.mht`)."""
    parts = email.message_from_bytes(raw).walk()
    pages = [each.get_payload(decode=True) for each in parts if each.get_content_type() == "text/html"]
    return max((each for each in pages if isinstance(each, bytes)), key=len, default=b"")


def _tables(text: str) -> Iterator[_Table]:
    """Yield every table when it ends; one inside a cell of another stands for itself."""
    text = replaced(text, "<!--", "-->", lambda _: "")
    open_tables: list[_Table] = []
    silent = ""
    for closing, name, attributes, words in (found.groups(default="") for found in _TOKEN.finditer(text)):
        tag = name.lower()
        if silent:
            silent = "" if closing and tag == silent else silent
        elif tag in _SILENT and not closing:
            silent = tag
        elif tag == "table" and not closing:
            open_tables.append(_Table())
        elif open_tables and tag == "table":
            yield _ended(open_tables.pop())
        elif open_tables:
            _take(open_tables[-1], tag, bool(closing), attributes, words)
    yield from map(_ended, open_tables)


def _take(table: _Table, tag: str, closing: bool, attributes: str, words: str) -> None:
    if words and table.words is not None:
        table.words.append(re.sub(r"[\r\n]+", " ", html.unescape(words)))
    elif tag == "tr":
        table.close() if closing else table.row()
    elif tag in ("td", "th"):
        table.close() if closing else table.open(attributes)
    elif tag in ("br", "p", "div") and table.words and not closing:
        table.words.append("\n")
    if table.line > ROWS or table.position > COLUMNS:
        raise ValueError("more rows or columns than a sheet has")


def _ended(table: _Table) -> _Table:
    table.close()
    return table

"""Reading SpreadsheetML 2003: the XML that many CRM systems save as `.xls`."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from custsheet.errors import InputError
from custsheet.ooxml.cells import COLUMNS, ROWS
from custsheet.ooxml.formats import shows
from custsheet.ooxml.numbers import decimal
from custsheet.ooxml.package import attribute, local
from custsheet.ooxml.raw import letters_of
from custsheet.read.encoding import declared, decoded
from custsheet.read.grid import Grid, Noticed, from_cells

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]{2,30})["']""")
_HEAD = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?")


def read_spreadsheetml(path: Path) -> list[Grid]:
    """Return the worksheets. InputError: `E_XML_DTD`, `E_BAD_REF`, `E_DAMAGED`."""
    raw = path.read_bytes()
    found = _DECLARED.match(raw[:200])
    text, encoding, _ = declared(raw, found[1].decode("ascii") if found else "") or decoded(raw)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InputError("E_XML_DTD", file=path.name)
    try:
        return list(_worksheets(_HEAD.sub("", text, count=1), encoding, path.name))
    except (ParseError, DefusedXmlException) as error:
        raise InputError("E_DAMAGED", file=path.name) from error


def _worksheets(text: str, encoding: str, file: str) -> Iterator[Grid]:
    formats: dict[str, str] = {}
    sheet = _Sheet()
    for event, element in iterparse(BytesIO(text.strip().encode()), events=("start", "end"), forbid_dtd=True):
        name = local(element)
        if event == "start":
            sheet = _Sheet() if name == "Worksheet" else sheet
            sheet.line = sheet.line + 1 if name == "Row" else sheet.line
        elif name == "Style":
            codes = [attribute(each, "Format") for each in element if local(each) == "NumberFormat"]
            formats[attribute(element, "ID")] = shows(codes[0]) if codes else ""
        elif name == "Row":
            sheet.take(element, formats, file)
            element.clear()
        elif name == "Worksheet":
            hidden = any(local(each) == "Visible" and (each.text or "") != "SheetVisible" for each in element.iter())
            title = attribute(element, "Name")[:255]
            yield Grid(
                title,
                from_cells(sheet.cells),
                encoding,
                "",
                hidden,
                noticed=tuple(sheet.noticed),
                merged=tuple(sheet.merged),
            )
            element.clear()


class _Sheet:
    """A worksheet under construction."""

    def __init__(self) -> None:
        self.line = 0
        self.cells: list[tuple[int, int, str]] = []
        self.merged: list[str] = []
        self.noticed: list[Noticed] = []

    def take(self, row: Element, formats: dict[str, str], file: str) -> None:
        """Take the cells of a row; `ss:Index` lets rows and cells skip places."""
        self.line = _number(attribute(row, "Index")) or self.line
        position = -1
        for cell in (each for each in row if local(each) == "Cell"):
            position = _number(attribute(cell, "Index")) - 1 if attribute(cell, "Index") else position + 1
            if self.line > ROWS or not 0 <= position < COLUMNS:
                raise InputError("E_BAD_REF", file=file, cell=f"{letters_of(max(position, 0))}{self.line}")
            self._keep(cell, position, formats)
            position += self._span(cell, position)

    def _keep(self, cell: Element, position: int, formats: dict[str, str]) -> None:
        datum = next((each for each in cell if local(each) == "Data"), None)
        if datum is None:
            return
        text, kind = "".join(datum.itertext()), attribute(datum, "Type")
        self.cells.append((self.line, position, _shown(text, kind, formats.get(attribute(cell, "StyleID"), ""))))
        if kind == "Error":
            self.noticed.append(Noticed("cell.error", self.line, position, text, ""))
        if (
            kind == "Number"
            and re.fullmatch(r"\d{16,}", decimal(text))
            and (decimal(text) != text or text.endswith("0"))
        ):
            self.noticed.append(Noticed("damage.precision", self.line, position, decimal(text), ""))

    def _span(self, cell: Element, position: int) -> int:
        across, down = _number(attribute(cell, "MergeAcross")), _number(attribute(cell, "MergeDown"))
        across = min(across, COLUMNS - 1 - position)
        if across or down:
            self.merged.append(
                f"{letters_of(position)}{self.line}:{letters_of(position + across)}{min(self.line + down, ROWS)}"
            )
        return across


def _shown(text: str, kind: str, shown: str) -> str:
    if kind == "Number":
        number = decimal(text.strip())
        return number.zfill(int(shown[5:])) if shown.startswith("zeros") and number.isdecimal() else number
    if kind == "Boolean":
        return "TRUE" if text.strip() in ("1", "true") else "FALSE"
    if kind == "DateTime" and (found := _MOMENT.fullmatch(text.strip())):
        return _moment(found[1], found[2], shown)
    return text


def _moment(day: str, time: str, shown: str) -> str:
    if day in ("1899-12-31", "1899-12-30") and shown in ("time", "span"):
        return time
    return day if time == "00:00:00" else f"{day} {time}"


def _number(text: str) -> int:
    return int(text[:9]) if text.isascii() and text.isdecimal() else 0

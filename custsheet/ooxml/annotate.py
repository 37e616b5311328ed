"""A workbook with marks: cells edited and tinted, comments, a last column, a first sheet; all else byte for byte as it was.

What is needed to take the marks off again lies in the workbook itself: hidden defined names for the column and the sheet (they move
along when people insert columns) and a part of custom XML for the rest.
"""

import hashlib
import json
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZipFile

from custsheet.ooxml import patch, patch_book, patch_comments
from custsheet.ooxml.formats import cell_formats
from custsheet.ooxml.package import targets, tree
from custsheet.ooxml.patch import COLUMNS, Edit, Touched
from custsheet.ooxml.patch_book import OFFICE, rels_of
from custsheet.ooxml.patch_package import Package
from custsheet.ooxml.patch_styles import WRAPPED, Looks
from custsheet.ooxml.raw import letters_of
from custsheet.ooxml.strings import prefix_of, unescape

NAMESPACE = "urn:custsheet:marks"
COUNT = -1  # stands for the new last column in the places of comments
MOST_COMMENTS = 2_000  # a sheet
WIDTH = 80  # of the new sheet, in half-width characters
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_LATER = (
    b"legacyDrawingHF",
    b"drawingHF",
    b"picture",
    b"oleObjects",
    b"controls",
    b"webPublishItems",
    b"tableParts",
    b"extLst",
)
_TAG = re.compile(rb"<(/?)((?:[\w.-]+:)?([\w.-]+))\b[^<>]*?(/?)>")
_LEGACY = re.compile(rb"""<(?:[\w.-]+:)?legacyDrawing\s[^<>]*?id\s*=\s*["']([^"']+)["']""")


class Marks(NamedTuple):
    """What is to be marked on one sheet."""

    cells: Mapping[int, Mapping[int, Edit]]  # line -> 0-based column -> edit
    notes: patch_comments.Texts  # (line, column or COUNT) -> what the comment says, the most important first
    counts: Mapping[int, int]  # line -> number of issues
    headings: Sequence[int]  # lines of the headings
    cleaned: Mapping[tuple[int, int], str] = {}  # what comments say of new content, where it could be put


class Lost(NamedTuple):
    """Something that could not be carried."""

    sheet: str
    cell: str
    why: str  # formula, rich, long, no_row, merged, commented, bounded, column, form, styles, signature
    text: str = ""  # what the cell would have got, or how many


class Annotated(NamedTuple):
    """A workbook with marks."""

    content: bytes
    lost: list[Lost]
    changed: int  # cells with new content
    marked: int  # cells with a tint
    comments: int
    parts: list[str]  # that are not as they were, new ones included


class Words(NamedTuple):
    """What the marks say."""

    heading: str  # above the new column
    title: str  # of the new sheet
    lines: Callable[
        [list[Lost], int, int], list[tuple[str, str]]
    ]  # lost, changed, marked -> look and text of each line


def annotated(source: ZipFile, marks: Mapping[str, Marks], words: Words) -> Annotated:
    """Return the workbook with the *marks* of each sheet, by its name. ValueError where its parts cannot be understood."""
    package = Package(source)
    main = next(path for kind, path in targets(source, "").values() if kind == "officeDocument")
    related = targets(source, main)
    parts = dict(related.values())
    formats = cell_formats(tree(source, parts.get("styles", "xl/styles.xml")))
    had_vml = b'"vml"' in package.read("[Content_Types].xml").lower()
    looks = Looks(package.read(parts.get("styles", "xl/styles.xml")))
    sheets = sheet_parts(package.read(main), related)
    lost = [] if looks.usable else [Lost("", "", "styles")]
    if any(each.startswith("_xmlsignatures/") for each in package.names()):
        lost.append(Lost("", "", "signature"))
    memory: dict[str, object] = {}
    names: dict[str, str] = {}
    counts = [0, 0, 0]
    for number, (name, asked) in enumerate(marks.items(), 1):
        try:
            sheet = patch.sheet_of(package.read(sheets[name]), formats)
            done = _sheet(package, sheets[name], sheet, name, asked, looks, words.heading)
        except (ValueError, KeyError):
            lost.append(Lost(name, "", "form"))
            continue
        lost += done.lost
        counts = [old + new for old, new in zip(counts, done.counts, strict=True)]
        memory[name] = done.memory
        if done.column:
            names[f"{patch_book.OURS}issues_{number}"] = patch_book.reference(name, f"${done.column}$1")
    view = patch_book.view_of(package.read(main))
    title = _free_title(words.title, list(sheets))
    names[f"{patch_book.OURS}howto"] = patch_book.reference(title, "$A$1")
    _put_first(package, main, title, words.lines(lost, counts[0], counts[1]), looks)
    styles = looks.told()
    package.put(parts.get("styles", "xl/styles.xml"), styles)
    package.put(main, patch_book.with_names(package.read(main), names))
    known = {
        "sheets": memory,
        "styles": looks.memory(),
        "sha256": hashlib.sha256(styles).hexdigest(),
        "title": title,
        "heading": words.heading,
        "view": [view, patch_book.view_of(package.read(main))],
        "vml": not had_vml,
    }
    _remember(package, main, known)
    changed, marked, comments = counts
    return Annotated(package.packed(), lost, changed, marked, comments, sorted(package.changed))


def sheet_parts(book: bytes, related: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Return the parts of the worksheets, by name."""
    found = {}
    for each in re.finditer(rb"<(?:[\w.-]+:)?sheet\s[^<>]*>", book):
        known = dict(re.findall(rb'\s(?:[\w.-]+:)?(name|id)="([^"]*)"', each[0]))
        kind, path = related.get(known.get(b"id", b"").decode(), ("", ""))
        if kind == "worksheet":
            found[_unquoted(known.get(b"name", b""))] = path
    return found


def _unquoted(text: bytes) -> str:
    return unescape(text.decode("utf-8", "replace"))


def _free_title(title: str, taken: Sequence[str]) -> str:
    number, chosen = 1, title
    while chosen.casefold() in {each.casefold() for each in taken}:
        number += 1
        chosen = f"{title} {number}"
    return chosen


class _Done(NamedTuple):
    lost: list[Lost]
    counts: tuple[int, int, int]  # changed, marked, comments
    memory: dict[str, object]
    column: str  # letters of the new column, "" for none


def _sheet(
    package: Package, part: str, sheet: patch.Sheet, name: str, asked: Marks, looks: Looks, heading: str
) -> _Done:
    """Put the marks on one sheet."""
    column = patch.last_column(sheet) + 1
    lost = [] if column < COLUMNS else [Lost(name, "", "column")]
    edits: dict[int, dict[int, Edit]] = {line: dict(cells) for line, cells in asked.cells.items()}
    lost += _without_hidden(sheet, edits, name)
    if column < COLUMNS:
        for line, count in asked.counts.items():
            edits.setdefault(line, {})[column] = Edit(str(count), True, "count")
        for line in asked.headings:
            edits.setdefault(line, {})[column] = Edit(heading, False, "heading")
    xml, touched = patch.patched(sheet, edits, looks)
    lost += [
        Lost(name, f"{letters_of(each.column)}{each.line}", each.lost, edits[each.line][each.column].text or "")
        for each in touched
        if each.lost
    ]
    xml, *extent = patch.extended(xml, column) if column < COLUMNS else (xml, b"", b"")
    notes, left = _notes(package, part, name, asked, column, touched)
    if notes:
        xml = _commented(package, part, xml, notes)
    package.put(part, xml)
    memory = {**_kept(touched, column, notes.values()), "extent": [each.decode() for each in extent]}
    letters = letters_of(column) if column < COLUMNS else ""
    return _Done([*lost, *left], _counts(touched, column, notes), memory, letters)


def _without_hidden(sheet: patch.Sheet, edits: dict[int, dict[int, Edit]], name: str) -> list[Lost]:
    """Take out edits of cells that a merged range hides, and return them as lost."""
    hidden = patch.covered(sheet, [(line, column) for line, cells in edits.items() for column in cells])
    lost = []
    for line, column in sorted(hidden):
        edit = edits[line].pop(column)
        if edit.text is not None:
            lost.append(Lost(name, f"{letters_of(column)}{line}", "merged", edit.text))
    return lost


def _counts(touched: list[Touched], column: int, notes: patch_comments.Texts) -> tuple[int, int, int]:
    own = [each for each in touched if each.column != column and each.after]
    changed = sum(each.text is not None for each in own)
    return changed, sum(each.before != each.after for each in own), len(notes)


def _kept(touched: list[Touched], column: int, notes: Iterable[str]) -> dict[str, object]:
    """Return what is remembered of a sheet: cells with new content, as they were and what was written, and its comments."""
    ours = [each for each in touched if each.text is not None and (each.column != column or each.before)]
    cells = {
        f"{letters_of(each.column)}{each.line}": [each.before.decode("utf-8", "replace"), each.text] for each in ours
    }
    return {
        "cells": cells,
        "column": letters_of(column),
        "notes": sorted({patch_comments.digest(each) for each in notes}),
    }


def _notes(
    package: Package, part: str, name: str, asked: Marks, column: int, touched: list[Touched]
) -> tuple[dict[tuple[int, int], str], list[Lost]]:
    """Return the comments to be written, by line and 0-based column, and those that cannot be."""
    there = {(each.line, each.column): each.lost for each in touched if each.after}
    cleaned = {place: text for place, text in asked.cleaned.items() if not there.get(place, "lost")}
    found = {(line, column if at == COUNT else at): text for (line, at), text in asked.notes.items()}
    both = {place: "\n".join(filter(None, (found.get(place), cleaned.get(place)))) for place in {**found, **cleaned}}
    placed = {place: text for place, text in both.items() if place in there}
    own = patch_comments.commented(package.read(_related(package, part, "comments")))
    taken = {place for place in placed if f"{letters_of(place[1])}{place[0]}" in own}
    free = {place: text for place, text in placed.items() if place not in taken}
    kept = dict(list(free.items())[:MOST_COMMENTS])
    lost = [Lost(name, f"{letters_of(place[1])}{place[0]}", "commented", placed[place]) for place in sorted(taken)]
    more = len(free) - len(kept)
    return kept, [*lost, *([Lost(name, "", "bounded", str(more))] if more else [])]


def _related(package: Package, part: str, kind: str) -> str:
    """Return the part of this kind that a sheet's relations lead to, "" for none."""
    return next((path for each, path in relations(package, part).values() if each == kind), "")


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return the relations of a part as they are now: id -> (last word of the type, path)."""
    found = {}
    for each in re.finditer(rb"<(?:[\w.-]+:)?Relationship\s[^<>]*>", package.read(rels_of(part))):
        known = {key.decode(): _unquoted(value) for key, value in re.findall(rb'\s(Id|Type|Target)="([^"]*)"', each[0])}
        target = known.get("Target", "")
        path = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
        )
        found[known.get("Id", "")] = (known.get("Type", "").rpartition("/")[2], path)
    return found


def _commented(package: Package, part: str, xml: bytes, notes: Mapping[tuple[int, int], str]) -> bytes:
    """Put comments into the parts of a sheet, and return its XML with the drawing they need."""
    comments = _related(package, part, "comments")
    if not comments:
        comments = package.free("xl/comments{}.xml")
        _relate(package, part, "comments", comments)
        _type(package, comments, _TYPE.format("comments"))
    package.put(comments, patch_comments.with_comments(package.read(comments), notes))
    legacy = _LEGACY.search(xml)
    known = relations(package, part)
    drawing = known[legacy[1].decode()][1] if legacy else package.free("xl/drawings/vmlDrawing{}.vml")
    block = 1 + max(
        (
            each
            for name in package.names()
            if name.casefold().endswith(".vml")
            for each in patch_comments.blocks_of(package.read(name))
        ),
        default=0,
    )
    package.put(drawing, patch_comments.with_shapes(package.read(drawing), notes, block))
    if legacy:
        return xml
    types = package.name("[Content_Types].xml")
    package.put(types, patch_book.with_default(package.read(types), "vml", _VML))
    relation = _relate(package, part, "vmlDrawing", drawing)
    place = after_data(xml)
    prefix = prefix_of(xml)
    return (
        xml[:place]
        + b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (prefix, OFFICE.encode(), relation.encode())
        + xml[place:]
    )


def after_data(xml: bytes) -> int:
    """Return where in a sheet's XML the drawing of its comments belongs: before the parts that the standard puts later."""
    closing = max(xml.rfind(b"</sheetData>"), xml.rfind(b":sheetData>"), xml.rfind(b"sheetData/>"))
    start = xml.index(b">", closing) + 1
    depth = 0
    for found in _TAG.finditer(xml, start):
        if depth == 0 and (
            found[1] or found[3] in _LATER or (found[3] == b"AlternateContent" and _is_late(xml, found.end()))
        ):
            return found.start()
        depth += 0 if found[4] else -1 if found[1] else 1
    raise ValueError("a sheet without an end")


def _is_late(xml: bytes, start: int) -> bool:
    following = next((each[3] for each in _TAG.finditer(xml, start) if each[3] not in (b"Choice", b"Fallback")), b"")
    return following in _LATER


def _relate(package: Package, part: str, kind: str, target: str) -> str:
    rels, name = patch_book.related(package.read(rels_of(part)), kind, "/" + target)
    package.put(rels_of(part), rels)
    return name


def _type(package: Package, part: str, kind: str) -> None:
    types = "[Content_Types].xml"
    package.put(types, patch_book.typed(package.read(types), part, kind))


def _put_first(package: Package, main: str, title: str, lines: Sequence[tuple[str, str]], looks: Looks) -> None:
    """Put a sheet of lines of text before all others."""
    part = package.free("xl/worksheets/sheet{}.xml")
    cells = "".join(_line(line, looks(b"", look + WRAPPED), text) for line, (look, text) in enumerate(lines, 1))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{space}"><dimension ref="A1:A{max(1, len(lines))}"/>'
        '<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="16"/>'
        f'<cols><col min="1" max="1" width="{WIDTH}" customWidth="1"/></cols><sheetData>{cells}</sheetData></worksheet>'
    )
    package.put(part, xml.encode())
    _type(package, part, _TYPE.format("worksheet"))
    relation = _relate(package, main, "worksheet", part)
    package.put(main, patch_book.with_first_sheet(package.read(main), title, relation))


def _line(line: int, style: int, text: str) -> str:
    """Return a row with one cell of text, as high as its lines."""
    height = 17 * (1 + len(text.encode("gb18030", "replace")) // (WIDTH - 4))
    cell = f'<c r="A{line}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
    return f'<row r="{line}" ht="{height}" customHeight="1">{cell}</row>'


def _remember(package: Package, main: str, memory: Mapping[str, object]) -> None:
    """Put what is needed to take the marks off again into a part of custom XML."""
    item = package.free("customXml/item{}.xml")
    number = re.sub(r"\D", "", item)
    known = json.dumps(memory, ensure_ascii=True, separators=(",", ":"))
    package.put(item, f'<marks xmlns="{NAMESPACE}">{escape(known)}</marks>'.encode())
    properties = f"customXml/itemProps{number}.xml"
    space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    identity = f"{{C0575EE7-0000-4000-8000-{int(number):012X}}}"
    package.put(
        properties,
        f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<ds:datastoreItem ds:itemID="{identity}" xmlns:ds="{space}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'.encode(),
    )
    _relate(package, item, "customXmlProps", properties)
    _relate(package, main, "customXml", item)
    _type(package, properties, _PROPERTIES)

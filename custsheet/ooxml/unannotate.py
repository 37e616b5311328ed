"""Marks taken off a workbook again: styles, comments, the new column and sheet; what people typed since stays.

A file that was not saved by another program since gets its own styles back by their numbers, and its own cells where that is
wished. One that was gets them by what other programs keep: colours, the comments' author, defined names, the heading.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from zipfile import ZipFile

from custsheet.ooxml import patch, patch_book, patch_comments, patch_styles
from custsheet.ooxml.annotate import NAMESPACE, relations, sheet_parts
from custsheet.ooxml.package import targets
from custsheet.ooxml.patch_book import rels_of
from custsheet.ooxml.patch_package import Package
from custsheet.ooxml.raw import column_number, letters_of
from custsheet.ooxml.strings import runs, shared_strings, unescape

_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?>([^<]*)<")


class Unmarked(NamedTuple):
    """A workbook without marks."""

    content: bytes
    comments: int  # taken off
    column: int  # cells of the new column taken off
    restored: int  # cells that got their own content back
    typed: list[str]  # cells of the new column that people had typed in: kept
    notes: list[str]  # codes: saved_again, no_memory, fills, not_restored


class _Known(NamedTuple):
    """What is known about the marks of a workbook."""

    memory: dict[str, Any]
    item: str  # the part that holds it
    names: dict[str, str]
    exact: bool  # whether styles are still numbered as they were when the marks were made


def unmarked(source: ZipFile, titles: Mapping[str, str], restore: bool = False) -> Unmarked | None:
    """Return the workbook without marks, None where it has none.

    *titles* are the headings of the new column by the titles of the new sheet, in all languages; *restore* also gives the cells
    that were cleaned their own content back.
    """
    package = Package(source)
    main = next(path for kind, path in targets(source, "").values() if kind == "officeDocument")
    known = _known(package, main)
    related = relations(package, main)
    sheets = sheet_parts(package.read(main), related)
    title = _title(known, sheets, titles)
    if not (known.memory or known.names or title):
        return None
    heading = str(known.memory.get("heading") or titles.get(title, ""))
    strings = shared_strings(
        source, next((path for kind, path in related.values() if kind == "sharedStrings"), "")
    ).to_pylist()
    found = Unmarked(b"", 0, 0, 0, [], _notes(known, restore))
    for name, part in sheets.items():
        if name != title:
            found = _sheet(package, part, name, _Job(known, heading, strings, restore and known.exact), found)
    found.notes.extend(_restyled(package, related, known))
    _without_title(package, main, title, known)
    _forget(package, main, known)
    return found._replace(content=package.packed())


class _Job(NamedTuple):
    known: _Known
    heading: str
    strings: list[str]
    restore: bool


def _known(package: Package, main: str) -> _Known:
    memory, item = {}, ""
    opening = f'<marks xmlns="{NAMESPACE}">'.encode()
    for each in package.names():
        if re.fullmatch(r"customxml/item\d+\.xml", each.casefold()) and opening in package.read(each):
            inner = package.read(each).partition(opening)[2].rpartition(b"</marks>")[0]
            memory, item = json.loads(unescape(inner.decode())), each
    styles = next((path for kind, path in relations(package, main).values() if kind == "styles"), "")
    digest = hashlib.sha256(package.read(styles)).hexdigest()
    exact = memory.get("sha256") == digest
    return _Known(memory, item, patch_book.names_of(package.read(main)), exact)


def _title(known: _Known, sheets: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """Return the name of the new sheet, "" where it is gone."""
    named = patch_book.referred(known.names.get(f"{patch_book.OURS}howto", ""))[0]
    candidates = [named, str(known.memory.get("title", "")), *(() if known.memory or known.names else titles)]
    return next((each for each in candidates if each and each in sheets), "")


def _notes(known: _Known, restore: bool) -> list[str]:
    if known.exact:
        return []
    return ["saved_again" if known.memory else "no_memory", *(["not_restored"] if restore else [])]


def _sheet(package: Package, part: str, name: str, job: _Job, found: Unmarked) -> Unmarked:
    """Take the marks off one sheet; return what was found so far."""
    xml = package.read(part)
    told = job.known.memory.get("sheets", {}).get(name, {})
    comments, xml = _uncommented(package, part, xml, told.get("notes", ()))
    column = _column(job, name, told)
    if job.known.exact:
        xml = _own_styles(xml, job.known.memory["styles"])
    removed, restored = 0, 0
    typed: list[str] = []
    if column or (job.restore and told):
        sheet = patch.sheet_of(xml)
        xml, removed, typed = _without_column(sheet, column, job, told) if column else (xml, 0, [])
        xml, restored = _restored(patch.sheet_of(xml), told) if job.restore and told else (xml, 0)
        before, after = (told.get("extent") or ["", ""])[:2]
        if before and f'"{after}"'.encode() in xml[: xml.find(b"sheetData")]:
            xml = patch.ranged(xml, before.encode())
    package.put(part, xml)
    return found._replace(
        comments=found.comments + comments,
        column=found.column + removed,
        restored=found.restored + restored,
        typed=[*found.typed, *(f"{name}!{each}" for each in typed)],
    )


def _uncommented(package: Package, part: str, xml: bytes, notes: Collection[str]) -> tuple[int, bytes]:
    """Take our comments off a sheet's parts; return how many, and its XML, without a drawing that has become blank."""
    known = relations(package, part)
    comments = next(((name, path) for name, (kind, path) in known.items() if kind == "comments"), None)
    if not comments or not package.name(comments[1]):
        return 0, xml
    left, cells = patch_comments.without_comments(package.read(comments[1]), notes)
    if not cells:
        return 0, xml
    package.put(comments[1], left)
    rels = package.read(rels_of(part))
    if patch_comments.is_bare(left):
        rels = _dropped(package, rels, *comments)
    for name, (kind, path) in known.items():
        if kind != "vmlDrawing" or not package.name(path):
            continue
        drawing = patch_comments.without_shapes(package.read(path), cells)
        package.put(path, drawing)
        element = re.compile(rb"<(?:[\w.-]+:)?legacyDrawing\s[^<>]*?id=\"" + re.escape(name.encode()) + rb"\"[^<>]*?/>")
        if patch_comments.is_blank(drawing) and element.search(xml):
            rels, xml = _dropped(package, rels, name, path), element.sub(b"", xml)
    _put_relations(package, part, rels)
    return len(cells), xml


def _dropped(package: Package, rels: bytes, name: str, path: str) -> bytes:
    """Take a part out with its content type; return the relations without the one that led to it."""
    package.take_out(path)
    types = "[Content_Types].xml"
    package.put(types, patch_book.untyped(package.read(types), path))
    return patch_book.unrelated(rels, name)


def _put_relations(package: Package, part: str, rels: bytes) -> None:
    if b"Relationship " in rels:
        package.put(rels_of(part), rels)
    elif package.name(rels_of(part)):
        package.removed.add(package.name(rels_of(part)))


def _column(job: _Job, name: str, told: Mapping[str, Any]) -> str:
    """Return the letters of the new column, "" where there is none: by the name that moves along, else where it was put."""
    places = [
        patch_book.referred(ref) for key, ref in job.known.names.items() if key.startswith(f"{patch_book.OURS}issues_")
    ]
    named = next((letters for sheet, letters in places if sheet == name), "")
    return (
        named
        or ("" if job.known.names else str(told.get("column", "")))
        or ("?" if not job.known.names and not told else "")
    )


def _own_styles(xml: bytes, styles: Mapping[str, Any]) -> bytes:
    """Return a sheet whose marked cells have the styles they had."""
    own = {number.encode(): (f' s="{before}"'.encode() if before else b"") for number, before in styles["own"].items()}
    if not own:
        return xml
    pattern = re.compile(rb'(<(?:[\w.-]+:)?c\s[^<>]*?)\ss="(' + b"|".join(sorted(own)) + rb')"')
    return pattern.sub(lambda found: found[1] + own[found[2]], xml)


def _without_column(
    sheet: patch.Sheet, letters: str, job: _Job, told: Mapping[str, Any]
) -> tuple[bytes, int, list[str]]:
    """Return a sheet without the cells of the new column that are ours; how many those were; and the others."""
    if letters == "?":
        letters = _headed(sheet, job)
    column = column_number(letters.encode()) if letters else -1
    before = {place: xml for place, (xml, _) in told.get("cells", {}).items()} if job.known.exact else {}
    parts: list[bytes] = []
    place, removed, typed = 0, 0, []
    for row in sheet.rows if letters else ():
        for found, at in patch.cells_of(sheet, row):
            if at != column:
                continue
            name = f"{letters}{row.line}"
            text = text_of(found, job.strings)
            if text and text != job.heading and not re.fullmatch(r"\d{1,6}(\.0)?", text):
                typed.append(name)
                continue
            parts += [sheet.xml[place : found.start()], before.get(name, "").encode()]
            place, removed = found.end(), removed + 1
    return b"".join([*parts, sheet.xml[place:]]), removed, typed


def _headed(sheet: patch.Sheet, job: _Job) -> str:
    """Return the letters of the last cell that holds the heading, in the first lines; "" for none."""
    found = ""
    for row in sheet.rows[:60]:
        for cell, column in patch.cells_of(sheet, row):
            found = letters_of(column) if job.heading and text_of(cell, job.strings) == job.heading else found
    return found


def text_of(cell: re.Match[bytes], strings: list[str]) -> str:
    """Return the text of a cell, "" for none."""
    inner = cell[2] or b""
    value = _VALUE.search(inner)
    if re.search(rb'\st="s"', cell[1]) and value and value[1].isdigit():
        return strings[int(value[1])] if int(value[1]) < len(strings) else ""
    return unescape(value[1].decode("utf-8", "replace") if value else runs(patch.plain_of(inner)))


def _restored(sheet: patch.Sheet, told: Mapping[str, Any]) -> tuple[bytes, int]:
    """Return a sheet in which the cells that were cleaned, and not typed in since, hold what they held before."""
    parts: list[bytes] = []
    place, count = 0, 0
    for row in sheet.rows:
        for found, column in patch.cells_of(sheet, row):
            name = f"{letters_of(column)}{row.line}"
            before, written = told["cells"].get(name, ("", None))
            if written is None or (name.startswith(told["column"]) and name[len(told["column"]) :].isdigit()):
                continue
            if text_of(found, []) == written:
                parts += [sheet.xml[place : found.start()], before.encode()]
                place, count = found.end(), count + 1
    return b"".join([*parts, sheet.xml[place:]]), count


def _restyled(package: Package, related: Mapping[str, tuple[str, str]], known: _Known) -> list[str]:
    """Give the workbook its own styles back; return what there is to say."""
    part = next((path for kind, path in related.values() if kind == "styles"), "")
    xml = package.read(part)
    styles = known.memory.get("styles", {})
    if known.exact:
        package.put(part, patch_styles.shortened(xml, styles["first_fill"], styles["formats"][0]))
        return []
    xml, count = patch_styles.recoloured(xml, styles.get("fills", {}))
    package.put(part, xml)
    return ["fills"] if count and not known.memory else []


def _without_title(package: Package, main: str, title: str, known: _Known) -> None:
    """Take the new sheet and our names out of the table of contents."""
    book = package.read(main)
    before, after = known.memory.get("view", ("", ""))
    as_it_was = known.exact and patch_book.view_of(book) == after
    book, relation = patch_book.without_sheet(book, title) if title else (book, "")
    if relation:
        path = relations(package, main)[relation][1]
        package.put(rels_of(main), _dropped(package, package.read(rels_of(main)), relation, path))
    book = patch_book.without_names(book)
    if as_it_was:
        book = book.replace(patch_book.view_of(book).encode(), before.encode(), 1)
    package.put(main, book)


def _forget(package: Package, main: str, known: _Known) -> None:
    """Take out the part that remembered the marks."""
    if not known.item:
        return
    for _, path in relations(package, known.item).values():
        _dropped(package, b"", "", path)
    rels = package.read(rels_of(main))
    for name, (kind, path) in relations(package, main).items():
        if kind == "customXml" and path.casefold() == known.item.casefold():
            rels = patch_book.unrelated(rels, name)
    package.take_out(known.item)
    package.put(rels_of(main), rels)
    if known.memory.get("vml") and not any(each.endswith(".vml") for each in package.names()):
        types = "[Content_Types].xml"
        package.put(types, patch_book.without_default(package.read(types), "vml"))

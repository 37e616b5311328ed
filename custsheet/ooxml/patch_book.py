"""The table of contents of a workbook changed in its XML: a sheet put first, defined names, relations, content types."""

import posixpath
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr, unescape

from custsheet.ooxml.strings import prefix_of

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\b[^<>]*?(?:/>|></(?:[\w.-]+:)?Relationship>)")
_NAME = re.compile(rb"<(?:[\w.-]+:)?definedName\b([^<>]*)>([^<]*)</(?:[\w.-]+:)?definedName>")
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\s[^<>]*?(?:/>|></(?:[\w.-]+:)?sheet>)")
_VIEW = re.compile(rb"<((?:[\w.-]+:)?)workbookView\b([^<>]*?)(/?)>")
_LOCAL = re.compile(rb'(\slocalSheetId\s*=\s*["\'])([0-9]+)')
OURS = "custsheet_"


def rels_of(part: str) -> str:
    """Return the name of the part that holds the relations of *part*.

    >>> rels_of("xl/workbook.xml")
    'xl/_rels/workbook.xml.rels'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def related(rels: bytes, kind: str, target: str) -> tuple[bytes, str]:
    """Return relations (b"" for none yet) with one more, and its id. *kind* is the last word of the type."""
    rels = rels or _RELATIONS
    p = prefix_of(rels)
    number = 1
    while b'"custsheet%d"' % number in rels:
        number += 1
    name = f"custsheet{number}"
    line = b'<%sRelationship Id="%s" Type="%s/%s" Target=%s/>' % (
        p,
        name.encode(),
        OFFICE.encode(),
        kind.encode(),
        quoteattr(target).encode(),
    )
    rels = re.sub(rb"<((?:[\w.-]+:)?Relationships)\b([^<>]*)/>", rb"<\1\2></\1>", rels, count=1)
    closing = rels.rindex(b"</")
    return rels[:closing] + line + rels[closing:], name


def unrelated(rels: bytes, name: str) -> bytes:
    """Return relations without the one of this id."""
    wanted = re.compile(rb"\sId\s*=\s*[\"']" + re.escape(name.encode()) + rb"[\"']")
    return _RELATION.sub(lambda found: b"" if wanted.search(found[0]) else found[0], rels)


def typed(types: bytes, part: str, kind: str) -> bytes:
    """Return the content types with that of a part."""
    p = prefix_of(types)
    line = b'<%sOverride PartName="/%s" ContentType="%s"/>' % (p, part.encode(), kind.encode())
    closing = types.rindex(b"</")
    return types[:closing] + line + types[closing:]


def with_default(types: bytes, suffix: str, kind: str) -> bytes:
    """Return the content types with that of a suffix, if it is not known yet."""
    if re.search(rb"<(?:[\w.-]+:)?Default\b[^<>]*?Extension=\"%s\"" % suffix.encode(), types, re.IGNORECASE):
        return types
    p = prefix_of(types)
    line = b'<%sDefault Extension="%s" ContentType="%s"/>' % (p, suffix.encode(), kind.encode())
    found = re.search(rb"<(?:[\w.-]+:)?Types\b[^<>]*>", types)
    place = found.end() if found else types.rindex(b"</")
    return types[:place] + line + types[place:]


def without_default(types: bytes, suffix: str) -> bytes:
    """Return the content types without that of a suffix."""
    return re.sub(
        rb"<(?:[\w.-]+:)?Default\b[^<>]*?Extension=\"%s\"[^<>]*?/>" % suffix.encode(), b"", types, flags=re.IGNORECASE
    )


def view_of(book: bytes) -> str:
    """Return the XML that says which sheet is shown, "" for none."""
    found = re.search(rb"<(?:[\w.-]+:)?bookViews\b.*?</(?:[\w.-]+:)?bookViews>", book, re.DOTALL)
    return found[0].decode("utf-8", "replace") if found else ""


def untyped(types: bytes, part: str) -> bytes:
    """Return the content types without that of a part."""
    name = re.escape(part.encode())
    return re.sub(
        rb"<(?:[\w.-]+:)?Override\b[^<>]*?PartName=\"/" + name + rb"\"[^<>]*?(?:/>|></(?:[\w.-]+:)?Override>)",
        b"",
        types,
        flags=re.IGNORECASE,
    )


def with_first_sheet(book: bytes, title: str, relation: str) -> bytes:
    """Return a workbook with a sheet put first; the sheet people had open stays the one that is shown."""
    found = re.search(rb"<((?:[\w.-]+:)?)sheets\b[^<>]*>", book)
    if not found:
        raise ValueError("a workbook without sheets")
    number = max((int(each) for each in re.findall(rb'\ssheetId="([0-9]+)"', book)), default=0) + 1
    line = b'<%ssheet name=%s sheetId="%d" xmlns:r="%s" r:id="%s"/>' % (
        found[1],
        quoteattr(title).encode(),
        number,
        OFFICE.encode(),
        relation.encode(),
    )
    book = book[: found.end()] + line + book[found.end() :]
    return _shifted(_viewed(book, found[1]), 1)


def _viewed(book: bytes, prefix: bytes) -> bytes:
    """Return a workbook with a view, which it needs to say that the second sheet is the one shown."""
    if _VIEW.search(book):
        return book
    place = book.index(b"<" + prefix + b"sheets")
    view = b"<%sbookViews><%sworkbookView/></%sbookViews>" % (prefix, prefix, prefix)
    return book[:place] + view + book[place:]


def _shifted(book: bytes, step: int) -> bytes:
    """Return a workbook whose sheets are counted *step* higher, for a sheet that was put first or taken away."""

    def view(found: re.Match[bytes]) -> bytes:
        attributes = found[2]
        for name in (b"activeTab", b"firstSheet"):
            attributes = _stepped(attributes, name, step, always=name == b"activeTab")
        return b"<%sworkbookView%s%s>" % (found[1], attributes, found[3])

    book = _VIEW.sub(view, book)
    return _LOCAL.sub(lambda found: found[1] + b"%d" % max(int(found[2]) + step, 0), book)


def _stepped(attributes: bytes, name: bytes, step: int, always: bool) -> bytes:
    found = re.search(rb'\s%s="([0-9]+)"' % name, attributes)
    if found:
        number = b' %s="%d"' % (name, max(int(found[1]) + step, 0))
        return attributes[: found.start()] + number + attributes[found.end() :]
    return attributes + b' %s="%d"' % (name, step) if always and step > 0 else attributes


def with_names(book: bytes, names: Mapping[str, str]) -> bytes:
    """Return a workbook with hidden defined names: name -> what it refers to."""
    p = prefix_of(book)
    told = b"".join(
        b'<%sdefinedName name="%s" hidden="1">%s</%sdefinedName>' % (p, name.encode(), escape(ref).encode(), p)
        for name, ref in names.items()
    )
    closing = b"</%sdefinedNames>" % p
    if closing in book:
        return book.replace(closing, told + closing, 1)
    for last in (b"externalReferences", b"functionGroups", b"sheets"):
        if (place := book.find(b"</%s%s>" % (p, last))) >= 0:
            place += len(last) + len(p) + 3
            return book[:place] + b"<%sdefinedNames>" % p + told + closing + book[place:]
    raise ValueError("a workbook without sheets")


def names_of(book: bytes) -> dict[str, str]:
    """Return our hidden defined names, and what they refer to now."""
    found = ((re.search(rb'\sname="([^"]*)"', each[1]), each[2]) for each in _NAME.finditer(book))
    every = {name[1].decode(): unescape(ref.decode()) for name, ref in found if name}
    return {name: ref for name, ref in every.items() if name.startswith(OURS)}


def without_names(book: bytes) -> bytes:
    """Return a workbook without our defined names."""
    ours = b'name="' + OURS.encode()
    book = _NAME.sub(lambda found: b"" if ours in found[1] else found[0], book)
    return re.sub(rb"<((?:[\w.-]+:)?definedNames)>\s*</\1>", b"", book)


def without_sheet(book: bytes, title: str) -> tuple[bytes, str]:
    """Return a workbook without the sheet of this name, and the id of the relation that led to it ("" for no such sheet)."""
    wanted = quoteattr(title).encode()
    sheets = list(_SHEET.finditer(book))
    place = next((number for number, each in enumerate(sheets) if b"name=" + wanted in each[0]), -1)
    relation = re.search(rb'\s(?:[\w.-]+:)id="([^"]*)"', sheets[place][0]) if place >= 0 else None
    if not relation or len(sheets) < 2:
        return book, ""
    book = book[: sheets[place].start()] + book[sheets[place].end() :]
    return (_shifted(book, -1) if place == 0 else book), relation[1].decode()


def reference(sheet: str, cell: str) -> str:
    """Return how a formula refers to a cell.

    >>> reference("Bob's", "$A$1")
    "'Bob''s'!$A$1"
    """
    return "'" + sheet.replace("'", "''") + "'!" + cell


def referred(ref: str) -> tuple[str, str]:
    """Return the sheet and the column letters a name refers to; two blanks where it leads nowhere any more.

    >>> referred("'Bob''s'!$N$3"), referred("#REF!")
    (("Bob's", 'N'), ('', ''))
    """
    found = re.fullmatch(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?[0-9]*(?::.*)?", ref)
    if not found or "#REF" in ref:
        return "", ""
    return (found[1] or found[2]).replace("''", "'"), found[3]

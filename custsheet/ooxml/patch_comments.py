"""Classic comments added to those a sheet has, and taken off again: the list of comments, and their shapes (VML).

Every shape needs a number of its own in the whole workbook; numbers come in blocks of 1,024, which a drawing claims in its `idmap`.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from xml.sax.saxutils import escape

from custsheet.ooxml.raw import letters_of
from custsheet.ooxml.strings import prefix_of, runs, unescape

AUTHOR = "custsheet"
BLOCK = 1_024
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_EMPTY = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{_MAIN}"><authors></authors><commentList></commentList></comments>'
_SPACES = (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_VML = (
    f'<xml{_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    '<v:shape{spaces} id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:{width}pt;'
    'height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#fffde7" o:insetmode="auto"><v:fill color2="#fffde7"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 31, {bottom}, 9</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_IDMAP = re.compile(rb"""(<(?:[\w.-]+:)?idmap\b[^<>]*?data\s*=\s*["'])([0-9,\s]*)(["'])""")
_AUTHORS = re.compile(rb"<(?:[\w.-]+:)?authors\s*>(.*?)</(?:[\w.-]+:)?authors>|<(?:[\w.-]+:)?authors\s*/>", re.DOTALL)
_AUTHOR = re.compile(rb"<(?:[\w.-]+:)?author(?:\s[^<>]*)?(?:/>|>(.*?)</(?:[\w.-]+:)?author>)", re.DOTALL)
_COMMENT = re.compile(rb"<(?:[\w.-]+:)?comment\b([^<>]*)>.*?</(?:[\w.-]+:)?comment>", re.DOTALL)
_ONE_SHAPE = re.compile(rb"<((?:[\w.-]+:)?)shape(?=[\s>]).*?</\1shape>", re.DOTALL)
_NAMED = re.compile(r"<(/?)[\w.-]+:")
_REF = re.compile(rb'\sref="([A-Z]+)([0-9]+)"')
Texts = Mapping[tuple[int, int], str]  # (line, 0-based column) -> what the comment says


def commented(xml: bytes) -> set[str]:
    """Return the cells (A1) that have a comment."""
    found = (_REF.search(each[1]) for each in _COMMENT.finditer(xml))
    return {(each[1] + each[2]).decode() for each in found if each}


def with_comments(xml: bytes, texts: Texts) -> bytes:
    """Return a list of comments (b"" for none yet) with ours at the end."""
    xml = xml or _EMPTY.encode()
    p = prefix_of(xml).decode()
    authors = _AUTHORS.search(xml)
    if not authors:
        raise ValueError("comments without authors")
    number = len(_AUTHOR.findall(authors[1] or b""))
    more = f"<{p}author>{AUTHOR}</{p}author>".encode()
    stop = authors.end(1) if authors[1] is not None else -1
    if stop < 0:
        whole = f"<{p}authors>".encode() + more + f"</{p}authors>".encode()
        xml = xml[: authors.start()] + whole + xml[authors.end() :]
    else:
        xml = xml[:stop] + more + xml[stop:]
    told = "".join(
        f'<{p}comment ref="{letters_of(column)}{line}" authorId="{number}" shapeId="0"><{p}text><{p}r><{p}rPr><{p}sz val="9"/></{p}rPr>'
        f'<{p}t xml:space="preserve">{escape(text)}</{p}t></{p}r></{p}text></{p}comment>'
        for (line, column), text in sorted(texts.items())
    )
    opened = xml.replace(f"<{p}commentList/>".encode(), f"<{p}commentList></{p}commentList>".encode())
    closing = f"</{p}commentList>".encode()
    return opened.replace(closing, told.encode() + closing, 1)


def with_shapes(xml: bytes, texts: Texts, block: int) -> bytes:
    """Return a drawing (b"" for none yet) with the shapes of our comments; *block* is the first free block of numbers."""
    xml = xml or _VML.encode()
    blocks = range(block, block + -(-len(texts) // (BLOCK - 1)))
    declared = all(b"xmlns:" + each in xml[:1_000] for each in (b"v=", b"o=", b"x="))
    spaces = "" if declared else _SPACES
    shapes = "".join(
        _shape(
            spaces, line - 1, column, text, blocks[place // (BLOCK - 1)] * BLOCK + place % (BLOCK - 1) + 1, place + 1
        )
        for place, ((line, column), text) in enumerate(sorted(texts.items()))
    )
    closing = xml.rindex(b"</xml>")
    xml = xml[:closing] + shapes.encode() + xml[closing:]
    claimed = ",".join(map(str, blocks)).encode()
    return _IDMAP.sub(lambda found: found[1] + b",".join(filter(None, (found[2], claimed))) + found[3], xml, count=1)


def _shape(spaces: str, row: int, column: int, text: str, number: int, order: int) -> str:
    lines = sum(1 + len(each.encode("gb18030", "replace")) // 36 for each in text.split("\n"))
    rows = max(3, lines + 1)
    return _SHAPE.format(
        spaces=spaces,
        id=number,
        order=order,
        row=row,
        column=column,
        width=190,
        height=13 * rows,
        left=column + 1,
        right=column + 4,
        top=max(row - 1, 0),
        bottom=max(row - 1, 0) + rows,
    )


def blocks_of(xml: bytes) -> list[int]:
    """Return the blocks of shape numbers that a drawing claims or uses."""
    claimed = [int(each) for found in _IDMAP.finditer(xml) for each in found[2].split(b",") if each.strip().isdigit()]
    return claimed + [int(each) // BLOCK for each in re.findall(rb"_x0000_s([0-9]{1,9})\b", xml)]


def without_comments(xml: bytes, known: Collection[str] = ()) -> tuple[bytes, set[tuple[int, int]]]:
    """Return a list of comments without ours, and the cells (0-based row and column) ours stood on.

    Ours are those of our author, and those whose `digest` is *known*.
    """
    authors = _AUTHORS.search(xml)
    names = [each.strip() for each in _AUTHOR.findall((authors[1] if authors else b"") or b"")]
    ours = {b"%d" % number for number, name in enumerate(names) if name == AUTHOR.encode()}
    cells: set[tuple[int, int]] = set()

    def kept(found: re.Match[bytes]) -> bytes:
        author = re.search(rb'\sauthorId="([0-9]+)"', found[1])
        text = unescape(runs(_NAMED.sub(r"<\1", found[0].decode("utf-8", "replace")))) if known else ""
        if not ((author and author[1] in ours) or (known and digest(text) in known)):
            return found[0]
        if place := _REF.search(found[1]):
            cells.add((int(place[2]) - 1, _column(place[1])))
        return b""

    xml = _COMMENT.sub(kept, xml)
    if names and names[-1] == AUTHOR.encode() and len(ours) == 1 and (authors := _AUTHORS.search(xml)):
        last = list(_AUTHOR.finditer(xml, authors.start(1), authors.end(1)))[-1]
        xml = xml[: last.start()] + xml[last.end() :]
    return xml, cells


def without_shapes(xml: bytes, cells: set[tuple[int, int]]) -> bytes:
    """Return a drawing without the notes on these cells (0-based row and column), and their blocks of numbers given back."""
    used: set[int] = set()

    def kept(found: re.Match[bytes]) -> bytes:
        row, column = (re.search(rb"<(?:[\w.-]+:)?%s>\s*([0-9]+)\s*<" % name, found[0]) for name in (b"Row", b"Column"))
        ours = b'"Note"' in found[0] and row and column and (int(row[1]), int(column[1])) in cells
        used.update(
            [] if not ours else (int(each) // BLOCK for each in re.findall(rb"_x0000_s([0-9]{1,9})\b", found[0]))
        )
        return b"" if ours else found[0]

    xml = _ONE_SHAPE.sub(kept, xml)
    free = used - set(blocks_of(_IDMAP.sub(b"", xml)))

    def claimed(found: re.Match[bytes]) -> bytes:
        left = [each for each in found[2].split(b",") if not each.strip().isdigit() or int(each) not in free]
        return found[1] + b",".join(left) + found[3]

    return _IDMAP.sub(claimed, xml, count=1)


def digest(text: str) -> str:
    """Return by what a comment of ours is known again where its author is not kept."""
    return hashlib.sha256("".join(text.split()).encode("utf-8", "replace")).hexdigest()[:16]


def is_bare(comments: bytes) -> bool:
    """Return whether no comment is left in a list."""
    return not _COMMENT.search(comments)


def is_blank(drawing: bytes) -> bool:
    """Return whether a drawing has no shape left."""
    return not _ONE_SHAPE.search(drawing)


def _column(letters: bytes) -> int:
    number = 0
    for each in letters:
        number = number * 26 + each - 64
    return number - 1

"""Text in spreadsheet XML: shared strings, rich text, entities and `_xHHHH_` escapes.

>>> unescape(runs("<r><t>a&amp;</t></r><rPh><t>no</t></rPh><r><t xml:space='preserve'> _x000D_b</t></r>"))
'a& \\rb'
"""

import re
from collections.abc import Callable
from typing import AnyStr
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.compute as pc

from custsheet.ooxml.package import part
from custsheet.ooxml.scan import scan

_ITEM = re.compile(r"<si(?=[\s/>])")
_RUN = re.compile(r"<t(?: [^<>]*)?(?<!/)>([^<]*)</t>")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_PREFIX = re.compile(rb"<(?!\?)(?:([A-Za-z_][\w.-]*):)?[A-Za-z]")


def shared_strings(package: ZipFile, name: str) -> pa.Array:
    """Return the shared strings of a workbook, in order; empty where the part is missing."""
    return strings_of(part(package, name))


def strings_of(xml: bytes) -> pa.Array:
    """Return the strings of the part that holds the shared ones."""
    xml = plain(xml, prefix_of(xml))
    page = scan(xml)
    texts, strings = page.tags(b"t"), page.tags(b"si")
    if len(texts) == len(strings) and b"<rPh" not in xml and b"<t/>" not in xml and b"<si/>" not in xml:
        return unescaped(page.texts(texts))
    inner = [each.partition("</si>")[0] for each in _ITEM.split(xml.decode("utf-8", "replace"))[1:]]
    return unescaped(pa.array([runs(each) for each in inner], pa.string()))


def runs(inner: str) -> str:
    """Return the text of a string element, still escaped: its runs joined, readings (`rPh`) left out."""
    return "".join(_RUN.findall(replaced(inner, "<rPh", "</rPh>", lambda _: "")))


def unescaped(texts: pa.Array) -> pa.Array:
    """Return `unescape` of each text; only those that hold an escape are touched."""
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    escaped = pc.fill_null(pc.match_substring_regex(texts, r"&|_x[0-9A-Fa-f]{4}_|\r"), False)
    if not pc.any(escaped).as_py():
        return texts
    decoded = [unescape(each) for each in texts.filter(escaped).to_pylist()]
    return pc.replace_with_mask(texts, escaped, pa.array(decoded, pa.string()))


def unescape(text: str) -> str:
    """Return XML character data as text: line ends, entities, then `_x000D_` escapes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ESCAPE.sub(_escaped, _ENTITY.sub(_entity, text))


def _entity(found: re.Match[str]) -> str:
    number, hexadecimal, named = found.groups()
    return _NAMED[named] if named else _character(int(number) if number else int(hexadecimal, 16), found[0])


def _escaped(found: re.Match[str]) -> str:
    return _character(int(found[1], 16), found[0])


def _character(code: int, otherwise: str) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else otherwise


def prefix_of(xml: bytes) -> bytes:
    """Return the namespace prefix of the root element, with its colon; b"" for none."""
    found = _PREFIX.search(xml)
    return found[1] + b":" if found and found[1] else b""


def plain(xml: bytes, prefix: bytes) -> bytes:
    """Return XML without comments, CDATA sections and the namespace prefix that some writers put before every element."""
    if b"<!" in xml:
        xml = replaced(xml, b"<!--", b"-->", lambda _: b"")
        xml = replaced(xml, b"<![CDATA[", b"]]>", _quoted)
    return xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else xml


def _quoted(inner: bytes) -> bytes:
    return inner.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def replaced(text: AnyStr, opening: AnyStr, closing: AnyStr, change: Callable[[AnyStr], AnyStr]) -> AnyStr:
    """Return *text* with everything from *opening* to *closing* replaced by *change* of what stands between them.

    In one pass: a lazy pattern would look through the whole rest again for every opening that is never closed.

    >>> replaced("a<!--x-->b<!--", "<!--", "-->", lambda inner: "")
    'ab<!--'
    """
    parts: list[AnyStr] = []
    place = 0
    while (start := text.find(opening, place)) >= 0:
        stop = text.find(closing, start + len(opening))
        if stop < 0:
            break
        parts += [text[place:start], change(text[start + len(opening) : stop])]
        place = stop + len(closing)
    parts.append(text[place:])
    return text[:0].join(parts)

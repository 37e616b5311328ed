"""Text in spreadsheet XML: shared strings, rich text, entities and `_xHHHH_` escapes.

>>> text_of(b"<r><t>a&amp;</t></r><rPh><t>no</t></rPh><r><t xml:space='preserve'> _x000D_b</t></r>")
'a& \\rb'
"""

import re
from zipfile import ZipFile

import pyarrow as pa

from custsheet.ooxml.package import part

_ITEM = re.compile(rb"<si>(.*?)</si>|<si(?: [^>]*)?/>|<si [^>]*>(.*?)</si>", re.DOTALL)
_PLAIN = re.compile(rb"<t(?: xml:space=[\"']preserve[\"'])?>([^<]*)</t>")
_RUN = re.compile(rb"<t(?: [^>]*)?>([^<]*)</t>")
_PHONETIC = re.compile(rb"<rPh\b.*?</rPh>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#(\d+)|#x([0-9A-Fa-f]+)|(amp|lt|gt|quot|apos));")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_PREFIX = re.compile(rb"<(?!\?)(?:([A-Za-z_][\w.-]*):)?[A-Za-z]")


def shared_strings(package: ZipFile, name: str) -> pa.Array:
    """Return the shared strings of a workbook, in order; empty where the part is missing."""
    xml = without_prefix(part(package, name))
    return pa.array([text_of(each[0] or each[1]) for each in _ITEM.findall(xml)], pa.string())


def text_of(inner: bytes) -> str:
    """Return the text of a string element: its runs joined, readings (`rPh`) left out, escapes decoded."""
    whole = _PLAIN.fullmatch(inner)
    if whole:
        return unescape(whole[1])
    return unescape(b"".join(_RUN.findall(_PHONETIC.sub(b"", inner))))


def unescape(raw: bytes) -> str:
    """Return XML character data as text: entities, then `_x000D_` escapes; what is no UTF-8 becomes U+FFFD."""
    text = raw.decode("utf-8", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    return _ESCAPE.sub(_escaped, text) if "_x" in text else text


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


def without_prefix(xml: bytes, prefix: bytes | None = None) -> bytes:
    """Return XML whose elements lost the namespace prefix that its root has (some writers put `x:` before all)."""
    given = prefix_of(xml) if prefix is None else prefix
    return xml.replace(b"<" + given, b"<").replace(b"</" + given, b"</") if given else xml

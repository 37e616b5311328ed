"""The zip package around a workbook: checked before anything in it is parsed, then read part by part."""

import posixpath
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from custsheet.errors import InputError

MEGABYTE = 1_000_000
MEMBERS = 2_000
INFLATED = 300 * MEGABYTE  # declared sizes together, unless the file itself is large
CEILING = 2_500 * MEGABYTE
FAIR_RATIO = 40  # real sheets inflate to 8 to 25 times their size
PART_RATIO = 200  # for parts above 10 MB
PIECE = 4 * MEGABYTE
TREE = 64 * MEGABYTE  # a part that is read as a tree

_DAMAGE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def open_package(path: Path, content: bytes | None = None) -> ZipFile:
    """Return the checked zip archive at *path*, or the one in *content* under that name (a file decrypted in memory).

    Raises InputError: `E_DAMAGED`, `E_ZIP_LAYOUT` (too many, repeated or escaping members), `E_ZIP_BOMB` (inflates to
    more than 300 MB and more than 40 times its size, or one part to 200 times its size).
    """
    try:
        package = ZipFile(path if content is None else BytesIO(content))
        package.filename = str(path)
    except _DAMAGE as error:
        raise InputError("E_DAMAGED", file=path.name) from error
    try:
        _check(package.infolist(), path.name, path.stat().st_size)
    except InputError:
        package.close()
        raise
    return package


def _check(members: list[ZipInfo], file: str, size: int) -> None:
    names = [each.filename.replace("\\", "/") for each in members]
    if len(members) > MEMBERS or len(set(names)) < len(names) or any(map(_escapes, names)):
        raise InputError("E_ZIP_LAYOUT", file=file)
    inflated = sum(each.file_size for each in members)
    limit = min(max(INFLATED, FAIR_RATIO * size), CEILING)
    if inflated > limit or any(map(_bloated, members)):
        raise InputError("E_ZIP_BOMB", file=file, size=inflated // MEGABYTE, limit=limit // MEGABYTE)


def _escapes(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or bool(re.match(r"[A-Za-z]:", name))


def _bloated(member: ZipInfo) -> bool:
    return member.file_size > 10 * MEGABYTE and member.file_size > PART_RATIO * max(member.compress_size, 1)


def member(package: ZipFile, name: str) -> str:
    """Return the stored name of a part, whatever its case and slashes; "" where there is none."""
    wanted = name.casefold()
    for stored in package.namelist():
        if stored.replace("\\", "/").casefold() == wanted:
            return stored
    return ""


def part(package: ZipFile, name: str) -> bytes:
    """Return a part as UTF-8 XML; b"" where there is none. InputError: `E_DAMAGED`, `E_XML_DTD`."""
    return b"".join(pieces(package, name))


def pieces(package: ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part in pieces of about four megabytes, as UTF-8. InputError: `E_DAMAGED`, `E_XML_DTD`."""
    stored = member(package, name)
    if not stored:
        return
    file = Path(package.filename or "").name
    last = b""
    for piece in _raw(package, stored, file):
        if b"<!DOCTYPE" in last + piece or b"<!ENTITY" in last + piece:
            raise InputError("E_XML_DTD", file=file)
        last = piece[-9:]
        yield piece


def _raw(package: ZipFile, stored: str, file: str) -> Iterator[bytes]:
    try:
        with package.open(stored) as stream:
            piece = stream.read(PIECE)
            if piece[:2] in (b"\xff\xfe", b"\xfe\xff"):
                yield _utf8(piece + stream.read())
                return
            piece = piece.removeprefix(b"\xef\xbb\xbf")
            while piece:
                yield piece
                piece = stream.read(PIECE)
    except _DAMAGE as error:
        raise InputError("E_DAMAGED", file=file) from error


def _utf8(utf16: bytes) -> bytes:
    text = utf16.decode("utf-16")
    return re.sub(r"^<\?xml.*?\?>", "", text).encode()


def tree(package: ZipFile, name: str) -> Element | None:
    """Return the root element of a small part, None where there is none.

    InputError: `E_DAMAGED`, `E_XML_DTD`, `E_ZIP_BOMB` for a part of more than 64 MB.
    """
    stored = member(package, name)
    size = package.getinfo(stored).file_size if stored else 0
    if size > TREE:
        file = Path(package.filename or "").name
        raise InputError("E_ZIP_BOMB", file=file, size=size // MEGABYTE, limit=TREE // MEGABYTE)
    text = part(package, name)
    if not text:
        return None
    try:
        return fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise InputError("E_DAMAGED", file=Path(package.filename or "").name) from error


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without namespace, "" where there is none."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def targets(package: ZipFile, source: str) -> dict[str, tuple[str, str]]:
    """Return the relationships of a part: id -> (last word of the type, path in the package)."""
    folder, name = posixpath.split(source)
    root = tree(package, posixpath.join(folder, "_rels", f"{name}.rels"))
    found = {}
    for each in root if root is not None else ():
        target = attribute(each, "Target")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[attribute(each, "Id")] = (attribute(each, "Type").rpartition("/")[2], path)
    return found

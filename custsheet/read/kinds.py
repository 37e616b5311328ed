"""What a file really is, told by its first bytes, never by its name.

>>> kind_of(b"PK\\x03\\x04", ["xl/workbook.xml"]), kind_of(b"\\x89PNG\\r\\n"), kind_of("姓名,手机".encode())
('xlsx', 'picture', 'csv')
"""

from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"%PDF", "pdf"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"SQLite format 3", "database"),
    (b"{\\rtf", "document"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_PAGE = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style", b"<body", b"<div", b"mime-version:")
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_PACKAGES = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/workbook.xml", "xlsx"),
    ("content.xml", "ods"),
    ("word/document.xml", "document"),
    ("ppt/presentation.xml", "document"),
)


def kind_of_file(path: Path) -> str:
    """Return what the file at *path* is: xlsx, xlsb, xls, ods, csv, html, spreadsheetml, vcard, zip, password, or a kind
    that cannot be read (picture, pdf, archive, xml, document, database, program, empty, damaged, binary)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(4096)
        if start.startswith(OLE):
            rest = start + file.read(4_000_000)
            return "password" if _PASSWORD in rest or _PASSWORD in _last(path, size) else "xls"
    return kind_of(start, _members(path) if start.startswith(b"PK") else ())


def _last(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, size - 1_000_000))
        return file.read()


def _members(path: Path) -> list[str] | None:
    try:
        with ZipFile(path) as package:
            return [each.replace("\\", "/").casefold() for each in package.namelist()]
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return None


def kind_of(start: bytes, members: Sequence[str] | None = ()) -> str:
    """Return the kind of a file that begins with *start*; *members* are those of a zip archive, None for a broken one."""
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        return "empty"
    if start.startswith(b"PK"):
        return _package(members)
    if start[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00") and start[2:4] in (
        b"\x10\x00",
        b"\x08\x00",
        b"\x06\x00",
        b"\x04\x00",
    ):
        return "xls"
    for magic, kind in _MAGIC:
        if start.startswith(magic) and (len(magic) > 2 or b"\0" in start):
            return kind
    return _text(start)


def _package(members: Sequence[str] | None) -> str:
    if members is None:
        return "damaged"
    known = next((kind for part, kind in _PACKAGES if part in members), "")
    if known:
        return known
    return "xlsx" if any(each.startswith("xl/") for each in members) else "zip"


def _text(start: bytes) -> str:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000].replace(b"\0", b"").lstrip(b"\xff\xfe").lower()
    if text.startswith((b"<?xml", b"<workbook", b"<ss:workbook", b"<?mso")) and b"<html" not in text:
        return "spreadsheetml" if b"schemas-microsoft-com:office:spreadsheet" in text else "xml"
    if text.startswith(_PAGE) or b"<html" in text[:500] or (text.startswith(b"<") and b"<table" in text[:2000]):
        return "html"
    if text[:1] in b"{[" and text[1:].lstrip()[:1] in b'"{[':
        return "json"
    if text.startswith(b"begin:vcard"):
        return "vcard"
    control = sum(each < 9 or (13 < each < 32 and each != 27) for each in start)
    utf16 = start[:2] in (b"\xff\xfe", b"\xfe\xff") or _alternating(start)
    return (
        "csv"
        if utf16 or (control - start.count(0) <= len(start) // 100 and start.count(0) <= len(start) // 2)
        else "binary"
    )


def _alternating(start: bytes) -> bool:
    even, odd = start[::2].count(0), start[1::2].count(0)
    return len(start) > 8 and max(even, odd) > 0.3 * len(start) / 2 and min(even, odd) == 0

"""One file into grids: the one place where every failure of a reader becomes one clear line."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import custsheet.read.forms as forms
import custsheet.read.own as own
from custsheet.errors import CustsheetError, InputError
from custsheet.model import facts
from custsheet.ooxml.package import open_package
from custsheet.read.archive import read_archive
from custsheet.read.delimited import read_delimited
from custsheet.read.encrypted import decrypted
from custsheet.read.excel import read_xlsx
from custsheet.read.foreign import read_foreign
from custsheet.read.grid import Grid, Noticed
from custsheet.read.kinds import kind_of, kind_of_file
from custsheet.read.notices import of_values
from custsheet.read.passwords import Password
from custsheet.read.second import compared
from custsheet.read.sheet import Wishes
from custsheet.read.spreadsheetml import read_spreadsheetml
from custsheet.read.vcard import read_vcards
from custsheet.read.web import read_web
from custsheet.schema import Schema
from custsheet.texts import say

LARGEST = 500_000_000  # bytes
LARGEST_MARKUP = 100_000_000  # of files that are read tag by tag
FOREIGN = ("xls", "xlsb", "ods")
READERS: dict[str, Callable[[Path], list[Grid]]] = {
    "csv": read_delimited,
    "html": read_web,
    "spreadsheetml": read_spreadsheetml,
    "vcard": read_vcards,
    **dict.fromkeys(FOREIGN, read_foreign),
}
SUFFIXES = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "csv": (".csv", ".tsv", ".txt", ".tab"),
    "html": (".html", ".htm", ".mht", ".mhtml"),
    "spreadsheetml": (".xml",),
    "vcard": (".vcf",),
    "zip": (".zip",),
    "xls": (".xls", ".et", ".xlt"),
    "xlsb": (".xlsb",),
    "ods": (".ods",),
}


def grids_of(path: Path, schema: Schema, wishes: Wishes) -> tuple[str, list[Grid]]:
    """Return the kind of a file and its sheets. InputError, and nothing else, for whatever goes wrong with the file."""
    try:
        return _grids(path, schema, wishes)
    except CustsheetError:
        raise
    except PermissionError as error:
        raise InputError("E_NO_ACCESS", file=path.name) from error
    except (MemoryError, Exception) as error:
        raise InputError("E_DAMAGED", file=path.name) from error


def _grids(path: Path, schema: Schema, wishes: Wishes, within: bool = False) -> tuple[str, list[Grid]]:
    size = path.stat().st_size
    if size > LARGEST:
        raise InputError("E_TOO_LARGE", file=path.name, limit=LARGEST // 1_000_000)
    kind = kind_of_file(path)
    if kind == "zip" and not within:
        return read_archive(path, partial(_grids, schema=schema, wishes=wishes, within=True))
    if kind == "password":
        return _unlocked(path, schema, wishes)
    if kind == "xlsx":
        return _workbook(path, schema, wishes)
    if kind not in READERS:
        raise _refusal(path, kind)
    if kind in ("html", "spreadsheetml", "vcard") and size > LARGEST_MARKUP:
        raise InputError("E_TOO_LARGE", file=path.name, limit=LARGEST_MARKUP // 1_000_000)
    if kind in ("xlsb", "ods"):
        open_package(path).close()  # within its limits, before calamine inflates it
    grids = _old_or_locked(path, wishes.password) if kind == "xls" else READERS[kind](path)
    if not grids and kind == "html":
        raise _refusal(path, kind)
    return kind, _looked_at(path, kind, forms.filled_in(grids, schema, guarded=kind == "csv") or grids)


def _old_or_locked(path: Path, password: Password) -> list[Grid]:
    """Return the sheets of an .xls file, which says only when it is parsed that it has a password."""
    try:
        return read_foreign(path)
    except InputError as error:
        if error.code != "E_PASSWORD":
            raise
    return read_foreign(path, decrypted(path, password))


def _unlocked(path: Path, schema: Schema, wishes: Wishes) -> tuple[str, list[Grid]]:
    content = decrypted(path, wishes.password)
    if kind_of(content[:4096], ["xl/workbook.bin"] if b"xl/workbook.bin" in content else ["xl/workbook.xml"]) == "xlsx":
        return _workbook(path, schema, wishes, content)
    return "xlsb", _looked_at(path, "xlsb", read_foreign(path, content))


def _workbook(path: Path, schema: Schema, wishes: Wishes, content: bytes | None = None) -> tuple[str, list[Grid]]:
    grids, properties = read_xlsx(path, content)
    grids = compared(path, grids, content) if wishes.cross_check else grids
    if filled := forms.filled_in(grids, schema, properties.get(forms.PROPERTY, "")):
        return "xlsx", _looked_at(path, "xlsx", filled)
    if own.PROPERTY in properties:
        return "custsheet", own.own_grids(grids, schema)
    return "xlsx", _looked_at(path, "xlsx", grids)


def _looked_at(path: Path, kind: str, grids: list[Grid]) -> list[Grid]:
    """Return the sheets with what there is to say about their values, and once about the file: a wrong extension, what its kind hides."""
    known = facts(suffix=path.suffix or "–", kind=say("read", "kinds", kind))
    right = path.suffix.casefold() in SUFFIXES[kind]
    there = (("file.wrong_extension", not right), ("file.unseen", kind in FOREIGN))
    told = tuple(Noticed(code, 0, -1, "", known) for code, found in there if found)
    return [
        replace(grid, noticed=(*(() if place else told), *grid.noticed, *of_values(grid)))
        for place, grid in enumerate(grids)
    ]


def _refusal(path: Path, kind: str) -> InputError:
    codes = {"empty": "E_EMPTY", "damaged": "E_DAMAGED"}
    if kind in codes:
        return InputError(codes[kind], file=path.name)
    return InputError("E_KIND", file=path.name, kind=say("read", "kinds", kind))

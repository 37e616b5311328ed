"""Take custsheet's marks off an annotated workbook, into a file of its own; what people typed since stays."""

import os
from pathlib import Path
from typing import NamedTuple

from custsheet.errors import CustsheetError, InputError, OutputError
from custsheet.ooxml.package import open_package
from custsheet.ooxml.unannotate import unmarked
from custsheet.read.own import TITLES


class Taken(NamedTuple):
    """What was taken off, and where the workbook without it stands."""

    out: str
    comments: int
    column: int
    restored: int
    typed: list[str]
    notes: list[str]  # keys of texts room `annotated`, path `notes`


def unmark(file: Path, out: Path | None = None, restore: bool = False, dry_run: bool = False) -> Taken:
    """Write the workbook *file* without marks to *out* (default `<stem>-unmarked` beside it; never over another file).

    *restore* also takes back what was cleaned, where nobody typed since and the file was not saved by another program.
    Raises InputError (`E_UNMARK_NONE` where there are no marks, and what reading a package raises) and OutputError.
    """
    target = out or file.with_name(f"{file.stem}-unmarked{file.suffix}")
    if not file.is_file():
        raise InputError("E_MISSING", file=str(file))
    if target.exists():
        raise OutputError("E_UNMARK_EXISTS", file=str(target))
    try:
        with open_package(file) as source:
            found = unmarked(source, TITLES, restore)
    except CustsheetError:
        raise
    except Exception as error:
        raise InputError("E_DAMAGED", file=file.name) from error
    if found is None:
        raise InputError("E_UNMARK_NONE", file=file.name)
    if not dry_run:
        _put(target, found.content)
    return Taken(str(target), found.comments, found.column, found.restored, found.typed, found.notes)


def _put(target: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    aside = target.with_name(f".{target.name}.part")
    try:
        aside.write_bytes(content)
        os.replace(aside, target)  # noqa: PTH105 - the call that is atomic on every system
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OutputError("E_OUTPUT", file=target.name, why=error.strerror or str(error)) from error

"""Reading a zip archive of spreadsheets, as “download all” and mail programs make them: each file in it as sheets.

The members are unpacked one by one into a temporary folder under names of our own; an archive inside it is not opened.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZipFile, ZipInfo

from custsheet.errors import InputError
from custsheet.ooxml.package import open_package
from custsheet.read.grid import Grid
from custsheet.read.inputs import SUFFIXES, not_meant

Reader = Callable[[Path], tuple[str, list[Grid]]]
PIECE = 1_000_000


def read_archive(path: Path, reader: Reader) -> tuple[str, list[Grid]]:
    """Return the sheets of all spreadsheets in an archive, named after their files.

    Raises InputError: `E_ARCHIVE` for none, what `open_package` raises, and what a file in it raises, under both names.
    """
    with open_package(path) as package, TemporaryDirectory() as folder:
        wanted = [each for each in package.infolist() if _meant(_name(each))]
        if not wanted:
            raise InputError("E_ARCHIVE", file=path.name)
        return "zip", [
            grid
            for number, each in enumerate(sorted(wanted, key=_name))
            for grid in _member(
                package, each, Path(folder, f"{number}{PurePosixPath(_name(each)).suffix}"), path, reader
            )
        ]


def _meant(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(each.startswith((".", "__MACOSX")) for each in parts)
    return not hidden and bool(parts) and PurePosixPath(name).suffix.casefold() in SUFFIXES and not not_meant(parts[-1])


def _name(member: ZipInfo) -> str:
    """Return a member's name; one that an older Chinese system wrote is read as such."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8" if member.filename.isascii() else "gb18030")
    except UnicodeError:
        return member.filename


def _member(package: ZipFile, member: ZipInfo, file: Path, path: Path, reader: Reader) -> list[Grid]:
    name = _name(member)
    if member.flag_bits & 1:
        raise InputError("E_PASSWORD", file=f"{path.name}/{name}")
    with package.open(member) as source, file.open("wb") as target:
        while piece := source.read(PIECE):
            target.write(piece)
    try:
        _, grids = reader(file)
    except InputError as error:
        raise InputError(error.code, **{**error.facts, "file": f"{path.name}/{name}"}) from error
    return [replace(each, sheet=f"{name}/{each.sheet}" if each.sheet else name) for each in grids]

"""Which files are meant: paths and folders as given, and how files are named in reports."""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from custsheet.errors import InputError
from custsheet.read.conflicts import conflicts

SUFFIXES = {".xlsx", ".xlsm", ".xltx", ".xls", ".et", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".vcf", ".zip"}
_NOT_MEANT = re.compile(
    r"~\$|\.|.*\.(tmp|crdownload|partial|part|download|icloud)$|.*\.sync-conflict-|desktop\.ini$|thumbs\.db$",
    re.IGNORECASE,
)
_IN_CLOUD = 0x1000 | 0x40000 | 0x400000  # Windows: offline, recall on opening, recall on reading
_DATALESS = 0x40000000  # macOS: only the name is here


def expand(inputs: Sequence[str | Path] | str | Path) -> list[Path]:
    """Return the files that *inputs* stand for, folders replaced by the spreadsheets in them, each file once.

    Raises InputError: `E_MISSING`, `E_NO_SHEETS` for a folder without spreadsheets, `E_NOT_FILE` for a device or a pipe.
    """
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    files = [file for each in given for file in _files(Path(each))]
    return list({os.path.normcase(file.absolute()): file for file in files}.values())


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = spreadsheets_in(path)
        if not found:
            raise InputError(
                "E_NOT_FILE" if path.suffix.casefold() in SUFFIXES else "E_NO_SHEETS", file=path.name or str(path)
            )
        return found
    if not path.exists():
        raise InputError("E_MISSING", file=str(path))
    if not path.is_file():
        raise InputError("E_NOT_FILE", file=path.name)
    return [path]


def spreadsheets_in(folder: Path) -> list[Path]:
    """Return the spreadsheets in a folder, by name: not our own outputs, owner files, hidden, half-downloaded or conflicting files."""
    found = sorted(each for each in folder.iterdir() if each.suffix.casefold() in SUFFIXES and _meant(each))
    copies = conflicts(found)
    return [each for each in found if each not in copies]


def skipped_in(folder: Path) -> list[Path]:
    """Return the files in a folder that look like spreadsheets, or on their way to one, and are not read; by name."""
    read = set(spreadsheets_in(folder))
    return sorted(each for each in folder.iterdir() if each.is_file() and each not in read and _like(each.name))


def _like(name: str) -> bool:
    return any(suffix in name.casefold() for suffix in SUFFIXES)


def _meant(path: Path) -> bool:
    return path.is_file() and not not_meant(path.name) and not _elsewhere(path)


def _elsewhere(path: Path) -> bool:
    """Return whether a file is a placeholder, whose content lies in a cloud."""
    stat = path.stat()
    return bool(getattr(stat, "st_file_attributes", 0) & _IN_CLOUD or getattr(stat, "st_flags", 0) & _DATALESS)


def not_meant(name: str) -> bool:
    """Return whether a name is that of an owner file, a hidden, half-downloaded or conflicting one."""
    return bool(_NOT_MEANT.match(name))


def common_folder(inputs: Iterable[Path]) -> Path:
    """Return the deepest folder that holds all files; the first file's folder where there is none (two drives)."""
    folders = [each.absolute().parent for each in inputs]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:
        return folders[0] if folders else Path()


def relative_name(path: Path, folder: Path) -> str:
    """Return a file's name relative to *folder*, with forward slashes."""
    whole = path.absolute()
    return whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else whole.as_posix()

"""Which files are meant: paths and folders as given, and how files are named in reports."""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from custsheet.errors import InputError

SUFFIXES = {".xlsx", ".xlsm", ".xltx", ".xls", ".et", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".vcf", ".zip"}
_NOT_MEANT = re.compile(
    r"~\$|\.|.*\.(tmp|crdownload|partial|part|download)$|.*\.sync-conflict-|desktop\.ini$|thumbs\.db$", re.IGNORECASE
)


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
    """Return the spreadsheets in a folder, by name: not our own outputs, owner files, hidden or half-downloaded files."""
    return sorted(each for each in folder.iterdir() if each.suffix.casefold() in SUFFIXES and _meant(each))


def _meant(path: Path) -> bool:
    return path.is_file() and not not_meant(path.name)


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

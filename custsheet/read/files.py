"""One file into grids: the one place where every failure of a reader becomes one clear line."""

from pathlib import Path

from custsheet.errors import InputError
from custsheet.read import own
from custsheet.read.delimited import read_delimited
from custsheet.read.excel import read_xlsx
from custsheet.read.foreign import read_foreign
from custsheet.read.grid import Grid
from custsheet.read.kinds import kind_of_file
from custsheet.schema import Schema
from custsheet.texts import say

LARGEST = 500_000_000  # bytes
FOREIGN = ("xls", "xlsb", "ods")


def grids_of(path: Path, schema: Schema) -> tuple[str, list[Grid]]:
    """Return the kind of a file and its sheets. InputError, and nothing else, for whatever goes wrong."""
    try:
        return _grids(path, schema)
    except InputError:
        raise
    except PermissionError as error:
        raise InputError("E_NO_ACCESS", file=path.name) from error
    except (MemoryError, Exception) as error:
        raise InputError("E_DAMAGED", file=path.name) from error


def _grids(path: Path, schema: Schema) -> tuple[str, list[Grid]]:
    if path.stat().st_size > LARGEST:
        raise InputError("E_TOO_LARGE", file=path.name, limit=LARGEST // 1_000_000)
    kind = kind_of_file(path)
    if kind == "xlsx":
        grids, properties = read_xlsx(path)
        return ("custsheet", own.own_grids(grids, schema)) if own.PROPERTY in properties else (kind, grids)
    if kind in FOREIGN:
        return kind, read_foreign(path)
    if kind == "csv":
        return kind, read_delimited(path)
    raise _refusal(path, kind)


def _refusal(path: Path, kind: str) -> InputError:
    codes = {"empty": "E_EMPTY", "password": "E_PASSWORD", "damaged": "E_DAMAGED"}
    if kind in codes:
        return InputError(codes[kind], file=path.name)
    return InputError("E_KIND", file=path.name, kind=say("read", "kinds", kind))

"""Reading a file only when nobody is writing it any more, and only from a local copy.

Two looks (size and time) must agree; between them is a pause where the file was touched a moment ago. Then it is copied into a local temporary
folder, and its hash before must be that of the copy, its looks after those before: what is read is one state of the file. Else it is
tried again, in the end refused (`E_CHANGING`). A package that does not open is waited for once, if it is young: perhaps it is half
synchronized; if it still does not, the reader says what is wrong with it.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import is_zipfile

from custsheet.disk import sha256
from custsheet.errors import InputError

YOUNG = 3.0  # seconds since a file was touched
PAUSES = (0.2, 0.5, 1.0)  # seconds before each further try
_ZIP = b"PK"


@contextmanager
def copied(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield a local copy of *path* under its own name, and the SHA-256 of both. Raises InputError (`E_CHANGING`)."""
    with TemporaryDirectory(prefix="custsheet-") as home:
        copy = Path(home) / path.name
        yield copy, _settled(path, copy)


def _settled(path: Path, copy: Path) -> str:
    """Copy a file that stands still and return its SHA-256."""
    for pause in (*PAUSES, None):
        before = _look(path)
        if not _young(before) or _stands(path, before, pause or PAUSES[0]):
            digest = sha256(path)
            shutil.copyfile(path, copy)
            if sha256(copy) == digest and _look(path) == before and (pause is None or not _half(copy, before)):
                return digest
        if pause is not None:
            time.sleep(pause)
    raise InputError("E_CHANGING", file=path.name)


def _stands(path: Path, before: tuple[int, int], pause: float) -> bool:
    time.sleep(pause)
    return _look(path) == before


def _look(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _young(look: tuple[int, int]) -> bool:
    return abs(time.time() - look[1] / 1e9) < YOUNG


def _half(copy: Path, look: tuple[int, int]) -> bool:
    """Return whether a young package does not open: it may be on its way still."""
    with copy.open("rb") as file:
        begins = file.read(2)
    return _young(look) and begins == _ZIP and not is_zipfile(copy)

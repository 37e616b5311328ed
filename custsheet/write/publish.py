"""A hidden folder beside the outputs, in which everything is written before any of it is put in place (see `placing`).

Faults of the disk get their names here. What an interrupted run left behind is swept by the next one: at once where the
run that made it is known to be over, else after an hour.
"""

import errno
import math
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from custsheet.errors import CustsheetError, OutputError
from custsheet.lock import machine, of_the_dead
from custsheet.write.placing import JOURNALS, UNDO, Placed, place, recovered

STATE = ".custsheet"
PREFIX = "tmp"
STALE_SECONDS = 3600.0
SPARE = 1_000_000  # bytes
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EEXIST}

__all__ = ["Placed", "finish_interrupted", "place", "preflight", "put_in_place", "staging"]


def preflight(folder: Path) -> None:
    """Raise OutputError (`E_NO_WRITE`) unless files can be written in *folder*; leaves nothing behind."""
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        with staging(folder) as inside:
            (inside / "probe").write_bytes(b"custsheet")
    finally:
        for each in [folder / STATE, *made]:
            with suppress(OSError):
                each.rmdir()


@contextmanager
def staging(folder: Path, expected: int = 0) -> Iterator[Path]:
    """Yield a new hidden folder beside the outputs; it is gone afterwards. Faults of the disk become OutputError.

    *expected* is about how many bytes will be written, to be told where the disk is full.
    """
    with faults(folder, expected=expected):
        state = folder / STATE
        state.mkdir(parents=True, exist_ok=True)
        _sweep(state)
    # named before it is made, so that whoever is interrupted clears it away
    inside = state / f"{PREFIX}-{machine()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    try:
        with faults(folder, inside, expected):
            inside.mkdir(mode=0o700)
            yield inside
    finally:
        if not (
            inside / UNDO
        ).exists():  # else the old files are there that could not be put back: the next run does it
            shutil.rmtree(inside, ignore_errors=True)
        with suppress(OSError):  # nothing else in it
            (folder / STATE).rmdir()


def put_in_place(staged: Path, folder: Path) -> list[Path]:
    """Move every staged file to its place in *folder*, all or none; return the paths. See `placing`."""
    return place(staged, folder).paths


def finish_interrupted(folder: Path) -> list[str]:
    """Finish or take back what killed runs were about to publish; return the names of their staging folders.

    To be called by who holds the lock of *folder*, before anything in it is believed.
    """
    ours = (folder / STATE).glob(
        f"{PREFIX}-{machine()}-{os.getpid()}-*"
    )  # of a run that could not put the old files back
    left = {*_left(folder / STATE), *ours}
    found = [each for each in left if any((each / name).exists() for name in JOURNALS)]
    found.sort(key=lambda each: each.stat().st_mtime)
    with faults(folder):
        for each in found:
            recovered(each, folder)
            shutil.rmtree(each, ignore_errors=True)
    for each in _left(folder / STATE):
        shutil.rmtree(each, ignore_errors=True)
    return [each.name for each in found]


def _sweep(state: Path) -> None:
    """Remove what dead runs left, but for what they were about to publish."""
    for left in _left(state):
        if not any((left / name).exists() for name in JOURNALS):
            shutil.rmtree(left, ignore_errors=True)


def _left(state: Path) -> list[Path]:
    """Return the staging folders whose runs are over: dead on this machine, or older than an hour."""
    return [each for each in state.glob(f"{PREFIX}-*") if of_the_dead(each, PREFIX, STALE_SECONDS)]


@contextmanager
def faults(folder: Path, staged: Path | None = None, expected: int = 0) -> Iterator[None]:
    """Turn the faults of a disk met inside into OutputError (`E_DISK_FULL`, `E_NO_WRITE`, `E_OUTPUT`)."""
    try:
        yield
    except CustsheetError:
        raise
    except Exception as error:
        code = _system_fault(error)
        if code is None:
            raise
        if code in _FULL:
            raise OutputError("E_DISK_FULL", **_space(folder, staged or folder, expected)) from error
        named = "E_NO_WRITE" if code in _NOT_ALLOWED else "E_OUTPUT"
        raise OutputError(named, folder=str(folder), file=folder.name, why=os.strerror(code)) from error


def _space(folder: Path, staged: Path, expected: int) -> dict[str, object]:
    """Return what there is to say about a full disk: where, MB needed (at least), MB free."""
    old = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file() and STATE not in each.parts)
    written = sum(each.stat().st_size for each in staged.rglob("*") if each.is_file()) if staged != folder else 0
    needed = max(expected, old, written) + SPARE
    there = next(each for each in (folder, *folder.absolute().parents) if each.is_dir())
    free = shutil.disk_usage(there).free + written
    return {"folder": str(folder), "needed": math.ceil(needed / 1e6), "free": math.floor(free / 1e6)}


def _system_fault(error: BaseException | None) -> int | None:
    """Return the errno behind an exception: a full disk hides behind the ValueError of a zip file being closed."""
    nameless = isinstance(error, OSError)  # of a file that cannot be moved about in: Python does not say why
    while error is not None:
        if isinstance(error, OSError) and error.errno is not None:
            return error.errno
        error = error.__cause__ or error.__context__
    return errno.EIO if nameless else None

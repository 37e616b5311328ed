"""Putting files in place, whole or not at all.

Everything is written into a hidden folder beside the outputs, flushed to the disk, then renamed file by file. Each rename is atomic; where
one fails, those before it are taken back, so that the files of two runs never stand side by side. What an interrupted run left behind is swept
by the next one.
"""

import errno
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from custsheet.errors import OutputError

STATE = ".custsheet"
PREFIX = "tmp-"
STALE_SECONDS = 3600.0
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)  # seconds; a network drive holds a file a moment longer
_BUSY = {errno.EACCES, errno.EBUSY, errno.EPERM}
_BUSY_WINDOWS = {5, 32, 33}
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EEXIST}


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
def staging(folder: Path) -> Iterator[Path]:
    """Yield a new hidden folder beside the outputs; it is gone afterwards. Faults of the disk become OutputError."""
    with _faults(folder):
        state = folder / STATE
        state.mkdir(parents=True, exist_ok=True)
        _sweep(state)
        inside = Path(mkdtemp(prefix=PREFIX, dir=state))
    try:
        with _faults(folder):
            yield inside
    finally:
        shutil.rmtree(inside, ignore_errors=True)
        with suppress(OSError):  # nothing else in it
            (folder / STATE).rmdir()


def put_in_place(staged: Path, folder: Path) -> list[Path]:
    """Move every staged file to its place in *folder*; return the paths, sorted, `run.json` last.

    Raises OutputError (`E_OUTPUT`) where a file stays busy: it and those after it are still the old ones.
    """
    names = sorted(
        (each.relative_to(staged) for each in staged.rglob("*") if each.is_file()),
        key=lambda name: (name.name == "run.json", name),
    )
    for name in names:
        _flush(staged / name)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    _check_free([folder / name for name in names])
    _replace_all(staged, folder, names)
    for each in {(folder / name).parent for name in names}:
        _flush_folder(each)
    return [folder / name for name in names]


def _replace_all(staged: Path, folder: Path, names: list[Path]) -> None:
    """Replace one file after the other; where one fails, those before it become the old ones again."""
    old = staged / "old"
    for name in names:
        _keep(folder / name, old / name)
    done: list[Path] = []
    try:
        for name in names:
            _replace(staged / name, folder / name)
            done.append(name)
    except BaseException:
        for name in done:
            if (old / name).exists():
                os.replace(old / name, folder / name)  # noqa: PTH105
            else:
                (folder / name).unlink(missing_ok=True)
        raise


def _keep(target: Path, aside: Path) -> None:
    """Keep the old file under a second name (a copy, where the file system knows no links)."""
    if target.exists():
        aside.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(target, aside)
        except OSError:
            shutil.copy2(target, aside)


def _replace(source: Path, target: Path) -> None:
    for pause in (*PAUSES, None):
        try:
            os.replace(source, target)  # noqa: PTH105 - the call that is atomic on every system
            return
        except OSError as error:
            if not _busy(error) or pause is None:
                raise OutputError("E_OUTPUT", file=target.name, why=error.strerror or str(error)) from error
            time.sleep(pause)


def _check_free(targets: list[Path]) -> None:
    """Raise OutputError before the first rename if one of the targets could not be replaced (a folder, open in Excel)."""
    for target in targets:
        if target.is_dir():
            raise OutputError("E_OUTPUT", file=target.name, why=os.strerror(errno.EISDIR))
        if os.name == "nt" and target.exists():
            _replace(target, target)  # a rename onto itself fails where somebody holds the file open


def _busy(error: OSError) -> bool:
    return error.errno in _BUSY or getattr(error, "winerror", None) in _BUSY_WINDOWS


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Flush a folder's entries where the system can; the files are in place already, so nothing here is a fault."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _sweep(state: Path) -> None:
    for left in state.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except OutputError:
        raise
    except Exception as error:
        code = _system_fault(error)
        if code is None:
            raise
        named = "E_DISK_FULL" if code in _FULL else "E_NO_WRITE" if code in _NOT_ALLOWED else "E_OUTPUT"
        raise OutputError(named, folder=str(folder), file=folder.name, why=os.strerror(code)) from error


def _system_fault(error: BaseException | None) -> int | None:
    """Return the errno behind an exception: a full disk hides behind the ValueError of a zip file being closed."""
    while error is not None:
        if isinstance(error, OSError) and error.errno is not None:
            return error.errno
        error = error.__cause__ or error.__context__
    return None

"""What is done with single files wherever they are written or compared."""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

Given = TypeVar("Given")
Gives = TypeVar("Gives")
LARGE = 10_000_000  # bytes from which two threads are quicker than one


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256s(paths: Sequence[Path]) -> list[str]:
    """Return the SHA-256 of several files, large ones two at a time: Python is free while it is reckoned."""
    return each_of(sha256, paths, large=sum(each.stat().st_size for each in paths) > LARGE)


def each_of(work: Callable[[Given], Gives], things: Iterable[Given], *, large: bool) -> list[Gives]:
    """Return what *work* gives of each thing; two at a time where they are *large* and most of it is done outside Python."""
    if not large:
        return list(map(work, things))
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(work, things))


def text_if_any(path: Path) -> str:
    """Return the UTF-8 text of a file, "" where there is none; a fault of the disk is not taken for its absence."""
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""


def flush(path: Path) -> None:
    """Let a file's content reach the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Let a folder's entries reach the disk where the system can; the files are in place already, so nothing here is a fault."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def write_whole(path: Path, text: str) -> None:
    """Write a file of UTF-8 text that is there whole or not at all; its folder is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.tmp")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        flush(beside)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    flush_folder(path.parent)

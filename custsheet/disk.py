"""What is done with single files wherever they are written or compared."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

LARGE = 10_000_000  # bytes from which two threads are quicker than one


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256s(paths: Sequence[Path]) -> list[str]:
    """Return the SHA-256 of several files, large ones two at a time: Python is free while it is reckoned."""
    large = sum(each.stat().st_size for each in paths) > LARGE
    with ThreadPoolExecutor(max_workers=2 if large else 1) as pool:
        return list(pool.map(sha256, paths))


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
    beside.write_text(text, encoding="utf-8", newline="\n")
    flush(beside)
    beside.replace(path)
    flush_folder(path.parent)

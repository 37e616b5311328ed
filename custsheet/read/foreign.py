"""Reading .xls, .xlsb and .ods: calamine in a process of its own, with limits on time and memory.

What these formats keep to themselves (error values, number formats with leading zeros) is not seen.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread
from typing import IO

import psutil

from custsheet.errors import InputError
from custsheet.read.grid import Grid, Noticed, table_of

SECONDS = 120
MEMORY = 3_000_000_000  # bytes
_CHILD = Path(__file__).with_name("calamine_child.py")
_QUIET = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def read_foreign(path: Path, content: bytes | None = None) -> list[Grid]:
    """Return the sheets of a workbook; *content* stands for the file's own where that had to be decrypted.

    InputError: `E_PASSWORD`, `E_TOO_SLOW`, `E_TOO_BIG`, `E_DAMAGED` for whatever else goes wrong.
    """
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as failed:
        code = _child(path, content, told, failed)
        told.seek(0)
        failed.seek(0)
        if code:
            raise InputError("E_PASSWORD" if b"assword" in failed.read(100_000) else "E_DAMAGED", file=path.name)
        return [_grid(json.loads(line)) for line in told]


def _child(path: Path, content: bytes | None, told: IO[bytes], failed: IO[bytes]) -> int:
    """Run the child under a limit of time and memory and return its exit code."""
    command = [sys.executable, "-I", str(_CHILD), str(path) if content is None else "-"]
    stream = subprocess.DEVNULL if content is None else subprocess.PIPE
    with subprocess.Popen(command, stdin=stream, stdout=told, stderr=failed, creationflags=_QUIET) as child:
        watch = Thread(target=_watch, args=(child,), daemon=True)
        watch.start()
        try:
            child.communicate(content, timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            child.kill()
            raise InputError("E_TOO_SLOW", file=path.name, seconds=SECONDS) from error
        return child.returncode


def _watch(child: subprocess.Popen[bytes]) -> None:
    """End the child when its memory passes the limit: what Windows has no resource limit for."""
    with contextlib.suppress(psutil.Error):
        known = psutil.Process(child.pid)
        while child.poll() is None:
            if known.memory_info().rss > MEMORY:
                child.kill()
            time.sleep(0.1)


def _grid(sheet: dict) -> Grid:
    cut = tuple(
        Noticed("damage.precision", line, place, sheet["rows"][line - 1][place], "") for line, place in sheet["cut"]
    )
    return Grid(
        sheet["sheet"], table_of(sheet["rows"]), hidden=sheet["hidden"], merged=tuple(sheet["merged"]), noticed=cut
    )

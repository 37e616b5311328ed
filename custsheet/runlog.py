"""The run log: what was run when and how it ended, one JSON object a line in `.custsheet/log/runs.jsonl`.

Codes and counts only: no value of a customer's, no file's name, for a name may be a person's. At 1 MB the file is put aside under its day; ten of
them are kept. Writing the log never fails a run.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

STATE, NAME = ".custsheet", "runs.jsonl"
LARGEST = 1_000_000  # bytes
KEPT = 10  # files put aside


def note(folder: Path, event: str, **facts: object) -> None:
    """Append what happened to the log of an output folder, with time, host and process."""
    line = {"time": _now(), "event": event, "host": socket.gethostname(), "pid": os.getpid(), **facts}
    with suppress(OSError):
        path = folder / STATE / "log" / NAME
        path.parent.mkdir(parents=True, exist_ok=True)
        _rotate(path)
        with path.open("ab+") as file:
            torn = file.seek(0, os.SEEK_END) > 0 and _last(file) != b"\n"
            file.write((b"\n" if torn else b"") + json.dumps(line, ensure_ascii=False).encode() + b"\n")


def lines(folder: Path) -> list[dict[str, object]]:
    """Return the log, oldest first, without lines torn by a crash."""
    home = folder / STATE / "log"
    files = [*_aside(home), *([home / NAME] if (home / NAME).is_file() else [])]
    return [line for each in files for line in _lines(each)]


def _lines(path: Path) -> Iterator[dict[str, object]]:
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError):
            line = json.loads(text)
            if isinstance(line, dict):
                yield line


def _rotate(path: Path) -> None:
    if not path.is_file() or path.stat().st_size < LARGEST:
        return
    stem = f"runs-{datetime.now():%Y%m%d}"
    taken = len(list(path.parent.glob(f"{stem}-*.jsonl")))
    path.rename(path.with_name(f"{stem}-{taken + 1:03d}.jsonl"))
    for old in _aside(path.parent)[:-KEPT]:
        old.unlink(missing_ok=True)


def _aside(home: Path) -> list[Path]:
    return sorted(home.glob("runs-*.jsonl"))


def _last(file) -> bytes:  # type: ignore[no-untyped-def]
    file.seek(-1, os.SEEK_END)
    return bytes(file.read(1))


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")

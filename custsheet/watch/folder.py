"""Watching folders: a run whenever a spreadsheet in them has changed and come to rest.

With `watchfiles` installed (`pip install "custsheet[watch]"`) the system tells of changes; network drives tell nothing, so those, and everything without it, are
looked at every few seconds. What has changed is only asked by size and time; whether a run is needed is then decided by content.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from custsheet.errors import CustsheetError
from custsheet.read import spreadsheets_in

AGAIN = {
    "E_CHANGING",
    "E_LOCKED",
    "E_OVERTAKEN",
    "E_NO_WRITE",
    "E_DISK_FULL",
    "E_OUTPUT",
    "E_NO_SHEETS",
}  # may pass by themselves
_NETWORK = {
    "cifs",
    "smb3",
    "smbfs",
    "nfs",
    "nfs4",
    "9p",
    "fuse.sshfs",
    "fuse.rclone",
    "afpfs",
    "davfs",
    "fuse.davfs2",
    "virtiofs",
}

Look = tuple[tuple[str, int, int], ...]


def watched(
    inputs: Sequence[Path],
    run: Callable[[], None],
    failed: Callable[[CustsheetError], None],
    interval: float,
    once: bool,
) -> None:
    """Call *run* now and, unless *once*, whenever the inputs have changed; *failed* is told of a fault once, not at every look."""
    seen: Look | None = None
    said = ""
    for _ in [None] if once else chain([None], _looks(inputs, interval)):
        look = _look(inputs)
        if look == seen:
            continue
        try:
            run()
            seen, said = look, ""
        except CustsheetError as error:
            seen = None if error.code in AGAIN else look
            if error.code != said:
                failed(error)
            said = error.code


def on_network(path: Path, mounts: str = "/proc/mounts") -> bool:
    """Return whether a folder lies on a network drive, as far as can be told."""
    whole = os.path.realpath(path)
    if whole.startswith(("\\\\", "//")):
        return True
    with suppress(OSError):
        lines = [line.split() for line in Path(mounts).read_text(encoding="utf-8", errors="replace").splitlines()]
        over = [(len(parts[1]), parts[2]) for parts in lines if len(parts) > 2 and _below(whole, parts[1])]
        return bool(over) and max(over)[1] in _NETWORK
    return False


def _below(path: str, mount: str) -> bool:
    place = mount.replace("\\040", " ").rstrip("/")
    return path == place or path.startswith(place + "/")


def _looks(inputs: Sequence[Path], interval: float) -> Iterator[None]:
    """Yield whenever something may have changed."""
    folders = sorted({each if each.is_dir() else each.parent for each in inputs})
    if find_spec("watchfiles") is None or any(on_network(each) for each in folders):
        while True:
            time.sleep(interval)
            yield
    from watchfiles import watch

    while True:
        with suppress(OSError):  # a folder went away
            wait = max(1, int(interval * 1000))
            for _ in watch(*folders, rust_timeout=wait, yield_on_timeout=True, recursive=False):
                yield
        time.sleep(interval)


def _look(inputs: Sequence[Path]) -> Look:
    """Return path, size and time of every input there is."""
    found = []
    with suppress(OSError):
        for each in chain.from_iterable(spreadsheets_in(each) if each.is_dir() else [each] for each in inputs):
            stat = each.stat()
            found.append((str(each), stat.st_size, stat.st_mtime_ns))
    return tuple(found)

"""What a run that was killed left behind, put right by the next one; and which runs are kept for how long.

A run is written beside the others, hidden, before its outputs are replaced, and made visible afterwards. Found still
hidden, its `run.json` tells what happened, for that comes into place after all other outputs, and those all or none (see
`custsheet.write.place`): if it is the one in the folder, the run is made visible; if not, it never was.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import custsheet.history.store as store
from custsheet.disk import sha256
from custsheet.errors import InputError
from custsheet.history.outputs import state_of

KEEP = 30
PAUSE = 0.1  # seconds
LAST = "run.json"  # of all outputs the one put in place last


def mended(folder: Path) -> None:
    """Put right what an interrupted run left of itself among the runs into the output *folder*, which the caller holds."""
    home = state_of(folder) / store.FOLDER
    for gone in home.glob(f"{store.GONE}*"):
        shutil.rmtree(gone, ignore_errors=True)
    for hidden in sorted(home.glob(f"{store.BEFORE}*")):
        _settled(folder, hidden)


@contextmanager
def visible(folder: Path, prepared: Sequence[Path]) -> Iterator[None]:
    """Make prepared runs visible at the end; where that came otherwise only those whose outputs are in place, the others go.

    Outputs that are in place count as published whatever the disk does afterwards: the next run mends what is left to do.
    """
    try:
        yield
    except BaseException:
        with suppress(OSError, InputError):
            for each in prepared:
                _settled(folder, each)
        raise
    with suppress(OSError, InputError):
        for each in prepared:
            _published(each)


def compact(state: Path) -> list[str]:
    """Remove old runs and return their names.

    A run goes if it is older than the last `KEEP`, not the first of its month, and no run that stays is built on it.
    Decisions, edits and answers never go.
    """
    every = store.runs(state)
    stay = {each.folder.name for each in every[-KEEP:]}
    months: set[str] = set()
    for each in every:
        if each.day[:7] not in months:
            stay.add(each.folder.name)
        months.add(each.day[:7])
    for each in reversed(every):
        if each.folder.name in stay and not each.alone:
            stay.add(each.state["before"])
    gone = [each.folder for each in every if each.folder.name not in stay]
    for folder in gone:
        store.drop(folder)
    return [each.name for each in gone]


def _published(hidden: Path) -> None:
    """Make a run visible; tried again once, for a network drive fails for a moment."""
    try:
        store.publish(hidden)
    except (OSError, InputError):
        time.sleep(PAUSE)
        store.publish(hidden)


def _settled(folder: Path, hidden: Path) -> None:
    if _was_published(folder, hidden):
        store.publish(hidden)
    else:
        shutil.rmtree(hidden, ignore_errors=True)


def _was_published(folder: Path, hidden: Path) -> bool:
    try:
        record = store.opened(hidden)
    except InputError as fault:  # killed while it was written
        if isinstance(fault.__cause__, OSError) and not isinstance(fault.__cause__, FileNotFoundError):
            raise
        return False
    if any(hidden.parent.glob(f"{record.number:05d}-*")) or not (folder / LAST).is_file():
        return False
    return sha256(folder / LAST) == record.outputs[LAST]

"""What is left to do once runs are taken back: told by the run that takes them back, done by it or by whoever comes next.

That run is visible by one rename, like every other. What people said since, inputs to refuse and the outputs of what was
taken back follow from it, so a command that was killed in between is finished by the next one in that folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pandas import DataFrame

import custsheet.history.sittings as sittings
import custsheet.history.store as store
import custsheet.history.undone as undone
from custsheet.disk import write_whole
from custsheet.history.outputs import state_of
from custsheet.history.undone import ENDING
from custsheet.takeback import COLUMNS

_DONE = "done"  # a file beside what was set aside


class Ending(NamedTuple):
    """What follows once the run is visible."""

    aside: str  # a folder, below the state, for what does not hold any more
    withdrawn: list[str]  # files of the state: what people said since
    outputs: list[str]  # of what was taken back
    refused: list[list[str]]  # entries (`custsheet.takeback.COLUMNS`): inputs not to be used again
    day: str  # ISO
    again: Sequence[str] = ()  # inputs that may be used again, for their refusal is taken back


def finish(folder: Path) -> None:
    """Do what is left to do in an output folder, which the caller holds; nothing where the last run took none back."""
    state = state_of(folder)
    last = store.last(state)
    told = last.state.get(ENDING) if last else None
    if not told or (state / told["aside"] / _DONE).is_file():
        return
    ending = Ending(**told)
    aside = state / ending.aside
    _move(ending.withdrawn, state, aside)
    undone.keep(state, DataFrame(ending.refused, columns=COLUMNS, dtype="str"), date.fromisoformat(ending.day))
    _move(ending.outputs, folder, aside)
    write_whole(aside / _DONE, "")


def place(last: store.Record) -> str:
    """Return where what is taken back goes, below the state, *last* being the run before."""
    return f"{sittings.ASIDE}/{last.number:05d}"


def _move(names: Iterable[str], home: Path, aside: Path) -> None:
    for name in names:
        if (home / name).is_file():
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).replace(aside / name)

"""What people took back besides merges: whole runs, kinds of changes, columns, cells. Files are only ever added."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from pandas import DataFrame

import custsheet.history.sittings as sittings
import custsheet.history.store as store
from custsheet.errors import InputError
from custsheet.history.keeping import Asked
from custsheet.history.outputs import state_of
from custsheet.takeback import COLUMNS

FOLDER = "undone"
REDO = "redo-"  # before the kind of an entry: what was taken back is so no longer
ENDING = "ending"  # of what `state.json` says of a run that takes others back, see `taken_back`


def keep(state: Path, found: DataFrame, day: date, again: bool = False) -> bool:
    """Append entries (COLUMNS, `when` left open) to those in the folder *state*; return whether they are news.

    With *again* they are no longer taken back: the changes are made again.
    """
    known, named = entries(state), COLUMNS[:3]
    there = found.set_index(named).index.isin(known.set_index(named).index)
    news = found[there] if again else found[~there]
    if news.empty:
        return False
    kind = REDO + news["kind"] if again else news["kind"]
    dated = news.assign(kind=kind, when=day.isoformat())[COLUMNS]
    text = f"{sittings.highest(state, FOLDER)}{dated.to_csv(index=False, lineterminator=chr(10))}"
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    sittings.append(state, FOLDER, f"{day.isoformat()}-{digest}", dated)
    return True


def entries(state: Path) -> DataFrame:
    """Return everything that is taken back now, in the order in which it was."""
    told = sittings.told(state, FOLDER, COLUMNS)
    last = told.assign(kind=told["kind"].str.removeprefix(REDO)).drop_duplicates(COLUMNS[:3], keep="last").index
    return told[told.index.isin(last) & ~told["kind"].str.startswith(REDO)].reset_index(drop=True)


def refuse(folder: Path, asked: Asked) -> None:
    """Raise InputError (`E_INPUT_UNDONE`) where a run was undone together with the very inputs now given again.

    They are welcome again once a run was made with them all the same.
    """
    state = state_of(folder)
    found = entries(state)
    mine = found[(found["kind"] == "run") & (found["what"] == asked.inputs)]
    if len(mine) and not _taken_again(state, asked.inputs):
        raise InputError("E_INPUT_UNDONE", number=mine["row"].iloc[-1])


def _taken_again(state: Path, inputs: str) -> bool:
    """Return whether inputs were used, or the undo that refused them was itself taken back, since they were refused last."""
    refused, used = False, False
    for each in store.runs(state):
        ending = each.state.get(ENDING, {})
        if any(line[1] == inputs for line in ending.get("refused", [])):
            refused, used = True, False
        elif refused and inputs in (each.state.get("inputs", ""), *ending.get("again", [])):
            used = True
    return used

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
ENDING = "ending"  # of what `state.json` says of a run that takes others back, see `taken_back`


def keep(state: Path, found: DataFrame, day: date) -> bool:
    """Append entries (COLUMNS, `when` left open) to those in the folder *state*; return whether they are news."""
    known = entries(state)
    named = COLUMNS[:3]
    news = found[~found.set_index(named).index.isin(known.set_index(named).index)]
    if news.empty:
        return False
    dated = news.assign(when=day.isoformat())[COLUMNS]
    digest = hashlib.sha256(dated.to_csv(index=False, lineterminator="\n").encode()).hexdigest()[:12]
    sittings.append(state, FOLDER, f"{day.isoformat()}-{digest}", dated)
    return True


def entries(state: Path) -> DataFrame:
    """Return everything taken back, in the order in which it was."""
    return sittings.told(state, FOLDER, COLUMNS)


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

"""What people took back besides merges: whole runs, kinds of changes, columns, cells. Files are only ever added."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pandas as pd
from pandas import DataFrame

from custsheet.errors import InputError
from custsheet.history.keeping import Asked
from custsheet.history.outputs import state_of
from custsheet.takeback import COLUMNS

FOLDER = "undone"


def keep(state: Path, found: DataFrame, day: date) -> bool:
    """Append entries (COLUMNS, `when` left open) to those in the folder *state*; return whether they are news."""
    known = entries(state)
    named = COLUMNS[:3]
    news = found[~found.set_index(named).index.isin(known.set_index(named).index)]
    if news.empty:
        return False
    text = news.assign(when=day.isoformat())[COLUMNS].to_csv(index=False, lineterminator="\n")
    folder = state / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.glob("*.csv"))) + 1
    path = folder / f"{number:05d}-{day.isoformat()}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.csv"
    beside = path.with_suffix(".tmp")
    beside.write_text("\ufeff" + text, encoding="utf-8", newline="\n")
    beside.replace(path)
    return True


def entries(state: Path) -> DataFrame:
    """Return everything taken back, in the order in which it was."""
    parts = [
        pd.read_csv(each, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        for each in sorted((state / FOLDER).glob("*.csv"))
    ]
    return pd.concat(parts, ignore_index=True) if parts else DataFrame(columns=COLUMNS, dtype="str")


def refuse(folder: Path, asked: Asked) -> None:
    """Raise InputError (`E_INPUT_UNDONE`) where a run was undone together with the very inputs now given again."""
    found = entries(state_of(folder))
    mine = found[(found["kind"] == "run") & (found["what"] == asked.inputs)]
    if len(mine):
        raise InputError("E_INPUT_UNDONE", number=mine["row"].iloc[-1])

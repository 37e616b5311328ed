"""The ledger of people's decisions: what they said about duplicates, who, when and why. Nothing in it is ever rewritten.

One file per sitting, `.custsheet/decisions/<n>-<date>-<digest>.csv`, named by the content it was read from, so that reading
the same workbook twice adds nothing. A later word on the same pair replaces an earlier one, and a withdrawn decision is
itself an entry. Where two reviewers answered copies of one workbook differently, neither knew of the other's word: then no
word counts, and the pair is **disputed**.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from pathlib import Path

import pandas as pd
from pandas import DataFrame

import custsheet.history.sittings as sittings

COLUMNS = [
    "left",  # two fingerprints, in alphabetical order
    "right",
    "same",  # "1" one customer, "0" two, "" neither: withdrawn, or a choice of a value
    "field",  # of a choice: between these two rows, while they are one customer, `value` holds in this field
    "value",
    "who",
    "when",
    "why",
    "source",  # the workbook or command it was read from
    "known",  # the last sitting that the workbook already told of
    "typed",  # "0" for a suggestion that nobody touched
    "probability",  # what the matcher thought, "" where it did not
    "left_identity",
    "right_identity",
    "left_number",
    "right_number",
    "told",  # who it was about, in words
    "left_others",  # fingerprints of the further rows of the left customer, as he was when it was decided
    "right_others",
]
FOLDER = "decisions"


def keep(state: Path, found: DataFrame, digest: str, day: date) -> Path | None:
    """Append a sitting to the ledger in the folder *state*; return its file, None where it is known or says nothing."""
    if found.empty or holds(state, digest):
        return None
    dated = found.assign(when=day.isoformat()).reindex(columns=COLUMNS, fill_value="")
    return sittings.append(state, FOLDER, f"{day.isoformat()}-{digest}", dated)


def holds(state: Path, digest: str) -> bool:
    """Return whether the ledger has read what this digest stands for."""
    return sittings.holds(state, FOLDER, digest)


def last(state: Path) -> int:
    """Return the number of the last sitting there ever was, 0 where there is none."""
    return sittings.highest(state, FOLDER)


def ledger(state: Path) -> DataFrame:
    """Return every entry in the order in which it was made, all text, with the number of its sitting.

    Verdicts that older versions kept among the edits come first, as sitting 0.
    """
    old = [(0, path) for path in sittings.every(state, "edits", "*-verdicts.csv")]
    new = [(sittings.number(path), path) for path in sittings.every(state, FOLDER)]
    parts = [_read(path).assign(sitting=str(number)) for number, path in [*old, *new]]
    return pd.concat(parts, ignore_index=True) if parts else DataFrame(columns=[*COLUMNS, "sitting"], dtype="str")


def in_force(entries: DataFrame) -> DataFrame:
    """Return the last word on each pair and field, with `state`: in_force, withdrawn or disputed."""
    words: dict[tuple[str, str, str], dict[Hashable, str]] = {}
    for entry in entries.to_dict("records"):
        key = (entry["left"], entry["right"], entry["field"])
        words[key] = _later(words[key], entry) if key in words else {**entry, "state": _state(entry)}
    return DataFrame(list(words.values()), columns=[*entries.columns, "state"]).astype("str")


def _later(word: dict[Hashable, str], entry: dict[Hashable, str]) -> dict[Hashable, str]:
    """Return what holds once *entry* came after *word*."""
    fresh = {**entry, "state": _state(entry)}
    if entry["typed"] == "0" and word["typed"] != "0":  # a suggestion that nobody touched
        return word
    if int(entry["known"] or 0) >= int(word["sitting"]) or fresh["state"] == "withdrawn":
        return fresh
    if _said(word) == _said(entry) or word["typed"] == "0" or _same_hand(word, entry):
        return {**fresh, "state": word["state"] if _said(word) == _said(entry) else fresh["state"]}
    for name in ("who", "why", "source"):
        fresh[name] = " / ".join(filter(None, (word[name], entry[name])))
    return {**fresh, "state": "disputed"}


def _said(entry: dict[Hashable, str]) -> tuple[str, str]:
    return entry["same"], entry["value"]


def _same_hand(word: dict[Hashable, str], entry: dict[Hashable, str]) -> bool:
    """Return whether one person corrected his own answer."""
    if word["who"] and entry["who"]:
        return word["who"] == entry["who"]
    return word["source"] == entry["source"]


def _state(entry: dict[Hashable, str]) -> str:
    return "in_force" if entry["same"] or (entry["field"] and entry["value"]) else "withdrawn"


def _read(path: Path) -> DataFrame:
    return sittings.read(path).reindex(columns=COLUMNS, fill_value="")

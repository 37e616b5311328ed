"""Withdrawn decisions, with what had been decided: a later entry of the ledger only says that it holds no more."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from pandas import DataFrame

FORMER = ("was_same", "was_value")  # columns beside those of the ledger: what the last word before a withdrawal said
MARK = "withdrawn_"
_SAID = {"1": "same", "0": "different"}


def with_former(entries: DataFrame) -> DataFrame:
    """Return the entries of the ledger, all text, each withdrawal with what it took back (FORMER)."""
    before: dict[tuple[str, str, str], tuple[str, str]] = {}
    former = []
    for left, right, field, same, value in entries[["left", "right", "field", "same", "value"]].itertuples(
        index=False, name=None
    ):
        taken_back = not same and not value
        former.append(before.get((left, right, field), ("", "")) if taken_back else ("", ""))
        if not taken_back:
            before[left, right, field] = (same, value)
    return entries.assign(**{name: [each[place] for each in former] for place, name in enumerate(FORMER)})


def kind(entry: Mapping[Hashable, str]) -> str:
    """Return what an entry says: same, different or value; `withdrawn_` and that where it takes it back.

    >>> kind({"same": "", "value": "", "was_same": "0", "was_value": ""})
    'withdrawn_different'
    """
    if entry["same"] or entry["value"]:
        return _kind(entry["same"], entry["value"])
    return MARK + _kind(entry["was_same"], entry["was_value"])


def _kind(same: str, value: str) -> str:
    return "value" if value else _SAID.get(same, "")

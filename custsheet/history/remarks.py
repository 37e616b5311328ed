"""Remarks typed into the sheet to review beside rows that nobody decided yet: they stand there again next time.

What is typed beside a decision becomes part of the decision; see `verdicts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pandas import DataFrame, Series

import custsheet.history.sittings as sittings
from custsheet.history.sheets import evened, pages, place, words
from custsheet.write.review_rows import REMARKS

__all__ = ["COLUMNS", "ENDING", "REMARKS", "kept", "news", "read"]

COLUMNS = ["fingerprint", "reviewer", "note"]
ENDING = "remarks"
_ASKED = ("verdict", "group", "reviewer", "note")


def read(workbook: Path) -> DataFrame:
    """Return what stands beside the rows to review: COLUMNS, all text, blank where nothing does or a decision took it along."""
    lines = [line for rows in pages(workbook) for line in _lines(rows)]
    return DataFrame(lines, columns=COLUMNS, dtype="str").drop_duplicates("fingerprint")


def kept(state: Path, folder: str) -> DataFrame:
    """Return the remarks of all sittings that still stand: the last word on every row, where it says something."""
    found = [sittings.read(each) for each in sittings.every(state, folder, f"*-{ENDING}.csv")]
    last: dict[str, tuple[str, str]] = {}
    for each in found:
        last |= {mark: (who, note) for mark, who, note in each[COLUMNS].itertuples(index=False, name=None)}
    return DataFrame([(mark, *typed) for mark, typed in last.items() if any(typed)], columns=COLUMNS, dtype="str")


def news(found: DataFrame, before: DataFrame) -> DataFrame:
    """Return the lines of *found* that say something else than *before*."""
    known = {mark: typed for mark, *typed in before.itertuples(index=False, name=None)}
    other = [typed != known.get(mark, ["", ""]) for mark, *typed in found.itertuples(index=False, name=None)]
    return found[Series(other, index=found.index, dtype="bool")]


def _lines(rows: list[list[str]]) -> Iterator[tuple[str, str, str]]:
    head = next((number for number, row in enumerate(rows) if {"row", "fingerprint"} <= set(row)), None)
    if head is None:
        return
    heading = rows[head]
    at = {name: place(heading, "review", ("columns", name)) for name in _ASKED}
    at["fingerprint"] = heading.index("fingerprint")
    if at["verdict"] is None or at["group"] is None:
        return
    cells = [
        {name: row[column] if column is not None and column < len(row) else "" for name, column in at.items()}
        for row in rows[head + 1 :]
    ]
    members = [cell for cell in cells if cell["fingerprint"]]
    said: dict[str, list[str]] = {}
    for cell in members:
        said.setdefault(cell["group"], []).extend(filter(None, [evened(cell["verdict"])]))
    alone = words("review", "different")
    for cell in members:
        decided = len(said[cell["group"]]) > 1 or bool(alone & set(said[cell["group"]]))
        yield (cell["fingerprint"], *(("", "") if decided else (cell["reviewer"], cell["note"])))

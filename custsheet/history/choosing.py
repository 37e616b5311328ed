"""Choices of values in a review workbook, held against what was offered: only a listed value counts, or one typed under `other`.

Text pasted from the column of values, with file and line, stands for the value itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pandas import DataFrame, Series

from custsheet.history.sheets import evened, pages, place, words

KEY = ("left", "right", "field")
LISTED = "listed"  # a hidden column: [[value, as it is shown], …]; workbooks of older versions do not have it


class Choice(NamedTuple):
    """A value that somebody chose in a line about two rows."""

    key: tuple[str, str, str]
    told: str  # who and which field, in words
    typed: str
    value: str  # "" where it was not offered


def choices(workbook: Path) -> list[Choice]:
    """Return every value chosen from the lists, and every `other` with nothing beside it."""
    return [each for rows in pages(workbook) for each in _choices(rows)]


def settled(found: DataFrame, made: list[Choice]) -> DataFrame:
    """Return decisions, as read from the workbook, with the values that were offered and without those that were not."""
    by_key = {each.key: each for each in made}
    keys = list(zip(*(found[name] for name in KEY), strict=True))
    mine = [by_key.get(key) if value else None for key, value in zip(keys, found["value"], strict=True)]
    values = [each.value if each else value for each, value in zip(mine, found["value"], strict=True)]
    offered = Series([each is None or bool(each.value) for each in mine], index=found.index, dtype="bool")
    return found.assign(value=Series(values, index=found.index, dtype="str"))[offered].reset_index(drop=True)


def refused(made: list[Choice]) -> list[str]:
    """Return the choices that were not offered, in words."""
    return [f"{each.told} “{each.typed}”" for each in made if not each.value]


def _choices(rows: list[list[str]]) -> Iterator[Choice]:
    wanted = {*KEY, LISTED, "told"}
    head = next((number for number, row in enumerate(rows) if wanted <= set(row)), None)
    if head is None:
        return
    heading = rows[head]
    columns = {name: place(heading, "review", ("columns", name)) for name in ("choice", "other")}
    columns |= {name: heading.index(name) for name in wanted}
    for row in rows[head + 1 :]:
        cell = {name: row[at] if at is not None and at < len(row) else "" for name, at in columns.items()}
        typed, other = evened(cell["choice"]), evened(cell["choice"]) in words("review", "other")
        if not typed or (other and cell["other"]):
            continue
        key = (cell["left"], cell["right"], cell["field"])
        offered = {} if other else _offered(cell[LISTED])
        yield Choice(key, cell["told"], cell["choice"], offered.get(typed, ""))


def _offered(listed: str) -> dict[str, str]:
    """Return the values that may be chosen, by how they may be written."""
    try:
        pairs = json.loads(listed)
        return {evened(said): value for value, said in pairs} | {evened(value): value for value, _ in pairs}
    except (ValueError, TypeError):  # somebody typed into the hidden column
        return {}

"""`links.xlsx` as people hand it back: what they typed is carried over, and an edited workbook is kept before it is overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pandas import DataFrame

from custsheet.disk import sha256, write_whole
from custsheet.history import answers
from custsheet.history.outputs import keep_copy
from custsheet.history.published import STATE
from custsheet.history.sheets import place

NAME = "links.xlsx"
TYPED = ("reviewer", "note")
WHO = ("name", "phone", "company")
WHERE = ("file", "line")
_RECORD = "links.sha256"  # in the state: the hash of the workbook as it was written


class Remark(NamedTuple):
    """What somebody typed beside a contact."""

    where: tuple[str, ...]
    who: tuple[str, ...]
    typed: tuple[str, ...]


class Carried(NamedTuple):
    """The list of links with what people typed beside an earlier one."""

    links: DataFrame  # with the columns TYPED
    remarks: int  # that found their contact again
    left: int  # that did not
    copy: Path | None  # of the edited workbook


def carried(links: DataFrame, folder: Path) -> Carried:
    """Return the list with the remarks in *folder*'s earlier workbook, of which a copy is kept if somebody edited it."""
    before = folder / NAME
    blank = links.assign(**dict.fromkeys(TYPED, ""))
    if not before.is_file():
        return Carried(blank, 0, 0, None)
    told, left = _with(blank, _remarks(before))
    copy = keep_copy(folder, NAME) if left or sha256(before) != _recorded(folder) else None
    return Carried(told, sum(any(line) for line in told[list(TYPED)].itertuples(index=False)), left, copy)


def record(staged: Path) -> None:
    """Write beside the *staged* workbook by what it is known whether somebody edits it."""
    write_whole(staged / STATE / _RECORD, sha256(staged / NAME) + "\n")


def _recorded(folder: Path) -> str:
    path = folder / STATE / _RECORD
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _with(links: DataFrame, remarks: list[Remark]) -> tuple[DataFrame, int]:
    """Return the list with remarks beside their contacts, and how many found none; a contact that moved is known by who he is."""
    lines = list(zip(*(links[name] for name in (*WHERE, *WHO)), strict=True))
    exact = {line: number for number, line in enumerate(lines)}
    by_who: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        by_who[line[len(WHERE) :]].append(number)
    typed: dict[int, tuple[str, ...]] = {}
    moved = []
    for each in remarks:
        at = exact.get((*each.where, *each.who))
        if at is None or at in typed:
            moved.append(each)
        else:
            typed[at] = each.typed
    left = 0
    for each in moved:
        at = next((number for number in by_who.get(each.who, []) if number not in typed), None)
        if at is None:
            left += 1
        else:
            typed[at] = each.typed
    rows = [typed.get(number, ("",) * len(TYPED)) for number in range(len(lines))]
    columns = {name: [row[number] for row in rows] for number, name in enumerate(TYPED)}
    return links.assign(**columns).astype(dict.fromkeys(TYPED, "str")), left


def _remarks(workbook: Path) -> list[Remark]:
    """Return what was typed into the columns for it, in any language; nothing of a file that cannot be read."""
    try:
        return [each for rows in answers.pages(workbook) for each in _of_sheet(rows)]
    except (OSError, ValueError):
        return []


def _of_sheet(rows: list[list[str]]) -> Iterator[Remark]:
    heading = rows[0] if rows else []
    at = {name: place(heading, "links", ("columns", name)) for name in (*WHERE, *WHO, *TYPED)}
    if at["line"] is None:
        return
    for row in rows[1:]:
        cell = {name: row[column] if column is not None and column < len(row) else "" for name, column in at.items()}
        where, who, typed = (tuple(cell[name] for name in names) for names in (WHERE, WHO, TYPED))
        if any(typed):
            yield Remark(where, who, typed)

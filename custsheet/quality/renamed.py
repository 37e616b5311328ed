"""A sheet's only telephone column is 手机 one month and 电话 the next: to an archive that is one column with a new heading.

Without this the field would change with the heading, and with it every fingerprint, the number of every issue, and all that
people decided about either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pandas import DataFrame, Index, Series

from custsheet.fields.columns import blanks
from custsheet.model import Book
from custsheet.quality.drift import headings
from custsheet.schema import Schema
from custsheet.texts import say

LEAST = 2  # other headings that make a list known: a name beside the number is in every list
_PASSING = "\0"  # before a field on its way to another name
SAME = 0.8  # share of headings that an export has in common with the one before it


def as_before(book: Book, schema: Schema, before: Mapping[str, Any], chosen: Mapping[str, str]) -> Book:
    """Return the book just read, its columns named as in the last run where only their headings changed.

    A column is the same as before if both are the only one of their kind that says who somebody is, and neither run has the
    other's field. *before* is the `run.json` of the last run, {} where there is none; *chosen* are columns that the user named.
    """
    if not before:
        return book
    was_in = dict(enumerate(each["file"] for each in before.get("inputs", [])))
    old = headings(before["columns"], was_in)
    new = headings(book.columns.to_dict("records"), book.sources["file"].to_dict())
    for table in schema:
        was, now = ({field: told[0] for (name, field), told in each.items() if name == table} for each in (old, new))
        for field, former in _renamed(schema, table, was, now):
            if field not in chosen.values():
                why = say("read", "column", "renamed", before=was[former])
                book = _called(book, table, field, former, why, set(book.columns["source"]))
        for source, field, former in _exported_anew(schema, table, before["columns"], book, was):
            if field not in chosen.values():
                why = say("read", "column", "renamed", before=was[former])
                book = _called(book, table, field, former, why, {source})
    return book


def as_published(book: Book, told: DataFrame) -> Book:
    """Return one of our own workbooks, just read, its columns named as they were when it was written.

    Two columns 备注 stand in it as 备注 and 备注 (2), and which of them is the field `note` cannot be told by looking.
    *told*: table, heading, field.
    """
    given = dict(zip(zip(told["table"], told["heading"], strict=True), told["field"].astype(object), strict=True))
    here = book.columns[book.columns["source"] >= 0]
    moves: list[tuple[str, str, str, int]] = []
    for (table, source), mine in here.groupby(["table", "source"], sort=True):
        now = dict(zip(mine["heading"], mine["field"], strict=True))
        wanted = {str(field): str(given.get((table, heading), field)) for heading, field in now.items()}
        several = Series(wanted).duplicated(keep=False)
        moves += [
            (str(table), field, target, int(str(source)))
            for field, target in wanted.items()
            if field != target and not several[field]
        ]
    for table, field, target, source in moves:  # by way of a name that nobody has: two may change places
        book = _called(book, table, field, _PASSING + target, say("read", "column", "published"), {source})
    for table, _, target, source in moves:
        book = _called(book, table, _PASSING + target, target, say("read", "column", "published"), {source})
    return book


def _renamed(schema: Schema, table: str, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields of columns that came with those of the columns that they are."""
    identity = schema[table].identity
    for kind in {schema.kind(table, field) for field in identity}:
        alike = [field for field in identity if schema.kind(table, field) == kind]
        once, here = ([field for field in alike if field in each] for each in (was, now))
        if len(once) == len(here) == 1 and once != here:
            yield here[0], once[0]


def _exported_anew(
    schema: Schema, table: str, before: Sequence[Mapping[str, Any]], book: Book, was: Mapping[str, str]
) -> Iterator[tuple[int, str, str]]:
    """Yield sources whose column is that of a list read before, where both lie in one folder now: source, field, former.

    The list is the same if most of its other headings are; in the last run it had the only field of that kind.
    """
    mine = book.columns[(book.columns["table"] == table) & (book.columns["source"] >= 0)]
    now = {
        int(str(source)): dict(zip(each["field"], each["heading"], strict=True))
        for source, each in mine.groupby("source")
    }
    once: dict[int, dict[str, str]] = {}
    for each in before:
        if each["table"] == table and int(each["source"]) >= 0:
            once.setdefault(int(each["source"]), {})[str(each["field"])] = str(each["heading"])
    for kind in sorted({schema.kind(table, field) for field in schema[table].identity}):
        alike = {field for field in schema[table].identity if schema.kind(table, field) == kind}
        former = alike & set(was)
        for source, fields in now.items() if len(former) == 1 else ():
            here = alike & set(fields)
            if (
                len(here) == 1
                and here != former
                and any(former <= set(each) and _same_list(fields, each, here | former) for each in once.values())
            ):
                yield source, here.pop(), min(former)


def _same_list(one: Mapping[str, str], other: Mapping[str, str], but: set[str]) -> bool:
    left, right = ({heading for field, heading in each.items() if field not in but} for each in (one, other))
    return len(left & right) >= max(LEAST, SAME * len(left | right))


def _called(book: Book, table: str, field: str, former: str, why: str, of: set[int]) -> Book:
    """Return the book with a field under its former name in these sources, except where one (of rows that people added) has both."""
    here = book.columns["table"] == table
    both = {*book.columns.loc[here & (book.columns["field"] == former), "source"], *(set(book.columns["source"]) - of)}
    mine = here & (book.columns["field"] == field) & ~book.columns["source"].isin(both)
    columns = book.columns.assign(
        field=book.columns["field"].mask(mine, former), evidence=book.columns["evidence"].mask(mine, why)
    )
    told = (book.issues["table"] == table) & (book.issues["field"] == field) & ~book.issues["source"].isin(both)
    issues = book.issues.assign(field=book.issues["field"].mask(told, former))
    rows = book.origin.index[~book.origin["source"].isin(both)]
    tables = {
        name: _moved(held, field, former, rows) if name.rpartition(":")[2] == table and field in held else held
        for name, held in book.tables.items()
    }
    return replace(book, columns=columns, issues=issues, tables=tables)


def _moved(held: DataFrame, field: str, former: str, rows: Index) -> DataFrame:
    """Return a table with a field of these rows under its former name."""
    moved = held.index.isin(rows)
    left = held[field].mask(moved, "")
    if former not in held and not (left != "").any():
        return held.rename(columns={field: former})
    before = held[former] if former in held else blanks(held.index)
    held = held.assign(**{former: before.mask(moved, held[field]), field: left})
    return held if (left != "").any() else held.drop(columns=field)

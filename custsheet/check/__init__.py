"""The stage that asks every rule of the schema and sets rows aside that no one can be found by.

Pandera validates lazily; what failed is read from the masks of its checks by the check's identity, so that a column in
which everything fails costs no more than one in which little does. A value its kind cannot read is told once: the other
rules are not asked of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

import pandas as pd
from pandas import DataFrame, Index

from custsheet.check import aside, failing, unread
from custsheet.checks import blank, compiling
from custsheet.model import Book, Issue, frame, together
from custsheet.schema import Schema, TableSpec

__all__ = ["on"]


def on(as_of: date, region: str = "CN") -> Callable[[Book, Schema], Book]:
    """Return the stage; *as_of* is today for rules about dates, *region* that of national phone numbers."""
    known: dict[str, object] = {"as_of": as_of, "region": region}

    def check(book: Book, schema: Schema) -> Book:
        found = {name: _issues(book, name, schema[name], known) for name in schema if name in book.tables}
        lost = aside.without_identity(book, schema)
        away = pd.concat([lost, aside.asked_away(found, schema, book), aside.ragged(book)])
        book = aside.without_ragged(book)
        rest = book.issues[~unread.told(book.issues, list(found))]
        return aside.set_aside(replace(book, issues=together(Issue, [rest, *_rooted(found.values(), lost)])), away)

    return check


def _issues(book: Book, name: str, spec: TableSpec, known: dict[str, object]) -> DataFrame:
    """Return the issues of one table: unreadable values first, then the rules' failures among the others."""
    table = failing.with_context(book, name, spec)
    unreadable = unread.issues(book, name, spec, known)
    failures = failing.validation(table, spec, known)
    asked = {(each.check.ID, each.field): each for each in compiling.questions(spec)}
    grave = {field: Index(unread.grave(issues)["row"]) for field, issues in unreadable.items() if len(issues)}
    rest = [each.without(grave.get(each.field, Index([]))) for each in failures]
    rest = [each.without(aside.continued(book)) if each.code == blank.ID else each for each in rest]
    told = [failing.told(table, asked.get((each.code, each.field)), each, known) for each in rest]
    return together(Issue, [*unreadable.values(), *told]).assign(table=name)


def _rooted(found: Iterable[DataFrame], lost: DataFrame) -> Iterator[DataFrame]:
    """Yield the issues, those of customers of whom nothing is known replaced by the one that says so."""
    for issues in found:
        yield issues[~((issues["table"] == "customers") & issues["row"].isin(lost["row"]))]
    yield frame(Issue, {"code": "row.no_identity", "table": lost["table"], "row": lost["row"]})

"""Changes that the schema forbids (`levels: {address.parsed: off}`) are taken back as soon as standardizing has made them.

The value stays as it was typed, and no change is told. A column that only the forbidden change filled is not added.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pandas import DataFrame

from custsheet.model import NOWHERE, Book
from custsheet.rules import CHANGES
from custsheet.schema import OFF, Schema, TableSpec

Stage = Callable[[Book, Schema], Book]
_UNIT = "amount.unit"
_REGION = ("province", "city", "district")


def obeyed(stage: Stage) -> Stage:
    """Return *stage* without the changes that the schema forbids."""

    def permitted(book: Book, schema: Schema) -> Book:
        after = stage(book, schema)
        for name, spec in schema.items():
            if name in after.tables and _forbids(spec):
                after = _taken_back(book, after, name, spec)
        return after

    return permitted


def _forbids(spec: TableSpec) -> bool:
    return any(_off(spec, field) for field in spec.fields)


def _off(spec: TableSpec, field: str) -> frozenset[str]:
    """Return the changes that are forbidden on a field."""
    own = spec.fields[field].levels if field in spec.fields else {}
    return frozenset(code for code, level in {**spec.levels, **own}.items() if level == OFF) & CHANGES


def _taken_back(before: Book, after: Book, name: str, spec: TableSpec) -> Book:
    """Return the book with one table's forbidden changes undone."""
    off = {field: _off(spec, field) for field in map(str, after.tables[name].columns)}
    made = after.changes
    mine = made["table"] == name
    for field in made.loc[mine, "field"].unique():
        mine &= (made["field"] != field) | made["rule"].isin(off[field])
    table = restored(before.tables[name], after.tables[name], made[mine])
    gone = [field for field in off if field not in before.tables[name] and _filled_by(field, spec) in off[field]]
    added = (after.columns["table"] == name) & after.columns["field"].isin(gone) & (after.columns["source"] == NOWHERE)
    back = replace(
        after, changes=made[~mine].reset_index(drop=True), columns=after.columns[~added].reset_index(drop=True)
    )
    back = back.with_tables(**{name: table.drop(columns=gone)})
    return _with_headings(before, back, name, {field for field in off if _UNIT in off[field]})


def restored(before: DataFrame, after: DataFrame, changes: DataFrame) -> DataFrame:
    """Return the table with the cells of these changes as they were."""
    columns = {}
    for field, cells in changes.groupby("field", sort=False):
        typed = after.index.isin(cells["row"])
        columns[str(field)] = after[str(field)].mask(typed, before[str(field)])
    return after.assign(**columns)


def _filled_by(field: str, spec: TableSpec) -> str:
    """Return the change that fills a column which no source has."""
    return "address.parsed" if field in _REGION else f"{spec.kind(field)}.second"


def _with_headings(before: Book, after: Book, name: str, fields: set[str]) -> Book:
    """Return the book with the headings of these columns as they were: their amounts are still in the heading's unit."""
    mine = (after.columns["table"] == name) & after.columns["field"].isin(fields)
    own = before.columns[before.columns["table"] == name]
    known = dict(zip(zip(own["source"], own["position"], strict=True), own["heading"], strict=True))
    columns = after.columns.copy()
    places = list(zip(columns.loc[mine, "source"], columns.loc[mine, "position"], strict=True))
    columns.loc[mine, "heading"] = [known[place] for place in places]
    told = (
        (after.issues["code"] == "header.unit") & (after.issues["table"] == name) & after.issues["field"].isin(fields)
    )
    return replace(after, columns=columns, issues=after.issues[~told].reset_index(drop=True))

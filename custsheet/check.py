"""The stage that asks every rule of the schema and sets rows aside that no one can be found by.

Pandera validates lazily; what failed is read from the masks of its checks by the check's identity, so that a column in
which everything fails costs no more than one in which little does. A value its kind cannot read is told once: the other
rules are not asked of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Index, MultiIndex, Series
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from custsheet import fields, model
from custsheet.checks import compiling
from custsheet.checks.compiling import KIND, Question
from custsheet.model import Book, Issue, frame, together
from custsheet.schema import Schema, TableSpec

Known = dict[str, object]  # what is bound: as_of, region, canonical
SHOWN = 1  # failing cases that Pandera may list per check; the masks tell the rest


class Failure(NamedTuple):
    """The rows that fail one check: its code (or `kind`), its field ("" for a rule across fields), the rows."""

    code: str
    field: str
    rows: Index


def on(as_of: date, region: str = "CN") -> Callable[[Book, Schema], Book]:
    """Return the stage; *as_of* is today for rules about dates, *region* that of national phone numbers."""
    known: Known = {"as_of": as_of, "region": region, "canonical": True}

    def check(book: Book, schema: Schema) -> Book:
        found = {name: _issues(book, name, schema[name], known) for name in schema if name in book.tables}
        away = pd.concat([_without_identity(book, schema), _asked_away(found, schema, book), _ragged(book)])
        return set_aside(book.with_issues(*_rooted(found.values(), away[away["reason"] == "no_identity"])), away)

    return check


def validation(table: DataFrame, spec: TableSpec, known: Known) -> list[Failure]:
    """Return what fails, as Pandera finds it, the rows of one check together."""
    try:
        compiling.compiled(spec, SHOWN, **known).validate(table, lazy=True)
    except SchemaErrors as failed:
        return [_failure(each, table) for each in failed.schema_errors]
    return []


def _failure(error: SchemaError, table: DataFrame) -> Failure:
    if error.reason_code is SchemaErrorReason.COLUMN_NOT_IN_DATAFRAME:
        return Failure("table.column_missing", str(error.failure_cases), Index([model.NOWHERE]))
    if error.check_output is None:
        raise error  # a fault of the check itself, not of the data
    passed = error.check_output
    return Failure(str(error.check.name), str(error.check.title or ""), table.index[~passed.to_numpy(dtype=bool)])


def _issues(book: Book, name: str, spec: TableSpec, known: Known) -> DataFrame:
    """Return the issues of one table: unreadable values first, then the rules' failures among the others."""
    table = _with_context(book, name, spec)
    failures = validation(table, spec, known)
    unread = {
        each.field: _unread(table[each.field].loc[each.rows], spec, each.field, known)
        for each in failures
        if each.code == KIND
    }
    asked = {(each.check.ID, each.field): each for each in compiling.questions(spec)}
    told = [
        _told(table, asked.get((each.code, each.field)), _without(each, unread.get(each.field)), known)
        for each in failures
        if each.code != KIND
    ]
    return together(Issue, [*unread.values(), *told]).assign(table=name)


def _unread(table: DataFrame, failure: Failure, answers: DataFrame) -> DataFrame:
    """Return an issue for each value that cannot be read, with the reason its kind gives."""
    why = answers.loc[failure.rows]
    code = why["issue"].where(why["issue"] != "", "value.unsettled")
    carried = {name: why[name] for name in ("suggestion", "confidence", "facts")}
    value = table.loc[failure.rows, failure.field]
    return frame(Issue, {"code": code, "row": failure.rows, "field": failure.field, "value": value, **carried})


def _without(failure: Failure, unread: DataFrame | None) -> Failure:
    """Return the failure without the rows whose value cannot be read anyway (what its kind only remarks on stays)."""
    if unread is None:
        return failure
    grave = ~unread["code"].isin(_remarks())
    return failure._replace(rows=failure.rows.difference(Index(unread.loc[grave, "row"]), sort=False))


def _remarks() -> list[str]:
    """Return the codes that kinds give to values they can read."""
    every = fields.KINDS.items()
    return [
        f"{kind}.{reason}" for kind, module in every for reason, told in module.REASONS.items() if told.level == "info"
    ]


def _told(table: DataFrame, question: Question | None, failure: Failure, known: Known) -> DataFrame:
    """Return an issue for each row of a failure, with the facts its check offers."""
    if question is None or failure.rows.empty:
        return frame(Issue, {"code": failure.code, "row": failure.rows, "field": failure.field})
    field = compiling.place(question, table)
    failed = Series(table.index.isin(failure.rows), index=table.index)
    columns = {"code": failure.code, "row": failure.rows, "field": field, "value": table.loc[failed, field]}
    return frame(Issue, {**columns, "facts": _facts(table, failed, question, known)})


def _facts(table: DataFrame, failed: Series, question: Question, known: Known) -> list[str] | str:
    verb = getattr(question.check, "facts", None)
    if verb is None:
        return ""
    given = compiling.given(question, table)
    options = compiling.accepted(verb, question, known)
    return [model.facts(**each) for each in verb(given, failed, **options)]


def _with_context(book: Book, name: str, spec: TableSpec) -> DataFrame:
    """Return the table with the columns `@file` and `@customer` where a rule asks for them."""
    table = book.tables[name]
    wanted = {field for each in compiling.questions(spec) for field in getattr(each.check, "FIELDS", ())}
    if not {"@file", "@customer"} & wanted:
        return table
    source = book.origin["source"].reindex(table.index)
    files = source.map(book.sources["file"]).fillna("").astype("str")
    return table.assign(**{"@file": files, "@customer": _customer(book, table.index)})


def _customer(book: Book, rows: Index) -> Series:
    """Return who bought, as far as the same source row tells: his columns as one text."""
    customers = book.tables.get("customers", DataFrame(index=rows))
    who = Series("", index=customers.index, dtype="str")
    for field in customers.columns.intersection(
        ["name", "last_name", "first_name", "mobile", "phone", "email", "company"]
    ):
        who = who + customers[field]
    return who.reindex(rows, fill_value="")


def _without_identity(book: Book, schema: Schema) -> DataFrame:
    """Return the customers in whose row nothing says who they are."""
    customers = book.tables.get("customers", DataFrame())
    identity = customers.columns.intersection(schema["customers"].identity if "customers" in schema else [])
    rows = customers.index[(customers[identity] == "").all(axis=1)] if len(identity) else Index([], dtype="int64")
    return _places("customers", rows, "no_identity")


def _rooted(found: Iterable[DataFrame], lost: DataFrame) -> Iterator[DataFrame]:
    """Yield the issues, those of customers of whom nothing is known replaced by the one that says so."""
    for issues in found:
        yield issues[~((issues["table"] == "customers") & issues["row"].isin(lost["row"]))]
    yield frame(Issue, {"code": "row.no_identity", "table": lost["table"], "row": lost["row"]})


def _asked_away(found: dict[str, DataFrame], schema: Schema, book: Book) -> DataFrame:
    """Return the rows that fail a rule with `on_fail: quarantine`, in every table that has them."""
    parts = [_places("", Index([], dtype="int64"), "")]
    for name, issues in found.items():
        for code, field in _quarantining(schema[name]):
            hit = (issues["code"] == code) & ((issues["field"] == field) if field else True)
            rows = Index(issues.loc[hit, "row"].unique())
            parts += [
                _places(table, book.tables[table].index.intersection(rows), code)
                for table in schema
                if table in book.tables
            ]
    return pd.concat(parts)


def _quarantining(spec: TableSpec) -> Iterator[tuple[str, str]]:
    """Yield code and field of the rules that set rows aside."""
    for each in compiling.questions(spec):
        if each.use is not None and each.use.on_fail == "quarantine":
            yield each.check.ID, each.field


def _ragged(book: Book) -> DataFrame:
    """Return the rows that reading found with more or fewer cells than the header."""
    lines = book.lineage[(book.lineage["reason"] == "ragged") & (book.lineage["fate"] == "kept")]
    return lines[["table", "row", "reason"]]


def _places(table: str, rows: Index, reason: str) -> DataFrame:
    return DataFrame({"table": Series(table, index=range(len(rows)), dtype="str"), "row": rows.array, "reason": reason})


def set_aside(book: Book, away: DataFrame) -> Book:
    """Return the book with rows moved to `quarantined:<table>`; *away* has table, row and reason, the first reason counts."""
    away = away[away["table"] != ""].drop_duplicates(["table", "row"])
    tables = dict(book.tables)
    for name, lines in away.groupby("table", sort=False):
        table, rows = tables[str(name)], tables[str(name)].index.intersection(Index(lines["row"]))
        tables[str(name)] = table.drop(index=rows)
        earlier = [each for each in [tables.get(f"quarantined:{name}")] if each is not None]
        tables[f"quarantined:{name}"] = pd.concat([*earlier, table.loc[rows]]).fillna("")
    return replace(book, tables=tables, lineage=_fated(book.lineage, away))


def _fated(lineage: DataFrame, away: DataFrame) -> DataFrame:
    """Return the lineage with the fate and reason of the rows set aside."""
    if away.empty:
        return lineage
    reasons = away.set_index(["table", "row"])["reason"]
    there = MultiIndex.from_frame(lineage[["table", "row"]])
    moved = there.isin(reasons.index)
    told = reasons.reindex(there[moved]).to_numpy()
    altered = lineage.copy()
    altered.loc[moved, "fate"] = "quarantined"
    altered.loc[moved, "reason"] = told
    return altered

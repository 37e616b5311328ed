"""What fails the rules of a table, as Pandera finds it, and the issues made of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from pandas import DataFrame, Index, Series
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from custsheet import model
from custsheet.checks import compiling
from custsheet.checks.compiling import Question
from custsheet.model import NOWHERE, Book, Issue, frame
from custsheet.schema import TableSpec

SHOWN = 1  # failing cases that Pandera may list per check; the masks tell the rest
WHO = ("name", "last_name", "first_name", "mobile", "phone", "email", "company")


class Failure(NamedTuple):
    """The rows that fail one check: its code, its field ("" for a rule across fields), the rows."""

    code: str
    field: str
    rows: Index

    def without(self, rows: Index) -> Failure:
        """Return the failure of the other rows."""
        return self._replace(rows=self.rows[~self.rows.isin(rows)]) if len(rows) else self


def validation(table: DataFrame, spec: TableSpec, known: dict[str, Any]) -> list[Failure]:
    """Return what fails besides the kinds, the rows of one check together."""
    try:
        compiling.compiled_for(table, spec, SHOWN, **known).validate(table, lazy=True)
    except SchemaErrors as failed:
        return [_failure(error, table) for error in failed.schema_errors]
    return []


def _failure(error: SchemaError, table: DataFrame) -> Failure:
    if error.reason_code is SchemaErrorReason.COLUMN_NOT_IN_DATAFRAME:
        return Failure("table.column_missing", str(error.failure_cases), Index([NOWHERE]))
    if error.check_output is None:
        raise error  # a fault of the check itself, not of the data
    passed = error.check_output.to_numpy(dtype=bool)
    return Failure(str(error.check.name), str(error.check.title or ""), table.index[~passed])


def told(table: DataFrame, question: Question | None, failure: Failure, known: dict[str, Any]) -> DataFrame:
    """Return an issue for each row of a failure, with the facts its check offers."""
    if failure.rows.empty:
        return frame(Issue)
    columns = {"code": failure.code, "row": failure.rows, "field": failure.field}
    if question is None:
        return frame(Issue, columns)
    field = compiling.place(question, table)
    failed = Series(table.index.isin(failure.rows), index=table.index)
    facts = _facts(table, failed, question, known)
    return frame(Issue, {**columns, "field": field, "value": table.loc[failed, field], "facts": facts})


def _facts(table: DataFrame, failed: Series, question: Question, known: dict[str, Any]) -> list[str] | str:
    verb = getattr(question.check, "facts", None)
    if verb is None:
        return ""
    given = compiling.given(question, table)
    options = compiling.accepted(verb, question, known)
    return [model.facts(**each) for each in verb(given, failed, **options)]


def with_context(book: Book, name: str, spec: TableSpec) -> DataFrame:
    """Return the table with the columns `@file` and `@customer` where a rule asks for them."""
    table = book.tables[name]
    wanted = {field for each in compiling.questions(spec) for field in getattr(each.check, "FIELDS", ())}
    if not {"@file", "@customer"} & wanted:
        return table
    files = book.origin["source"].reindex(table.index).map(book.sources["file"]).astype("str").fillna("")
    return table.assign(**{"@file": files, "@customer": _customer(book, table.index)})


def _customer(book: Book, rows: Index) -> Series:
    """Return who bought, as far as the same source row tells: his columns as one text."""
    customers = book.tables.get("customers", DataFrame(index=rows))
    who = Series("", index=customers.index, dtype="str")
    for field in customers.columns.intersection(list(WHO)):
        who = who + customers[field]
    return who.reindex(rows).fillna("")

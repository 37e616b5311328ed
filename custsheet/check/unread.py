"""Values that their kind cannot read, or remarks on: one issue each, with the kind's reason.

Standardizing has asked the kinds already, column by column and with what the whole column tells; here they are only
asked about values that were altered since, and about columns that were never standardized.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pandas import DataFrame, Index, Series

from custsheet import fields
from custsheet.checks import compiling
from custsheet.fields import Reason
from custsheet.model import Book, Issue, frame, together
from custsheet.schema import FieldSpec, TableSpec

UNSETTLED = "value.unsettled"  # a value that could be read, but is not in its canonical form

NONE = frame(Issue)


def issues(book: Book, name: str, spec: TableSpec, known: dict[str, Any]) -> dict[str, DataFrame]:
    """Return, per field of a kind, an issue for each of its values that cannot be read."""
    table, through = book.tables[name], _standardized(book)
    earlier = _by_field(book.issues[told(book.issues, [name])])
    later = _by_field(book.changes[(book.changes["table"] == name) & (book.changes["stage"] != "standardize")])
    found = {}
    for field in [str(each) for each in table.columns if spec.kind(str(each))]:
        if f"{name}.{field}" not in through:
            found[field] = _asked(table[field], spec.fields[field], field, known)
        elif field in earlier or field in later:
            altered = Index(later[field]["row"].unique()) if field in later else Index([], dtype="int64")
            again = table[field].loc[table.index.intersection(altered)]
            known_of = earlier.get(field, NONE)
            kept = known_of[known_of["row"].isin(table.index) & ~known_of["row"].isin(again.index)]
            found[field] = together(Issue, [kept, _asked(again, spec.fields[field], field, known)])
        else:
            found[field] = NONE
    return found


def _by_field(lines: DataFrame) -> dict[str, DataFrame]:
    return {str(field): part for field, part in lines.groupby("field", sort=False)} if len(lines) else {}


def told(found: DataFrame, tables: list[str]) -> Series:
    """Return which issues tell of values of these tables that their kind could not read."""
    return found["code"].isin(list(_reasons())) & found["table"].isin(tables)


def grave(found: DataFrame) -> DataFrame:
    """Return the issues without the mere remarks: values that the kind could read."""
    if found.empty:
        return found
    return found[~found["code"].isin([code for code, reason in _reasons().items() if reason.level == "info"])]


@cache
def _reasons() -> dict[str, Reason]:
    every = fields.KINDS.items()
    return {f"{kind}.{name}": reason for kind, module in every for name, reason in module.REASONS.items()}


def _standardized(book: Book) -> set[str]:
    """Return the columns, as `table.field`, that standardizing has been through."""
    facts = book.tables.get("facts:standardize")
    return set() if facts is None else set(facts["key"])


def _asked(values: Series, spec: FieldSpec, field: str, known: dict[str, Any]) -> DataFrame:
    if not fields.kind_named(spec.kind).REASONS or values.empty:
        return NONE
    answers = fields.remarked(spec.kind, fields.outcomes(spec.kind, values, **compiling.kind_options(spec, known)))
    why = answers[(answers["issue"] != "") | (answers["value"] != values)]
    code = why["issue"].where(why["issue"] != "", UNSETTLED)
    carried = {name: why[name] for name in ("suggestion", "confidence", "facts")}
    return frame(Issue, {"code": code, "row": why.index, "field": field, "value": values.loc[why.index], **carried})

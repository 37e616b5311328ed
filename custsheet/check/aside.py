"""Quarantine: rows that nobody can be found by, ragged rows, and rows that fail a rule with `on_fail: quarantine`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd
from pandas import DataFrame, Index, MultiIndex, Series

from custsheet import corrected
from custsheet.checks import compiling
from custsheet.model import Book
from custsheet.schema import Schema, TableSpec


def without_identity(book: Book, schema: Schema) -> DataFrame:
    """Return the customers in whose row nothing says who they are, as table, row and reason.

    A row that belongs to a customer whom a person corrected is his, whatever is left of it.
    """
    customers = book.tables.get("customers", DataFrame())
    identity = customers.columns.intersection(schema["customers"].identity if "customers" in schema else [])
    rows = customers.index[(customers[identity] == "").all(axis=1)] if len(identity) else Index([], dtype="int64")
    rows = rows.difference([row for pair in corrected.pairs(book) for row in pair])
    return _places("customers", rows, "no_identity")


def asked_away(found: Mapping[str, DataFrame], schema: Schema, book: Book) -> DataFrame:
    """Return the rows that fail a rule with `on_fail: quarantine`, in every table that has them."""
    parts = [_places("", Index([], dtype="int64"), "")]
    for name, issues in found.items():
        for code, field in _quarantining(schema[name]):
            hit = (issues["code"] == code) & ((issues["field"] == field) if field else True)
            rows = Index(issues.loc[hit, "row"].unique())
            parts += [_places(each, book.tables[each].index.intersection(rows), code) for each in found]
    return pd.concat(parts)


def _quarantining(spec: TableSpec) -> Iterator[tuple[str, str]]:
    """Yield code and field of the rules that set rows aside."""
    for each in compiling.questions(spec):
        if each.use is not None and each.use.on_fail == "quarantine":
            yield each.check.ID, each.field


def ragged(book: Book) -> DataFrame:
    """Return the rows that reading found with more or fewer cells than the header, and that nobody has put right."""
    lines = book.lineage[(book.lineage["reason"] == "ragged") & (book.lineage["fate"] == "kept")]
    lines = lines[~lines["row"].isin(corrected.put_right(book))]
    return lines[["table", "row", "reason"]]


def without_ragged(book: Book) -> Book:
    """Return the book without what is told of ragged rows that a person put right."""
    told = (book.issues["code"] == "row.ragged") & book.issues["row"].isin(corrected.put_right(book))
    return replace(book, issues=book.issues[~told]) if told.any() else book


def continued(book: Book) -> Index:
    """Return the lines that go on with the order above: their blanks are filled there."""
    return Index(book.lineage.loc[book.lineage["reason"] == "continued", "row"])


def _places(table: str, rows: Index, reason: str) -> DataFrame:
    places = DataFrame({"table": table, "row": rows.array, "reason": reason}, index=range(len(rows)))
    return places.astype({"table": "str", "row": "int64", "reason": "str"})


def set_aside(book: Book, away: DataFrame) -> Book:
    """Return the book with rows moved to `quarantined:<table>`; of several reasons for a row the first counts."""
    away = away.drop_duplicates(["table", "row"])
    tables = dict(book.tables)
    for table, lines in away.groupby("table", sort=False):
        kept, aside = str(table), f"quarantined:{table}"
        moved = tables[kept].loc[tables[kept].index.intersection(Index(lines["row"]))]
        tables[kept] = tables[kept].drop(index=moved.index)
        tables[aside] = pd.concat([tables[aside], moved]).fillna("") if aside in tables else moved
    return replace(book, tables=tables, lineage=_fated(book.lineage, away))


def _fated(lineage: DataFrame, away: DataFrame) -> DataFrame:
    """Return the lineage with the fate and reason of the rows set aside."""
    reasons: Series = away.set_index(["table", "row"])["reason"]
    there = MultiIndex.from_frame(lineage[["table", "row"]])
    moved = there.isin(reasons.index)
    altered = lineage.copy()
    altered.loc[moved, "fate"] = "quarantined"
    altered.loc[moved, "reason"] = reasons.reindex(there[moved]).to_numpy()
    return altered

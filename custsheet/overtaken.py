"""What people typed once, and the source has now said something newer about: told in the run in which it happens.

The source's new word counts (see `edits`). Nobody who corrected a cell shall find out by chance that his word is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pandas as pd
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.columnar import facts_of, text_of
from custsheet.fields import columns
from custsheet.model import Book, Issue, frame
from custsheet.schema import Schema

CODE = "edit.overtaken"
FIELD = "customer_id"
Stage = Callable[[Book, Schema], Book]


def noticed(stage: Stage, sittings: Sequence[DataFrame], people: DataFrame, region: str = "CN") -> Stage:
    """Return *stage* with an issue for every cell of the last run's *people* that showed what was typed, and no longer does.

    *sittings* are edits, oldest first; *people* are the customers as the last run showed them, by number.
    """

    def notice(book: Book, schema: Schema) -> Book:
        done = stage(book, schema)
        customers = done.tables.get("customers", DataFrame())
        if not sittings or FIELD not in customers or people.empty:
            return done
        typed = pd.concat(sittings).reindex(columns=["table", "field", "before", "after", "customer"]).fillna("")
        typed = typed[(typed["table"] == "customers") & typed["customer"].isin(people.index)]
        typed = typed.drop_duplicates(["customer", "field"], keep="last")
        return done.with_issues(*_found(customers, typed, people, schema, region))

    return notice if len(sittings) else stage


def _found(
    customers: DataFrame, typed: DataFrame, people: DataFrame, schema: Schema, region: str
) -> Iterator[DataFrame]:
    """Yield the issues field by field; their rows are those that stand for the customers."""
    rows = Series(customers.index, index=customers[FIELD].array)
    rows = rows[~rows.index.duplicated()]
    typed = typed[typed["customer"].isin(rows.index)]
    for field, cells in typed.groupby("field", sort=True):
        if field not in people or field not in customers:
            continue
        kind, at = schema.kind("customers", str(field)), rows.reindex(cells["customer"]).array
        now = customers.loc[at, field].reset_index(drop=True)
        after, before = (_read(kind, cells[side].reset_index(drop=True), region) for side in ("after", "before"))
        stood = Series(people[field].reindex(cells["customer"]).array, dtype="str").fillna("")
        hit = (stood == fields.show(kind, after, region=region)) & (now != after) & (now != before)
        told = {"row": Series(at)[hit].array, "value": now[hit].array, "suggestion": after[hit].array}
        known = {"code": CODE, "table": "customers", "field": str(field), "confidence": "medium"}
        yield frame(Issue, {**known, **told, "facts": columns.texts(facts_of(typed=text_of(stood[hit])))})


def _read(kind: str, values: Series, region: str) -> Series:
    return fields.outcomes(kind, values, region=region)["value"] if kind in fields.KINDS else values

"""What stood for a customer in the last run goes on standing where no rule says otherwise: a list sorted anew alters nobody."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.duplicates.survive import BETWEEN
from custsheet.model import Book
from custsheet.schema import TableSpec

BEFORE = "before:customers"  # a table of the book: the customers of the last run, by number, as they were shown


def of_rows(book: Book, rows: DataFrame) -> DataFrame:
    """Return what stood in each field for the customers that the *rows* are of; no columns where nothing is known."""
    people = book.tables.get(BEFORE, DataFrame())
    fates = book.lineage[book.lineage["table"] == "customers"].drop_duplicates("row").set_index("row")
    known = [field for field in people if field != "customer_id"]
    if not known or not len(rows):
        return DataFrame(index=rows.index)
    ids = fates["customer_id"].reindex(rows.index).fillna("")
    return people[known].reindex(ids).set_axis(rows.index).fillna("").astype("str")


def standing(rows: DataFrame, stood: DataFrame, spec: TableSpec, region: str) -> DataFrame:
    """Return, cell by cell, whether a row says what stood for its customer."""
    told = {field: fields.show(spec.kind(str(field)), rows[field], region=region) for field in stood if field in rows}
    return DataFrame({field: (values == stood[field]) & (values != "") for field, values in told.items()}, rows.index)


def ahead(place: Series, where: Series) -> Series:
    """Return places with those *where* something stands before all others.

    >>> ahead(Series([0, 5, 9]), Series([False, True, False])).tolist()
    [0, -5, 9]
    """
    return place.where(~where, place - (place.max() - place.min() + 1))


def behind(place: Series, where: Series) -> Series:
    """Return places with those *where* something was overruled behind all others.

    >>> behind(Series([0, 5, 9]), Series([False, True, False])).tolist()
    [0, 15, 9]
    """
    return -ahead(-place, where)


def in_order(values: Series, stood: Series) -> Series:
    """Return texts put together of several, in the order in which the same ones stood.

    >>> in_order(Series(["a；b", "a；c", "b"]), Series(["b；a", "b；a", ""])).tolist()
    ['b；a', 'a；c', 'b']
    """
    asked = np.flatnonzero(((values != stood) & values.str.contains(BETWEEN, regex=False) & (stood != "")).to_numpy())
    found = values.copy()
    for at in asked.tolist():
        if _parts(values.iloc[at]) == _parts(stood.iloc[at]):
            found.iloc[at] = stood.iloc[at]
    return found


def _parts(text: str) -> Iterable[str]:
    return sorted(text.split(BETWEEN))

"""The rows of customers of several rows, and what survivorship asks about each."""

from typing import NamedTuple

import numpy as np
from pandas import DataFrame, Series

import custsheet.duplicates.standing as standing
from custsheet import corrected
from custsheet.checks import CHECKS
from custsheet.duplicates.exported import exported
from custsheet.duplicates.ids import FIELD
from custsheet.fields import columns
from custsheet.model import Book
from custsheet.schema import TableSpec

UNREADABLE = "unreadable:customers"  # a table of the book: row and field, as text
# what is told of values that are right as they are
_REMARKS = frozenset(check.ID for check in CHECKS.values() if check.LEVEL == "info")
_DATES = ("updated_at", "created_at")
_BEFORE = "\x1f"  # sorts before everything a date may go on with
_ACCOUNTS = ("member_id", FIELD)


class Members(NamedTuple):
    """The rows of customers of several rows: the table, and what survivorship asks about each row."""

    rows: DataFrame
    said: DataFrame  # the same, with what was corrected in other rows of the customer
    left: dict[str, Series]  # by field and surviving row: what was corrected in rows that are gone
    stood: DataFrame  # what the last run said of their customer, by field
    stands: DataFrame  # whether they say that
    about: DataFrame  # group (the survivor's row), place, rank, updated, filled, source, ordered, account
    unreadable: set[tuple[int, str]]


def members_of(book: Book, customers: DataFrame, survivor: Series, spec: TableSpec, region: str) -> Members:
    """Return the rows of the *customers* that have several or a correction; *survivor* gives per row the one that stands for it."""
    several = survivor.duplicated(keep=False).to_numpy() | customers.index.isin(corrected.overruled(book))
    rows = customers[several]
    source = book.origin["source"].reindex(rows.index)
    orders = book.tables.get("orders")
    about = DataFrame(
        {
            "group": survivor[several],
            "place": np.arange(len(rows)),
            "rank": source.map(book.sources["rank"]).fillna(0),
            "updated": _updated(book, rows),
            "filled": (rows != "").sum(axis=1),
            "source": source,
            "ordered": rows.index.isin(orders.index) if orders is not None else False,
            "account": columns.first_filled(rows, _ACCOUNTS),
        },
        index=rows.index,
    )
    found = unreadable(book)
    said, stood = _as_corrected(book, rows), standing.of_rows(book, rows)
    bad = set(zip(found["row"].astype("int64"), found["field"], strict=True))
    stands = standing.standing(rows, stood, spec, region)
    return Members(rows, said, _left(book, about["group"]), stood, stands, about, bad)


def _left(book: Book, group: Series) -> dict[str, Series]:
    """Return, by field and surviving row, what was corrected in rows of the customer that are there no more."""
    found = {}
    for field, values in corrected.overruling(book, blank=True):
        here = values[values.index.isin(group.index)]
        told = Series(here.array, index=group.reindex(here.index).array, dtype="str")
        found[field] = told[~told.index.duplicated() & (told != "").to_numpy()]
    return found


def _as_corrected(book: Book, rows: DataFrame) -> DataFrame:
    """Return the rows with what stands for the word of those that are overruled."""
    for field, values in corrected.overruling(book):
        here = values[values.index.isin(rows.index)]
        if field in rows and len(here):
            told = rows[field].copy()
            told.loc[here.index] = here.array
            rows = rows.assign(**{field: told})
    return rows


def altered(members: Members) -> list[str]:
    """Return the fields in which corrections stand for the word of some rows."""
    if members.said is members.rows:
        return []
    return [str(name) for name in members.rows if not members.said[name].equals(members.rows[name])]


def unreadable(book: Book) -> DataFrame:
    """Return row and field of customers' values that could not be read, or fail a rule: as it was when they were merged."""
    if UNREADABLE in book.tables:
        return book.tables[UNREADABLE]
    found = book.issues[(book.issues["table"] == "customers") & book.issues["level"].isin(["", "error"])]
    found = found[~found["code"].isin(_REMARKS)]
    return found.loc[found["row"] >= 0, ["row", "field"]].drop_duplicates(ignore_index=True)


def _updated(book: Book, rows: DataFrame) -> Series:
    """Return when each row was true, to be compared: when it was updated, else the day of its export, of its order, or of its making.

    Of rows that are equal in it those of the later export come first, then those of the later order.
    """
    orders, blank = book.tables.get("orders", DataFrame()), columns.blanks(rows.index)
    updated, made = (rows.get(name, blank) for name in _DATES)
    ordered = orders.get("order_date", blank).reindex(rows.index).fillna("")
    since = ordered.where((ordered != "").to_numpy(), made)
    source = book.origin["source"].reindex(rows.index)
    of_export = source.map(exported(book.sources)).fillna("").astype("str")
    when = updated
    for other in (of_export, since):
        when = when.where((when != "").to_numpy(), other)
    return columns.joined(when, _BEFORE, of_export, _BEFORE, since)

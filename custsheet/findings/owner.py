"""Whose issue it is, and the issue's stable id.

An id is made of what the customer himself brings – his own id, else what identifies him – with field, rule and value;
never of a row number or an assigned number. So it stays the same when the sheet is sorted or exported anew.
"""

from __future__ import annotations

import hashlib

import pandas as pd
from pandas import DataFrame, MultiIndex, Series

from custsheet.fields import columns
from custsheet.model import Book
from custsheet.schema import Schema

PLACES = ("", "merged:", "quarantined:", "skipped:")
BETWEEN = "\x1f"


def owned(issues: DataFrame, book: Book, schema: Schema) -> DataFrame:
    """Return the issues with the customer's id, and `_key`: what tells the customer apart, whatever the row."""
    lines = book.lineage.drop_duplicates(["table", "row"]).set_index(["table", "row"])["customer_id"]
    at = MultiIndex.from_frame(issues[["table", "row"]])
    customer = Series(lines.reindex(at).to_numpy(), index=issues.index, dtype="str").fillna("")
    return issues.assign(customer_id=customer, _key=_keys(issues, book, schema))


def _keys(issues: DataFrame, book: Book, schema: Schema) -> Series:
    people = _customer_keys(book, schema)
    key = Series(people.reindex(issues["row"]).to_numpy(), index=issues.index, dtype="str").fillna("")
    for table in issues["table"].unique():
        if table != "customers":
            own = _order_keys(book, str(table)).reindex(issues["row"]).fillna("")
            key = key.where(
                issues["table"] != table, key + BETWEEN + Series(own.to_numpy(), index=issues.index, dtype="str")
            )
    return key.where(issues["row"] >= 0, issues["file"] + BETWEEN + issues["sheet"])


def _customer_keys(book: Book, schema: Schema) -> Series:
    """Return, per row, the customer's own id, else all that identifies him."""
    rows = _everywhere(book, "customers")
    identity = schema["customers"].identity if "customers" in schema else []
    told = _joined(rows, [field for field in identity if field in rows])
    own = _own_ids(book, rows)
    return told.where(own == "", own)


def _order_keys(book: Book, table: str) -> Series:
    rows = _everywhere(book, table)
    return _joined(
        rows, [field for field in ("customer_id", "order_id") if _is_read(book, table, field) and field in rows]
    )


def _own_ids(book: Book, rows: DataFrame) -> Series:
    """Return the ids that the sheets themselves give, as they were before ids were assigned."""
    if not _is_read(book, "customers", "customer_id") or "customer_id" not in rows:
        return Series("", index=rows.index, dtype="str")
    altered = book.changes[(book.changes["table"] == "customers") & (book.changes["field"] == "customer_id")]
    before = altered.drop_duplicates("row").set_index("row")["before"]
    own = before.reindex(rows.index).fillna(rows["customer_id"])
    with_ids = book.columns.loc[
        (book.columns["table"] == "customers") & (book.columns["field"] == "customer_id"), "source"
    ]
    return own.where(book.origin["source"].reindex(rows.index).isin(with_ids), "")


def _is_read(book: Book, table: str, field: str) -> bool:
    named = book.columns[(book.columns["table"] == table) & (book.columns["field"] == field)]
    return bool((named["source"] >= 0).any())


def _everywhere(book: Book, table: str) -> DataFrame:
    """Return the rows of a table wherever they lie now."""
    parts = [book.tables[place + table] for place in PLACES if place + table in book.tables]
    rows = pd.concat(parts).fillna("") if parts else DataFrame()
    return rows[~rows.index.duplicated()]


def _joined(rows: DataFrame, named: list[str]) -> Series:
    parts = (part for field in named for part in (BETWEEN, rows[field]))
    return columns.joined(columns.blanks(rows.index), *parts)


def numbered(issues: DataFrame) -> DataFrame:
    """Return the issues with ids such as `Q-7F3A21`; equal ones are told apart by `-2`, `-3` … in the issues' order."""
    told = (issues[column] for column in ("table", "field", "code", "value"))
    text = columns.joined(issues["_key"], *(part for each in told for part in (BETWEEN, each)))
    short = columns.texts([_digest(each) for each in columns.listed(text)], issues.index)
    tie = short.groupby(short).cumcount()
    return issues.assign(id=short.where(tie == 0, short + "-" + (tie + 1).astype("str")))


def _digest(text: str) -> str:
    return "Q-" + hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest().upper()

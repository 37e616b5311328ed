"""The stage `verify`: what call-backs confirmed is dated, and the sources of every customer are compared."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from pandas import DataFrame, Series

import custsheet.verify.accuracy as accuracy
from custsheet.fingerprint import KNOWN
from custsheet.model import Book, Change, frame
from custsheet.schema import Schema
from custsheet.verify.crossed import VERIFIED, cross_checked, facts_of

RULE = "verify.confirmed"


def on(answers: DataFrame, confirmed: Series) -> Callable[[Book, Schema], Book]:
    """Return the stage that compares what several sources say of one customer.

    *answers* are those of all call-back sheets read so far (see `history.callbacks`); *confirmed* is the day on which each
    row, by fingerprint, was confirmed by a call.
    """

    def verify(book: Book, schema: Schema) -> Book:
        customers = book.tables.get("customers")
        if customers is None or customers.empty or "customers" not in schema:
            return book
        book = _dated(book, confirmed)
        tables = cross_checked(book, schema["customers"])
        latest = accuracy.newest(answers)
        figures = accuracy.measured(latest)
        if len(figures):
            tables["verify:accuracy"] = figures
        told = tables["facts:verify"]
        tables["facts:verify"] = pd.concat([told, _asked(latest, figures, confirmed)], ignore_index=True)
        return book.with_tables(**tables)

    return verify


def _dated(book: Book, confirmed: Series) -> Book:
    """Return the book with the day of confirmation in the rows that a call confirmed, unless they name a later one."""
    known = book.tables.get(KNOWN + "customers")
    if known is None or confirmed.empty:
        return book
    customers = book.tables["customers"]
    day = known["fingerprint"].map(confirmed).reindex(customers.index).fillna("").astype("str")
    if not (day != "").any():
        return book
    before = customers[VERIFIED] if VERIFIED in customers else Series("", index=customers.index, dtype="str")
    later = (day > before).to_numpy(bool)
    book = book.with_tables(customers=customers.assign(**{VERIFIED: before.where(~later, day)}))
    if VERIFIED not in customers or not later.any():
        return book
    told = {"table": "customers", "field": VERIFIED, "rule": RULE, "confidence": "high"}
    return book.with_changes(frame(Change, {"row": customers.index[later], **told}))


def _asked(latest: DataFrame, figures: DataFrame, confirmed: Series) -> DataFrame:
    """Return what the latest call-back sample tells of itself."""
    if figures.empty:
        return facts_of({"confirmed": str(len(confirmed))} if len(confirmed) else {})
    last = latest.iloc[-1]
    told = {name: str(last[name]) for name in ("day", "size", "population", "weighted")}
    return facts_of({"confirmed": str(len(confirmed)), **told})

"""The stage `orders`: overlapping exports must not double the sales.

An order is the same in two *files* if it has the same number, product and amount, or, without a number, the same customer,
date, product and amount; where a file has several such lines, the first there is the first here, the second the second.
The later file's line is skipped, listed, and its amount stays in the ledger. Lines within one file are never skipped.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from custsheet.model import Book, Issue, facts, frame
from custsheet.schema import Schema
from custsheet.texts import say


def settle_orders(book: Book, schema: Schema) -> Book:
    """Return the book without the orders that another file brought already."""
    orders = book.tables.get("orders")
    if orders is None or orders.empty:
        return book
    source = book.origin["source"].reindex(orders.index)
    first = _first(_known(orders), source.map(book.sources["file"]))
    again = orders.index[(first != orders.index).to_numpy()]
    if not len(again):
        return book
    lineage = book.lineage.copy()
    lineage.loc[(lineage["table"] == "orders") & lineage["row"].isin(again), ["fate", "reason"]] = ["skipped", "repeat"]
    tables = {"orders": orders.drop(index=again), "skipped:orders": orders.loc[again]}
    return replace(book, lineage=lineage).with_tables(**tables).with_issues(_listed(book, orders, again, first))


def _known(orders: DataFrame) -> Series:
    """Return what each order is known by, blank where it is known by too little."""
    number, customer, day, product, amount = (
        orders[name] if name in orders else Series("", index=orders.index, dtype="str")
        for name in ("order_id", "customer_id", "order_date", "product", "amount")
    )
    by_number = "n\0" + number + "\0" + product + "\0" + amount
    by_customer = "c\0" + customer + "\0" + day + "\0" + product + "\0" + amount
    told = (customer != "") & (day != "") & (amount != "")
    return by_number.where(number != "", by_customer.where(told, ""))


def _first(known: Series, file: Series) -> Series:
    """Return, per order, the row of the same order in the first file that has it; its own where there is none."""
    rank = Series(pd.factorize(file)[0], index=known.index)
    here = known[known != ""]
    lines = DataFrame({"known": here, "file": rank[here.index], "row": here.index}).sort_values(["file", "row"])
    lines["occurrence"] = lines.groupby(["known", "file"]).cumcount()
    first = lines.groupby(["known", "occurrence"])["row"].transform("first")
    own = Series(known.index, index=known.index)
    return own.where(~own.index.isin(first.index), first.reindex(known.index)).astype("int64")


def _listed(book: Book, orders: DataFrame, again: pd.Index, first: Series) -> DataFrame:
    """Return one issue per skipped order, naming where the order stands already."""
    there = book.origin.loc[first[again]]
    files = there["source"].map(book.sources["file"])
    told = [
        facts(other=say("match", "place", line=line, file=file))
        for line, file in zip(there["line"], files, strict=True)
    ]
    number = orders.loc[again, "order_id"].array if "order_id" in orders else np.full(len(again), "")
    field = np.where(np.asarray(number, object) != "", "order_id", "")
    columns = {
        "row": again.to_numpy(),
        "value": Series(number, dtype="str"),
        "field": Series(field, dtype="str"),
        "facts": told,
    }
    return frame(Issue, {**columns, "code": "row.order_repeat", "table": "orders"})

"""Who speaks of a customer, and since when.

The sources are the sheets. Where all customers stand in one sheet, its 来源 column tells where each row came from, unless
the row carries an order: then the column names the channel of the sale.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet.model import NOWHERE, Book

Ints = NDArray[np.int64]
COLUMN = "source"  # the field 来源
BETWEEN, WITHIN = " › ", " · "


class Voices(NamedTuple):
    """The source of each row as a number, and what each number is called and how far it is trusted."""

    number: Ints
    title: list[str]
    rank: list[int]


def voices(book: Book, customers: DataFrame) -> Voices:
    """Return the sources of the customers' rows, numbered in order of appearance."""
    source = book.origin["source"].reindex(customers.index, fill_value=NOWHERE)
    place = source.astype("str")
    if COLUMN in customers and source.nunique() == 1:
        place = place + "\0" + customers[COLUMN].where(~_ordered(book, customers), "")
    number, unique = pd.factorize(place)
    parts = [each.partition("\0") for each in unique]
    titles = [_title(book.sources, int(source), column) for source, _, column in parts]
    ranks = book.sources["rank"].reindex([int(source) for source, _, _ in parts], fill_value=0)
    return Voices(number.astype(np.int64), titles, ranks.astype("int64").tolist())


def since(book: Book, customers: DataFrame) -> Series:
    """Return from which day each row's word is, blank where nothing tells: updated, else ordered, else created."""
    columns = [customers[name] for name in ("updated_at", "created_at") if name in customers]
    orders = book.tables.get("orders")
    if orders is not None and "order_date" in orders:
        columns.insert("updated_at" in customers, orders["order_date"].reindex(customers.index).fillna(""))
    when = Series("", index=customers.index, dtype="str")
    for column in columns:
        when = when.where(when != "", column)
    return when


def _title(sources: DataFrame, number: int, column: str) -> str:
    """Return what a source is called: the file, its sheet where the file has several, and the column's word."""
    if number not in sources.index:
        return column
    file, sheet = str(sources.loc[number, "file"]), str(sources.loc[number, "sheet"])
    several = (sources["file"] == file).sum() > 1
    title = f"{file}{BETWEEN}{sheet}" if several and sheet else file
    return f"{title}{WITHIN}{column}" if column else title


def _ordered(book: Book, customers: DataFrame) -> NDArray[np.bool_]:
    orders = book.tables.get("orders")
    return np.asarray(customers.index.isin(orders.index)) if orders is not None else np.zeros(len(customers), bool)

"""Small books, made by hand, and the stages run on them with every change and row proven."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from pandas import DataFrame

from custsheet import audit
from custsheet.duplicates import matching, merge, settle_orders
from custsheet.model import Book, Column, Fate, Origin, Source, frame, together
from custsheet.schema import Schema, load_schema

Table = Mapping[str, Sequence[str]]


def book_of(customers: Table, orders: Table | None = None, files: Sequence[str] = ()) -> Book:
    """Return a book of customers and, for the same rows, orders; *files* names each row's file."""
    count = len(next(iter((customers or orders or {}).values())))
    file = list(files) or ["a.xlsx"] * count
    names = list(dict.fromkeys(file))
    tables = {
        name: DataFrame(dict(each), dtype="str")
        for name, each in (("customers", customers), ("orders", orders))
        if each
    }
    fates = [frame(Fate, {"table": name, "row": list(each.index), "fate": "kept"}) for name, each in tables.items()]
    lines = [2 + file[:row].count(name) for row, name in enumerate(file)]
    headed = [(name, field) for name, each in tables.items() for field in each.columns]
    columns = frame(
        Column,
        {"table": [a for a, _ in headed], "field": [b for _, b in headed], "heading": [f"H {b}" for _, b in headed]},
    )
    sources = frame(Source, {"file": names, "sheet": "s"})
    origin = frame(Origin, {"source": [names.index(each) for each in file], "line": lines})
    return Book(tables=tables, sources=sources, origin=origin, lineage=together(Fate, fates), columns=columns)


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load_schema()


@pytest.fixture
def matched(schema: Schema) -> Callable[..., Book]:
    """Match a book made of tables, and prove that nothing was altered unnamed."""

    def run(customers: Table, orders: Table | None = None, files: Sequence[str] = (), **settings: object) -> Book:
        book = book_of(customers, orders, files)
        return audit.with_proven_changes(book, matching(**settings)(book, schema), "match", schema)

    return run


@pytest.fixture
def merged(schema: Schema, matched: Callable[..., Book]) -> Callable[..., Book]:
    """Match, merge and settle a book made of tables, and prove changes, rows and amounts."""

    def run(*tables: object, **settings: object) -> Book:
        book = matched(*tables, **settings)
        sums = audit.amounts(book, schema)
        for name, stage in (("merge", merge), ("orders", settle_orders)):
            book = audit.with_proven_changes(book, stage(book, schema), name, schema)
        audit.prove_rows(book)
        audit.prove_amounts(sums, audit.amounts(book, schema))
        return book

    return run


@pytest.fixture
def ids() -> Callable[[Book], list[str]]:
    """Tell the customer id of every customers' row."""
    return lambda book: book.lineage.loc[book.lineage["table"] == "customers", "customer_id"].tolist()

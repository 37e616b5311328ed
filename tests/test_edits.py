"""What people typed into a published table is found, and applied to fresh data."""

from itertools import pairwise

import pytest
from pandas import DataFrame

from custsheet import edits, fingerprint
from custsheet.model import Book
from custsheet.schema import load_schema

SCHEMA = load_schema()
PEOPLE = [("C000001", "张三", "123456789"), ("C000002", "李四", "+8613900139000")]


def customers(lines, **extra):
    return DataFrame(lines, columns=["customer_id", "name", "mobile"], dtype="str").assign(**extra)


def members(table):
    known = fingerprint.known(table, SCHEMA["customers"])["fingerprint"]
    return DataFrame({"table": "customers", "customer_id": table["customer_id"], "fingerprint": known})


def applied(table, *sittings):
    """Return the customers after a run that obeys *sittings*."""
    return edits.obeyed(sittings)(Book({"customers": table}), SCHEMA).tables["customers"]


def test_a_corrected_cell_is_an_edit():
    """One cell typed over gives one edit, whatever the order of the rows."""
    published = customers(PEOPLE)
    edited = customers([PEOPLE[1], ("C000001", "张三", "+8613800138000")])
    found, _, added, _ = edits.between(published, edited, SCHEMA["customers"], members(published))
    assert found[["field", "before", "after"]].values.tolist() == [["mobile", "123456789", "+8613800138000"]]
    assert added.empty
    assert applied(customers(PEOPLE), found)["mobile"].tolist() == ["+8613800138000", "+8613900139000"]


def test_a_later_edit_builds_on_an_earlier_one():
    """Two sittings on one cell end with the last word."""
    published = customers(PEOPLE)
    steps = ["123456789", "+8613800138000", "+8613800138001"]
    found = [
        edits.between(
            customers([("C000001", "张三", old), PEOPLE[1]]),
            customers([("C000001", "张三", new)]),
            SCHEMA["customers"],
            members(published),
        )[0]
        for old, new in pairwise(steps)
    ]
    assert applied(customers(PEOPLE), *found)["mobile"].tolist()[0] == steps[-1]


def test_news_from_the_source_wins():
    """Once the export says something else than what was corrected, the correction has had its day."""
    published = customers(PEOPLE)
    found, *_ = edits.between(
        published, customers([("C000001", "张三", "+8613800138000")]), SCHEMA["customers"], members(published)
    )
    fresh = customers([("C000001", "张三", "+8615000150000"), PEOPLE[1]])
    assert applied(fresh, found)["mobile"].tolist()[0] == "+8615000150000"


@pytest.mark.parametrize("customer_id", ["", "C000777"])
def test_a_row_typed_in_is_added(customer_id):
    """A row with no id, or one nobody gave, is a new customer; deleting a row is no edit."""
    published = customers(PEOPLE)
    edited = customers([PEOPLE[0], (customer_id, "王五", "+8613700137000")])
    found, altered, added, deleted = edits.between(published, edited, SCHEMA["customers"], members(published))
    assert found.empty and added["name"].tolist() == ["王五"] and (altered, len(deleted)) == (0, 1)


def test_orders_are_known_by_what_they_say():
    """An amount corrected in the orders' sheet finds its way back to the one line it was typed on."""
    lines = [("C1", "A1", "2023-01-01", "10"), ("C1", "A2", "2023-01-01", "10"), ("C2", "A3", "2023-01-02", "20")]
    columns = ["customer_id", "order_id", "order_date", "amount"]
    published = DataFrame(lines, columns=columns, dtype="str")
    edited = DataFrame([lines[2], ("C1", "A2", "2023-01-01", "15"), lines[0]], columns=columns, dtype="str")
    found, _, added, _ = edits.between(
        published, edited, SCHEMA["orders"], DataFrame(columns=["table", "customer_id", "fingerprint"])
    )
    assert added.empty
    book = edits.obeyed([found])(Book({"orders": published.drop(columns="customer_id")}), SCHEMA)
    assert book.tables["orders"]["amount"].tolist() == ["10", "15", "20"]

"""Order lines that name their customer by his number in the customer list."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pandas import DataFrame

from custsheet.duplicates import matching, merge
from custsheet.duplicates.decide import DECISIONS
from custsheet.fingerprint import KNOWN
from custsheet.model import Book
from custsheet.schema import Schema

from .conftest import book_of

LIST = [
    ("A1", "李娜", "+8613900139002", ""),
    ("A2", "韩冬", "", ""),  # nobody could tell him from another 韩冬
    ("A3", "马超", "", ""),
]
Row = tuple[str, str, str, str]  # number, name, mobile, phone


def with_lines(lines: list[Row], files: tuple[str, str] = ("a.xlsx", "a.xlsx")) -> Book:
    """Return a book of the customer list and of order lines, and their files."""
    rows = [*LIST, *lines]
    table = dict(zip(("customer_id", "name", "mobile", "phone"), map(list, zip(*rows, strict=True)), strict=True))
    where = [files[0]] * len(LIST) + [files[1]] * len(lines)
    book = book_of(table, {"amount": ["1"] * len(rows)}, where)
    orders = book.tables["orders"].iloc[len(LIST) :]
    fates = book.lineage[(book.lineage["table"] == "customers") | book.lineage["row"].isin(orders.index)]
    return replace(book, lineage=fates.reset_index(drop=True)).with_tables(orders=orders)


@pytest.fixture
def told(schema: Schema) -> Callable[..., Book]:
    """Match and merge a list and lines."""
    return lambda *args, **settings: merge(matching(**settings)(with_lines(*args), schema), schema)


def people(book: Book) -> list[list[str]]:
    return book.tables["customers"][["customer_id", "name", "mobile", "phone"]].values.tolist()


def test_a_number_of_the_list_is_enough(told):
    """The order belongs to the customer of the list, whose number stays; it is neither a duplicate nor a question."""
    book = told([("A2", "韩冬", "", "+8613812345678"), ("A3", "马超", "", ""), ("A1", "李娜", "", "+8613900139002")])
    assert [each[0] for each in people(book)] == ["A1", "A2", "A3"]
    assert book.lineage.loc[book.lineage["table"] == "orders", "customer_id"].tolist() == ["A2", "A3", "A1"]
    assert "match.possible" not in set(book.issues["code"])
    assert dict(zip(book.tables["customers"]["customer_id"], book.tables["customers"]["phone"], strict=True)) == {
        "A1": "",  # the phone of the order is his mobile
        "A2": "+8613812345678",
        "A3": "",
    }


def test_lines_that_say_no_more_are_no_duplicates(told):
    """What only restates the list is a repeat: no pair, no issue. What says something else is another spelling of him."""
    book = told([("A1", "李娜", "", "+8613900139002"), ("A1", "李娜", "", "+8613711112222")])
    fates = book.lineage[book.lineage["table"] == "customers"].set_index("row")["reason"]
    assert fates.tolist() == ["", "", "", "repeat", "match"]
    assert book.matches[["row_left", "row_right"]].values.tolist() == [[0, 4]]
    assert book.issues.loc[book.issues["code"] == "match.duplicate", "row"].tolist() == [4]


def test_another_name_is_asked_about(told):
    """The number is the list's; the other customer gets one of ours, and a person decides."""
    book = told([("A2", "何勇", "", "+8613611112222")])
    assert [each[:2] for each in people(book)] == [["A1", "李娜"], ["A2", "韩冬"], ["A3", "马超"], ["C000001", "何勇"]]
    assert book.matches[["row_left", "row_right", "band"]].values.tolist() == [[1, 3, "possible"]]
    assert book.issues["code"].tolist().count("match.possible") == 1


@pytest.mark.parametrize("same", ["1", "0"])
def test_a_decision_comes_first(same, schema):
    """Who was decided to be the same or another is so, and is asked about no more."""
    book = with_lines([("A2", "何勇", "", "+8613611112222"), ("A3", "马超", "", "")])
    prints = DataFrame({"fingerprint": [f"p{row}" for row in range(5)]})
    book = book.with_tables(**{KNOWN + "customers": prints})
    pairs = [("p1", "p3", same), ("p2", "p4", same)]
    done = matching(DataFrame(pairs, columns=["left", "right", "same"]))(book, schema)
    given = done.lineage[done.lineage["table"] == "customers"].set_index("row")["customer_id"]
    assert (given[1] == given[3], given[2] == given[4]) == ((True, True) if same == "1" else (False, False))
    assert "possible" not in set(done.matches["band"])
    assert done.tables[DECISIONS]["state"].tolist() == ["in_force", "in_force"]


def test_a_number_that_the_list_has_not_is_told(told):
    """The order makes a customer of its own, once told per number."""
    book = told([("A9", "周扬", "", "+8613677778888"), ("A9", "周扬", "", "+8613677778888"), ("A1", "李娜", "", "")])
    missing = book.issues[book.issues["code"] == "order.not_listed"]
    assert missing[["row", "field", "value"]].values.tolist() == [[3, "customer_id", "A9"]]
    assert people(book)[-1] == ["A9", "周扬", "", "+8613677778888"]


def test_numbers_of_another_book_are_strangers(told):
    """The shop numbers its buyers 1, 2, 3, too: most of them are not in the list, or bear other names."""
    book = told(
        [
            ("A2", "何勇", "", "+8613611112222"),
            ("B7", "周扬", "", "+8613677778888"),
            ("B8", "许晴", "", "+8615187654337"),
        ],
        ("list.xlsx", "shop.xlsx"),
    )
    assert not set(book.issues["code"]) & {"order.not_listed", "match.possible", "match.duplicate"}
    assert len(people(book)) == 6


def test_the_only_list_serves_orders_of_other_files(told):
    """Where the name agrees, a line of another file refers to the list, too; a number alone could be anybody's there."""
    book = told([("A2", "韩冬", "", "+8613812345678"), ("A3", "", "", "+8613511112222")], ("list.xlsx", "orders.xlsx"))
    given = book.lineage[book.lineage["table"] == "customers"].set_index("row")["customer_id"]
    assert (given[3] == given[1], given[4] == given[2]) == (True, False)

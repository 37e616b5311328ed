"""Sources are compared field by field, and what people confirmed is dated."""

import pytest
from pandas import DataFrame, Series

from custsheet import audit
from custsheet.errors import ConfigError
from custsheet.fingerprint import KNOWN
from custsheet.model import Book, Column, Fate, Origin, Source, frame
from custsheet.schema import load_schema
from custsheet.verify import on, ranked

NOTHING = DataFrame()
NOBODY = Series(dtype="str")


def book_of(customers, sheets, ids, orders=None):
    """Return a matched book: customers by column, the sheet and the customer id of each row."""
    names = list(dict.fromkeys(sheets))
    count = len(sheets)
    tables = {"customers": DataFrame(customers, dtype="str")}
    tables[KNOWN + "customers"] = DataFrame({"fingerprint": [f"f{each}" for each in range(count)]}, dtype="str")
    if orders:
        tables["orders"] = DataFrame(orders, dtype="str")
    return Book(
        tables=tables,
        sources=frame(Source, {"file": "客户.xlsx", "sheet": names, "rank": 0}),
        origin=frame(Origin, {"source": [names.index(each) for each in sheets], "line": list(range(2, count + 2))}),
        lineage=frame(Fate, {"table": "customers", "row": list(range(count)), "customer_id": ids, "fate": "kept"}),
        columns=frame(
            Column, {"source": 0, "table": "customers", "field": list(customers), "heading": list(customers)}
        ),
    )


def verified(book, answers=NOTHING, confirmed=NOBODY):
    schema = load_schema()
    return audit.with_proven_changes(book, on(answers, confirmed)(book, schema), "verify", schema)


def facts(book):
    told = book.tables["facts:verify"]
    return dict(zip(told["key"], told["value"], strict=True))


def agreed(values, field="company", more=None):
    """Return whether the sheets CRM and 财务 agree about one customer's field."""
    book = verified(book_of({field: values, **(more or {})}, ["CRM", "财务"], ["C1", "C1"]))
    found = book.tables["verify:fields"].set_index("field").loc[field]
    return found["agreed"] == "1"


@pytest.mark.parametrize(
    ("field", "values", "same"),
    [
        pytest.param("company", ["ABC（上海）公司", "abc(上海)公司"], True, id="letters and brackets"),
        pytest.param("company", ["ABC公司", "ABD公司"], False, id="another company"),
        pytest.param(
            "address", ["杭州市西湖区文三路478号7号楼2单元802", "杭州市西湖区文三路478号7-2-802"], True, id="one door"
        ),
        pytest.param("address", ["杭州市西湖区文三路478号", "杭州市西湖区文三路480号"], False, id="next door"),
        pytest.param("email", ["a@x.cn", "b@x.cn"], False, id="e-mail"),
    ],
)
def test_agreement(field, values, same):
    """How something is written makes no difference; what is written does."""
    assert agreed(values, field) is same


def test_a_second_phone_agrees():
    """The mobile of one sheet may stand as the phone of another."""
    phones = ["+8613812340001", "+8613912340002"]
    assert agreed(phones, "mobile", {"phone": ["+8613912340002", ""]})
    assert not agreed(phones, "mobile", {"phone": ["+862512345678", ""]})


def test_who_says_what_since_when():
    """Every source's word on a field in dispute is listed with the day from which it holds; what agrees is not."""
    customers = {
        "name": ["王芳", "王芳", "王芳", "李娜"],
        "email": ["a@x.cn", "b@x.cn", "a@x.cn", "c@x.cn"],
        "updated_at": ["2024-01-05", "", "2024-03-01", ""],
        "created_at": ["2020-01-01", "2022-05-05", "", ""],
        "last_verified": ["", "2024-02-02", "", ""],
    }
    book = verified(book_of(customers, ["CRM", "财务", "CRM", "CRM"], ["C1", "C1", "C1", "C2"]))
    told = book.tables["verify:cells"][["customer_id", "field", "source", "row", "value", "since", "verified"]]
    assert told.values.tolist() == [
        ["C1", "email", "客户.xlsx › CRM", "2", "a@x.cn", "2024-03-01", ""],
        ["C1", "email", "客户.xlsx › 财务", "1", "b@x.cn", "2022-05-05", "2024-02-02"],
    ]
    assert facts(book) == {"sources": "2", "customers": "1", "compared": "2", "agreed": "1"}
    by_source = book.tables["verify:sources"][["compared", "agreed"]].values.tolist()
    assert by_source == [["2", "1"], ["2", "1"]]


def test_one_source_contradicts_nobody():
    """Two rows of one sheet that differ are a matter of merging; nothing is cross-checked, and the book says so."""
    book = verified(book_of({"email": ["a@x.cn", "b@x.cn"]}, ["CRM", "CRM"], ["C1", "C1"]))
    assert facts(book) == {"sources": "1", "customers": "0", "compared": "0", "agreed": "0"}
    assert book.tables["verify:cells"].empty


def test_the_source_column_speaks_in_a_single_sheet():
    """Where all stands in one sheet, its 来源 column tells sources apart; on order lines it is the channel of the sale."""
    customers = {"email": ["a@x.cn", "b@x.cn"], "source": ["CRM", "财务"]}
    book = verified(book_of(customers, ["汇总", "汇总"], ["C1", "C1"]))
    assert book.tables["verify:cells"]["source"].tolist() == ["客户.xlsx · CRM", "客户.xlsx · 财务"]
    sold = verified(book_of(customers, ["汇总", "汇总"], ["C1", "C1"], orders={"amount": ["1", "2"]}))
    assert facts(sold)["sources"] == "1"


def test_every_sheet_has_its_own_numbers_and_totals():
    """Ids, points, notes and running numbers differ by nature and are not compared."""
    customers = {
        "name": ["王芳", "王芳"],
        "member_id": ["1", "2"],
        "points": ["10", "20"],
        "note": ["a", "b"],
        "created_at": ["2020-01-01", "2021-01-01"],
        "序号": ["1", "7"],
    }
    book = verified(book_of(customers, ["CRM", "财务"], ["C1", "C1"]))
    assert book.tables["verify:fields"]["field"].tolist() == ["name"]


def test_confirmed_customers_are_dated():
    """A call dates every row of the customer, but never replaces a later day; the change is named."""
    customers = {"name": ["王芳", "王芳", "李娜"], "last_verified": ["", "2024-09-09", ""]}
    book = book_of(customers, ["CRM", "财务", "CRM"], ["C1", "C1", "C2"])
    book = verified(book, confirmed=Series({"f0": "2024-06-02", "f1": "2024-06-02"}, dtype="str"))
    assert book.tables["customers"]["last_verified"].tolist() == ["2024-06-02", "2024-09-09", ""]
    assert book.changes[["row", "after", "rule"]].values.tolist() == [[0, "2024-06-02", "verify.confirmed"]]


@pytest.mark.parametrize(
    ("trusted", "ranks"),
    [
        pytest.param([], [0, 0], id="nobody"),
        pytest.param(["财务"], [0, 1], id="a sheet"),
        pytest.param(["财务", "crm"], [1, 2], id="the first most"),
    ],
)
def test_trust(trusted, ranks):
    """Sources named by the operator rank above the others."""
    book = ranked(book_of({"name": ["a", "b"]}, ["CRM", "财务"], ["C1", "C1"]), trusted)
    assert book.sources["rank"].tolist() == ranks


def test_trust_in_nobody():
    """A source that does not exist is a clear error with the names there are."""
    with pytest.raises(ConfigError, match=r"E_TRUST.*财务"):
        ranked(book_of({"name": ["a", "b"]}, ["CRM", "财务"], ["C1", "C1"]), ["财政"])

"""Values come into one form, each change has a name, and what cannot be read stays as it was typed."""

from dataclasses import replace
from datetime import date

import pytest
from pandas import DataFrame

from custsheet import audit, standardize
from custsheet.model import Book, Column, Origin, frame
from custsheet.schema import load_schema

SCHEMA = load_schema()


def book(sources=None, **columns):
    """Return a book of customers; *sources* gives the source of each row."""
    table = DataFrame(columns, dtype="str")
    lines = frame(Column, {"source": 0, "table": "customers", "field": list(columns), "heading": list(columns)})
    origin = frame(Origin, {"source": sources or [0] * len(table), "line": list(range(2, len(table) + 2))})
    return Book({"customers": table}, columns=lines, origin=origin)


def standardized(before, region="CN"):
    """Return the book after the stage, its changes proven."""
    return audit.with_proven_changes(
        before, standardize.on(date(2026, 1, 1), region)(before, SCHEMA), "standardize", SCHEMA, region=region
    )


@pytest.mark.parametrize(
    ("field", "typed", "kept", "rule"),
    [
        pytest.param("name", " 张三 ", "张三", "space", id="blanks round a name"),
        pytest.param("mobile", "138-0013-8000", "+8613800138000", "phone.format", id="dashes in a mobile"),
        pytest.param("mobile", "123456789", "123456789", None, id="a phone nobody can read"),
        pytest.param("email", "zhangsan@", "zhangsan@", None, id="an e-mail without a domain"),
        pytest.param("birthday", "1990年1月5日", "1990-01-05", "date.format", id="a Chinese date"),
        pytest.param("note", "=1+1", "=1+1", None, id="text is text"),
        pytest.param("nonsense", " as typed ", " as typed ", None, id="an unmapped column"),
    ],
)
def test_one_value(field, typed, kept, rule):
    """One form remains, under the name of the rule that made it; otherwise nothing happens."""
    after = standardized(book(**{field: [typed]}))
    assert after.tables["customers"][field].tolist() == [kept]
    assert after.changes["rule"].tolist() == ([rule] if rule else [])


def test_a_second_number_moves_to_the_spare_field():
    """Two mobiles in one cell become mobile and phone; where the spare is taken, the cell stays as it is."""
    typed = "13800138000/13900139000"
    after = standardized(book(mobile=[typed, typed], phone=["", "01062345678"])).tables["customers"]
    assert after["mobile"].tolist() == ["+8613800138000", typed]
    assert after["phone"].tolist() == ["+8613900139000", "+861062345678"]


def test_regions_come_from_the_address():
    """Province, city and district are read from the address; what somebody typed there is not overwritten."""
    after = standardized(book(address=["浙江省杭州市西湖区文三路1号", "北京市"], city=["杭州", ""])).tables["customers"]
    assert after["province"].tolist() == ["浙江省", "北京市"]
    assert after["city"].tolist() == ["杭州", "北京市"]


def test_sources_are_surveyed_apart():
    """One file writes day before month, the other month before day; both are read right."""
    typed = ["25/12/1990", "05/12/1990", "12/25/1990", "12/05/1990"]
    after = standardized(book(sources=[0, 0, 1, 1], birthday=typed)).tables["customers"]
    assert after["birthday"].tolist() == ["1990-12-25", "1990-12-05", "1990-12-25", "1990-12-05"]


def test_standardizing_twice_changes_nothing():
    """A canonical table stays as it is."""
    once = standardized(
        book(name=["张 三"], mobile=["138 0013 8000"], address=["上海浦东新区张江路1号"], birthday=["90.1.5"])
    )
    again = standardized(replace(once, changes=once.changes.iloc[:0]))
    assert again.changes.empty
    assert again.tables["customers"].equals(once.tables["customers"])


@pytest.mark.parametrize(
    ("numbers", "region"),
    [
        (["13800138000", "13900139000"], "CN"),
        (["(617) 253-1000", "(408) 996-1010", "(650) 253-0000"], "US"),
        ([], "CN"),
    ],
    ids=["Chinese", "American", "none"],
)
def test_region_of_a_book(numbers, region):
    """The region is the one under which most phone numbers are valid."""
    assert standardize.region_of(book(mobile=numbers), SCHEMA) == region


@pytest.mark.parametrize(
    ("countries", "phones", "region"),
    [
        pytest.param(
            ["US", "Germany", "usa"], ["02162345678", "13800138000", "01062345678"], "US", id="country before numbers"
        ),
        pytest.param(
            ["中国", "美国", "中国"],
            ["212-555-0123", "(212) 555-0199", "212-555-0124"],
            "CN",
            id="Chinese country names",
        ),
        pytest.param(
            ["", "", "US"], ["13800138000", "13900139000", "13700137000"], "CN", id="mostly blank countries say nothing"
        ),
        pytest.param(["Anna", "Bob", "Carl"], ["13800138000", "13900139000", "13700137000"], "CN", id="no countries"),
    ],
)
def test_region_of(countries, phones, region):
    """The country column outranks the guess by numbers."""
    assert standardize.region_of(book(country=countries, mobile=phones), SCHEMA) == region


def test_each_country_writes_in_its_own_way():
    """Numbers and postcodes are read as the customer's country writes them; what it cannot read falls back on the sheet's region."""
    before = book(
        country=["US", "Brazil", "DE", "China", "China", "Atlantis", "US"],
        mobile=["(212) 555-0199", "+55 12 3923-5555", "030 1234567", "021-62345678", "13800138000", "", "13900139000"],
        postcode=["97201", "12227000", "10115", "200030", "51000", "1201", "9720"],
    )
    after = standardized(before)
    table = after.tables["customers"]
    assert table["mobile"].tolist() == [
        "+12125550199",
        "+551239235555",
        "+49301234567",
        "+862162345678",
        "+8613800138000",
        "",
        "+8613900139000",
    ]
    assert table["postcode"].tolist() == ["97201", "12227-000", "10115", "200030", "51000", "1201", "9720"]
    assert after.issues[["code", "row"]].to_numpy().tolist() == [["postcode.length", 4], ["postcode.format", 6]]

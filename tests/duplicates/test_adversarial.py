"""Sheets made to be slow: one shared phone, one name for all, one filled column. The work stays in step with the rows."""

import time

import pytest

from custsheet.duplicates import matching
from custsheet.schema import load_schema
from tests.duplicates.conftest import book_of

PHONE, NAME = "+8613800138000", "张伟"


def rows(count, start=0):
    """Return columns of *count* different people."""
    places = range(start, start + count)
    return {
        "name": [f"{'王李张刘陈'[each % 5]}{chr(0x4E00 + each // 5 % 97)}{chr(0x6E00 + each)}" for each in places],
        "mobile": [f"+86138{each * 7919 % 10**8:08}" for each in places],
        "email": [f"{chr(97 + each % 26)}{each * 31}x@qq.com" for each in places],
        "address": [f"上海市浦东新区张江路{each}号" for each in places],
    }


def alone(column, value=""):
    """Return the function that leaves one column, or fills it with one value."""
    return lambda told: {column: [value] * len(told[column]) if value else told[column]}


SHEETS = {
    "one shared phone": lambda told: {**told, "mobile": [PHONE] * len(told["name"])},
    "one name for all": lambda told: {**told, "name": [NAME] * len(told["name"])},
    "nothing but one phone and names": lambda told: {"name": told["name"], "mobile": [PHONE] * len(told["name"])},
    "nothing but names": alone("name"),
    "nothing but addresses": alone("address"),
    "nothing but one phone": alone("mobile", PHONE),
    "nothing but one name": alone("name", NAME),
    "one phone, one e-mail, one address": lambda told: {
        **told,
        "mobile": [PHONE] * len(told["name"]),
        "email": ["info@qq.com"] * len(told["name"]),
        "address": ["上海市浦东新区张江路12号"] * len(told["name"]),
    },
}


@pytest.mark.parametrize("sheet", SHEETS)
def test_candidates_grow_with_the_rows(sheet):
    """Three times the rows are at most three and a half times the candidates once the least budget is used up."""
    found = []
    for count in (1200, 3600):
        started = time.perf_counter()
        told = matching()(book_of(SHEETS[sheet](rows(count))), load_schema()).tables["facts:match"]
        facts = told.set_index("key")["value"].astype(int)
        found.append(facts["candidates"])
        assert time.perf_counter() - started < 20
        assert facts["candidates"] <= 450_000
    assert found[1] <= max(3.5 * found[0], 150_000)


@pytest.mark.parametrize("sheet", ["one shared phone", "nothing but one phone and names"])
def test_a_phone_of_all_is_told(sheet):
    """Where all rows have one phone, the book says that they were not compared each with each, and nobody is merged."""
    count = 1100
    book = matching()(book_of(SHEETS[sheet](rows(count))), load_schema())
    told = book.tables["facts:match"].set_index("key")["value"].astype(int)
    assert told["capped"] == count
    assert book.issues["code"].tolist() == ["match.capped"]
    assert book.lineage["customer_id"].nunique() == count

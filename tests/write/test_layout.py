from dataclasses import replace

import pandas as pd
import pytest

from custsheet.write import layout, profile


@pytest.mark.parametrize(
    ("heading", "written"),
    [
        ("金额（万元）", "金额（元）"), ("金额(千元)", "金额(元)"), ("金额", "金额"), ("百元店消费", "百元店消费"),
        ("金额（元）", "金额（元）"), ("累计消费（单位：万元）", "累计消费（元）"), ("万元户", "万元户"),
    ],
)  # fmt: skip
def test_scale_of_a_heading(heading, written):
    """A heading never claims a unit that its amounts no longer have."""
    assert layout._without_scale(heading) == written


def test_repeated_headings_are_told_apart(build):
    """Two columns under one heading stay two columns."""
    assert layout._unique(["a", "b", "a"]) == ["a", "b", "a (2)"]


def test_customer_number_comes_from_the_lineage(build):
    """Where a table has no column of customer numbers, the lineage knows them."""
    report = build(4, 0)
    table = report.book.tables["customers"].drop(columns="customer_id")
    book = report.book.with_tables(customers=table)
    assert layout.customer_ids(book, "customers").tolist() == ["C000001", "C000002", "C000003", "C000004"]


@pytest.mark.parametrize(
    ("values", "shape"),
    [
        (["13800138000", "13900139000"], "1dddddddddd"),
        (["A1", "B2"], "Ad"),
        (["京A12345"], "字Addddd"),
        (["010-1", "021-2"], "0dd-d"),
    ],
)
def test_patterns(values, shape):
    """The shape of values is told in signs that an office worker can read."""
    counts = pd.Series(values, dtype="str").value_counts()
    assert profile.patterns(counts).index[0] == shape


def test_rows_people_added_name_no_column(build):
    """The file of added rows has names of fields for headings: they are never shown."""
    report = build(4, 0)
    book = report.book
    columns = book.columns.assign(heading=book.columns["field"])
    name = ".custsheet/edits/00000-0123456789ab-added-customers.csv"
    added = replace(report, book=replace(book, columns=columns, sources=book.sources.assign(file=name)))
    known = layout.columns_of(replace(report, book=replace(book, columns=columns.iloc[:0])), "customers")
    assert {each.heading for each in layout.columns_of(added, "customers")} == {each.heading for each in known}

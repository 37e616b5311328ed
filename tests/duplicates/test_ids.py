"""Which id a customer gets, and whose an order is."""

import pytest

PHONES = ["+8613800138000", "+8613911112222", "+8613722223333", "+8613800138000"]
NAMES = ["张三", "李四", "王五", "张三"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        pytest.param(["K1", "K2", "K3", "K1"], ["K1", "K2", "K3", "K1"], id="filled and unique: kept"),
        pytest.param(["K1", "K2", "K3", "K4"], ["K1", "K2", "K3", "K1"], id="the first row's id stays"),
        pytest.param(["K1", "", "K3", "K4"], ["C000001", "C000002", "C000003", "C000001"], id="a gap: ours"),
        pytest.param(
            ["K1", "K1", "K3", "K4"], ["C000001", "C000002", "C000003", "C000001"], id="shared by two customers: ours"
        ),
        pytest.param(
            ["C000007", "", "C000003", ""],
            ["C000007", "C000008", "C000003", "C000007"],
            id="ours before: kept and continued",
        ),
        pytest.param(
            ["C000007", "", "", "C000003"],
            ["C000003", "C000008", "C000009", "C000003"],
            id="two of ours: the older stays",
        ),
        pytest.param(
            ["C" + "9" * 5_000, "", "C000003", "C" + "9" * 23],
            ["C000004", "C000005", "C000003", "C000004"],
            id="more digits than a number has: not ours",
        ),
    ],
)
def test_customer_ids(own, expected, matched, ids):
    """The sheet's own ids serve where they can; ids given earlier stay."""
    assert ids(matched({"name": NAMES, "mobile": PHONES, "customer_id": own})) == expected


def test_ids_are_given_in_the_order_of_the_rows(matched, ids):
    """Without ids, the first customer is C000001."""
    assert ids(matched({"name": NAMES, "mobile": PHONES})) == ["C000001", "C000002", "C000003", "C000001"]


def test_own_ids_of_two_files_are_set_aside(merged):
    """Ids that do not serve stay in a column named by their heading, and the new ids come first."""
    book = merged({"customer_id": ["1", "2", "1", "1"], "name": NAMES, "mobile": PHONES}, None, ["a", "a", "b", "b"])
    customers = book.tables["customers"]
    assert customers.columns.tolist() == ["customer_id", "H customer_id", "name", "mobile"]
    assert customers["H customer_id"].tolist() == ["1", "2", "1"]
    assert book.columns.loc[book.columns["heading"] == "H customer_id", "field"].tolist() == ["H customer_id"]
    assert book.changes.empty


def test_an_order_belongs_to_its_row_or_to_its_number(schema):
    """Orders of the same row need no number; others are found by own id within their file."""
    from dataclasses import replace

    from pandas import DataFrame

    from custsheet.duplicates import matching
    from custsheet.model import Fate, frame, together

    from .conftest import book_of

    book = book_of(
        {"customer_id": ["K1", "K2", "", ""], "name": ["张三", "李四", "", ""], "mobile": [*PHONES[:2], "", ""]}
    )
    tables = {
        "customers": book.tables["customers"].iloc[:2],
        "orders": DataFrame({"customer_id": ["K2", "K9"], "amount": ["1", "2"]}, index=[2, 3], dtype="str"),
    }
    lineage = together(Fate, [book.lineage.iloc[:2], frame(Fate, {"table": "orders", "row": [2, 3], "fate": "kept"})])
    done = matching()(replace(book, tables=tables, lineage=lineage), schema)
    assert done.lineage["customer_id"].tolist() == ["K1", "K2", "K2", ""]
    assert done.issues[["code", "source"]].values.tolist() == [["order.no_customer", 0]]
    assert '"count": 1' in done.issues["facts"].iloc[0]

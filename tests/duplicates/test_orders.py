"""Overlapping exports do not double the sales."""

import pytest

BUYER = {"name": ["张三"] * 4, "mobile": ["+8613800138000"] * 4}
DAY, AMOUNT = ["2024-03-01"] * 4, ["99.50"] * 4


@pytest.mark.parametrize(
    ("orders", "files", "skipped"),
    [
        pytest.param({"order_id": ["A1", "A2", "A2", "A3"]}, "aabb", [2], id="same number in two files"),
        pytest.param(
            {"order_id": ["A1", "A1", "A1", "A1"], "product": ["茶", "酒", "茶", "酒"]},
            "aabb",
            [2, 3],
            id="lines of one order",
        ),
        pytest.param(
            {"order_id": ["A1", "A1", "A2", "A3"], "product": ["茶", "酒", "茶", "酒"]},
            "aaab",
            [],
            id="lines within one file",
        ),
        pytest.param({"order_id": ["A1"] * 4}, "aabb", [2, 3], id="two equal lines here and there"),
        pytest.param({"order_id": ["A1"] * 4}, "abbb", [1], id="the second line there is new"),
        pytest.param(
            {"product": ["茶", "酒", "茶", "米"]}, "aabb", [2], id="no numbers: customer, day, product, amount"
        ),
        pytest.param({"product": ["茶"] * 4}, "aaaa", [], id="one file: only flagged elsewhere"),
        pytest.param(
            {"order_id": ["A1", "A2", "A1", "A3"], "product": ["茶", "茶", "酒", "茶"]},
            "aabb",
            [],
            id="same number, another product",
        ),
    ],
)
def test_settle_orders(orders, files, skipped, merged):
    """An order that another file brought is set aside, listed, and stays in the ledger."""
    book = merged(BUYER, {"order_date": DAY, "amount": AMOUNT, **orders}, list(files))
    assert sorted(book.tables.get("skipped:orders", book.tables["orders"].iloc[:0]).index) == skipped
    assert book.issues.loc[book.issues["code"] == "row.order_repeat", "row"].tolist() == skipped
    fates = book.lineage[book.lineage["table"] == "orders"].set_index("row")
    assert fates.index[fates["fate"] == "skipped"].tolist() == skipped
    assert len(book.tables["orders"]) + len(skipped) == 4


def test_different_amounts_are_different_orders(merged):
    """Without a number, a different amount is another order."""
    book = merged(BUYER, {"order_date": DAY, "amount": ["1", "2", "3", "4"]}, list("aabb"))
    assert "skipped:orders" not in book.tables

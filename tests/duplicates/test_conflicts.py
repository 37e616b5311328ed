"""What a merge gave up is told, once where it would be told of everybody."""

import json

import pytest

from .test_merge import two

PHONE = "+8613911110004"


def test_a_value_that_lost_is_named(merged):
    """Rows that repeat each other but differ in other columns say what was not kept."""
    book = merged(
        {
            "name": ["韩梅梅", "韩梅梅"],
            "mobile": [PHONE, PHONE],
            "owner": ["小李", "小张"],
            "source": ["门店", "抖音"],
            "note": ["a", "b"],
        }
    )
    told = book.issues[book.issues["code"] == "merge.conflict"]
    kept = [json.loads(each)["survivor"] for each in told["facts"]]
    assert told[["row", "field", "value"]].values.tolist() == [[0, "owner", "小张"], [0, "source", "抖音"]]
    assert kept == ["小李", "门店"]


@pytest.mark.parametrize("points", [["约500", "12000"], ["12000", "约500"], ["约500", "100", "11900"]])
def test_an_amount_that_cannot_be_added_is_named(merged, points):
    """A balance that is no number is told, wherever its row stands."""
    same = {"name": ["韩梅梅"], "mobile": [PHONE], "email": ["h@qq.com"]}
    book = merged({"points": points, **{name: each * len(points) for name, each in same.items()}})
    told = book.issues[book.issues["code"] == "merge.conflict"]
    assert book.tables["customers"]["points"].tolist() == ["12000"]
    assert told[["field", "value"]].values.tolist() == [["points", "约500"]]


def test_what_most_disagree_in_is_told_once(merged):
    """A column in which every other customer disagrees is one line."""
    count = 30
    mobiles = [f"+86139{7919 * each:08d}" for each in range(1, count + 1)]
    book = merged({"mobile": mobiles * 2, "owner": ["小李"] * count + ["小张"] * count})
    told = book.issues[book.issues["code"].str.startswith("merge.")]
    assert told[["code", "row", "field"]].values.tolist() == [["merge.conflicts", -1, "owner"]]
    assert json.loads(told["facts"].iloc[0]) == {"count": count}


def test_addresses_of_a_repeated_buyer_are_told_once(merged):
    """Where to send an order may differ with each order."""
    places = ["苏州市中山路18号", "苏州市人民路7号", "苏州市人民路9号"]
    book = merged({"name": ["王芳"] * 3, "mobile": [PHONE] * 3, "address": places}, {"amount": ["1", "2", "3"]})
    told = book.issues[book.issues["code"].str.startswith("merge.")]
    assert told[["code", "field"]].values.tolist() == [["merge.conflicts", "address"]]


def test_nothing_lost_nothing_told(merged):
    """A second mobile that became the phone, notes put together and first dates are no conflict."""
    fields = {"note": ["a", "b"], "created_at": ["2023-01-02", "2022-01-02"], "phone": ["", ""]}
    book = merged(two(**fields) | {"mobile": [PHONE, "+8613800138000", "+8613911112222"]})
    assert not book.issues["code"].str.startswith("merge.").any()


@pytest.mark.parametrize(
    ("columns", "orders", "expected"),
    [
        pytest.param({"total_spent": ["100", "50"]}, None, "150", id="two amounts add up"),
        pytest.param({"total_spent": ["100", "100"]}, None, "100", id="a copy does not"),
        pytest.param({"total_spent": ["100", "100"], "member_id": ["A1", "A2"]}, None, "200", id="two cards do"),
        pytest.param({"total_spent": ["100", "80"], "member_id": ["A1", "A1"]}, None, "100", id="one card does not"),
        pytest.param(
            {"total_spent": ["100", "180"]},
            {"order_date": ["2024-01-01", "2024-03-01"], "amount": ["100", "80"]},
            "180",
            id="a running total on order lines",
        ),
    ],
)
def test_totals_of_accounts(columns, orders, expected, merged):
    """Amounts of different accounts add up; one account told twice counts once."""
    customers = {"name": ["韩梅梅", "韩梅梅"], "mobile": [PHONE, PHONE], **columns}
    assert merged(customers, orders).tables["customers"]["total_spent"].tolist() == [expected]

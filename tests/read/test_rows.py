"""Lines that are no rows of values are found by what they say, wherever they say it."""

import pandas as pd
import pytest

from custsheet import job
from custsheet.read.rows import continuing, fates

HEADINGS = ["日期", "客户", "品名", "规格", "数量", "单价", "金额"]
ROWS = [
    ["2026.1.5", "李记餐馆", "大米", "25kg", "10", "120", "1200"],
    ["2026.1.8", "李记餐馆", "食用油", "5L", "4", "65", "260"],
    ["2026.3.1", "王姐", "面粉", "", "2", "80", "160"],
]


def fate_of(line: list[str]) -> str:
    """Return what becomes of a line below three rows of values."""
    cells = pd.DataFrame([*ROWS, line], columns=range(7), index=range(2, 6), dtype="str")
    return fates(cells, dict(enumerate(HEADINGS)), cells.iloc[:0]).iloc[-1]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(["", "", "", "", "本月合计", "", "1620"], id="in the middle"),
        pytest.param(["", "", "", "", "", "合计：", "1620"], id="before the sum"),
        pytest.param(["合计", "", "", "", "16", "", "1,620.00"], id="in front"),
        pytest.param(["", "", "", "", "16", "Grand Total", "¥1620元"], id="English"),
        pytest.param(["", "", "2026年1月累计", "", "16", "", "1620"], id="with its month"),
        pytest.param(["", "", "", "", "Subtotal", "", "1620"], id="subtotal"),
        pytest.param(["3", "", "", "第一季度小计", "", "", "1620"], id="behind a serial number"),
        pytest.param(["合计", "大写：壹仟陆佰贰拾元整", "", "", "", "", "1620"], id="in words"),
    ],
)
def test_totals(line):
    """A line of sums is a total, whichever of its cells says so."""
    assert fate_of(line) == "total"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(["2026.3.2", "", "合计", "", "", "", "80"], id="a day"),
        pytest.param(["", "王姐", "小计", "", "", "", "80"], id="a customer"),
        pytest.param(["", "13800138000", "Total", "", "", "", "80"], id="a phone number"),
        pytest.param(["合计", "13800138000", "", "", "", "", "80"], id="a customer of that name"),
        pytest.param(["2026.3.2", "王姐", "合计本", "", "1", "5", "5"], id="a product that begins so"),
        pytest.param(["", "", "面粉", "", "2", "80", "160"], id="sums without the word"),
    ],
)
def test_no_totals(line):
    """A line with somebody's number, a name or a day is a row, though a cell says total."""
    assert fate_of(line) == ""


def test_further_goods_of_an_order():
    """A line with the number of the order above, and neither day, sum nor another customer, goes on with that order."""
    rows = pd.DataFrame(
        [
            ["#1", "a@b.cn", "张三", "2026-01-05", "100", "面粉"],
            ["#1", "a@b.cn", "", "", "", "大米"],
            ["#1", "", "", "", "", "食用油"],
            ["#2", "a@b.cn", "", "", "", "未付款的订单"],
            ["#2", "c@d.cn", "", "", "", "别人的"],
            ["#2", "c@d.cn", "", "2026-01-06", "8", "拆开的付款"],
            ["", "", "", "", "", "没有单号"],
        ],
        dtype="str",
    )
    tables = {
        "customers": {1: "email", 2: "name"},
        "orders": {0: "order_id", 3: "order_date", 4: "amount", 5: "product"},
    }
    assert continuing(rows, tables).tolist() == [1, 2]
    assert continuing(rows, {"orders": tables["orders"]}).empty


def test_further_goods_have_the_order_s_customer(tmp_path):
    """Further goods of an order are lines of the orders, of the same customer; nobody is made of them, and no blank is told."""
    source = tmp_path / "orders_export.csv"
    source.write_text(
        "Name,Email,Financial Status,Paid at,Total,Lineitem name,Billing Name\n"
        "#1001,a@b.org,paid,2026-01-03,24.99,Mug,Emma Johnson\n"
        "#1001,a@b.org,,,,Towel,\n"
        "#1002,c@d.org,paid,2026-02-04,95.00,Mug,Liam O'Brien\n",
        encoding="utf-8",
    )
    book = job.run([source], dry_run=True).book
    assert book.tables["customers"]["name"].tolist() == ["Emma Johnson", "Liam O'Brien"]
    assert book.tables["orders"]["customer_id"].tolist() == ["C000001", "C000001", "C000002"]
    assert not set(book.issues["code"]) & {"value.blank", "order.no_customer", "match.possible"}

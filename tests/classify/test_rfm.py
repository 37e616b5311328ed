"""RFM: what counts as a purchase, how scores come about, which segment follows."""

from datetime import date

import pytest
from pandas import DataFrame, Series

from custsheet.classify import purchases, rfm, rfm_on
from custsheet.model import Book
from custsheet.schema import load_schema

AS_OF = date(2023, 3, 1)


def orders(*lines):
    return DataFrame(lines, columns=["customer_id", "order_date", "amount", "order_status"], dtype="str")


def test_the_founding_table():
    """Two customers with one order each get scores, a segment and a tier."""
    book = Book(
        {
            "customers": DataFrame({"customer_id": ["C000001", "C000002"], "name": ["张三", "李四"]}, dtype="str"),
            "orders": orders(("C000001", "2023-01-01", "1000", ""), ("C000002", "2023-02-15", "500", "")),
        }
    )
    segments = rfm_on(AS_OF)(book, load_schema()).tables["segments"]
    assert segments[["recency", "frequency", "monetary", "tier"]].values.tolist() == [
        ["59", "1", "1000", "vip"],
        ["14", "1", "500", "regular"],
    ]
    assert (segments["segment"] != "").all()


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        pytest.param(("C1", "2023-02-01", "10", "已完成"), True, id="a plain order"),
        pytest.param(("C1", "2023-02-01", "10", "交易关闭"), False, id="cancelled in Chinese"),
        pytest.param(("C1", "2023-02-01", "10", "Cancelled"), False, id="cancelled in English"),
        pytest.param(("C1", "2023-02-01", "10", "待付款"), False, id="not paid"),
        pytest.param(("C1", "2023-02-01", "10", "部分退款"), True, id="refunded in part"),
        pytest.param(("C1", "2023-13-01", "10", ""), False, id="impossible date"),
        pytest.param(("C1", "2023-02-01", "面议", ""), False, id="no amount"),
        pytest.param(("C1", "2024-02-01", "10", ""), False, id="after the as-of day"),
        pytest.param(("", "2023-02-01", "10", ""), False, id="of no known customer"),
        pytest.param(("C1", "2023-02-01", "-10", ""), False, id="a refund alone is no purchase"),
    ],
)
def test_what_counts_as_a_purchase(line, counts):
    """Only dated, paid, past orders of a known customer are purchases."""
    assert len(purchases.from_orders(orders(line), AS_OF)[0]) == counts


def test_one_day_is_one_purchase_and_refunds_lower_the_sum():
    """Three lines on one day count once; the net amount is what was kept."""
    lines = orders(*[("C1", "2023-02-01", amount, "") for amount in ("100", "20.5", "-20")])
    found, _ = purchases.from_orders(lines, AS_OF)
    assert found.loc["C1", ["frequency", "monetary"]].tolist() == [1.0, 100.5]


def test_scores_rise_with_value():
    """The newest, most frequent and biggest buyer scores 5 5 5 and is a champion; his opposite is lost."""
    count = 100
    bought = DataFrame({"frequency": [float(n) for n in range(count)], "monetary": [10.0 * n for n in range(count)]})
    scores, told = rfm.scored(bought, Series(range(count, 0, -1), dtype="float64"))
    assert scores.iloc[-1].tolist() == [5, 5, 5, "champions"]
    assert scores.iloc[0].tolist() == [1, 1, 1, "lost"]
    assert told["method"] == "quintile"


def test_equal_buyers_score_alike():
    """Ties share their rank: nobody is ahead by the order of the rows."""
    bought = DataFrame({"frequency": [1.0] * 60, "monetary": [float(n) for n in range(60)]})
    scores, _ = rfm.scored(bought, Series([10.0] * 60))
    assert scores["f"].nunique() == scores["r"].nunique() == 1


def test_totals_stand_in_for_orders():
    """A customer list with 累计消费 and 最近消费 is graded without any order."""
    people = {
        "customer_id": ["1", "2"],
        "total_spent": ["900", ""],
        "last_order_date": ["2023-02-01", ""],
        "order_count": ["3", ""],
    }
    book = rfm_on(AS_OF)(Book({"customers": DataFrame(people, dtype="str")}), load_schema())
    assert book.tables["segments"]["tier"].tolist() == ["vip", "potential"]
    assert book.tables["segments"]["frequency"].tolist() == ["3", ""]


def test_spending_without_a_date_is_no_potential_customer():
    """Somebody with a total but no dated order has bought: regular, though nothing can be scored."""
    people = {"customer_id": ["1", "2"], "total_spent": ["12000", "0"]}
    segments = rfm_on(AS_OF)(Book({"customers": DataFrame(people, dtype="str")}), load_schema()).tables["segments"]
    assert segments["tier"].tolist() == ["regular", "potential"]


@pytest.mark.parametrize(
    ("known", "called"),
    [
        pytest.param({"name": "张三", "company": "上海贸易"}, "张三", id="by name"),
        pytest.param({"name": "", "last_name": "欧阳", "first_name": "修"}, "欧阳修", id="Chinese parts"),
        pytest.param({"last_name": "Lee", "first_name": "Mary"}, "Mary Lee", id="Latin parts"),
        pytest.param({"last_name": "", "first_name": "Mary"}, "Mary", id="one part"),
        pytest.param({"name": "", "company": "上海贸易", "nickname": "小张"}, "上海贸易", id="company"),
        pytest.param({"name": "", "company": "", "nickname": "小张"}, "小张", id="nickname"),
        pytest.param({"mobile": "1"}, "", id="nothing"),
    ],
)
def test_what_a_customer_is_called(known, called):
    """Whoever has any name at all is called by it in the segments."""
    customers = DataFrame({"customer_id": ["C000001"], **{name: [value] for name, value in known.items()}}, dtype="str")
    assert rfm_on(AS_OF)(Book({"customers": customers}), load_schema()).tables["segments"]["name"].tolist() == [called]

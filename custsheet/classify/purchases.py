"""What each customer bought: last day, number of days with an order, net amount.

Orders count if their date and amount can be read, the date is not after the as-of day, and they were neither cancelled nor
left unpaid.
Orders of one customer on one day count once; refunds lower the amount; a negative amount is a refund and no purchase.
Where there is no table of orders, the customers' own totals serve (累计消费, 消费次数, 最近消费).
"""

from datetime import date

import pandas as pd
from pandas import DataFrame, Series

from custsheet.columnar import floats
from custsheet.fields.columns import groups

UNPAID = r"取消|关闭|作废|已退款|全额退款|待付款|未付款|未支付|待支付|cancel|void|refunded|closed|unpaid|pending"
PART = r"部分退款|partially"  # keeps its place; the refund lowers the amount
_DAY = "(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"


def numbers(values: Series) -> Series:
    """Return canonical amounts as floats, NaN where they cannot be read."""
    return floats(values)


def days(values: Series) -> Series:
    """Return the days of canonical dates, NaT where there is none."""
    number, unique = pd.factorize(values)
    found = pd.to_datetime(groups(Series(unique, dtype="str"), _DAY)["day"], format="%Y-%m-%d", errors="coerce")
    return found.take(number).set_axis(values.index)


def from_orders(orders: DataFrame, as_of: date) -> tuple[DataFrame, int]:
    """Return the purchases per customer id (last, frequency, monetary) and how many order lines did not count."""
    lines = DataFrame(
        {
            "customer_id": orders["customer_id"],
            "day": days(_column(orders, "order_date")),
            "amount": numbers(_column(orders, "amount")),
            "refund": numbers(_column(orders, "refund_amount")).fillna(0.0).abs(),
        }
    )
    status = _column(orders, "order_status")
    unpaid = status.str.contains(UNPAID, case=False, regex=True) & ~status.str.contains(PART, case=False, regex=True)
    counts = lines["day"].notna() & lines["amount"].notna() & (lines["day"] <= pd.Timestamp(as_of)) & ~unpaid
    lines = lines[counts & (lines["customer_id"] != "")]
    return _per_customer(lines), int((~counts).sum())


def from_totals(customers: DataFrame) -> DataFrame:
    """Return the purchases per customer id from the customers' own totals; only those with a last purchase."""
    totals = DataFrame(
        {
            "last": days(_column(customers, "last_order_date")),
            "frequency": numbers(_column(customers, "order_count")).fillna(1.0),
            "monetary": numbers(_column(customers, "total_spent")),
        }
    ).set_axis(customers["customer_id"])
    return totals.dropna()


def has_bought(customers: DataFrame) -> Series:
    """Tell, per customer, whether his own totals say that he ever bought."""
    totals = [numbers(_column(customers, field)).fillna(0) > 0 for field in ("total_spent", "order_count")]
    return totals[0] | totals[1] | days(_column(customers, "last_order_date")).notna()


def has_totals(customers: DataFrame) -> bool:
    """Tell whether customers carry totals that can stand in for orders."""
    return {"last_order_date", "total_spent"} <= set(customers.columns)


def _per_customer(lines: DataFrame) -> DataFrame:
    bought = lines[lines["amount"] > 0]
    net = (lines["amount"] - lines["refund"]).groupby(lines["customer_id"]).sum()
    by_customer = bought.groupby("customer_id")["day"]
    found = DataFrame({"last": by_customer.max(), "frequency": by_customer.nunique().astype("float64")})
    return found.join(net.round(2).rename("monetary"))


def _column(table: DataFrame, field: str) -> Series:
    return table[field] if field in table else Series("", index=table.index, dtype="str")

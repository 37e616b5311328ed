"""The stage that adds the tables `segments` and `facts:classify`."""

from collections.abc import Callable
from datetime import date

import pandas as pd
from pandas import DataFrame, Series

import custsheet.classify.purchases as purchases
import custsheet.classify.rfm as rfm
from custsheet.fields.called import called
from custsheet.fields.columns import texts
from custsheet.model import Book
from custsheet.schema import Schema

COLUMNS = ["customer_id", "name", "last_order", "recency", "frequency", "monetary", "r", "f", "m", "segment", "tier"]


def rfm_on(today: date) -> Callable[[Book, Schema], Book]:
    """Return a stage that scores recency, frequency and spending as of *today*.

    `segments` has one line per customer, indexed as the customers are: all text; segment and tier are codes whose names
    stand in texts room `report`; customers without a dated purchase have blank scores, and the tier `potential` unless their
    own totals say that they bought.
    """

    def classify(book: Book, schema: Schema) -> Book:
        if "customers" not in book.tables or "customer_id" not in book.tables["customers"]:
            return book
        customers = book.tables["customers"]
        bought, told = _bought(book, today)
        told = {"as_of": today.isoformat(), **told, "customers": str(len(customers)), "buyers": str(len(bought))}
        scores = DataFrame(index=bought.index)
        if len(bought):
            scores, cuts = _scores(bought, today)
            told |= cuts
        facts = DataFrame({"key": list(told), "value": list(told.values())}, dtype="str")
        return book.with_tables(**{"segments": _segments(customers, scores), "facts:classify": facts})

    return classify


def _bought(book: Book, today: date) -> tuple[DataFrame, dict[str, str]]:
    orders = book.tables.get("orders")
    if orders is not None and {"customer_id", "order_date", "amount"} <= set(orders.columns):
        found, left_out = purchases.from_orders(orders, today)
        return found, {"basis": "orders", "orders": str(len(orders)), "orders_left_out": str(left_out)}
    customers = book.tables["customers"]
    if purchases.has_totals(customers):
        return purchases.from_totals(customers), {"basis": "totals"}
    return DataFrame(columns=["last", "frequency", "monetary"], index=pd.Index([], dtype="str")), {"basis": "none"}


def _scores(bought: DataFrame, today: date) -> tuple[DataFrame, dict[str, str]]:
    recency = (pd.Timestamp(today) - bought["last"]).dt.days
    scores, told = rfm.scored(bought, recency)
    best = rfm.top_share(bought["monetary"])
    scores["tier"] = best.map({True: "vip", False: "regular"})
    scores["recency"], scores["frequency"] = recency, bought["frequency"].astype("int64")
    scores["monetary"] = texts(list(map(rfm.as_text, bought["monetary"].tolist())), scores.index)
    scores["last_order"] = bought["last"].dt.strftime("%Y-%m-%d")
    return scores, {**told, "vip_from": rfm.as_text(bought["monetary"][best].min()) if best.any() else ""}


def _segments(customers: DataFrame, scores: DataFrame) -> DataFrame:
    lines = scores.reindex(customers["customer_id"]).set_axis(customers.index)
    lines["customer_id"], lines["name"] = customers["customer_id"], called(customers, "company", "nickname")
    lines = lines.reindex(columns=COLUMNS)
    text = DataFrame({name: _text(lines[name]) for name in COLUMNS}, index=customers.index)
    unscored = purchases.has_bought(customers).map({True: "regular", False: "potential"})
    text["tier"] = text["tier"].where(text["tier"] != "", unscored)
    return text


def _text(values: Series) -> Series:
    """Return *values* as text, whole numbers without a point, blank where there is nothing."""
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("Int64").astype("str").where(values.notna(), "").astype("str")
    return values.astype("str").fillna("")

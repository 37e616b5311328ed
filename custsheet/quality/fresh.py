"""What may be out of date: values that nobody confirmed within the schema's limits, and customers of whom nothing was heard.

A field's `fresh_days` in the schema says for how long its value is taken to hold. A value counts from the last of: the day
the customer was updated (`updated_at`) or verified (`last_verified`), and the day on which an earlier run saw the value change.
Where none of them is known, a value's age is unknown, and it counts neither as fresh nor as stale.

Nothing is ever deleted here: the list **to verify** and the mark **inactive** are for people.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet.checks.base import dates
from custsheet.columnar import floats
from custsheet.model import Book
from custsheet.report import Report
from custsheet.schema import Schema

INACTIVE_DAYS = 730
SEEN = "seen:customers"  # a table of the book: customer_id, field, day on which a run saw the value change
TO_VERIFY = ["row", "customer_id", "fields", "last", "age", "spent", "why", "told"]
_CONFIRMED = ("updated_at", "last_verified")
_HEARD = (*_CONFIRMED, "created_at", "last_order_date", "first_order_date", "joined_at", "survey_date")
_NEVER = -1


def limits(schema: Schema, customers: DataFrame) -> dict[str, int]:
    """Return for how many days the value of each field holds, where the schema says so and the table has it."""
    spec = schema.get("customers")
    known = spec.fields if spec else {}
    return {name: days for name, each in known.items() if name in customers and (days := each.fresh_days)}


def spent(book: Book) -> Series:
    """Return what each customer spent, by customer number; 0 where it is not known."""
    customers = book.tables.get("customers", DataFrame())
    if "customer_id" not in customers:
        return Series(dtype="float64")
    money = book.tables["segments"]["monetary"] if "segments" in book.tables else Series("", index=customers.index)
    if "total_spent" in customers:
        money = money.where(money != "", customers["total_spent"])
    found = floats(money).fillna(0.0).clip(lower=0.0)
    first = ~customers["customer_id"].duplicated().to_numpy()
    return Series(found.to_numpy()[first], index=customers["customer_id"].array[first])


def share(report: Report) -> float | None:
    """Return the share of values of known age that are fresh; None where no age is known."""
    ages = _ages(report)
    known = fresh = 0
    for field, days in limits(report.schema, _customers(report.book)).items():
        dated = ages[field][ages[field] != _NEVER]
        known, fresh = known + len(dated), fresh + int((dated <= days).sum())
    return fresh / known if known else None


def stale(report: Report) -> DataFrame:
    """Return the customers to verify: TO_VERIFY; most money times most age first.

    `fields` are names with commas between; `why` is verify (a person asked), stale or inactive, the first that holds; `told` is
    what the person wrote.
    """
    found: DataFrame = report.once("to_verify", lambda: _to_verify(report))
    return found


def inactive(report: Report) -> Series:
    """Return, per customer, whether nothing was heard of him for INACTIVE_DAYS; customers without any date are not."""
    found: Series = report.once("inactive", lambda: _inactive(report))
    return found


def _inactive(report: Report) -> Series:
    customers = _customers(report.book)
    age = _age(_last(customers, _HEARD, report.book), report.as_of)
    return Series(age > INACTIVE_DAYS, index=customers.index)


def _customers(book: Book) -> DataFrame:
    return book.tables.get("customers", DataFrame())


def _last(customers: DataFrame, names: tuple[str, ...], book: Book | None = None) -> Series:
    """Return the last of several days, "" for none."""
    last = Series("", index=customers.index, dtype="str")
    days = [dates(customers[name]) for name in names if name in customers]
    if book is not None and "segments" in book.tables:
        days.append(book.tables["segments"]["last_order"].reindex(customers.index).fillna(""))
    for day in days:
        last = last.where(last >= day, day)
    return last


def _age(last: Series, today: date) -> NDArray[np.int64]:
    """Return ages in days, _NEVER where there is no day; days to come are fresh."""
    number, unique = pd.factorize(last)
    day = pd.to_datetime(Series(unique).replace("", None), errors="coerce")
    days = (pd.Timestamp(today) - day).dt.days
    return np.asarray(days.clip(lower=0).fillna(_NEVER), dtype=np.int64)[number]


def _ages(report: Report) -> dict[str, Series]:
    """Return how old each customer's value of each limited field is; _NEVER for blanks and where it is not known."""
    found: dict[str, Series] = report.once("ages", lambda: dict(_field_ages(report)))
    return found


def _field_ages(report: Report) -> list[tuple[str, Series]]:
    customers = _customers(report.book)
    confirmed = _last(customers, _CONFIRMED)
    seen = report.book.tables.get(SEEN, DataFrame({"customer_id": [], "field": [], "day": []}))
    told = []
    for field in limits(report.schema, customers):
        mine = seen[seen["field"] == field].drop_duplicates("customer_id", keep="last").set_index("customer_id")["day"]
        changed = customers["customer_id"].map(mine).fillna("").astype("str") if len(mine) else confirmed
        age = _age(confirmed.where(confirmed >= changed, changed), report.as_of)
        told.append(
            (field, Series(np.where((customers[field] != "").to_numpy(bool), age, _NEVER), index=customers.index))
        )
    return told


def _to_verify(report: Report) -> DataFrame:
    customers = _customers(report.book)
    if "customer_id" not in customers or customers.empty:
        return DataFrame(columns=TO_VERIFY)
    asked = _asked(report, customers)
    names, worst = _stale_fields(report, customers)
    idle = inactive(report)
    why = (
        Series("", index=customers.index, dtype="str")
        .mask(idle, "inactive")
        .mask(names != "", "stale")
        .mask(asked != "", "verify")
    )
    heard = _last(customers, _HEARD, report.book)
    last = _last(customers, _CONFIRMED)
    last = last.where((last != "") & (names != ""), heard)
    money = customers["customer_id"].map(spent(report.book)).fillna(0.0)
    told = {
        "row": customers.index,
        "customer_id": customers["customer_id"].array,
        "fields": names.array,
        "last": last.array,
    }
    told |= {"age": _age(last, report.as_of), "spent": money.array, "why": why.array, "told": asked.array}
    average = float(money[money > 0].mean()) if (money > 0).any() else 1.0
    weight = (1 + money / average).to_numpy() * np.maximum(worst, np.maximum(told["age"], 0) / INACTIVE_DAYS)
    found = DataFrame(told, index=customers.index).assign(_first=asked == "", _weight=weight)[(why != "").to_numpy()]
    order = found.sort_values(["_first", "_weight", "customer_id"], ascending=[True, False, True], kind="stable")
    return order[TO_VERIFY].reset_index(drop=True)


def _stale_fields(report: Report, customers: DataFrame) -> tuple[Series, NDArray[np.float64]]:
    """Return, per customer, the names of his stale fields, and how many times its limit the oldest is old."""
    names, worst = Series("", index=customers.index, dtype="str"), np.zeros(len(customers))
    for field, days in limits(report.schema, customers).items():
        age = _ages(report)[field].to_numpy()
        over = age > days
        names = names.mask(over, names.where(names == "", names + ",") + field)
        worst = np.where(over, np.maximum(worst, age / days), worst)
    return names, worst


def _asked(report: Report, customers: DataFrame) -> Series:
    """Return, per customer, what people wrote who asked for him to be verified since he last was ("?" for no words)."""
    lines = report.book.tables.get("waived:verify")
    if lines is None or lines.empty:
        return Series("", index=customers.index, dtype="str")
    words = lines["why"].where(lines["why"] != "", "?")
    by_number = Series(words.array, index=lines["customer_id"].array)
    by_number = by_number[(by_number.index != "") & ~by_number.index.duplicated(keep="last")]
    when = Series(lines["when"].array, index=lines["customer_id"].array)[
        lambda each: ~each.index.duplicated(keep="last")
    ]
    told = customers["customer_id"].map(by_number).fillna("").astype("str")
    since = customers["customer_id"].map(when).fillna("").astype("str")
    verified = (
        dates(customers["last_verified"])
        if "last_verified" in customers
        else Series("", index=customers.index, dtype="str")
    )
    return told.where((told != "") & (verified < since), "")

"""Rows that say the same of the customer word for word: the repeated buyer of an order sheet.

Equal rows are one customer if what they share can tell customers apart: a phone, e-mail, ID, tax id, WeChat, QQ or
customer number, or a company together with a name. Where a sheet has no such column at all, the name is all there is:
equal order lines are then one customer, and equal rows of a plain list are so if every column is equal. A phone under
which a hundred names stand is a default somebody typed, and tells nobody apart.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet.duplicates.evidence import Ints
from custsheet.schema import TableSpec

DEFAULTED = 100  # names under one value from which it tells nobody apart
STRONG = ("phone", "email", "resident_id", "uscc", "wechat", "qq")


def repeats(
    customers: DataFrame, spec: TableSpec, source: Series, ordered: NDArray[np.bool_], apart: Iterable[int] = ()
) -> Ints:
    """Return a number per row that is the same for repeats.

    *source* is each row's sheet, *ordered* tells which rows carry an order, rows *apart* (ids) repeat nothing, for a
    person said so.
    """
    strong = [name for name in customers.columns if _strong(name, spec)]
    known = _filled(customers, strong)
    paired = _filled(customers, ["company", "name"]).all(axis=1)
    tells = paired | (known & ~_defaulted(customers, strong)).any(axis=1)
    barren = ~Series(paired | known.any(axis=1)).groupby(source.to_numpy()).transform("any").to_numpy()
    identity = [name for name in customers.columns if name in spec.identity or name in ("address", "customer_id")]
    said = (customers[identity] != "").any(axis=1).to_numpy()
    by_identity = tells | (barren & ordered & said)
    by_row = barren & ~ordered & said
    number = np.arange(len(customers))
    scope = np.where(tells, -1, source.to_numpy())
    for rows, columns in ((by_identity, identity), (by_row, list(customers.columns))):
        rows = rows & ~customers.index.isin(list(apart))
        number[rows] = _first_equal(customers.loc[rows, columns].assign(**{"\0": scope[rows]}), np.flatnonzero(rows))
    return number


def _strong(field: str, spec: TableSpec) -> bool:
    return field == "customer_id" or (field in spec.identity and spec.kind(field) in STRONG)


def _filled(customers: DataFrame, columns: list[str]) -> NDArray[np.bool_]:
    known = [
        customers[name].to_numpy(object) != "" if name in customers else np.zeros(len(customers), bool)
        for name in columns
    ]
    return np.column_stack(known).astype(bool) if known else np.zeros((len(customers), 1), bool)


def _defaulted(customers: DataFrame, columns: list[str]) -> NDArray[np.bool_]:
    """Return which values stand under too many different names."""
    hit = np.zeros((len(customers), max(len(columns), 1)), bool)
    if "name" in customers:
        for number, column in enumerate(columns):
            often = customers[column].value_counts(sort=False) >= DEFAULTED
            crowded = customers[customers[column].isin(often.index[often])]
            names = crowded.groupby(column, sort=False)["name"].nunique()
            hit[:, number] = customers[column].isin(names.index[names >= DEFAULTED])
    return hit


def _first_equal(rows: DataFrame, places: Ints) -> Ints:
    """Return, per row, the place of the first row that is equal."""
    group = np.zeros(len(rows), np.int64)
    for _, column in rows.items():
        number, unique = pd.factorize(column)
        group, _ = pd.factorize(group * max(len(unique), 1) + number)
    _, first = np.unique(group, return_index=True)
    return places[first][group] if len(group) else places

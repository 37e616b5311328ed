"""What did not survive: values of merged rows that say something else than the one row of their customer.

One issue per customer and field. A column in which most customers disagree, and what changes from order to order (a
consignee, an address), is told in one line for the whole column. Notes and tags that were put together, amounts that were
added, second phones, e-mails and names that were kept as spare, and dates of which the first or the last counts contradict
nothing; an amount that is no number was not added.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet.audit import AMOUNT
from custsheet.model import Issue, facts, frame, together
from custsheet.schema import TableSpec

CODE, COLUMN = "merge.conflict", "merge.conflicts"
MOST = 0.2  # share of the customers up to which conflicts are told one by one,
FEW = 20  # … as they are up to this many anyway
SHOWN = 5  # losing values told of one customer
_ENDS = ("earliest", "newest", "latest")  # rules that pick the first or the last of several dates
_BETWEEN = "；"


class Losers(NamedTuple):
    """Rows of customers of several rows: what they say, the row that stands for each, and which carry an order."""

    rows: DataFrame
    group: NDArray[np.int64]
    ordered: NDArray[np.bool_]


def conflicts(losers: Losers, merged: DataFrame, spec: TableSpec) -> Iterator[DataFrame]:
    """Yield the issues about values in *losers* that are not in *merged*, field by field."""
    kept = merged.loc[losers.group]
    for field in losers.rows.columns:
        if field in merged and not _lossless(str(field), spec):
            hit = _lost(losers.rows, kept, str(field), spec)
            if hit.any():
                yield _told(str(field), losers, hit, kept, spec, len(merged))


def _lossless(field: str, spec: TableSpec) -> bool:
    """Return whether the field's rule or a further column keeps all values, or it picks a date by its nature."""
    if field == "customer_id" or field not in spec.fields:
        return field == "customer_id"
    known = spec.fields[field]
    return (
        bool(known.further) or known.survivorship == "union" or (known.kind == "date" and known.survivorship in _ENDS)
    )


def _lost(rows: DataFrame, kept: DataFrame, field: str, spec: TableSpec) -> NDArray[np.bool_]:
    """Return which rows say something in a field that its customer's row does not say, nor in the spare field."""
    said = rows[field].to_numpy(object)
    lost = (said != "") & (said != kept[field].to_numpy(object))
    if field in spec.fields and spec.fields[field].survivorship == "sum":
        lost &= ~rows[field].str.fullmatch(AMOUNT).to_numpy(bool)
    spare = spec.fields[field].spare if field in spec.fields else ""
    for other in (spare, *(name for name, each in spec.fields.items() if each.spare == field)):
        if other and other in kept:
            lost &= said != kept[other].to_numpy(object)
    return np.asarray(lost, bool)


def _told(
    field: str, losers: Losers, hit: NDArray[np.bool_], kept: DataFrame, spec: TableSpec, customers: int
) -> DataFrame:
    by_nature = hit & losers.ordered & _changes_with_orders(field, spec)
    singly = hit & ~by_nature
    if len(np.unique(losers.group[singly])) > max(FEW, MOST * customers):
        by_nature, singly = hit, hit & False
    found = _singly(field, losers.rows[field][singly], losers.group[singly], kept[field][singly])
    if not by_nature.any():
        return found
    count = len(np.unique(losers.group[by_nature]))
    column = {"code": [COLUMN], "table": "customers", "field": field, "facts": facts(count=count)}
    return together(Issue, [found, frame(Issue, column)])


def _changes_with_orders(field: str, spec: TableSpec) -> bool:
    """Return whether a field may say something else on every order: who gets it and where, and what the schema does not know."""
    return field not in spec.fields or bool(spec.fields[field].block)


def _singly(field: str, lost: Series, group: NDArray[np.int64], kept: Series) -> DataFrame:
    """Return one issue per customer, with all values that were lost."""
    if lost.empty:
        return frame(Issue)
    lines = DataFrame({"group": group, "value": lost.to_numpy(object), "kept": kept.to_numpy(object)})
    lines = lines.drop_duplicates().sort_values(["group", "value"], ignore_index=True)
    values = lines.groupby("group")["value"].agg(_listed)
    survivors = lines.groupby("group")["kept"].first()
    told = {"code": CODE, "table": "customers", "field": field, "row": values.index.to_numpy(), "value": values.array}
    return frame(Issue, {**told, "facts": [facts(survivor=each) for each in survivors]})


def _listed(values: Series) -> str:
    more = "…" if len(values) > SHOWN else ""
    return _BETWEEN.join(values[:SHOWN]) + more

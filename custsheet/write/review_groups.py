"""Groups of customers that may be the same: connected through pairs of the band `possible`."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pandas import DataFrame, Series

import custsheet.write.layout as layout
from custsheet.columnar import among, floats
from custsheet.duplicates.decide import DECISIONS
from custsheet.fields.columns import listed
from custsheet.report import Report

FAIRLY_SURE = 0.9  # from here on the same letter is suggested


class Group(NamedTuple):
    """Customers to decide upon together."""

    rows: tuple[int, ...]  # of the customers' table, in its order
    letters: tuple[str, ...]  # the suggestion per row, "" where there is none
    probability: float  # of the likeliest pair
    money: float
    reason: str  # of the likeliest pair
    customers: int
    ids: tuple[str, ...]  # the customer of each row


class MergedGroup(NamedTuple):
    """A customer that several rows were merged into."""

    customer_id: str
    kept: list[int]
    merged: list[int]


def groups(report: Report) -> list[Group]:
    """Return the groups to review, those first where most money is most uncertain."""
    found: list[Group] = report.once("review.groups", lambda: _groups(report))
    return found


def _groups(report: Report) -> list[Group]:
    customers = report.book.tables.get("customers", DataFrame())
    pairs = possible_pairs(report)
    if not len(pairs) or not len(customers):
        return []
    ids = _ids(report, customers)
    found = components(zip(pairs["left"], pairs["right"], strict=True))
    fairly = pairs.loc[pairs["probability"] >= FAIRLY_SURE, ["left", "right"]].itertuples(index=False, name=None)
    left_open = _left_open(report)
    sure = components(pair for pair in fairly if frozenset(pair) not in left_open)
    pairs = pairs.assign(group=pairs["left"].map(found)).sort_values(
        ["group", "probability"], ascending=[True, False], kind="stable"
    )
    firsts = pairs.drop_duplicates("group")
    best = dict(zip(firsts["group"], zip(firsts["probability"], firsts["reason"], strict=True), strict=True))
    rows = DataFrame({"customer": ids, "group": ids.map(found)}).dropna()
    money = spent(report)
    told = [_group(members, best[str(name)], sure, money) for name, members in rows.groupby("group", sort=True)]
    return sorted((each for each in told if each.customers > 1), key=_urgency)


def _left_open(report: Report) -> set[frozenset[str]]:
    """Return the pairs of customers of whom people took a suggestion away, or withdrew what they had decided."""
    known = report.book.tables.get(DECISIONS, DataFrame())
    if known.empty:
        return set()
    told = known[(known["state"] == "withdrawn") & (known["field"] == "") & (known["row_left"] != "")]
    ids = _row_ids(report)
    sides = [told[side].replace("", "-1").astype("int64").map(ids).fillna("") for side in ("row_left", "row_right")]
    return {frozenset(pair) for pair in zip(*sides, strict=True)}


def possible_pairs(report: Report) -> DataFrame:
    """Return left and right (customers), probability and reason of the pairs that a person should decide."""
    found: DataFrame = report.once("review.pairs", lambda: _pairs(report))
    return found


def _pairs(report: Report) -> DataFrame:
    matches = report.book.matches
    pairs = matches[matches["band"] == "possible"]
    ids = _row_ids(report)
    left, right = (
        pairs[side].map(ids).fillna(pairs[side].astype("str")).astype("str") for side in ("row_left", "row_right")
    )
    found = DataFrame({"left": left, "right": right, "probability": pairs["probability"], "reason": pairs["reason"]})
    return found[found["left"] != found["right"]]


def of_customers(report: Report) -> dict[str, str]:
    """Return, for every customer in a pair to decide, the reason of its likeliest one."""
    pairs = possible_pairs(report).sort_values("probability", kind="stable")
    sides = [dict(zip(pairs[side], pairs["reason"], strict=True)) for side in ("left", "right")]
    return {**sides[0], **sides[1]}


def components(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the smallest member of its component for every member of a pair (union-find with path halving).

    >>> components([("b", "a"), ("c", "b"), ("y", "x")])
    {'b': 'a', 'a': 'a', 'c': 'a', 'y': 'x', 'x': 'x'}
    """
    parent: dict[str, str] = {}
    for left, right in pairs:
        roots = sorted((_root(parent, left), _root(parent, right)))
        parent[roots[1]] = roots[0]
    return {each: _root(parent, each) for each in parent}


def spent(report: Report) -> Series:
    """Return what each customer spent: the sum of his orders, else his own total."""
    found: Series = report.once("review.spent", lambda: _spent(report))
    return found


def _spent(report: Report) -> Series:
    orders = report.book.tables.get("orders", DataFrame())
    customers = report.book.tables.get("customers", DataFrame())
    if "amount" in orders:
        return _numbers(orders["amount"]).groupby(layout.customer_ids(report.book, "orders")).sum()
    if "total_spent" in customers:
        return _numbers(customers["total_spent"]).groupby(layout.customer_ids(report.book, "customers")).sum()
    return Series(dtype="float64")


def order_counts(report: Report) -> Series:
    """Return the number of order lines of each customer."""
    found: Series = report.once("review.orders", lambda: _order_counts(report))
    return found


def _order_counts(report: Report) -> Series:
    orders = report.book.tables.get("orders", DataFrame())
    return layout.customer_ids(report.book, "orders").value_counts() if len(orders) else Series(dtype="int64")


def _group(members: DataFrame, best: tuple[float, str], sure: dict[str, str], money: Series) -> Group:
    customers = list(dict.fromkeys(members["customer"]))
    letters = _letters(members["customer"], sure)
    total = float(money.reindex(customers).fillna(0).sum())
    return Group(tuple(members.index), letters, best[0], total, best[1], len(customers), tuple(members["customer"]))


def _letters(customers: Series, sure: dict[str, str]) -> tuple[str, ...]:
    """Return A, B, … for members that are fairly sure to be the same as another one."""
    named = [sure.get(each, "") for each in customers]
    alphabet = {name: chr(65 + number % 26) for number, name in enumerate(dict.fromkeys(filter(None, named)))}
    return tuple(alphabet.get(each, "") for each in named)


def _urgency(group: Group) -> tuple[float, int]:
    uncertainty = 1 - abs(2 * group.probability - 1)
    return (-(group.money + 1) * (uncertainty + 0.01), group.rows[0])


def _ids(report: Report, customers: DataFrame) -> Series:
    own = layout.customer_ids(report.book, "customers")
    return own.where(own != "", Series(customers.index.astype("str"), index=customers.index, dtype="str"))


def _row_ids(report: Report) -> Series:
    fates = report.book.lineage
    known = fates[(fates["table"] == "customers") & (fates["customer_id"] != "")].drop_duplicates("row")
    return known.set_index("row")["customer_id"]


def _root(parent: dict[str, str], member: str) -> str:
    parent.setdefault(member, member)
    while parent[member] != member:
        parent[member] = parent[parent[member]]
        member = parent[member]
    return member


def _numbers(values: Series) -> Series:
    return floats(values).fillna(0.0)


def merged_groups(report: Report) -> Iterator[MergedGroup]:
    """Yield the customers put together because they matched."""
    fates = report.book.lineage
    fates = fates[fates["table"] == "customers"]
    merged = fates[(fates["fate"] == "merged") & (fates["reason"] != "repeat")]
    kept = fates[(fates["fate"] == "kept") & among(fates["customer_id"], merged["customer_id"])]
    survivors, gone = _rows_of(kept), _rows_of(merged)
    for customer in sorted(gone):
        yield MergedGroup(customer, survivors.get(customer, []), gone[customer])


def _rows_of(fates: DataFrame) -> dict[str, list[int]]:
    """Return the rows of each customer, in order."""
    rows: dict[str, list[int]] = {}
    for customer, row in zip(listed(fates["customer_id"]), fates["row"].tolist(), strict=True):
        rows.setdefault(customer, []).append(row)
    return rows

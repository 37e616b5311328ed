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
from pandas import Series

from custsheet.duplicates.coded import Coded
from custsheet.duplicates.evidence import Ints
from custsheet.schema import TableSpec

DEFAULTED = 100  # names under one value from which it tells nobody apart
ALSO = ("birthday", "address", "customer_id")  # what equal rows agree in besides what identifies them
STRONG = ("phone", "email", "resident_id", "uscc", "wechat", "qq")


def repeats(
    customers: Coded, spec: TableSpec, source: Series, ordered: NDArray[np.bool_], apart: Iterable[int] = ()
) -> Ints:
    """Return a number per row that is the same for repeats.

    *source* is each row's sheet, *ordered* tells which rows carry an order, rows *apart* (ids) repeat nothing, for a
    person said so.
    """
    strong = [name for name in customers.codes if _strong(name, spec)]
    known = _filled(customers, strong)
    paired = _filled(customers, ["company", "name"]).all(axis=1)
    tells = paired | (known & ~_defaulted(customers, strong)).any(axis=1)
    sheet = source.to_numpy(np.int64)
    barren = ~(np.bincount(sheet, paired | known.any(axis=1)) > 0)[sheet]
    identity = [name for name in customers.codes if name in spec.identity or name in ALSO]
    said = _filled(customers, identity).any(axis=1)
    by_identity = tells | (barren & ordered & said)
    by_row = barren & ~ordered & said
    number = np.arange(len(customers))
    scope = np.where(tells, 0, sheet + 1)
    for rows, columns in ((by_identity, identity), (by_row, list(customers.codes))):
        rows = rows & ~customers.index.isin(list(apart))
        here = np.flatnonzero(rows)
        if len(here):
            number[here] = _first_equal([scope, *(customers.codes[name] for name in columns)], here)
    return number


def restated(customers: Coded, spec: TableSpec, group: Ints, ordered: NDArray[np.bool_], referred: Ints) -> Ints:
    """Return, per order line that says nothing of its customer but what his row of the list says, that row's position, else -1.

    *group* gives per position the first position of its customer, *ordered* which rows carry an order, *referred* the row
    of the list that a line refers to, -1 where it does to none: then the customer's first one is looked at.
    """
    lists = np.flatnonzero(~ordered)
    first = np.full(len(group), -1)
    first[group[lists[::-1]]] = lists[::-1]
    head = np.where((referred >= 0) & (group[referred] == group), referred, first[group])
    lines = np.flatnonzero(ordered & (head >= 0))
    agrees = np.ones(len(lines), bool)
    for name in customers.codes:
        if name in spec.identity or name in ALSO:
            agrees &= _says(customers, name, lines, head[lines])
    told = np.full(len(group), -1)
    told[lines[agrees]] = head[lines[agrees]]
    return told


def _says(customers: Coded, name: str, lines: Ints, heads: Ints) -> NDArray[np.bool_]:
    """Return where a line's value is blank, or the head's: for a phone that of either column."""
    agrees = ~customers.filled(name)[lines] | (customers.codes[name][lines] == customers.codes[name][heads])
    other = {"mobile": "phone", "phone": "mobile"}.get(name, "")
    if other in customers.codes:
        agrees |= (customers.column(name).iloc[lines].array == customers.column(other).iloc[heads].array).astype(bool)
    return agrees


def _strong(field: str, spec: TableSpec) -> bool:
    return field == "customer_id" or (field in spec.identity and spec.kind(field) in STRONG)


def _filled(customers: Coded, columns: list[str]) -> NDArray[np.bool_]:
    """Return which of these columns each row fills, a line per row."""
    nothing = np.zeros(len(customers), bool)
    known = [customers.filled(name) if name in customers.codes else nothing for name in columns]
    return np.column_stack(known or [nothing])


def _defaulted(customers: Coded, columns: list[str]) -> NDArray[np.bool_]:
    """Return which values stand under too many different names."""
    hit = np.zeros((len(customers), max(len(columns), 1)), bool)
    if "name" in customers.codes:
        names = customers.codes["name"]
        for number, codes in enumerate(customers.codes[name] for name in columns):
            crowded = np.flatnonzero((np.bincount(codes) >= DEFAULTED)[codes])
            held = np.unique(codes[crowded] * (names.max(initial=0) + 1) + names[crowded]) // (names.max(initial=0) + 1)
            hit[:, number] = (np.bincount(held, minlength=codes.max(initial=0) + 1) >= DEFAULTED)[codes]
    return hit


def _first_equal(columns: list[Ints], places: Ints) -> Ints:
    """Return, per place, the first place that is equal in all columns; who is alone in one is looked at no more.

    >>> _first_equal([np.array([0, 1, 0, 0]), np.array([2, 2, 2, 3])], np.arange(4)).tolist()
    [0, 1, 0, 3]
    """
    first = places.copy()
    open_, group = np.arange(len(places)), np.zeros(len(places), np.int64)
    for codes in sorted(columns, key=lambda each: -int(each.max())):
        group, _ = pd.factorize(group * (int(codes.max()) + 1) + codes[places[open_]])
        several = (np.bincount(group) > 1)[group] if len(group) else group.astype(bool)
        open_, group = open_[several], group[several]
    _, start, number = np.unique(group, return_index=True, return_inverse=True)
    first[open_] = places[open_[start[number]]]
    return first

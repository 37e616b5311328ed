"""Which companies are parts of one: 某某公司上海分公司, 某某公司杭州分公司 and 某某公司 itself.

A branch names its company (`company.branch_of`). It is tied to the company of that name where that is a customer, too,
and to its other branches. The same 字号 in another region or trade is another company.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas import Series

from custsheet.duplicates.evidence import Ints
from custsheet.fields import columns, company

SAME = 0.92  # likeness from which a name is the one that a branch names: spelling, a region left out
MOST = 20  # companies of one key that are compared with what a branch names


def roots(names: Series) -> tuple[Ints, Ints]:
    """Return per customer the number of its company, and of the company that has branches; -1 for none.

    Names of nobody (个体, 无) and of persons have neither.
    """
    number, unique = pd.factorize(names)
    values = columns.listed(Series(unique, dtype="str"))
    keys = [_key(each) for each in values]
    own, _ = pd.factorize(np.asarray([_evened(each) for each in values], object))
    own = np.where([bool(key) for key in keys], own, -1).astype(np.int64)
    return own[number], _heads(values, keys)[number]


def _heads(values: list[str], keys: list[str]) -> Ints:
    """Return for each name the place of the company that it is a branch of, or that has branches itself; -1 for others."""
    named = [company.branch_of(value) if key else "" for value, key in zip(values, keys, strict=True)]
    whole = _whole(named, keys)
    root = np.full(len(values), -1, np.int64)
    first: dict[str, int] = {}  # branch of a company that is no customer itself
    for place, head in enumerate(named):
        if head:
            there = next(
                (each for each in whole.get(_key(head), ()) if company.compare(head, values[each]) >= SAME), -1
            )
            root[place] = there if there >= 0 else first.setdefault(_evened(head), place)
            root[root[place]] = root[place]
    return root


def _whole(named: list[str], keys: list[str]) -> dict[str, list[int]]:
    """Return the places of the companies that are no branch, by key."""
    found: dict[str, list[int]] = {}
    for place, (head, key) in enumerate(zip(named, keys, strict=True)):
        if key and not head and len(found.setdefault(key, [])) < MOST:
            found[key].append(place)
    return found


def _key(name: str) -> str:
    return next(iter(company.keys(name)), "")


def _evened(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())

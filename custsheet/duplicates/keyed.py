"""The numbered keys of distinct values: under which each may be found again.

Columnar twins first (`keys_column`), value by value what they leave.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series

from custsheet import fields
from custsheet.fields import columns

Ints = NDArray[np.int64]
KEYS = 3  # keys of one value that are looked at
TAIL = 8  # digits by which a phone is known


def numbered(kind: str, values: Series) -> Ints:
    """Return the numbers of up to three keys of each value, -1 for none: a line per value, one column at least."""
    twin = getattr(fields.KINDS[kind], "keys_column", None)
    sight = list(twin(values).items()) if twin else [(0, columns.blanks(values.index))]
    left = np.flatnonzero(((sight[0][1] == "") & (values != "")).to_numpy())
    lists = _listed(kind, columns.listed(values.iloc[left]))
    width = max([len(sight), *map(len, lists)])
    looked_up = [columns.texts([keys[place] if place < len(keys) else "" for keys in lists]) for place in range(width)]
    number = _numbers([column for _, column in sight] + looked_up)
    keys = np.full((len(values), width), -1, np.int64, order="F")
    keys[:, : len(sight)] = number[: len(sight) * len(values)].reshape(len(sight), -1).T
    keys[left] = number[len(sight) * len(values) :].reshape(width, -1).T
    return keys


def with_tails(keys: Ints, values: Series) -> Ints:
    """Return the keys of phones and their last eight digits, for a number that could not be read is still a number."""
    tails, _ = pd.factorize(values.str.slice(-TAIL))
    long = (values.str.len() >= TAIL).to_numpy(bool) & (keys[:, 0] >= 0)
    return np.column_stack([keys, np.where(long, tails + keys.max(initial=0) + 1, -1)])


def _numbers(texts: list[Series]) -> Ints:
    """Return the numbers of texts, one column after the other, -1 for blanks."""
    number, unique = pd.factorize(pd.concat(texts, ignore_index=True))
    return np.where(np.asarray(unique == "", bool)[number], -1, number).astype(np.int64)


def _listed(kind: str, values: list[str]) -> list[list[str]]:
    """Return the keys of each value; a company in the place of a person's name has those of a company."""
    lists = [fields.KINDS[kind].keys(value)[:KEYS] for value in values]
    if kind == "name":
        nameless = [place for place, keys in enumerate(lists) if not keys]
        issues = fields.clean("name", [values[place] for place in nameless])["issue"]
        for place, issue in zip(nameless, issues, strict=True):
            if issue == "name.company":
                lists[place] = fields.KINDS["company"].keys(values[place])[:KEYS]
    return lists

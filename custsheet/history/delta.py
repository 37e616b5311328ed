"""What a table has that the one before it had not: rows are known by all they say, wherever they stand.

A difference is two small tables: `rows`, the rows that are new or say something new, whole and in their order; and `order`,
for every row the place it had before, -1 for the next of `rows`. Tables that are only sorted anew or inserted into cost
their order alone; runs of neighbours cost next to nothing once the places are written as differences. No key is needed, so
tables without one (orders, repeated lines) are kept as exactly as customers. Columns that are another in most rows, such as
the days since the last order on a new day, are kept whole, and the rows compared without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
from numpy.typing import NDArray

Ints = NDArray[np.int64]
MANY = 0.1  # a difference of a larger share of the rows is looked at column by column
_BETWEEN = "\x1f"


class Delta(NamedTuple):
    """How a table follows from the one before it."""

    order: Ints  # per row: its place before, -1 for the next of `rows`
    rows: pa.Table
    restless: pa.Table | None = None  # columns that are kept whole


def between(before: pa.Table, after: pa.Table) -> Delta:
    """Return how *after* follows from *before*. Columns that came, went or moved make every row a new one.

    >>> old, new = pa.table({"a": ["x", "y"]}), pa.table({"a": ["y", "z"]})
    >>> between(old, new).order.tolist(), between(old, new).rows["a"].to_pylist()
    ([1, -1], ['z'])
    """
    if before.column_names != after.column_names:
        return Delta(np.full(len(after), -1, np.int64), after)
    found = _by_rows(before, after)
    names = _restless(before, after) if len(found.rows) > MANY * len(after) else []
    if not names:
        return found
    found = _by_rows(before.drop_columns(names), after.drop_columns(names))
    return found._replace(restless=after.select(names))


def applied(whole: pa.Table, deltas: Sequence[Delta]) -> pa.Table:
    """Return the table that follows from *whole* by one difference after the other."""
    for _, several in groupby(deltas, key=_names_of_restless):
        group = list(several)
        restless = group[-1].restless
        if restless is None:
            whole = _moved(whole, group)
            continue
        steady = _moved(whole.drop_columns(restless.column_names), group)
        for name in restless.column_names:
            steady = steady.append_column(name, restless[name])
        whole = steady.select(whole.column_names)
    return whole


def _names_of_restless(found: Delta) -> list[str]:
    return found.restless.column_names if found.restless is not None else []


def _restless(before: pa.Table, after: pa.Table) -> list[str]:
    """Return the columns that are another in many of the rows whose first cell, which must be theirs alone, is the same."""
    keys = [pd.Index(each.column(0).to_pandas()) for each in (before, after)]
    if not all(each.is_unique for each in keys):
        return []
    place = keys[0].get_indexer(keys[1])
    mine, theirs = after.filter(pa.array(place >= 0)), before.take(pa.array(place[place >= 0]))
    names = after.column_names[1:] if len(mine) else []
    equal = {name: compute.sum(compute.equal(mine[name], theirs[name])).as_py() or 0 for name in names}
    found = [name for name, number in equal.items() if number < (1 - MANY) * len(mine)]
    return found if len(found) < len(names) else []


def _by_rows(before: pa.Table, after: pa.Table) -> Delta:
    lines = pa.chunked_array([_lines(before), _lines(after)]).combine_chunks()
    number = lines.dictionary_encode().indices.to_numpy().astype(np.int64)
    old, new = _told_apart(number[: len(before)]), _told_apart(number[len(before) :])
    most = 1 + max((int(each.max()) for each in (old, new) if len(each)), default=0)
    keys = [each * most + turn for each, turn in ((number[: len(before)], old), (number[len(before) :], new))]
    place = pd.Index(keys[0]).get_indexer(pd.Index(keys[1]))
    return Delta(place.astype(np.int64), after.filter(pa.array(place < 0)))


def _moved(whole: pa.Table, deltas: Sequence[Delta]) -> pa.Table:
    """Return what follows from *whole* by the rows of one difference after the other; they are moved only once, at the end."""
    pool, place = [whole], np.arange(len(whole), dtype=np.int64)
    for delta in deltas:
        if delta.rows.column_names != pool[0].column_names:
            pool, place = [delta.rows], np.arange(len(delta.rows), dtype=np.int64)
            continue
        new = delta.order < 0
        further = sum(map(len, pool)) + np.cumsum(new) - 1
        place = np.where(new, further, place[delta.order] if len(place) else further)
        pool.append(delta.rows)
    return pa.concat_tables(pool).take(pa.array(place)).combine_chunks()


def _lines(table: pa.Table) -> pa.Array:
    """Return each row as one text."""
    if not table.num_columns:
        return pa.array([""] * len(table), pa.large_string())
    columns = [compute.cast(each, pa.large_string()) for each in table.itercolumns()]
    joined = compute.binary_join_element_wise(*columns, pa.scalar(_BETWEEN, pa.large_string()))
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _told_apart(number: Ints) -> Ints:
    """Return for each number how many like it stand before.

    >>> _told_apart(np.array([7, 3, 7, 7, 3])).tolist()
    [0, 0, 1, 2, 1]
    """
    order = np.argsort(number, kind="stable")
    first = np.flatnonzero(np.diff(number[order], prepend=-1))
    turn = np.empty(len(number), np.int64)
    turn[order] = np.arange(len(number)) - np.repeat(first, np.diff(first, append=len(number)))
    return turn

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

from custsheet.columnar import numbered

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
MANY = 0.1  # a difference of a larger share of the rows is looked at column by column
FIRST = 1_000  # rows by which the column that tells rows apart best is chosen
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
    if before.column_names != after.column_names or not after.num_columns:
        return Delta(np.full(len(after), -1, np.int64), after)
    likely = _likely(before, after)
    place = likely.place(after.column_names)
    names = _restless(likely) if (place < 0).sum() > MANY * len(after) else []
    if names:
        before, steady = before.drop_columns(names), after.drop_columns(names)
        place = likely.place(steady.column_names)
    else:
        steady = after
    place = _completed(place, before, steady)
    rows = steady.filter(pa.array(place < 0))
    return Delta(place, rows, after.select(names) if names else None)


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


class _Likely(NamedTuple):
    """Rows that have the same cell in the column that tells them apart best: nearly always the same rows, found quickly."""

    places: Ints  # per row of the later table: its place in the one before, -1 for none
    equal: dict[str, Flags]  # per column: whether the cells of a row with a place are the same, False without one
    key: pa.ChunkedArray  # that column, of both tables

    def place(self, names: Sequence[str]) -> Ints:
        """Return the places of rows that are the same in all columns of these *names*."""
        same = np.logical_and.reduce([self.equal[name] for name in names])
        return np.where(same, self.places, -1)


def _likely(before: pa.Table, after: pa.Table) -> _Likely:
    key = max(after.column_names, key=lambda name: len(after[name].slice(0, FIRST).unique()))
    places = _places(before[key], after[key])
    found = places >= 0
    mine, theirs = _taken(after, np.flatnonzero(found)), _taken(before, places[found])
    equal = {}
    for name in after.column_names:
        equal[name] = np.zeros(len(after), bool)
        equal[name][found] = compute.equal(mine[name], theirs[name]).to_numpy()
    return _Likely(places, equal, pa.chunked_array([*before[key].chunks, *after[key].chunks], after[key].type))


def _taken(table: pa.Table, places: Ints) -> pa.Table:
    """Return the rows in these places; neighbours are not copied."""
    neighbours = len(places) > 0 and bool((np.diff(places) == 1).all())
    return table.slice(int(places[0]), len(places)) if neighbours else table.take(pa.array(places))


def _restless(likely: _Likely) -> list[str]:
    """Return the columns that are another in many of the rows whose telling cell, which must be theirs alone, is the same."""
    number = (likely.places >= 0).sum()
    found = [name for name, equal in likely.equal.items() if equal.sum() < (1 - MANY) * number]
    alone = len(likely.key) - compute.count_distinct(likely.key).as_py() == number
    return found if alone and len(found) < len(likely.equal) - 1 else []


def _completed(place: Ints, before: pa.Table, after: pa.Table) -> Ints:
    """Return the places of rows, those of rows without one looked for among the rows that nobody stands for yet."""
    left, free = np.flatnonzero(place < 0), np.ones(len(before), bool)
    free[place[place >= 0]] = False
    old = np.flatnonzero(free)
    if not (len(left) and len(old)):
        return place
    found = _places(_lines(_taken(before, old)), _lines(_taken(after, left)))
    place[left[found >= 0]] = old[found[found >= 0]]
    return place


def _places(before: pa.ChunkedArray, after: pa.ChunkedArray) -> Ints:
    """Return for each cell of *after* the place of one like it, -1 for none.

    What both begin and end with is the same; between, of equal cells the first stands for the first, the second for the second.
    """
    first = _alike(before, after)
    last = _alike(before[first:][::-1], after[first:][::-1])
    old, new = (each.slice(first, len(each) - first - last) for each in (before, after))
    sides, _ = numbered(old, new)
    turns = [_told_apart(each) for each in sides]
    most = 1 + max((int(each.max()) for each in turns if len(each)), default=0)
    keys = [each * most + turn for each, turn in zip(sides, turns, strict=True)]
    between = pd.Index(keys[0]).get_indexer(pd.Index(keys[1])).astype(np.int64)
    between[between >= 0] += first
    return np.concatenate([np.arange(first), between, np.arange(len(before) - last, len(before))])


def _alike(before: pa.ChunkedArray, after: pa.ChunkedArray) -> int:
    """Return with how many equal cells both begin."""
    shared = min(len(before), len(after))
    other = compute.index(compute.equal(before[:shared], after[:shared]), False).as_py()
    return shared if other < 0 else int(other)


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


def _lines(table: pa.Table) -> pa.ChunkedArray:
    """Return each row as one text."""
    columns = [compute.cast(each, pa.large_string()) for each in table.itercolumns()]
    return compute.binary_join_element_wise(*columns, pa.scalar(_BETWEEN, pa.large_string()))


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

"""What a table has that the one before it had not: rows are known by all they say, wherever they stand.

A difference is two small tables: `rows`, the rows that are new or say something new, whole and in their order; and `order`,
for every row the place it had before, -1 for the next of `rows`. Tables that are only sorted anew or inserted into cost
their order alone; runs of neighbours cost next to nothing once the places are written as differences. No key is needed, so
tables without one (orders, repeated lines) are kept as exactly as customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_BETWEEN = "\x1f"


class Delta(NamedTuple):
    """How a table follows from the one before it."""

    order: Ints  # per row: its place before, -1 for the next of `rows`
    rows: pa.Table


def between(before: pa.Table, after: pa.Table) -> Delta:
    """Return how *after* follows from *before*. Columns that came, went or moved make every row a new one.

    >>> old, new = pa.table({"a": ["x", "y"]}), pa.table({"a": ["y", "z"]})
    >>> between(old, new).order.tolist(), between(old, new).rows["a"].to_pylist()
    ([1, -1], ['z'])
    """
    if before.column_names != after.column_names:
        return Delta(np.full(len(after), -1, np.int64), after)
    number, _ = pd.factorize(np.concatenate([_lines(before), _lines(after)]))
    old, new = (_numbered(each) for each in (number[: len(before)], number[len(before) :]))
    place = old.get_indexer(new)
    return Delta(place.astype(np.int64), after.filter(pa.array(place < 0)))


def applied(whole: pa.Table, deltas: Sequence[Delta]) -> pa.Table:
    """Return the table that follows from *whole* by one difference after the other; rows are moved only once, at the end."""
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


def _lines(table: pa.Table) -> NDArray[np.object_]:
    """Return each row as one text."""
    if not table.num_columns:
        return np.full(len(table), "", object)
    columns = [compute.cast(each, pa.large_string()) for each in table.itercolumns()]
    joined = compute.binary_join_element_wise(*columns, pa.scalar(_BETWEEN, pa.large_string()))
    return np.asarray(joined.to_pandas().to_numpy(object))


def _numbered(number: NDArray[np.intp]) -> pd.MultiIndex:
    """Return rows by what they say, the second of two equal ones as the second."""
    values = pd.Series(number)
    return pd.MultiIndex.from_arrays([number, values.groupby(values).cumcount()])

"""Tables of the state as Parquet files, small and the same bytes for the same content."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
from numpy.typing import NDArray
from pandas import DataFrame

from custsheet.history.delta import Delta
from custsheet.write.flat import lines

Ints = NDArray[np.int64]
LEVEL = 3  # of zstd: at level 7 files are a twentieth smaller and take twice as long


def write(table: pa.Table, path: Path) -> None:
    """Write a table; whole numbers as differences, texts by dictionary where they repeat, all of it zstd."""
    numbers = [field.name for field in table.schema if pa.types.is_integer(field.type)]
    texts = [field.name for field in table.schema if field.name not in numbers]
    parquet.write_table(
        table,
        path,
        compression="zstd",
        compression_level=LEVEL,
        use_dictionary=texts or False,
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED") or None,
        write_statistics=False,
        store_schema=False,
    )
    flush(path)


def read(path: Path) -> pa.Table:
    """Return a table, texts as `large_string`."""
    found = parquet.read_table(path)
    return found.cast(pa.schema([(each.name, _kind(each.type)) for each in found.schema]))


def write_delta(delta: Delta, folder: Path, name: str) -> None:
    """Write a difference as `<name>.rows.parquet` and `<name>.order.parquet`, restless columns as `<name>.columns.parquet`."""
    write(delta.rows, folder / f"{name}.rows.parquet")
    write(pa.table({"place": steps(delta.order)}), folder / f"{name}.order.parquet")
    if delta.restless is not None:
        write(delta.restless, folder / f"{name}.columns.parquet")


def read_delta(folder: Path, name: str, restless: bool = False) -> Delta:
    """Return a difference written by `write_delta`, with or without *restless* columns."""
    stored = read(folder / f"{name}.order.parquet")["place"].to_numpy()
    columns = read(folder / f"{name}.columns.parquet") if restless else None
    return Delta(places(np.asarray(stored)), read(folder / f"{name}.rows.parquet"), columns)


def steps(order: Ints) -> Ints:
    """Return places as steps from the last known one, so that undisturbed neighbours are all the same number.

    >>> steps(np.array([5, 6, -1, 7])).tolist(), places(steps(np.array([5, 6, -1, 7]))).tolist()
    ([6, 1, 0, 1], [5, 6, -1, 7])
    """
    known = order[order >= 0]
    taken = np.zeros(len(order), np.int64)
    step = np.diff(known, prepend=-1)
    taken[order >= 0] = np.where(step <= 0, step - 1, step)  # 0 is for a new row
    return taken


def places(taken: Ints) -> Ints:
    """Return places from their steps."""
    step = taken[taken != 0]
    order = np.full(len(taken), -1, np.int64)
    order[taken != 0] = np.cumsum(np.where(step < 0, step + 1, step)) - 1
    return order


def to_csv(table: pa.Table) -> bytes:
    """Return a table as the bytes of the CSV file that was written of it."""
    frame = DataFrame({name: table[name].to_pandas().astype("str") for name in table.column_names})
    return b"".join(["\ufeff".encode(), *lines(frame)])


def flush(path: Path) -> None:
    """Flush a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _kind(kind: pa.DataType) -> pa.DataType:
    return pa.large_string() if pa.types.is_string(kind) or pa.types.is_dictionary(kind) else kind

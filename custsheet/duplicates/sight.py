"""What numbers kept of every value tell before any letters are compared: most pairs of phones and dates are told apart so.

One slip of the pen (a wrong, missing, extra or swapped sign) leaves the beginning or the end of a value as it is.
"""

from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

import custsheet.duplicates.stretches as stretches
from custsheet.duplicates.levels import CLOSE, FAR, NEAR, OPEN
from custsheet.fields import columns

Levels = NDArray[np.int8]
Marks = NDArray[np.float64]  # a line per value
MONTH, YEAR = 31, 366  # days up to which dates are close, and near
LEAST = 8  # letters from which a beginning and an end tell anything
NONE = np.empty((0, 0))
_EXACT = 52  # bits of a whole number that a float holds


def marks(scorer: str, values: pa.Array) -> Marks:
    """Return what is kept of every value that is compared by *scorer*."""
    if scorer == "slip":
        return _ends(values)
    return np.column_stack([_ends(values), *days(values)]) if scorer == "date" else NONE


def at_sight(scorer: str, ours: Marks, theirs: Marks) -> Levels:
    """Return the levels of pairs that differ, by the marks of both sides; OPEN where letters have to tell."""
    if scorer not in ("slip", "date"):
        return np.full(len(ours), OPEN, np.int8)
    unsure = ((ours[:, :2] == theirs[:, :2]) | np.isnan(ours[:, :2]) | np.isnan(theirs[:, :2])).any(axis=1)
    if scorer == "slip":
        return np.where(unsure, OPEN, FAR).astype(np.int8)
    apart = np.abs(ours[:, 2] - theirs[:, 2])
    close = (apart <= MONTH) | (ours[:, 3] == theirs[:, 4])
    return np.select([close, unsure, apart <= YEAR], [CLOSE, OPEN, NEAR], FAR).astype(np.int8)


def _ends(values: pa.Array) -> Marks:
    """Return a hash of the beginning and of the end of each value, NaN for values shorter than most.

    Both are so short that one slip cannot touch them both.
    """
    length = pc.utf8_length(values).to_numpy()
    least = max(int(np.quantile(length, 0.05)), LEAST) if len(values) else LEAST
    return stretches.by_parts(values, partial(_hashed_ends, least))


def _hashed_ends(least: int, values: pa.Array) -> Marks:
    told = stretches.letters(values)
    part, long = (least - 2) // 2, told.length >= least
    start, length = told.start[long], told.length[long]
    hashed = stretches.hashes(told.signs, np.r_[start, start + length - part], np.r_[start + part, start + length])
    ends = np.full((len(long), 2), np.nan)
    ends[long] = (hashed >> (62 - _EXACT)).reshape(2, -1).T
    return ends


def days(values: pa.Array) -> list[Marks]:
    """Return, for values yyyymmdd, the day, the number with day and month swapped, and the number; NaN for what is no date.

    A year may be any: 0961 is a slip, too.
    """
    text = columns.texts(values)
    text = text.where(text.str.fullmatch("[0-9]{8}"))
    days = pd.to_datetime(text, format="%Y%m%d", errors="coerce").to_numpy("datetime64[D]")
    number = pd.to_numeric(text, errors="coerce").to_numpy(np.float64)
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    return [np.where(np.isnat(days), np.nan, days.astype(np.int64)), year * 10_000 + day * 100 + month, number]

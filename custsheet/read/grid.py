"""A sheet as it was found: a grid of texts, and what was noticed about single cells and the whole sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas import DataFrame


class Noticed(NamedTuple):
    """Something about a place of a sheet: the code of the issue, line (0 for the whole sheet), position (-1 for a row)."""

    code: str
    line: int
    position: int
    value: str
    facts: str


@dataclass(frozen=True)
class Grid:
    """One sheet: `cells` has a row per line that is there (index: the line as Excel numbers it) and a column per position."""

    sheet: str
    cells: DataFrame
    encoding: str = ""
    evidence: str = ""  # why the encoding is right
    hidden: bool = False
    formats: Mapping[int, str] = field(default_factory=dict)  # number format most used in a column, by position
    noticed: tuple[Noticed, ...] = ()
    merged: tuple[str, ...] = ()
    table: str = ""  # the table these rows are known to belong to; "" where that is to be found out


def fully(values: pd.Series, pattern: str) -> np.ndarray:
    """Return which texts match *pattern* from end to end (RE2 syntax, ignoring case, `.` takes line ends)."""
    found = pc.match_substring_regex(pa.array(values), rf"(?is)^(?:{pattern})$")
    return found.to_numpy(zero_copy_only=False).astype(bool)


def text_column(values: pa.ChunkedArray | pa.Array) -> pd.api.extensions.ExtensionArray:
    """Return Arrow text as pandas keeps it in tables."""
    chunked = values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])
    kept_as: Any = pd.StringDtype("pyarrow", na_value=float("nan"))
    return pd.arrays.ArrowStringArray(chunked.cast(pa.large_string()), dtype=kept_as)  # type: ignore[call-arg]

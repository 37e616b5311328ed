"""A sheet as it was found: a grid of texts, and what was noticed about single cells and the whole sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
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


def text_column(values: pa.ChunkedArray | pa.Array) -> pd.api.extensions.ExtensionArray:
    """Return Arrow text as pandas keeps it in tables."""
    chunked = values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])
    return pd.arrays.ArrowStringArray(chunked.cast(pa.large_string()), dtype=pd.StringDtype("pyarrow", na_value=float("nan")))

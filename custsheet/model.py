"""The one vocabulary: a book of tables, and everything noticed about them so far.

A **row** is the id of one source row, a running integer over all inputs; every table is indexed by it. Values are text
(`dtype="str"`, Arrow-backed), blank is the empty string, and nothing is ever missing (`NaN`).

Tables of a book, by name: `customers`, `orders` (and any other table of the schema); `other:<sheet>` for sheets that no
schema table claims; `quarantined:<table>` for rows set aside, `merged:<table>` for rows that another row now stands for and
`skipped:<table>` for orders that an overlapping export brought twice (rows that reading skipped are in no table);
`segments` once customers are classified; `facts:<stage>` with the columns `key` and `value` for what a stage has to tell
about itself (candidate pairs, capped blocks, cut values).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple, get_type_hints

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas import DataFrame

NOWHERE = -1  # the row or source of an issue that concerns a whole table or file
_ADDED = re.compile(r"(?:.*/)?\d{5}-[0-9a-f]{12}-added-\w+\.csv")


class Source(NamedTuple):
    """One sheet of one file. Index of `Book.sources`: the source's number."""

    file: str  # relative to the inputs' common folder
    sheet: str  # "" for a file without sheets
    sha256: str
    kind: str  # xlsx, csv, …
    encoding: str
    header_line: int  # as Excel numbers it; 0 where there is none
    evidence: str  # why this line is the header, and this encoding right, in the user's language
    rank: int  # higher is trusted more where sources disagree


class Column(NamedTuple):
    """One column of one source. `field` is the column's name in its table, canonical or the heading itself."""

    source: int
    position: int  # 0-based, in the sheet
    letter: str
    heading: str
    table: str
    field: str
    kind: str  # "" for columns carried along untouched
    number_format: str
    evidence: str


class Origin(NamedTuple):
    """Where a row stands. Index of `Book.origin`: the row."""

    source: int
    line: int  # as Excel numbers it: the header is 1; a CSV record that spans lines counts as one


class Fate(NamedTuple):
    """What became of a source row in one table: kept, merged, quarantined or skipped."""

    table: str
    row: int
    customer_id: str
    fate: str
    reason: (
        str  # a code: match, repeat, blank, total, header, no_identity, ragged, …; for fate merged: `match` or `repeat`
    )


class Issue(NamedTuple):
    """One finding. Stages give code, table, row, field, value, suggestion, confidence and facts; the runner stamps the rest."""

    id: str
    code: str
    level: str  # error, warning, info
    dimension: str
    table: str
    source: int
    file: str
    sheet: str
    cell: str
    cells: str  # all places, where one issue stands for several
    row: int
    customer_id: str
    field: str
    value: str
    suggestion: str
    confidence: str  # high, medium, low
    facts: str  # JSON object: what the message needs besides value, heading and line
    message: str
    status: str


class Change(NamedTuple):
    """One cell altered by a stage. Stages give table, row, field, rule and confidence; the runner fills in the rest."""

    stage: str
    table: str
    row: int
    field: str
    before: str
    after: str
    rule: str
    confidence: str


class Match(NamedTuple):
    """A pair of rows that may be the same customer."""

    row_left: int
    row_right: int
    probability: float
    weight: float  # log2 of the Bayes factor
    band: str  # certain, possible
    reason: str  # contributions per field, in the user's language


class Timing(NamedTuple):
    """What one stage cost: wall seconds, and the peak of the process's resident memory in bytes."""

    stage: str
    seconds: float
    peak: int


def frame(kind: type, columns: Mapping[str, object] | None = None, index: pd.Index | None = None) -> DataFrame:
    """Return a DataFrame with the columns of *kind*, filled from *columns* (scalars are repeated), the rest left empty.

    >>> frame(Change, {"row": [1, 2], "rule": "space"})[["row", "rule", "before"]].values.tolist()
    [[1, 'space', ''], [2, 'space', '']]
    """
    given = dict(columns or {})
    if not given and index is None:
        return _without_rows(kind).copy(deep=False)
    types = _types(kind)
    if unknown := set(given) - set(types):
        raise TypeError(f"{kind.__name__} has no {sorted(unknown)}")
    lengths = [len(values) for values in given.values() if hasattr(values, "__len__") and not isinstance(values, str)]
    length = lengths[0] if lengths else (1 if given else 0)
    blank = {each: _column(said, each, length) for each, said in _BLANK.items()}
    filled = {
        name: _column(given[name], each, length) if name in given else blank[each] for name, each in types.items()
    }
    return DataFrame(filled, index=pd.RangeIndex(length) if index is None else index)


@cache
def _types(kind: type) -> dict[str, type]:
    return get_type_hints(kind)


@cache
def _without_rows(kind: type) -> DataFrame:
    return DataFrame({name: _column(_BLANK[kind_], kind_, 0) for name, kind_ in _types(kind).items()})


_TEXT: Any = pd.StringDtype(na_value=np.nan)
_BLANK: dict[type, object] = {str: "", int: NOWHERE, float: 0.0}
_DTYPE: dict[type, str] = {str: "str", int: "int64", float: "float64"}


def _column(values: object, kind: type, length: int) -> Any:
    """Return the array of a column: values without an index, so that nothing is looked up when they are put together."""
    if isinstance(values, str):
        return _TEXT.__from_arrow__(pa.repeat(pa.scalar(values, pa.large_string()), length))
    if isinstance(values, int | float):
        return np.full(length, values, dtype=_DTYPE[kind])
    bare = values.array if isinstance(values, pd.Series | pd.Index) else values
    return bare if getattr(bare, "dtype", None) == _TEXT and kind is str else pd.Series(bare, dtype=_DTYPE[kind]).array


def together(kind: type, frames: list[DataFrame]) -> DataFrame:
    """Return the rows of several frames of one *kind*, numbered anew."""
    filled = [each for each in frames if len(each)]
    return pd.concat(filled, ignore_index=True) if filled else frame(kind)


def is_added(file: str) -> bool:
    """Return whether a source holds rows that people added to an earlier output.

    >>> is_added(".custsheet/edits/00000-0123456789ab-added-customers.csv"), is_added("客户.csv")
    (True, False)
    """
    return bool(_ADDED.fullmatch(file))


def facts(**known: object) -> str:
    """Return message facts as the JSON text that `Issue.facts` holds ("" for none)."""
    return json.dumps(known, ensure_ascii=False, sort_keys=True) if known else ""


@dataclass(frozen=True)
class Book:
    """The tables in work, and everything noticed about them so far. Never altered in place: use `dataclasses.replace`."""

    tables: Mapping[str, DataFrame] = field(default_factory=dict)
    sources: DataFrame = field(default_factory=lambda: frame(Source))
    columns: DataFrame = field(default_factory=lambda: frame(Column))
    origin: DataFrame = field(default_factory=lambda: frame(Origin))
    lineage: DataFrame = field(default_factory=lambda: frame(Fate))
    issues: DataFrame = field(default_factory=lambda: frame(Issue))
    changes: DataFrame = field(default_factory=lambda: frame(Change))
    matches: DataFrame = field(default_factory=lambda: frame(Match))

    def with_issues(self, *found: DataFrame) -> Book:
        """Return this book with more issues."""
        return replace(self, issues=together(Issue, [self.issues, *found]))

    def with_changes(self, *named: DataFrame) -> Book:
        """Return this book with more changes."""
        return replace(self, changes=together(Change, [self.changes, *named]))

    def with_tables(self, **tables: DataFrame) -> Book:
        """Return this book with some tables replaced or added."""
        return replace(self, tables={**self.tables, **tables})

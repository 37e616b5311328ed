"""A run against the answer key: precision and recall per rule, of silent repairs, and of duplicates by pairs."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from custsheet.model import Book

COLUMNS = ["what", "expected", "found", "right", "precision", "recall"]
_PLACE = ["file", "sheet", "cell"]


def answers(folder: Path) -> tuple[DataFrame, DataFrame]:
    """Return the faults and the people of an answer key."""
    faults = pd.read_csv(folder / "faults.csv", dtype="str", keep_default_na=False, encoding="utf-8-sig")
    people = pd.read_csv(folder / "people.csv", dtype={"sheet": "str"}, keep_default_na=False, encoding="utf-8-sig")
    return faults, people


def rules(book: Book, faults: DataFrame) -> DataFrame:
    """Return a line per code of the key: how many cells were expected, found, and right; then one for silent repairs.

    Only files that were read count. Precision of repairs: the share of changed cells that are the right value now.
    """
    faults = faults[faults["file"].isin(book.sources["file"])]
    named = faults[faults["code"] != ""]
    issues = book.issues[["code", *_PLACE]].drop_duplicates()
    lines = [
        _line(str(code), group[_PLACE], issues.loc[issues["code"] == code, _PLACE])
        for code, group in named.groupby("code")
    ]
    return DataFrame([*lines, repairs(book, faults)], columns=COLUMNS)


def repairs(book: Book, faults: DataFrame) -> tuple[object, ...]:
    """Return the line for silent repairs: cells changed in standardizing, against those that were to be changed."""
    changed = _with_cells(book, book.changes[book.changes["stage"] == "standardize"])
    wanted = faults[faults["code"] == ""]
    both = wanted.merge(changed, on=_PLACE, how="inner")
    right = sum(map(_alike, both["after"], both["expected"]))
    twice = changed.merge(faults.loc[faults["code"] == "", _PLACE], on=_PLACE, how="left", indicator=True)
    invented = int((twice["_merge"] == "left_only").sum())
    return _scored("repairs", len(wanted), len(both) + invented, right)


def duplicates(book: Book, people: DataFrame) -> DataFrame:
    """Return two lines: pairs of rows that were merged, and those merged or offered to a person, against true pairs."""
    known = _rows(book, people)
    lineage = book.lineage[book.lineage["table"] == "customers"].drop_duplicates("row").set_index("row")
    merged = known.assign(group=lineage["customer_id"].reindex(known["row"]).to_numpy())
    merged = merged[merged["group"].notna() & (merged["group"] != "")]
    expected = _pairs(known["person"])
    right = _pairs(merged["group"].astype(str) + " " + merged["person"].astype(str))
    offered = _offered(book, merged)
    lines = [_scored("merged", expected, _pairs(merged["group"]), right)]
    lines.append(
        _scored("merged_or_asked", expected, _pairs(merged["group"]) + len(offered), right + int(offered["same"].sum()))
    )
    return DataFrame(lines, columns=COLUMNS)


def total(lines: DataFrame, what: str = "all") -> tuple[object, ...]:
    """Return the line that stands for several: sums, and precision and recall over all."""
    return _scored(what, *(int(lines[column].sum()) for column in ("expected", "found", "right")))


def _line(code: str, expected: DataFrame, found: DataFrame) -> tuple[object, ...]:
    return _scored(code, len(expected), len(found), len(expected.merge(found, on=_PLACE)))


def _scored(what: str, expected: int, found: int, right: int) -> tuple[object, ...]:
    return what, expected, found, right, right / found if found else 1.0, right / expected if expected else 1.0


def _pairs(labels: Series) -> int:
    """Return the number of pairs of rows with the same label."""
    sizes = labels.value_counts().to_numpy(dtype=np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _offered(book: Book, merged: DataFrame) -> DataFrame:
    """Return the pairs of rows of different groups that a person is asked about, and whether they are the same person."""
    by_row = merged.set_index("row")
    asked = book.matches[book.matches["band"] == "possible"]
    groups = DataFrame({side: by_row["group"].reindex(asked[f"row_{side}"]).to_numpy() for side in ("left", "right")})
    people = [by_row["person"].reindex(asked[f"row_{side}"]).to_numpy() for side in ("left", "right")]
    groups["same"] = people[0] == people[1]
    return groups[groups["left"].notna() & groups["right"].notna() & (groups["left"] != groups["right"])]


def _rows(book: Book, people: DataFrame) -> DataFrame:
    """Return row and person of every line of the key that was read as a customer."""
    sources = book.sources[["file", "sheet"]].rename_axis("source").reset_index()
    origin = book.origin.rename_axis("row").reset_index().merge(sources, on="source")
    return origin.merge(people, on=["file", "sheet", "line"])[["row", "person"]]


def _with_cells(book: Book, changes: DataFrame) -> DataFrame:
    """Return changes with file, sheet and cell."""
    place = book.origin.rename_axis("row").reset_index()
    columns = book.columns[["source", "table", "field", "letter"]].drop_duplicates(["source", "table", "field"])
    told = changes.merge(place, on="row").merge(columns, on=["source", "table", "field"])
    sources = book.sources[["file", "sheet"]].rename_axis("source").reset_index()
    told = told.merge(sources, on="source")
    return told.assign(cell=told["letter"] + told["line"].astype(str)).drop_duplicates(_PLACE)


def _alike(left: str, right: str) -> bool:
    try:
        return left == right or Decimal(left) == Decimal(right)
    except InvalidOperation:
        return False

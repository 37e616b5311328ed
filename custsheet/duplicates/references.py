"""Order lines that name their customer by his number in the customer list: of the same file, or of the only one there is.

Such a line is about that customer, though it say less of him than would tell people apart. Where it names somebody else,
a person is asked: a number may be mistyped, or the customer renamed. The line's number is then no number of the line's own.
In another file than the list's, where the numbers may be of another book, only a line that gives the same name refers to it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series

from custsheet.duplicates.coded import Coded
from custsheet.fields import columns

FIELD = "customer_id"
_CALLED = ("name", "first_name", "last_name", "company")


class References(NamedTuple):
    """To whom of the list the lines refer: frames of two rows, `listed` and `line`."""

    same: DataFrame
    doubtful: DataFrame  # the line names somebody else
    unlisted: Index  # lines whose number the list does not have, the first of every number


def references(customers: Coded, file: Series, ordered: NDArray[np.bool_]) -> References:
    """Return to whom of the list the lines refer; *file* is each row's file, *ordered* tells which rows are order lines."""
    if FIELD not in customers.codes or not ordered.any() or ordered.all():
        nobody = DataFrame({"listed": [], "line": []}, dtype="int64")
        return References(nobody, nobody, Index([], dtype="int64"))
    told = DataFrame({"row": customers.index, "file": file.array, "number": customers.codes[FIELD]})
    told = told.assign(name=_names(customers).array, home=told["file"])
    filled = customers.filled(FIELD)
    listed, lines = told[filled & ~ordered], told[filled & ordered]
    if listed["file"].nunique() == 1:
        lines = lines.assign(file=listed["file"].iloc[0])
    pairs = lines.merge(listed.drop(columns="home"), on=["file", "number"], suffixes=("", "_listed"))
    pairs = pairs.rename(columns={"row_listed": "listed", "row": "line"})
    here = (pairs["home"] == pairs["file"]).to_numpy(bool)
    blank = ((pairs["name"] == "") | (pairs["name_listed"] == "")).to_numpy(bool)
    pairs["same"] = ((pairs["name"] == pairs["name_listed"]).to_numpy(bool) & ~blank) | (blank & here)
    pairs = pairs[pairs["same"].to_numpy() | here]
    pairs = pairs.sort_values(["same", "listed"], ascending=[False, True], kind="stable").drop_duplicates("line")
    same, sides = pairs["same"].to_numpy(bool), pairs[["listed", "line"]]
    return References(sides[same], sides[~same], _unlisted(lines, listed))


def _unlisted(lines: DataFrame, listed: DataFrame) -> Index:
    """Return lines with numbers that the list of their file has not; none where most are so: those are of another book."""
    numbers = lines[lines["file"].isin(listed["file"])].drop_duplicates(["file", "number"])
    known = numbers.merge(
        listed[["file", "number"]].drop_duplicates(), on=["file", "number"], how="left", indicator=True
    )
    missing = (known["_merge"] == "left_only").to_numpy(bool)
    return Index(numbers["row"][missing] if 2 * missing.sum() <= len(missing) else [], dtype="int64")


def _names(customers: Coded) -> Series:
    """Return what each row calls its customer, for a comparison: the name, else its parts, else the company."""
    told = DataFrame({each: customers.column(each) for each in _CALLED if each in customers.codes}, customers.index)
    blank = columns.blanks(customers.index)
    parts = columns.joined(told.get("first_name", blank), " ", told.get("last_name", blank))
    name = columns.first_filled(told.assign(parts=parts.str.strip()), ("name", "parts", "company"))
    return name.str.casefold().str.replace(r"\s", "", regex=True)

"""Whoever corrects a customer corrects all of him: what follows for the rows that he was made of.

A correction is written into the rows that say what was corrected. The others say something else: a spelling that had not
survived, a second phone. They are **tied** to it, for a person saw one customer; only a decision that they differ comes
before that. And they are **overruled**: as long as they say what they said then, the corrected value stands for their word
on who the customer is, against rows that joined later as the last; so it does where nobody says anything any more. What
they say themselves is altered nowhere.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet.model import Book

CUSTOMER = "customer"  # a column of edits: whom they were about, by the number he had; "" where that is not known
OWN = "own"  # a column of edits: the number that the row brought itself
SAID = "said"  # a column of edits: what the row itself said
PARTED = "parted"  # a column of edits that are placed: whether the row was decided to be somebody else since
TIED = "tied:customers"  # a table of the book: left, right (rows, as text)
OVERRULED = "overruled:customers"  # a table of the book: row, field, value, blank ("1": the row says nothing), all text
PUT_RIGHT = "put_right:rows"  # a table of the book: rows, as text, that were set aside before people corrected them


class Whole:
    """What the edits of all sittings, oldest first, say of customers as a whole.

    Rows that by *decisions* are different customers share no edit.
    """

    def __init__(self, decisions: DataFrame) -> None:
        self._differ = _apart(decisions)
        self._ties: set[tuple[int, int]] = set()
        self._words: list[DataFrame] = []  # place, field, value, ruled: whether the value stands for the row's own

    def placed(self, lines: DataFrame, places: DataFrame, table: DataFrame) -> DataFrame:
        """Return edits once per row that they are about, with its `place` in the *table*.

        *places*: row (a fingerprint), place, here (the number of its own). Of rows that say the same those with another
        number are others; and those that were decided to be somebody else than the customer's first row are so, unless
        what was corrected stood with them alone.
        """
        at = lines.assign(line=np.arange(len(lines))).merge(places, on="row")
        mine = at["here"] == at[OWN]
        there = mine.groupby(at["line"]).transform("any")
        at = at[mine | ~there | (at[OWN] == "")]
        if not self._differ:
            return at
        first = at.groupby(CUSTOMER, sort=False)["row"].transform("first")
        told = zip(first, at["row"], at[CUSTOMER], strict=True)
        parted = np.array([bool(customer) and (one, other) in self._differ for one, other, customer in told], bool)
        return at.assign(**{PARTED: parted})[self._meant(at, parted, table)]

    def _meant(self, at: DataFrame, parted: NDArray[np.bool_], table: DataFrame) -> NDArray[np.bool_]:
        """Return which edits still are about a row: all but *parted* ones, unless those alone say what was corrected."""
        kept = ~parted
        places = np.arange(len(at))
        for (customer, field, before), cells in at.assign(at=places).groupby([CUSTOMER, "field", "before"], sort=False):
            if not customer or field not in table.columns or not parted[cells["at"]].any():
                continue
            says = cells[(table[field].reindex(cells["place"]) == before).to_numpy(bool)]
            rows = set(says["row"])
            if parted[says["at"]].any() and not any((one, other) in self._differ for one in rows for other in rows):
                kept[cells["at"]], kept[says["at"]] = False, True
        return kept

    def add(self, table: DataFrame, lines: DataFrame) -> None:
        """Take in the edits of a sitting, each with its `place` in the *table*, which they have not altered yet."""
        lines = lines[lines[CUSTOMER] != ""]
        one = lines[~lines[PARTED]] if PARTED in lines else lines
        first = one.drop_duplicates([CUSTOMER, "row", OWN])  # rows that say the same may be several strangers
        for _, places in first.groupby(CUSTOMER, sort=False)["place"]:
            self._ties |= set(pairwise(sorted(set(places))))
        for field, cells in lines.groupby("field", sort=True):
            if field in table.columns:
                self._words.append(_words(table[str(field)], cells))

    def tables(self) -> dict[str, DataFrame]:
        """Return TIED and OVERRULED."""
        tied = DataFrame(sorted(self._ties), columns=["left", "right"]).astype("str")
        words = pd.concat([DataFrame(columns=["place", "field", "value", "ruled", "blank"]), *self._words])
        last = words.drop_duplicates(["place", "field"], keep="last")
        ruled = last.loc[last["ruled"].astype(bool), ["place", "field", "value", "blank"]]
        return {TIED: tied, OVERRULED: ruled.set_axis(["row", "field", "value", "blank"], axis=1).astype("str")}


def _words(values: Series, cells: DataFrame) -> DataFrame:
    """Return which cells a sitting altered, and of which others it overrules the word."""
    now = values.reindex(cells["place"]).fillna("").to_numpy()
    altered = now == cells["before"].to_numpy()
    blank = ~altered & (now == "")
    ruled = blank | (~altered & (now == cells[SAID].to_numpy()))
    told = cells[["place", "field"]].assign(value=cells["after"], ruled=ruled, blank=np.where(blank, "1", ""))
    return told[np.asarray(altered | ruled, bool)]


def pairs(book: Book) -> list[tuple[int, int]]:
    """Return the rows that are tied."""
    tied = book.tables.get(TIED, DataFrame({"left": [], "right": []}))
    return list(zip(map(int, tied["left"]), map(int, tied["right"]), strict=True))


def put_right(book: Book) -> list[int]:
    """Return the rows that had been set aside and that people corrected."""
    return list(map(int, book.tables.get(PUT_RIGHT, DataFrame({"row": []}))["row"]))


def overruled(book: Book) -> list[int]:
    """Return the rows that have no say in some field."""
    return list(map(int, book.tables.get(OVERRULED, DataFrame({"row": []}))["row"].unique()))


def overruling(book: Book, blank: bool = False) -> Iterator[tuple[str, Series]]:
    """Yield, per field of customers, what stands for the word of the rows that have none, by row.

    With *blank* of the rows that say nothing at all: it counts where nobody else says anything.
    """
    told = book.tables.get(OVERRULED, DataFrame({"field": [], "blank": []}))
    for field, cells in told[(told["blank"] == "1") == blank].groupby("field", sort=True):
        yield str(field), Series(cells["value"].array, index=cells["row"].astype("int64").array, dtype="str")


def _apart(decisions: DataFrame) -> set[tuple[str, str]]:
    """Return the fingerprints of rows that people decided to be different customers, both ways round."""
    if decisions.empty:
        return set()
    told = decisions.reindex(columns=["left", "right", "same", "state", "left_others", "right_others"], fill_value="")
    told = told[(told["same"] == "0") & told["state"].isin(["", "in_force"])].fillna("")
    found: set[tuple[str, str]] = set()
    for left, right, _, _, left_others, right_others in told.itertuples(index=False, name=None):
        for one in (left, *left_others.split()):
            found |= {pair for other in (right, *right_others.split()) for pair in ((one, other), (other, one))}
    return found

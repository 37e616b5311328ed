"""Whoever corrects a customer corrects all of him: what follows for the rows that he was made of.

A correction is written into the rows that say what was corrected. The others say something else: a spelling that had not
survived, a second phone. They are **tied** to it, for a person saw one customer; only a decision that they differ comes
before that. And they are **overruled**: of the field that was corrected they have no say in who the customer is, against
rows that joined later they stand for the corrected value. What they say themselves is altered nowhere.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pandas as pd
from pandas import DataFrame, Series

from custsheet.model import Book

CUSTOMER = "customer"  # a column of edits: whom they were about, by the number he had; "" where that is not known
TIED, OVERRULED = (
    "tied:customers",
    "overruled:customers",
)  # tables of the book, all text: left, right; row, field, value
_SITTING = "sitting"


def told(before: DataFrame, after: DataFrame, places: Series, sittings: Sequence[DataFrame]) -> dict[str, DataFrame]:
    """Return TIED and OVERRULED of customers as they were *before* and *after* the edits of *sittings*, oldest first.

    *places* maps fingerprints to rows.
    """
    numbered = [each[each["table"] == "customers"].assign(**{_SITTING: place}) for place, each in enumerate(sittings)]
    lines = pd.concat([DataFrame(columns=["row", CUSTOMER, _SITTING]), *numbered], ignore_index=True)
    if lines.empty:
        return {}
    lines = lines[(lines[CUSTOMER] != "") & lines["row"].isin(places.index)]
    return {TIED: _tied(lines, places), OVERRULED: _overruled(lines, places, before, after)}


def pairs(book: Book) -> list[tuple[int, int]]:
    """Return the rows that are tied."""
    tied = book.tables.get(TIED, DataFrame({"left": [], "right": []}))
    return list(zip(map(int, tied["left"]), map(int, tied["right"]), strict=True))


def overruling(book: Book) -> Iterator[tuple[str, Series]]:
    """Yield, per field of customers, what stands for the word of the rows that have none, by row."""
    for field, cells in book.tables.get(OVERRULED, DataFrame({"field": []})).groupby("field", sort=True):
        yield str(field), Series(cells["value"].array, index=cells["row"].astype("int64").array, dtype="str")


def _tied(lines: DataFrame, places: Series) -> DataFrame:
    """Return the pairs of rows; of rows that say the same the first stands for all, for they may be several strangers."""
    first = places[~places.index.duplicated()]
    named = lines.drop_duplicates([_SITTING, CUSTOMER, "row"])
    found = {
        pair
        for _, rows in named.groupby([_SITTING, CUSTOMER], sort=False)["row"]
        for pair in pairwise(sorted(first[rows]))
    }
    return DataFrame(sorted(found), columns=["left", "right"]).astype("str")


def _overruled(lines: DataFrame, places: Series, before: DataFrame, after: DataFrame) -> DataFrame:
    """Return the cells of rows that were not corrected themselves, with what the last correction of their customer says."""
    told = lines.merge(places.rename("place"), left_on="row", right_index=True).drop(columns="row")
    altered = [
        DataFrame({"place": rows, "field": field, "value": after.loc[rows, field].array})
        for field in told["field"].unique()
        if field in after and field in before
        for rows in [after.index[(after[field] != before[field]).to_numpy()]]
    ]
    if not altered:
        return DataFrame(columns=["row", "field", "value"], dtype="str")
    mine = pd.concat(altered, ignore_index=True)
    key = [_SITTING, CUSTOMER, "field"]
    latest = mine.merge(told[[*key, "place"]], on=["place", "field"]).sort_values(_SITTING, kind="stable")
    latest = latest.drop_duplicates(["place", "field"], keep="last").drop_duplicates(key, keep="last")
    theirs = told[[*key, "place"]].merge(latest[[*key, "value"]], on=key).sort_values(_SITTING, kind="stable")
    theirs = theirs.drop_duplicates(["place", "field"], keep="last")
    own = pd.MultiIndex.from_frame(theirs[["place", "field"]]).isin(pd.MultiIndex.from_frame(mine[["place", "field"]]))
    return theirs[~own][["place", "field", "value"]].set_axis(["row", "field", "value"], axis=1).astype("str")

"""What became of each customer between two runs: new, gone, changed, merged, split, or only moved. By customer, not by row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series

from custsheet.columnar import among
from custsheet.fields.called import called

COLUMNS = ["kind", "customer_id", "name", "field", "before", "after", "source"]
KINDS = ("new", "gone", "changed", "merged", "split", "moved")
OTHERS = ("company", "contact", "mobile", "email")  # by what customers without a name are called
ID = "customer_id"
_Lines = Iterator[tuple[str, str, str, str, str]]  # kind, customer_id, field, before, after


def between(
    before: DataFrame, after: DataFrame, merged: Mapping[str, str] | None = None, split: Mapping[str, str] | None = None
) -> DataFrame:
    """Return what changed from one table of customers to another: COLUMNS, all text, one line per change; `source` is blank.

    *merged* are ids no longer in use with those that stand for them; *split* new ids with those they came from. Of merged
    and split customers `before` and `after` are ids, of moved ones their places among all customers.
    """
    old, new = (each.drop_duplicates(ID).set_index(ID) for each in (before, after))
    both = new.index.intersection(old.index, sort=False)
    found = [*_came_and_went(old, new, merged or {}, split or {}), *_changed(old.loc[both], new.loc[both])]
    changed = {number for kind, number, *_ in found if kind == "changed"}
    moved = _moved(old.index, new.index, both)
    told = pd.concat(
        [
            DataFrame(found, columns=["kind", ID, "field", "before", "after"], dtype="str"),
            moved[~moved[ID].isin(changed) & (moved["before"] != moved["after"])],
        ],
        ignore_index=True,
    )
    named = told.assign(name=_names(told[ID], old, new), source="")
    rank = named["kind"].map({kind: number for number, kind in enumerate(KINDS)})
    return named.assign(rank=rank).sort_values("rank", kind="stable", ignore_index=True)[COLUMNS].astype("str")


def counts(told: DataFrame) -> dict[str, int]:
    """Return how many customers each kind concerns; of merged ones those that are no more, one line each."""
    return {kind: int(told.loc[told["kind"] == kind, "before" if kind == "merged" else ID].nunique()) for kind in KINDS}


def splits(before: DataFrame, after: DataFrame) -> dict[str, str]:
    """Return new ids with those their rows had before; both frames have customer_id, fingerprint and how many rows say so.

    Whoever says the same as a customer who still does, in a row more than there were, is new.
    """
    now, fresh = after[ID], after[~among(after[ID], before[ID])]
    after, before = (each[among(each["fingerprint"], fresh["fingerprint"])] for each in (after, before))
    counts = [each.groupby("fingerprint")["rows"].sum() for each in (after, before)]
    fresh = fresh.merge(before, on="fingerprint", suffixes=("", "_before"))
    more = (fresh["fingerprint"].map(counts[0]) > fresh["fingerprint"].map(counts[1])).to_numpy(bool)
    still = pd.MultiIndex.from_frame(fresh[[f"{ID}_before", "fingerprint"]]).isin(
        pd.MultiIndex.from_frame(after[[ID, "fingerprint"]])
    )
    fresh = fresh[among(fresh[f"{ID}_before"], now) & ~(more & still)].sort_values([ID, f"{ID}_before"])
    return dict(zip(fresh[ID], fresh[f"{ID}_before"], strict=True))


def _came_and_went(old: DataFrame, new: DataFrame, merged: Mapping[str, str], split: Mapping[str, str]) -> _Lines:
    for number in new.index.difference(old.index, sort=False):
        yield ("split", number, "", split[number], number) if number in split else ("new", number, "", "", "")
    for number in old.index.difference(new.index, sort=False):
        leads = merged.get(number, "")
        yield ("merged", leads, "", number, leads) if leads in new.index else ("gone", number, "", "", "")


def _changed(old: DataFrame, new: DataFrame) -> _Lines:
    for field in dict.fromkeys([*new.columns, *old.columns]):
        was, now = (each[field] if field in each else Series("", index=each.index, dtype="str") for each in (old, new))
        other = np.asarray(was.array != now.array, dtype=bool)
        for number, once, after in zip(new.index[other], was.array[other], now.array[other], strict=True):
            yield "changed", str(number), str(field), str(once), str(after)


def _moved(old: Index, new: Index, both: Index) -> DataFrame:
    """Return the fewest customers that must have moved for the others to stand as they stood."""
    stood = old.get_indexer(both)
    moved = ~_rising(stood)
    return DataFrame(
        {
            "kind": "moved",
            ID: both[moved],
            "field": "",
            "before": _places(stood[moved]),
            "after": _places(new.get_indexer(both[moved])),
        },
        dtype="str",
    )


def _places(numbers: NDArray[np.intp]) -> Series:
    return Series(numbers + 1).astype("str")


def _rising(numbers: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which of distinct numbers are a longest rising part (patience sorting).

    >>> _rising(np.array([1, 5, 2, 3, 4])).tolist()
    [True, False, True, True, True]
    """
    found = np.ones(len(numbers), bool)
    if (np.diff(numbers) > 0).all():
        return found
    tops: list[int] = []  # the least number that a rising part of this length ends with
    ends: list[int] = []  # where it stands
    below: list[int] = []  # for each number: where the one before it stands, -1 for none
    for place, number in enumerate(numbers.tolist()):
        at = bisect_left(tops, number)
        below.append(ends[at - 1] if at else -1)
        tops[at : at + 1], ends[at : at + 1] = [number], [place]
    found[:] = False
    last = ends[-1]
    while last >= 0:
        found[last] = True
        last = below[last]
    return found


def _names(numbers: Series, old: DataFrame, new: DataFrame) -> Series:
    """Return what customers are called: their names, else the first of what else calls them."""
    names = pd.concat([called(each[among(each.index.to_series(), numbers)], *OTHERS) for each in (new, old)])
    return numbers.map(names[~names.index.duplicated()]).fillna("")

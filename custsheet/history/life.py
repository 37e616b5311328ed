"""The life of an issue: new, persisting (`open`), solved, or back again; when it was first seen.

An issue is the same as before if it has the same id; else, for ids follow what identifies a customer, if the same customer
has the same value under the same rule in the same field: then it keeps the id under which people know it. The first run has
nothing to compare with: statuses stay blank.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Series

KEPT = ["id", "code", "level", "dimension", "table", "field", "customer_id", "value", "status", "since", "ended"]
NEW, OPEN, SOLVED, BACK = "new", "open", "solved", "back"
LIFE = "life:issues"  # a table of the book, a line per issue: since, age in days
ENDED = "life:solved"  # a table of the book: KEPT, the issues that are solved since the last run
YEARS = 2  # for which solved issues are remembered
_SAME = ["code", "table", "field", "customer_id", "value"]


class Lived(NamedTuple):
    """The lives of a run's issues."""

    id: Series  # per issue of the run: the one it had before, where it is known
    status: Series  # per issue of the run
    since: Series  # the day each was first seen, ISO
    kept: DataFrame  # KEPT: the issues of the run, then those that are solved
    solved: DataFrame  # KEPT: those that were not solved before


def lived(issues: DataFrame, before: DataFrame | None, today: date) -> Lived:
    """Return the lives of *issues*, finished, given those kept by the run *before*, None where there was none."""
    day = today.isoformat()
    if before is None:
        status, since = Series("", index=issues.index, dtype="str"), Series(day, index=issues.index, dtype="str")
        kept = _kept(issues, status.replace("", NEW), since)
        return Lived(issues["id"], status, since, kept, kept.iloc[:0])
    place = _places(issues, before)
    known = place >= 0
    was = before["status"].reindex(place).set_axis(issues.index)
    status = Series(NEW, index=issues.index, dtype="str").mask(known, OPEN).mask(known & (was == SOLVED), BACK)
    issues = issues.assign(
        id=before["id"].reindex(place).set_axis(issues.index).where(known, issues["id"]).astype("str")
    )
    since = before["since"].reindex(place).set_axis(issues.index).where(known, day).astype("str")
    rest = before[~before.index.isin(place)]
    ended = rest["ended"].where(rest["status"] == SOLVED, day)
    oldest = f"{today.year - YEARS:04d}{day[4:]}"
    solved = rest.assign(status=SOLVED, ended=ended)[ended >= oldest]
    kept = pd.concat([_kept(issues, status, since), solved[KEPT]], ignore_index=True)
    return Lived(issues["id"], status, since, kept, solved.loc[rest["status"] != SOLVED, KEPT])


def ages(since: Series, today: date) -> Series:
    """Return for how many days issues have been known, as text; on a day before they were seen, none."""
    return (pd.Timestamp(today) - pd.to_datetime(since)).dt.days.clip(lower=0).astype("str")


def _places(issues: DataFrame, before: DataFrame) -> Series:
    """Return per issue its line in *before* (its index is a range), -1 for none; ids first."""
    by_id = Series(before.index, index=before["id"].array)
    place = issues["id"].map(by_id[~by_id.index.duplicated()]).fillna(-1).astype("int64")
    mine, theirs = issues[(place < 0).to_numpy()], before[~before.index.isin(place)]
    both = _keys(mine).reset_index().merge(_keys(theirs).reset_index(), on=[*_SAME, "_"], suffixes=("", "_before"))
    place.loc[both["index"].array] = both["index_before"].array
    return place


def _keys(issues: DataFrame) -> DataFrame:
    """Return by what issues are compared besides their ids, equal ones numbered."""
    keys = issues[_SAME].rename_axis("index")
    return keys.assign(_=keys.groupby(_SAME).cumcount())


def _kept(issues: DataFrame, status: Series, since: Series) -> DataFrame:
    return issues.assign(status=status, since=since, ended="")[KEPT].reset_index(drop=True)

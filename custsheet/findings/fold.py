"""One issue per customer, field, rule and value: the same fault on twenty lines of one buyer is told once."""

from __future__ import annotations

import pandas as pd
from pandas import DataFrame, Series

BOUND = 20  # places told by name; the rest are counted


def folded(issues: DataFrame) -> DataFrame:
    """Return the issues folded, in their order: `cell` is the first place, `cells` all of them, `_count` how many.

    Rows of no known customer are never folded. The key of a folded issue is the first of its rows' keys in the
    alphabet, so that sorting the sheet does not alter it.
    """
    row = "\x1f" + issues["row"].astype("str")
    who = issues["customer_id"].where(
        issues["customer_id"] != "", row.where(issues["row"] >= 0, issues["file"] + issues["sheet"])
    )
    group = issues.assign(_who=who).groupby(["code", "table", "_who", "field", "value"], sort=False).ngroup()
    several = group.duplicated(keep=False)
    first = issues[~group.duplicated()].assign(
        _count=group.groupby(group).size().reindex(group[~group.duplicated()]).to_numpy()
    )
    first["cells"] = first["cell"]
    if not several.any():
        return first.reset_index(drop=True)
    places = issues[several].assign(_place=_places(issues[several], group[several])).groupby(group[several])
    own = group[first.index]
    cells = own.map(places["_place"].agg(_listed))
    keys = own.map(places["_key"].min())
    return first.assign(cells=cells.fillna(first["cells"]), _key=keys.fillna(first["_key"])).reset_index(drop=True)


def _places(issues: DataFrame, group: Series) -> Series:
    """Return the cells; those of another sheet than the first with file and sheet, as Excel writes them."""
    elsewhere = issues["source"] != issues["source"].groupby(group).transform("first")
    full = "'[" + issues["file"] + "]" + issues["sheet"] + "'!" + issues["cell"]
    return issues["cell"].where(~elsewhere, full)


def _listed(cells: Series) -> str:
    distinct = pd.unique(cells)
    more = [f"+{len(distinct) - BOUND}"] if len(distinct) > BOUND else []
    return " ".join([*distinct[:BOUND], *more])

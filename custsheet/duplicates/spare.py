"""Second values kept: what did not survive of a phone, an e-mail or a name goes to the columns that the schema names for it.

A field's `spare` takes one value where the customer has none there; `further` takes all that is left, as people read it,
put together. A column that the sheet lacks is added.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.duplicates.survive import BETWEEN
from custsheet.schema import TableSpec


def spared(lines: DataFrame, merged: DataFrame, spec: TableSpec, region: str) -> Iterator[tuple[str, Series]]:
    """Yield fields that take what did not survive, and what they say from now on, per surviving row.

    *lines* holds the filled values of customers of several rows, best first: group (the surviving row), field, value.
    *merged* is what survived of every field.
    """
    blank = Series("", index=merged.index, dtype="str")
    said = {field: merged[field] for field in merged.columns}
    lines = lines.drop_duplicates(["group", "field", "value"])
    held = {str(field): part for field, part in lines.groupby("field", sort=False)}
    for field, told in spec.fields.items():
        places = list(filter(None, (told.spare, told.further)))
        if not places or field not in held:
            continue
        left = _left(held[field], _alike(field, spec), said)
        for place in places:
            before = said.get(place, blank)
            if place == told.spare:
                taken = _first(left, before)
            else:
                taken = _joined(before, _together(left.assign(value=_shown(left, spec.kind(field), region))))
            if len(taken):
                said[place] = before.where(~before.index.isin(taken.index), taken.reindex(before.index))
                left = _left(left, [place], said)
                yield place, taken


def _alike(field: str, spec: TableSpec) -> list[str]:
    """Return the fields that may hold a field's values: itself, its spare, and those it is the spare of."""
    spare = spec.fields[field].spare
    return [field, *([spare] if spare else []), *(name for name, each in spec.fields.items() if each.spare == field)]


def _left(lines: DataFrame, places: list[str], said: dict[str, Series]) -> DataFrame:
    """Return the lines whose value none of these fields says."""
    for place in places:
        if place in said and len(lines):
            known = said[place].loc[lines["group"]].to_numpy(object)
            lines = lines[(lines["value"].to_numpy(object) != known).astype(bool)]
    return lines


def _first(left: DataFrame, before: Series) -> Series:
    """Return the first value of each group that says nothing yet."""
    free = left[(before.loc[left["group"]] == "").to_numpy(bool)].drop_duplicates("group")
    return Series(free["value"].array, index=free["group"].array, dtype="str")


def _shown(left: DataFrame, kind: str, region: str) -> Series:
    return fields.show(kind, left["value"].astype("str"), region=region)


def _together(left: DataFrame) -> Series:
    """Return the values of each group put together."""
    several = left["group"].duplicated(keep=False).to_numpy()
    single = Series(left.loc[~several, "value"].array, index=left.loc[~several, "group"].array, dtype="str")
    if not several.any():
        return single
    joined = left[several].groupby("group", sort=False)["value"].agg(BETWEEN.join)
    return pd.concat([single, joined.astype("str")])


def _joined(before: Series, added: Series) -> Series:
    """Return what a column said with what is added, each part once."""
    said = before.loc[added.index]
    told = added.where((said == "").to_numpy(), said + BETWEEN + added)
    for row in said.index[(said != "").to_numpy()]:
        told[row] = BETWEEN.join(dict.fromkeys(told[row].split(BETWEEN)))
    return told

"""Values that people chose for customers whose rows disagree: they come before every rule of survivorship.

A choice was made between two rows; it holds while both are one customer.
"""

from __future__ import annotations

from pandas import DataFrame, Series

from custsheet import fields
from custsheet.duplicates.decide import DECISIONS, OBEYED
from custsheet.model import Book
from custsheet.schema import TableSpec

Chosen = dict[str, Series]  # field -> value by surviving row


def chosen(book: Book, survivor: Series, spec: TableSpec, region: str) -> Chosen:
    """Return the values that people chose, canonical, for the rows that stand for their customers."""
    told = book.tables.get(DECISIONS, DataFrame())
    if told.empty or "field" not in told:
        return {}
    told = told[
        (told["field"] != "") & (told["state"] == OBEYED) & (told["row_left"] != "") & (told["row_right"] != "")
    ]
    left, right = (survivor.reindex(told[side].astype("int64")).to_numpy() for side in ("row_left", "row_right"))
    together = told.assign(row=left)[left == right]
    found = {}
    for field, lines in together.drop_duplicates(["row", "field"], keep="last").groupby("field", sort=True):
        values = Series(lines["value"].array, index=lines["row"].astype("int64").array, dtype="str")
        if str(field) in book.tables["customers"]:
            found[str(field)] = _canonical(values, spec.kind(str(field)), region)
    return {**_with_blocks(found, book.tables["customers"], survivor, spec), **found}


def _with_blocks(found: Chosen, customers: DataFrame, survivor: Series, spec: TableSpec) -> Chosen:
    """Return what moves along with chosen values: the rest of the block that the row with that value says."""
    moved: dict[str, dict[int, str]] = {}
    for field, values in found.items():
        block = spec.fields[field].block if field in spec.fields else ""
        beside = [name for name, each in spec.fields.items() if block and each.block == block and name in customers]
        for row, value in values.items() if beside else ():
            members = customers.loc[(survivor == row).to_numpy()]
            for name, said in members[members[field] == value].head(1)[beside].items():
                if len(said) and said.iloc[0]:
                    moved.setdefault(str(name), {})[int(str(row))] = said.iloc[0]
    return {name: Series(told, dtype="str") for name, told in moved.items() if name not in found}


def open_(issues: DataFrame, settled: Chosen) -> DataFrame:
    """Return the issues about lost values but for those that somebody settled by a choice."""
    decided = [
        row in settled[field].index if field in settled else False
        for row, field in zip(issues["row"], issues["field"], strict=True)
    ]
    return issues[[not each for each in decided]]


def _canonical(values: Series, kind: str, region: str) -> Series:
    if not kind:
        return values
    return Series(fields.outcomes(kind, values, region=region)["value"].array, index=values.index, dtype="str")

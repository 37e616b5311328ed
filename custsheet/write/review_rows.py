"""What the review workbook tells of a row: its values as people read them, where it stands, and how it is known again."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd
from pandas import DataFrame, Series

import custsheet.write.places as places
import custsheet.write.review_groups as review_groups
from custsheet import fields
from custsheet.columnar import among
from custsheet.duplicates.decide import ANCHORS, DECISIONS
from custsheet.fields.called import called
from custsheet.fields.columns import listed
from custsheet.fingerprint import KNOWN
from custsheet.report import Report

REMARKS = "remarks:review"  # a table of the book: fingerprint, reviewer, note
_OTHERS = ("company", "mobile", "phone", "email")  # by what a row without a name is called, the first that it has


class Record(NamedTuple):
    """What is told of one row."""

    customer_id: str
    file: str
    line: int
    orders: float
    amount: float
    fingerprint: str
    identity: str  # … and the other ways to know the row again, see `duplicates.decide`
    number: str
    called: str
    values: tuple[str, ...]  # of the compared fields, as shown


def shown(report: Report, rows: Collection[int], wanted: Collection[str]) -> DataFrame:
    """Return the *wanted* fields of customers' rows, kept and merged, as people read them; fields nobody has are left out."""
    held = [table for name in ("customers", "merged:customers") if (table := report.book.tables.get(name)) is not None]
    parts = [table[table.index.isin(rows)] for table in held]
    present = [field for field in wanted if any(field in part for part in parts)]
    if not parts:
        return DataFrame()
    every = pd.concat([part.reindex(columns=present, fill_value="") for part in parts]).astype("str")
    kinds = {field: report.schema.kind("customers", field) for field in present}
    return every.assign(**{field: fields.show(kinds[field], every[field], region=report.region) for field in present})


def records(report: Report, table: DataFrame) -> dict[int, Record]:
    """Return the record of each row of a table of shown values."""
    where = places.of_rows(report.book, Series(table.index, index=table.index))
    fates = report.book.lineage[report.book.lineage["table"] == "customers"].drop_duplicates("row").set_index("row")
    customer = fates["customer_id"].reindex(table.index).fillna("").astype("str")
    columns: list[Iterable[Any]] = [
        customer,
        where["file"],
        where["line"],
        customer.map(review_groups.order_counts(report)).fillna(0).astype("float64"),
        customer.map(review_groups.spent(report)).fillna(0).astype("float64"),
        *_anchors(report, table.index),
        called(table, *_OTHERS),
        list(zip(*map(listed, table.to_dict("series").values()), strict=True))
        if len(table.columns)
        else [()] * len(table),
    ]
    lines = zip(*map(listed, columns), strict=True)
    return {int(row): Record(*line) for row, line in zip(table.index, lines, strict=True)}


def members(report: Report, rows: Collection[int]) -> dict[int, list[int]]:
    """Return, for rows that stand for customers, all rows that each is made of, itself first."""
    fates = report.book.lineage[report.book.lineage["table"] == "customers"].drop_duplicates("row")
    wanted = fates.loc[fates["row"].isin(rows), "customer_id"]
    mine = fates[among(fates["customer_id"], wanted[wanted != ""]) & (fates["fate"] == "merged")]
    more: dict[str, list[int]] = {}
    for customer, row in zip(listed(mine["customer_id"]), mine["row"].tolist(), strict=True):
        more.setdefault(customer, []).append(row)
    customers = fates.set_index("row")["customer_id"].reindex(list(rows)).fillna("")
    return {row: [row, *more.get(customer, ())] for row, customer in zip(rows, customers, strict=True)}


def further(report: Report, rows: Collection[int]) -> dict[int, str]:
    """Return, for rows that stand for customers, the fingerprints of the customers' further rows."""
    made = members(report, rows)
    prints = _anchors(report, pd.Index(sorted({row for each in made.values() for row in each})))[0]
    return {row: " ".join(dict.fromkeys(prints[each[1:]])) for row, each in made.items()}


def remarks(report: Report, told: Mapping[int, Record]) -> dict[int, tuple[str, ...]]:
    """Return, per row, reviewer and note that somebody typed beside it without deciding (see `history.remarks`)."""
    kept = report.book.tables.get(REMARKS, DataFrame())
    by_print = {mark: tuple(typed) for mark, *typed in kept.itertuples(index=False, name=None)}
    return {row: by_print.get(each.fingerprint, ("", "")) for row, each in told.items()}


def last_sitting(report: Report) -> int:
    """Return the number of the last sitting whose decisions this run knew."""
    told = report.book.tables.get(DECISIONS, DataFrame())
    return int(told["sitting"].replace("", "0").astype("int64").max()) if len(told) and "sitting" in told else 0


def _anchors(report: Report, rows: pd.Index) -> list[Series]:
    known = report.book.tables.get(KNOWN + "customers", DataFrame({"fingerprint": []}, dtype="str"))["fingerprint"]
    anchors = report.book.tables.get(ANCHORS, DataFrame({"identity": [], "number": []}, dtype="str"))
    return [each.reindex(rows).fillna("").astype("str") for each in (known, anchors["identity"], anchors["number"])]

"""Rows that people added to the cleaned workbook, told from those that were set aside and are shown there as they were."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pandas import DataFrame

import custsheet.history.sittings as sittings
import custsheet.write.cleaned as cleaned
from custsheet import fingerprint
from custsheet.duplicates.known import OURS
from custsheet.edits import REGIONS
from custsheet.fields.address import fill
from custsheet.fields.columns import blanks
from custsheet.model import Book, is_added
from custsheet.report import Report
from custsheet.schema import Schema

REMOVED = "removed"  # how the names of such sittings end


def aside(report: Report) -> DataFrame:
    """Return the fingerprints of the rows that the cleaned workbook shows as set aside: fingerprint."""
    rows = (row for part in cleaned.quarantined(report) for row in part.iloc[:, len(cleaned.LEAD) :].to_numpy())
    return DataFrame({"fingerprint": [fingerprint.of_texts(map(str, row)) for row in rows]}, dtype="str")


def fresh(added: DataFrame, name: str, shown: Book, known: DataFrame) -> DataFrame:
    """Return the *added* rows of a table without those that the workbook *shown* has as they were set aside (*known*: see `aside`)."""
    if not len(added) or not len(known):
        return added
    typed = shown.tables[name].loc[added.index]
    source, left = shown.origin["source"].reindex(typed.index), Counter(known["fingerprint"])
    kept: list[int] = []
    for number, rows in typed.groupby(source, sort=False):
        read = shown.columns[(shown.columns["source"] == number) & (shown.columns["table"] == name)]["field"]
        cells = rows[[each for each in read if each in rows]].to_numpy()
        for row, texts in zip(rows.index, cells, strict=True):
            said = fingerprint.of_texts(map(str, texts))
            left[said] -= 1
            kept += [row] if left[said] < 0 else []
    return added.loc[kept]


def removed(folder: Path, deleted: DataFrame) -> DataFrame:
    """Return where the *deleted* customers came from who are made of nothing but rows that people had added: file, line."""
    path = folder / "lineage.csv"
    if not len(deleted) or "customer_id" not in deleted or not path.is_file():
        return DataFrame()
    rows = sittings.read(path)
    rows = rows[(rows["table"] == "customers") & rows["customer_id"].isin(deleted["customer_id"])]
    added = rows["file"].map(is_added)
    alone = added.groupby(rows["customer_id"]).transform("all")
    found = rows.loc[alone.to_numpy(bool), ["file", "line"]]
    return found.assign(file=found["file"].str.replace(".*/", "", regex=True))


def left_out(state: Path, name: str) -> dict[str, dict[int, str]]:
    """Return the lines that people added and later deleted, by file, with the reason that the lineage tells."""
    found: dict[str, dict[int, str]] = {}
    for each in sittings.every(state, name, f"*-{REMOVED}.csv"):
        for file, line in sittings.read(each)[["file", "line"]].itertuples(index=False, name=None):
            found.setdefault(str(file), {})[int(line)] = REMOVED
    return found


def whole(added: DataFrame, name: str, now: Book, schema: Schema, derived: set[str]) -> DataFrame:
    """Return added rows as a source of their own, under the headings they had, without columns that none of them fills.

    Regions that are *derived* are so for added rows, too, unless somebody typed another one.

    An order names its customer in full, for our ids are given anew by every run; a customer keeps a number that people
    gave him themselves.
    """
    if name == "customers" and "customer_id" in added:
        number = added["customer_id"]
        added = added.assign(customer_id=number.where(~number.str.fullmatch(OURS), ""))
    if name == "orders" and "customers" in now.tables:
        customers = now.tables["customers"].drop_duplicates("customer_id").set_index("customer_id")
        told = [
            field for field in (*schema["customers"].identity, "address") if field in customers and field not in added
        ]
        added = added.join(customers[told], on="customer_id")
        added = added.assign(**{field: added[field].fillna("") for field in told}).drop(columns="customer_id")
    added = _underived(added, derived) if name == "customers" else added
    filled = added.loc[:, (added != "").any()]
    read = now.columns[now.columns["heading"] != ""].drop_duplicates("field")
    named = filled.rename(columns=dict(zip(read["field"], read["heading"], strict=True)))
    return named if named.columns.is_unique else filled


def _underived(added: DataFrame, derived: set[str]) -> DataFrame:
    """Return rows without the regions that follow from the rest of them."""
    own = [field for field in REGIONS if field in derived and field in added]
    blank = blanks(added.index)
    given = {field: blank if field in own else added.get(field, blank) for field in (*REGIONS, "address")}
    found = fill(given["province"], given["city"], given["district"], given["address"])
    return added.drop(columns=[field for field in own if added[field].isin(["", *found[field]]).all()])

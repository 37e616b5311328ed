"""Rows that people added to the cleaned workbook, told from those that were set aside and are shown there as they were."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pandas import DataFrame, Series

import custsheet.history.sittings as sittings
import custsheet.write.cleaned as cleaned
from custsheet import edits, fingerprint
from custsheet.duplicates.known import OURS
from custsheet.edits import REGIONS
from custsheet.fields.address import fill
from custsheet.fields.columns import blanks
from custsheet.fingerprint import KNOWN
from custsheet.model import Book, is_added
from custsheet.report import Report
from custsheet.schema import Schema
from custsheet.texts import LANGUAGES, lookup

REMOVED = "removed"  # how the names of such sittings end
ASIDE = ["table", "row", "fingerprint", "values"]
# of rows set aside; row: by what the pipeline knows it; fingerprint: by what it is known in the sheet; values: its cells, as JSON


def aside(report: Report) -> DataFrame:
    """Return the rows that the cleaned workbook shows as set aside: ASIDE."""
    lines = []
    for name, part in cleaned.quarantined(report).items():
        known = report.book.tables.get(KNOWN + name, DataFrame({"fingerprint": Series(dtype="str")}))
        prints = known["fingerprint"].to_dict()
        held = report.book.tables[f"quarantined:{name}"].to_dict("index")
        for row, texts in zip(part.index, part.iloc[:, len(cleaned.LEAD) :].to_numpy(), strict=True):
            said = {str(field): value for field, value in held[row].items() if value}
            told = fingerprint.of_texts(map(str, texts))
            lines.append((name, prints.get(row, ""), told, json.dumps(said, ensure_ascii=False)))
    return DataFrame(lines, columns=ASIDE, dtype="str")


class Typed(NamedTuple):
    """What became of rows that no customer or order of the last run is."""

    added: DataFrame  # rows
    cells: DataFrame  # edits of rows that had been set aside


def fresh(added: DataFrame, name: str, shown: Book, known: DataFrame) -> Typed:
    """Return what people typed into the *added* rows of a table, those left out that the workbook *shown* has as they were set aside.

    *known*: see `aside`. A row set aside that says something else now, in its place on the same sheet, was corrected.
    """
    if not len(added) or not len(known):
        return Typed(added, DataFrame(columns=edits.COLUMNS, dtype="str"))
    rest, left = _without(added, name, shown, known)
    missing = list(_missing(known[known["table"] == name], left))
    titles = {str(lookup("tables", "quarantine", lang=lang)) for lang in LANGUAGES}
    sources = shown.sources.index[shown.sources["sheet"].isin(titles)]
    read = set(shown.columns.loc[shown.columns["source"].isin(sources) & (shown.columns["table"] == name), "field"])
    here = rest[shown.origin["source"].reindex(rest.index).isin(sources)]
    cells: list[tuple[str, ...]] = []
    for row, line in zip(here.index, here.to_dict("records"), strict=True):
        told = {str(field): str(value) for field, value in line.items() if field in read and field != "customer_id"}
        was = _likest(told, missing)
        if was is not None:
            cells += [
                (name, was.row, each, was.said(each), told[each], "") for each in told if told[each] != was.said(each)
            ]
            missing.remove(was)
            rest = rest.drop(index=row)
    return Typed(rest, DataFrame(cells, columns=edits.COLUMNS, dtype="str"))


class _Aside(NamedTuple):
    """A row set aside: its fingerprint, and what it says by field."""

    row: str
    values: dict[str, str]

    def said(self, field: str) -> str:
        return self.values.get(field, "")


def _missing(known: DataFrame, left: Counter[str]) -> Iterator[_Aside]:
    """Yield the rows set aside that are not shown any more as they were; *left*: how many there are of each."""
    for row, told, values in zip(known["row"], known["fingerprint"], known["values"], strict=True):
        if left[told] > 0 and row:
            left[told] -= 1
            yield _Aside(row, json.loads(values))


def _likest(told: Mapping[str, str], missing: list[_Aside]) -> _Aside | None:
    """Return which of the rows no longer shown has most in common with one that is: half of what it said at least."""
    same = [sum(told.get(field) == value for field, value in each.values.items()) for each in missing]
    most = max(same, default=0)
    found = missing[same.index(most)] if most else None
    return found if found and most * 2 >= len(found.values) else None


def _without(added: DataFrame, name: str, shown: Book, known: DataFrame) -> tuple[DataFrame, Counter[str]]:
    """Return the *added* rows but those shown as they were set aside, and how many of those are no longer shown so."""
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
    return added.loc[kept], left


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

"""From a finished run to what is kept of it, and from the last run to what the next one must know."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas import DataFrame, Series

from custsheet.fingerprint import KNOWN
from custsheet.history import difference, life, parquet, runs
from custsheet.history.runs import Record
from custsheet.model import Book
from custsheet.report import Report
from custsheet.write import flat, layout

if TYPE_CHECKING:
    from custsheet.duplicates.known import Known

SINCE = "since:customers"  # a table of the book: `difference.COLUMNS`
CLEANED = "cleaned-"  # of the tables that are files in `cleaned/`
DECIDED = ("decisions", "edits", "callbacks", "undone")  # folders of what people said
_CHANGES = ["table", "customer_id", "field", "stage", "rule", "before", "after", "confidence"]


def frame(record: Record, name: str) -> DataFrame:
    """Return a table of a run as text; one without columns where there is none."""
    found = runs.table(record, name)
    return found.to_pandas().astype("str") if found is not None else DataFrame()


def known(record: Record | None) -> Known | None:
    """Return what the last run knew of customers; None where there was none."""
    from custsheet.duplicates.known import Known  # rapidfuzz stays out of a short job

    if record is None:
        return None
    members, people, aliases = frame(record, "lineage"), frame(record, "cleaned-customers"), frame(record, "cleaned-aliases")
    members = members[(members["table"] == "customers") & (members["customer_id"] != "") & (members["fingerprint"] != "")]
    leads = aliases[aliases["file"] == ""] if len(aliases) else DataFrame({"old_id": [], "new_id": []})
    return Known(
        members[["customer_id", "fingerprint", "first_id"]].drop_duplicates(ignore_index=True),
        people.set_index("customer_id") if "customer_id" in people else people,
        dict(zip(leads["old_id"], leads["new_id"], strict=True)),
        int(record.state["highest"]),
        str(record.run.get("region", "")) or "CN",
    )


def remembering(report: Report, record: Record | None) -> Report:
    """Return the report with the lives of its issues and what became of the customers since the run *record*."""
    issues = report.book.issues
    before = frame(record, "issues") if record else None
    found = life.lived(issues, before, report.as_of)
    told = DataFrame({"since": found.since, "age": life.ages(found.since, report.as_of)}, dtype="str")
    tables = {life.LIFE: told, _KEPT: found.kept}
    book = replace(report.book, issues=issues.assign(status=found.status)).with_tables(**tables)
    report = replace(report, book=book)
    return replace(report, book=book.with_tables(**{SINCE: _since(report, record)})) if record else report


_KEPT = "life:kept"


@contextmanager
def kept(state: Path, report: Report, asked: str, before: Record | None) -> Iterator[Callable[[Path], None]]:
    """Give a function that writes the run of staged outputs beside the others; visible once all outputs are in place."""
    prepared: list[Path] = []

    def keep(staged: Path) -> None:
        facts = {
            "day": report.as_of.isoformat(),
            "kind": report.verb,
            "asked": asked,
            "highest": _highest(report.book, before),
            "issues": _statuses(report.book),
            "customers": difference.counts(report.book.tables[SINCE]) if SINCE in report.book.tables else {},
            "decisions": decided(state),
        }
        prepared.append(runs.prepare(state, _tables(report.book, staged, before), staged / "run.json", facts))

    try:
        yield keep
    except BaseException:
        for each in prepared:
            shutil.rmtree(each, ignore_errors=True)
        raise
    for each in prepared:
        runs.publish(each)


def decided(state: Path) -> dict[str, str]:
    """Return the SHA-256 of every file that holds what people said."""
    found = sorted(each for folder in DECIDED for each in (state / folder).glob("*.csv"))
    return {each.relative_to(state).as_posix(): runs.sha256(each) for each in found}


def asked(state: Path, inputs: Mapping[str, str], settings: Mapping[str, Any]) -> str:
    """Return a digest of all that a run depends on: the inputs' hashes, its *settings*, and what people said before."""
    whole = {"inputs": dict(inputs), "settings": dict(settings), "decisions": decided(state)}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=str).encode()).hexdigest()


def unchanged(folder: Path, record: Record | None, asked: str) -> bool:
    """Return whether a run that is *asked* the same as the last one would find its outputs as that one left them."""
    if record is None or record.state["asked"] != asked:
        return False
    return all(
        (folder / name).is_file() and runs.sha256(folder / name) == digest for name, digest in record.outputs.items()
    )


def _since(report: Report, record: Record | None) -> DataFrame:
    """Return what became of the customers since a run."""
    if record is None or "customers" not in report.book.tables:
        return DataFrame(columns=difference.COLUMNS, dtype="str")
    before, lines = frame(record, "cleaned-customers"), frame(record, "lineage")
    now = _lineage(report.book, None)
    aliases = report.book.tables.get("aliases", DataFrame({"old_id": [], "new_id": []}))
    own = [each[each["table"] == "customers"][["customer_id", "fingerprint"]] for each in (lines, now)]
    own = [each[(each["customer_id"] != "") & (each["fingerprint"] != "")].drop_duplicates() for each in own]
    if "customer_id" not in before:
        before = DataFrame({"customer_id": Series(dtype="str")})
    merged = dict(zip(aliases["old_id"], aliases["new_id"], strict=True))
    told = difference.between(before, _customers(report), merged, difference.splits(*own))
    return told.assign(source=_sources(report, told))


def _customers(report: Report) -> DataFrame:
    """Return the customers as `cleaned/customers.csv` has them."""
    columns = layout.columns_of(report, "customers")
    shown = {each.field: flat.guard(layout.shown_values(report, "customers", each)) for each in columns}
    return DataFrame(shown).reset_index(drop=True)


def _sources(report: Report, told: DataFrame) -> Series:
    """Return the file and line each change comes from: of the row that says so, else of the customer's first row."""
    book = report.book
    held = [book.tables[name] for name in ("merged:customers", "customers") if name in book.tables]
    rows = pd.concat(held).fillna("") if held else DataFrame()
    fates = book.lineage[(book.lineage["table"] == "customers") & book.lineage["customer_id"].isin(told["customer_id"])]
    of = fates.groupby("customer_id")["row"].agg(list).to_dict()
    file = book.origin["source"].map(book.sources["file"])

    def source(number: str, field: str, after: str) -> str:
        mine = [row for row in of.get(number, []) if row in file.index]
        says = [row for row in mine if field in rows and row in rows.index and rows.at[row, field] == after]
        row = (says or mine or [None])[0]
        return "" if row is None else f"{file[row]} › {book.origin.at[row, 'line']}"

    wanted = told[["customer_id", "field", "after"]].itertuples(index=False, name=None)
    return Series([source(*each) for each in wanted], index=told.index, dtype="str")


def _tables(book: Book, staged: Path, before: Record | None) -> dict[str, pa.Table]:
    """Return what is kept of a run, table by table."""
    files = sorted((staged / "cleaned").glob("*.csv"))
    where = book.lineage["row"]
    origin = book.origin.reindex(where)
    places = {
        "row": where.array,
        "source": origin["source"].fillna(-1).astype("int64").array,
        "line": origin["line"].fillna(-1).astype("int64").array,
    }
    texts = {
        "lineage": _lineage(book, before),
        "issues": book.tables.get(_KEPT, DataFrame(columns=life.KEPT, dtype="str")),
        "changes": _changes(book),
    }
    return {
        **{CLEANED + each.stem: parquet.from_csv(each) for each in files},
        **{name: _arrow(each) for name, each in texts.items()},
        "places": pa.table({name: np.asarray(values) for name, values in places.items()}),
    }


def _arrow(table: DataFrame) -> pa.Table:
    return pa.table({str(name): pa.array(table[name], pa.large_string()) for name in table.columns})


def _lineage(book: Book, before: Record | None) -> DataFrame:
    """Return every row's fate, its fingerprint, and the first id that it ever had."""
    fates = book.lineage[["table", "customer_id", "fate", "reason"]].reset_index(drop=True)
    prints = book.tables.get(KNOWN + "customers", DataFrame({"fingerprint": Series(dtype="str")}))["fingerprint"]
    own = prints.reindex(book.lineage["row"]).fillna("").reset_index(drop=True)
    own = own.where((fates["table"] == "customers") & (fates["customer_id"] != ""), "").astype("str")
    first = fates["customer_id"].where(own != "", "")
    if before is not None and len(lines := frame(before, "lineage")):
        once = lines[lines["fingerprint"] != ""].drop_duplicates("fingerprint").set_index("fingerprint")["first_id"]
        first = own.map(once).fillna(first)
    return fates.assign(fingerprint=own, first_id=first).astype("str")


def _changes(book: Book) -> DataFrame:
    owner = book.lineage.drop_duplicates(["table", "row"]).set_index(["table", "row"])["customer_id"]
    at = pd.MultiIndex.from_frame(book.changes[["table", "row"]])
    return book.changes.assign(customer_id=owner.reindex(at).fillna("").array)[_CHANGES].astype("str")


def _highest(book: Book, before: Record | None) -> int:
    from custsheet.duplicates.known import number_of

    return max(int(before.state["highest"]) if before else 0, number_of(book.lineage["customer_id"]))


def _statuses(book: Book) -> dict[str, int]:
    found = book.tables.get(_KEPT, DataFrame({"status": []}))["status"].value_counts()
    return {each: int(found.get(each, 0)) for each in (life.NEW, life.OPEN, life.BACK, life.SOLVED)}

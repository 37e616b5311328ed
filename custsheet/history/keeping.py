"""From a finished run to what is kept of it, and from the last run to what the next one must know."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas import DataFrame, Series

import custsheet.history.difference as difference
import custsheet.history.life as life
import custsheet.history.people as people
import custsheet.history.store as store
import custsheet.history.waivers as waivers
from custsheet.columnar import among, text_of
from custsheet.disk import sha256
from custsheet.errors import InputError
from custsheet.history.mend import compact, visible
from custsheet.history.outputs import state_of
from custsheet.history.people import Held
from custsheet.history.published import record_hashes
from custsheet.history.store import Record
from custsheet.model import Book
from custsheet.quality.fresh import SEEN
from custsheet.report import Report
from custsheet.write import flat

SINCE = "since:customers"  # a table of the book: `difference.COLUMNS`
_MET = "met:customers"  # a table of the book: pairs that were compared, see `custsheet.duplicates.met`
_KEPT = "life:kept"  # a table of the book: `life.KEPT`
CLEANED = "cleaned-"  # of the tables that are files in `cleaned/`
DECIDED = ("decisions", "edits", "callbacks", "undone", "waivers")  # folders of what people said
_CHANGES = ["table", "customer_id", "field", "stage", "rule", "before", "after", "confidence"]


def remembering(report: Report, record: Record | None, before: Held | None) -> Report:
    """Return the report with the lives of its issues and what became of the customers since the last run."""
    issues = report.book.issues
    read = before.read if before and before.read else store.Reader(record) if record else None
    found = life.lived(issues, people.framed(read("issues")) if read else None, report.as_of)
    told = DataFrame({"since": found.since, "age": life.ages(found.since, report.as_of)}, dtype="str")
    book = people.with_lineage(replace(report.book, issues=issues.assign(id=found.id, status=found.status)), before)
    report = replace(report, book=book.with_tables(**{life.LIFE: told, _KEPT: found.kept, life.ENDED: found.solved}))
    return replace(report, book=report.book.with_tables(**{SINCE: _since(report, before)})) if before else report


@contextmanager
def kept(folder: Path, report: Report, asked: Asked, before: Held | None) -> Iterator[Callable[[Path], None]]:
    """Give a function that keeps what staged outputs into *folder* are made of.

    A whole run is written beside the others and visible once all outputs are in place; of other verbs the outputs alone
    are recorded.
    """
    state, prepared, done = state_of(folder), list[Path](), list[Path]()

    def keep(staged: Path) -> None:
        record_hashes(staged, folder)
        done.append(staged)
        if report.verb != "run":
            return
        facts = {
            "day": report.as_of.isoformat(),
            "kind": report.verb,
            **asked._asdict(),
            "highest": people.highest(report.book, before),
            "issues": _statuses(report.book),
            "customers": difference.counts(report.book.tables[SINCE]) if SINCE in report.book.tables else {},
            "decisions": decided(state),
        }
        tables, known = _tables(report, before), before.read if before else None
        prepared.append(store.prepare(state, tables, staged / "run.json", facts, known))

    with visible(folder, prepared):
        yield keep
    with suppress(OSError, InputError):  # all is published: nothing of what follows is a fault of the run
        if prepared:
            compact(state)
        if done:
            waivers.spend(state, report.book, report.as_of)


def decided(state: Path) -> dict[str, str]:
    """Return the SHA-256 of every file that holds what people said."""
    found = sorted(each for folder in DECIDED for each in (state / folder).glob("*.csv"))
    return {each.relative_to(state).as_posix(): sha256(each) for each in found}


class Asked(NamedTuple):
    """What a run is asked, as digests."""

    asked: str  # of all that it depends on
    inputs: str  # of its inputs alone


def asked(state: Path, inputs: Mapping[str, str], settings: Mapping[str, Any]) -> Asked:
    """Return what a run is asked: the inputs' hashes, its *settings*, and what people said before."""
    whole = {"inputs": dict(inputs), "settings": dict(settings), "decisions": decided(state)}
    return Asked(_digest(whole), _digest(sorted(inputs.values())))


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def unchanged(folder: Path, record: Record | None, asked: Asked) -> bool:
    """Return whether a run that is *asked* the same as the last one would find its outputs as that one left them."""
    if record is None or record.state["asked"] != asked.asked:
        return False
    return all((folder / name).is_file() and sha256(folder / name) == digest for name, digest in record.outputs.items())


def _since(report: Report, before: Held) -> DataFrame:
    """Return what became of the customers since a run, and by which source."""
    told = people.between(before, people.made(report, before))
    return told.assign(source=_sources(report, told))


def _sources(report: Report, told: DataFrame) -> Series:
    """Return the file and line each change comes from: of the row that says so, else of the customer's first row."""
    book = report.book
    looked_up = told[told["kind"].isin(["new", "changed", "merged", "split"])]
    fates = book.lineage[
        (book.lineage["table"] == "customers") & among(book.lineage["customer_id"], looked_up["customer_id"])
    ]
    held = [book.tables[name] for name in ("merged:customers", "customers") if name in book.tables]
    rows = pd.concat([each[each.index.isin(fates["row"])] for each in held]).fillna("") if held else DataFrame()
    of: dict[str, list[int]] = {}
    for number, row in fates[["customer_id", "row"]].itertuples(index=False, name=None):
        of.setdefault(number, []).append(row)
    origin = book.origin[book.origin.index.isin(fates["row"])]
    file, line = origin["source"].map(book.sources["file"]).to_dict(), origin["line"].to_dict()
    cells = {field: rows[field].to_dict() for field in looked_up["field"].unique() if field in rows}

    def source(number: str, field: str, after: str) -> str:
        mine = [row for row in of.get(number, []) if row in file]
        says = [row for row in mine if cells.get(field, {}).get(row) == after]
        row = next(iter(says or mine), None)
        return "" if row is None else " › ".join((str(file[row]), str(line[row])))

    wanted = looked_up[["customer_id", "field", "after"]].itertuples(index=False, name=None)
    found = Series([source(*each) for each in wanted], index=looked_up.index, dtype="str")
    return found.reindex(told.index, fill_value="")


def _tables(report: Report, before: Held | None) -> dict[str, pa.Table]:
    """Return what is kept of a run, table by table."""
    book = report.book
    where = book.lineage["row"]
    origin = book.origin.reindex(where)
    places = {
        "row": where.array,
        "source": origin["source"].fillna(-1).astype("int64").array,
        "line": origin["line"].fillna(-1).astype("int64").array,
    }
    texts = {
        "lineage": people.lineage(book, before),
        "former": people.former(book, before),
        "issues": book.tables.get(_KEPT, DataFrame(columns=life.KEPT, dtype="str")),
        "changes": _changes(book),
        "met": book.tables.get(_MET, DataFrame(columns=["pair", "levels"], dtype="str")),
        "seen": book.tables.get(SEEN, DataFrame(columns=["customer_id", "field", "day"], dtype="str")),
    }
    return {
        **{CLEANED + name: _arrow(each) for name, each in flat.tables(report).items()},
        **{name: _arrow(each) for name, each in texts.items()},
        "places": pa.table({name: np.asarray(values) for name, values in places.items()}),
    }


def _arrow(table: DataFrame) -> pa.Table:
    return pa.table({str(name): text_of(values) for name, values in table.items()})


def _changes(book: Book) -> DataFrame:
    owner = book.lineage.drop_duplicates(["table", "row"]).set_index(["table", "row"])["customer_id"]
    at = pd.MultiIndex.from_frame(book.changes[["table", "row"]])
    return book.changes.assign(customer_id=owner.reindex(at).fillna("").array)[_CHANGES].astype("str")


def _statuses(book: Book) -> dict[str, int]:
    found = book.tables.get(_KEPT, DataFrame({"status": []}))["status"].value_counts()
    counts = {each: int(found.get(each, 0)) for each in (life.NEW, life.OPEN, life.BACK)}
    return {**counts, life.SOLVED: len(book.tables.get(life.ENDED, ()))}

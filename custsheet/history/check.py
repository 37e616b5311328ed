"""Proof that the state is whole: every file's hash, every run readable, every table as it was published, every ledger even."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as compute

import custsheet.history.decisions as decisions
import custsheet.history.parquet as parquet
import custsheet.history.store as store
from custsheet.disk import sha256
from custsheet.errors import InputError
from custsheet.history.keeping import CLEANED
from custsheet.history.store import Record


class Checked(NamedTuple):
    """What was looked at, and what is wrong."""

    runs: int
    files: int
    tables: int
    size: int  # bytes of all runs
    faults: list[tuple[str, str]]  # where, and a key of texts room `cli`, path `state`


def checked(state: Path) -> Checked:
    """Return what is wrong with the state in a folder; nothing is altered."""
    faults: list[tuple[str, str]] = []
    files = tables = size = 0
    folders = store.folders(state)
    names = {each.name for each in folders}
    for folder in folders:
        held = [each for each in folder.iterdir() if each.is_file()]
        files, size = files + len(held), size + sum(each.stat().st_size for each in held)
        try:
            record = store.opened(folder)
        except InputError:
            faults.append((folder.name, "unreadable"))
            continue
        tables += len(record.state["tables"])
        faults += _of_files(record)
        if not record.alone and record.state["before"] not in names:
            faults.append((folder.name, "orphan"))
        faults += _of_tables(record)
    if folders and not faults:
        faults += _of_decisions(state, store.opened(folders[-1]))
    return Checked(len(folders), files, tables, size, list(dict.fromkeys(faults)))


def _of_files(record: Record) -> Iterator[tuple[str, str]]:
    folder = record.folder
    if not folder.name.endswith("-" + sha256(folder / "state.json")[:8]):
        yield f"{folder.name}/state.json", "hash"
    for name, digest in record.state["files"].items():
        if not (folder / name).is_file():
            yield f"{folder.name}/{name}", "missing"
        elif sha256(folder / name) != digest:
            yield f"{folder.name}/{name}", "hash"
    for each in folder.iterdir():
        if each.name != "state.json" and each.name not in record.state["files"]:
            yield f"{folder.name}/{each.name}", "foreign"


def _of_tables(record: Record) -> Iterator[tuple[str, str]]:
    published = record.outputs
    for name, told in record.state["tables"].items():
        place = f"{record.folder.name}/{name}"
        try:
            found = store.table(record, name)
        except InputError:
            yield place, "table"
            continue
        if found is None or len(found) != told["rows"]:
            yield place, "rows"
        elif name.startswith(CLEANED):
            digest = hashlib.sha256(parquet.to_csv(found)).hexdigest()
            if published.get(f"cleaned/{name.removeprefix(CLEANED)}.csv", digest) != digest:
                yield place, "content"
        elif name == "lineage" and not _even(record, found):
            yield place, "ledger"


def _even(record: Record, lineage: pa.Table) -> bool:
    """Return whether the ledger adds up, and the lineage has as many rows of each fate as it says."""
    for table, line in record.run.get("ledger", {}).items():
        if line["read"] != sum(line[fate] for fate in ("kept", "merged", "quarantined", "skipped")):
            return False
        mine = lineage.filter(compute.equal(lineage["table"], table))
        told = {each["values"]: each["counts"] for each in compute.value_counts(mine["fate"]).to_pylist()}
        if any(told.get(fate, 0) != line[fate] for fate in ("kept", "merged", "quarantined", "skipped")):
            return False
    return True


def _of_decisions(state: Path, last: Record) -> Iterator[tuple[str, str]]:
    """What people said is never altered and never goes."""
    for name, digest in last.state["decisions"].items():
        if not (state / name).is_file():
            yield name, "missing"
        elif sha256(state / name) != digest:
            yield name, "hash"
    try:
        decisions.ledger(state)
    except (OSError, ValueError):
        yield decisions.FOLDER, "unreadable"

"""Every run is kept: one immutable folder each, `.custsheet/runs/<number>-<day>-<digest>/`, visible by one atomic rename.

A folder holds `run.json` as it was published; `state.json` (what was asked, what it is built on, the hash of every other
file); and its tables as Parquet: every `cleaned/*.csv` cell by cell, `lineage` with the rows' fingerprints, `issues` with
their lives, `changes`. A table is whole, or the difference from the run before (see `delta`); a **chapter** begins with a
run that holds everything whole: after `CHAPTER` runs, or with a new month once there were `MONTHLY`. The digest in the
name is that of `state.json`, so a run proves itself.

It is written as `tmp-…` before the outputs are replaced and renamed after: whoever finds a `tmp-…` knows by the hashes in
it which outputs of that run came into place (see `mend`). No database, for network drives break those; whoever wants SQL
points DuckDB or pandas at the Parquet files.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

import custsheet.history.delta as delta
import custsheet.history.parquet as parquet
from custsheet.disk import each_of, flush_folder, sha256
from custsheet.errors import InputError

FOLDER = "runs"
BEFORE = "tmp-"  # of a run that is not visible yet
GONE = "gone-"  # of one that is being removed
CHAPTER = 24
MONTHLY = 10
MANY = 50_000  # rows in all from which two threads are quicker than one
LARGE = 0.4  # a difference of more rows than this share is kept whole


class Record(NamedTuple):
    """One run as it is kept."""

    number: int
    day: str  # the day the run was of, ISO
    folder: Path
    state: dict[str, Any]  # state.json
    run: dict[str, Any]  # run.json

    @property
    def counts(self) -> dict[str, Any]:
        """What was counted: issues by level and dimension, changes, matches, customers, reachable."""
        return dict(self.run.get("counts", {}))

    @property
    def scores(self) -> dict[str, Any]:
        """The quality scores of the run, none where they were not measured."""
        return dict(self.run.get("scores", {}))

    @property
    def outputs(self) -> dict[str, str]:
        """The SHA-256 of every output, by name; `run.json` with its own."""
        return {
            **{each["file"]: each["sha256"] for each in self.run["outputs"]},
            "run.json": self.state["files"]["run.json"],
        }

    @property
    def alone(self) -> bool:
        """Whether the run can be read without the one before it."""
        return all(each["whole"] for each in self.state["tables"].values())


def runs(state: Path) -> list[Record]:
    """Return the runs kept in the folder *state*, oldest first. Raises InputError (`E_STATE`) where one cannot be read."""
    return [opened(each) for each in folders(state)]


def folders(state: Path) -> list[Path]:
    """Return where the runs lie that are kept in the folder *state*, oldest first."""
    found = [each for each in (state / FOLDER).glob("[0-9]*") if each.is_dir()]
    return sorted(found, key=lambda each: (int(re.match(r"\d+", each.name)[0]), each.name))  # type: ignore[index]


def last(state: Path) -> Record | None:
    """Return the last run, None where there is none."""
    found = folders(state)
    return opened(found[-1]) if found else None


def numbered(state: Path, number: int) -> Record:
    """Return the run of that number. Raises InputError (`E_RUN_UNKNOWN`) naming those there are."""
    found = {each.number: each for each in runs(state)}
    if number not in found:
        raise InputError("E_RUN_UNKNOWN", number=number, known=", ".join(map(str, found)) or "–")
    return found[number]


def opened(folder: Path) -> Record:
    """Return the run in a folder."""
    try:
        state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return Record(int(state["number"]), str(state["day"]), folder, state, run)
    except (OSError, ValueError, KeyError) as error:
        raise InputError("E_STATE", folder=folder.name, why=f"{type(error).__name__}: {error}") from error


def table(record: Record, name: str) -> pa.Table | None:
    """Return a table of a run, None where it has none of that name. Raises InputError (`E_STATE`) where it is damaged."""
    deltas: list[delta.Delta] = []
    try:
        while name in record.state["tables"]:
            if record.state["tables"][name]["whole"]:
                whole = parquet.read(record.folder / f"{name}.parquet")
                return delta.applied(whole, deltas[::-1])
            columns = bool(record.state["tables"][name].get("columns"))
            deltas.append(parquet.read_delta(record.folder, name, columns))
            record = opened(record.folder.parent / record.state["before"])
    except (OSError, ValueError, IndexError, KeyError, pa.ArrowException) as error:
        raise InputError("E_STATE", folder=record.folder.name, why=f"{name}: {error}") from error
    return None


class Reader:
    """The tables of one run, each read once: a run is never altered, and the next one asks twice for most of it."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.known: dict[str, pa.Table | None] = {}

    def __call__(self, name: str) -> pa.Table | None:
        """Return the table of that name, None where there is none."""
        if name not in self.known:
            self.known[name] = table(self.record, name)
        return self.known[name]


def tables(record: Record) -> dict[str, pa.Table]:
    """Return all tables of a run."""
    found = {name: table(record, name) for name in record.state["tables"]}
    return {name: each for name, each in found.items() if each is not None}


def prepare(
    state: Path, held: Mapping[str, pa.Table], run: Path, facts: Mapping[str, Any], known: Reader | None = None
) -> Path:
    """Write a run that nobody sees yet, and return its folder.

    *held* are its tables, *run* its `run.json`; *facts* go into `state.json`, `day` among them; *known* is what was read
    of the last run.
    """
    latest = last(state)
    before = (known if known and known.record.folder == latest.folder else Reader(latest)) if latest else None
    number = before.record.number + 1 if before else 1
    folder = state / FOLDER / f"{BEFORE}{number:05d}-{os.getpid()}"
    try:
        folder.mkdir(parents=True)
        _fill(folder, number, before, held, run, facts)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _fill(
    folder: Path,
    number: int,
    before: Reader | None,
    held: Mapping[str, pa.Table],
    run: Path,
    facts: Mapping[str, Any],
) -> None:
    """Write the tables, then `run.json`, then the `state.json` that proves them."""
    latest = before.record if before else None
    chain = 0 if latest is None or _new_chapter(latest, str(facts["day"])) else int(latest.state["chain"]) + 1
    many = sum(map(len, held.values())) > MANY
    written = each_of(lambda name: _write(folder, name, held[name], before if chain else None), held, large=many)
    told = dict(zip(held, written, strict=True))
    shutil.copyfile(run, folder / "run.json")
    parquet.flush(folder / "run.json")
    content = {
        "version": 1,
        "number": number,
        "before": latest.folder.name if latest else "",
        "chain": chain,
        **facts,
        "tables": told,
        "files": {each.name: sha256(each) for each in sorted(folder.iterdir())},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / "state.json").write_text(text, encoding="utf-8", newline="\n")
    parquet.flush(folder / "state.json")


def publish(prepared: Path) -> Record:
    """Make a prepared run visible, by one rename."""
    record = opened(prepared)
    target = prepared.with_name(f"{record.number:05d}-{record.day}-{sha256(prepared / 'state.json')[:8]}")
    prepared.rename(target)
    flush_folder(target.parent)
    return record._replace(folder=target)


def drop(folder: Path) -> None:
    """Remove a run's folder; renamed first, so that nobody ever reads half of it."""
    gone = folder.with_name(GONE + folder.name)
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _new_chapter(before: Record, day: str) -> bool:
    chain = int(before.state["chain"])
    return chain + 1 >= CHAPTER or (chain + 1 >= MONTHLY and day[:7] != before.day[:7])


def _write(folder: Path, name: str, now: pa.Table, before: Reader | None) -> dict[str, Any]:
    """Write a table, whole or as a difference; return what `state.json` says of it."""
    old = before(name) if before else None
    if old is not None:
        found = delta.between(old, now)
        if len(found.rows) <= LARGE * len(now):
            parquet.write_delta(found, folder, name)
            columns = found.restless.column_names if found.restless is not None else []
            return {"whole": False, "rows": len(now), "new": len(found.rows), "columns": columns}
    parquet.write(now, folder / f"{name}.parquet")
    return {"whole": True, "rows": len(now), "new": len(now)}

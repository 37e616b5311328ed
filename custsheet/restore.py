"""Take a run back: the cleaned tables are those from before it again, as a new run.

What it brought is not used from now on: its inputs are refused. Where they are those of before, they are not; then what
people had said in between was what it brought, and that is set aside.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
from pandas import DataFrame

from custsheet import history, job, turn, write
from custsheet.columnar import text_of
from custsheet.errors import InputError
from custsheet.history import Record, outputs, parquet, people, published, store, taken_back, undone, waivers
from custsheet.history.keeping import CLEANED, decided
from custsheet.history.mend import visible
from custsheet.history.taken_back import Ending
from custsheet.schema import default_schema
from custsheet.write import flat, record
from custsheet.write.placing import place
from custsheet.write.publish import staging


class GoneBack(NamedTuple):
    """What taking a run back did, or would do."""

    number: int  # the run whose tables hold again
    day: str
    undone: list[int]
    files: list[str]  # restored
    aside: str  # where the other outputs are now
    refused: list[int]  # runs whose inputs are refused from now on
    withdrawn: list[str]  # what people said that does not hold any more: files of the state, now in `aside`
    learned: list[str]  # outputs that people had worked in since: what they typed is read and holds


def run(number: int, folder: Path, dry_run: bool = False, who: str = "", why: str = "") -> GoneBack:
    """Restore `cleaned/*.csv` and `lineage.csv` byte for byte as they were before run *number*; that is a run of its own.

    Customers keep their ids, issues their lives of then. The other outputs (workbooks, reports) belong to what was taken
    back: they are moved aside, as is what people said since, where the inputs were the same. What was typed into them and
    no run has read yet is read first. Raises InputError: E_RUN_UNKNOWN, E_RUN_FIRST, E_UNDO_ALREADY, E_EDITED_UNREADABLE; OutputError where nothing can be written.
    """
    with turn.at(folder, "undo", dry_run), write.faults(folder):
        state = history.state_of(folder)
        gone = store.numbered(state, number)
        every = store.runs(state)
        before = [each for each in every if each.number < gone.number]
        if not before:
            raise InputError("E_RUN_FIRST", number=number)
        if every[-1].state.get("undoes") == before[-1].number:
            raise InputError("E_UNDO_ALREADY", number=number, by=every[-1].number)
        target, later = before[-1], [each for each in every if each.number >= gone.number]
        tables = store.tables(target)
        aside = taken_back.place(every[-1])
        names = [f"cleaned/{name.removeprefix(CLEANED)}.csv" for name in tables if name.startswith(CLEANED)]
        shown = _shown(target, every)
        spent = [each for each in later if each.state.get("inputs", "") not in ("", shown.state.get("inputs", ""))]
        told = GoneBack(
            target.number,
            target.day,
            [each.number for each in later],
            [*names, "lineage.csv"],
            str(state / aside),
            [each.number for each in spent],
            _said_between(state, shown, [each for each in later if each not in spent]),
            [name for name in outputs.edited(folder) if name in outputs.TYPED],
        )
        if not dry_run:
            schema = default_schema()
            history.learn(folder, schema, job.reading(schema))
            lines = [["run", each.state["inputs"], str(each.number), who, "", why] for each in spent]
            others = [name for name in every[-1].outputs if name not in {*told.files, "run.json"}]
            ending = Ending(aside, told.withdrawn, others, lines, date.today().isoformat(), _again(later, spent))
            _published(folder, target, tables, every[-1], ending)
            with suppress(OSError, InputError):  # all is published: the next command finishes what is left
                taken_back.finish(folder)
        return told


def _again(later: list[Record], spent: list[Record]) -> list[str]:
    """Return the inputs whose refusal is taken back, too."""
    lines = [line for each in later for line in each.state.get(undone.ENDING, {}).get("refused", [])]
    return sorted({line[1] for line in lines} - {each.state["inputs"] for each in spent})


def _shown(record: Record, every: list[Record]) -> Record:
    """Return the run whose tables a run shows: where it took another back, those of the one before."""
    known = {each.number: each for each in every}
    while record.state.get("undoes") in known:
        record = known[record.state["undoes"]]
    return record


def _said_between(state: Path, shown: Record, later: list[Record]) -> list[str]:
    """Return the files of what people said that these runs obeyed and that *shown* did not know."""
    names = {name for each in later if each.state.get("inputs", "") for name in each.state["decisions"]}
    fresh = sorted(names - set(shown.state["decisions"]))
    return [name for name in fresh if (state / name).is_file() and not _noted(state / name)]


def _noted(path: Path) -> bool:
    """Return whether a file holds no word of people's but what a run noted: inputs to refuse, answers spent."""
    found = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    column, word = {undone.FOLDER: ("kind", "run"), waivers.FOLDER: ("verdict", waivers.SPENT)}.get(
        path.parent.name, ("", "")
    )
    return column in found and bool((found[column] == word).all())


def _published(folder: Path, target: Record, tables: dict[str, pa.Table], last: Record, ending: Ending) -> None:
    state = history.state_of(folder)
    with staging(folder) as staged:
        (staged / "cleaned").mkdir()
        for name, table in tables.items():
            if name.startswith(CLEANED):
                (staged / "cleaned" / f"{name.removeprefix(CLEANED)}.csv").write_bytes(parquet.to_csv(table))
        flat.write_csv(lineage(target, tables), staged / "lineage.csv")
        content = {**target.run, "undone": last.number, "notes": [], "outputs": record.outputs(staged)}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (staged / "run.json").write_text(text, encoding="utf-8", newline="\n")
        members = people.held(target).members[["customer_id", "fingerprint"]]
        text = members.assign(table="customers").drop_duplicates().to_csv(index=False, lineterminator="\n")
        (staged / history.STATE).mkdir(exist_ok=True)
        (staged / history.STATE / "members.csv").write_text(text, encoding="utf-8", newline="\n")
        published.record_hashes(staged, folder)
        facts = {
            **target.state,
            "kind": "undo",
            "asked": "",
            "inputs": "",
            "highest": last.state["highest"],
            "decisions": {name: each for name, each in decided(state).items() if name not in ending.withdrawn},
        }
        facts = {
            name: facts[name]
            for name in ("day", "kind", "asked", "inputs", "highest", "issues", "customers", "decisions")
        }
        told = {"day": last.day, "undoes": target.number, undone.ENDING: ending._asdict()}
        known = people.without(people.held(last), people.held(target).members["customer_id"])  # if they come again
        tables = {**tables, "former": pa.table({name: text_of(each) for name, each in known.items()})}
        prepared = store.prepare(state, tables, staged / "run.json", {**facts, **told})
        with visible(folder, [prepared]):
            place(staged, folder)


def lineage(target: Record, tables: dict[str, pa.Table]) -> DataFrame:
    """Return what `lineage.csv` said in a run."""
    lines, places = tables["lineage"].to_pandas(), tables["places"].to_pandas()
    inputs = DataFrame(target.run["inputs"])
    where = inputs.reindex(places["source"])[["file", "sheet"]].fillna("").reset_index(drop=True)
    numbers = places[["line", "row"]].astype("str")
    return DataFrame(
        {
            "file": where["file"],
            "sheet": where["sheet"],
            "line": numbers["line"],
            "row": numbers["row"],
            **{name: lines[name] for name in ("table", "customer_id", "fate", "reason")},
        }
    ).astype("str")

"""What the kept runs tell: their list, what became of customers between two of them, and one customer's story."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from pandas import DataFrame

from custsheet import history, job
from custsheet.errors import InputError
from custsheet.history import Record, decisions, difference, people, store
from custsheet.texts import lookup, say

counts = difference.counts
Lines = list[dict[str, Any]]


class Story(NamedTuple):
    """One customer's history."""

    customer_id: str
    name: str
    aliases: list[str]
    sources: Lines  # file, sheet, line, fate
    runs: Lines  # number, day, kind (came, left, back, changed), field, before, after
    changes: Lines  # field, before, after, rule: of the last run he was in
    decisions: Lines  # when, said, about, who, why
    issues: Lines  # id, status, code, field, value, since


def listed(folder: Path) -> Lines:
    """Return the runs into an output folder as facts ready for JSON, oldest first."""
    return [
        {
            "number": each.number,
            "day": each.day,
            "kind": each.state["kind"],
            "customers": each.counts.get("customers", 0),
            **{level: each.counts.get("issues", {}).get(level, 0) for level in ("error", "warning", "info")},
            **each.state["issues"],
            "changes": each.counts.get("changes", 0),
            "scores": each.scores,
            "since": each.state["customers"],
            "bytes": sum(file.stat().st_size for file in each.folder.iterdir()),
        }
        for each in history.runs(folder)
    ]


def compared(sides: list[Path]) -> DataFrame:
    """Return what became of customers, see `difference.between`.

    *sides* are an output folder (its last two runs), followed by one or two run numbers; or two files, or a folder and a
    file. Raises InputError (`E_DIFF`, `E_RUN_UNKNOWN`), or what reading raises.
    """
    first, *rest = sides
    if first.is_dir() and all(each.name.isdigit() for each in rest) and len(rest) < 3:
        return _between_runs(first, [int(each.name) for each in rest])
    if len(sides) != 2:
        raise InputError("E_DIFF")
    found = {number: people.held(_last(each)) for number, each in enumerate(sides) if each.is_dir()}
    for number, path in enumerate(sides):
        if number not in found:
            before = next(iter(found.values()), None)
            found[number] = people.made(job.tried(path, before), before)
    return people.between(found[0], found[1])


def story(customer: str, folder: Path) -> Story:
    """Return what the runs into *folder* tell of a customer, known by his number or one he had before.

    Raises InputError (`E_SHOW_WHO`).
    """
    records = history.runs(folder)
    tables = [people.frame(each, "cleaned-customers") for each in records]
    aliases = people.frame(records[-1], "cleaned-aliases") if records else DataFrame()
    leads = dict(zip(aliases["old_id"], aliases["new_id"], strict=True)) if len(aliases) else {}
    customer = leads.get(customer, customer)
    seen = [bool(len(each)) and bool((each["customer_id"] == customer).any()) for each in tables]
    if not any(seen):
        raise InputError("E_SHOW_WHO", customer=customer, folder=folder.name)
    place = max(number for number, here in enumerate(seen) if here)
    row = tables[place][tables[place]["customer_id"] == customer].iloc[0]
    last = records[place]
    prints = _prints(last, customer)
    return Story(
        customer,
        next((row[each] for each in difference.NAMES if row.get(each)), ""),
        sorted(old for old, new in leads.items() if new == customer),
        _sources(last, customer),
        _runs(customer, records, tables),
        _of(people.frame(last, "changes"), customer, ["field", "before", "after", "rule"]),
        _decisions(decisions.ledger(history.state_of(folder)), prints),
        _of(people.frame(last, "issues"), customer, ["id", "status", "code", "field", "value", "since"]),
    )


def page(told: Story) -> list[str]:
    """Return a story in words."""
    statuses = lookup("report", "statuses")
    blocks = {
        "sources": [say("history", "show", "source", **each) for each in told.sources],
        "story": [say("history", "show", each["kind"], **each) for each in told.runs],
        "changes": [say("history", "show", "change", **each) for each in told.changes],
        "decisions": [
            say("history", "show", "decision", **{**each, "said": say("history", "show", each["said"])})
            for each in told.decisions
        ],
        "issues": [
            say("history", "show", "issue", **{**each, "status": statuses.get(each["status"], "")})
            for each in told.issues
        ],
    }
    lines = [say("history", "show", "head", customer=told.customer_id, name=told.name)]
    lines += [say("history", "show", "aliases", ids=", ".join(told.aliases))] if told.aliases else []
    for title, block in blocks.items():
        lines += [say("history", "show", title), *block] if block else []
    return lines


def _between_runs(folder: Path, numbers: list[int]) -> DataFrame:
    records = history.runs(folder)
    if not numbers and len(records) > 1:
        numbers = [records[-2].number]
    if not numbers:
        raise InputError("E_DIFF")
    chosen = [store.numbered(history.state_of(folder), each) for each in numbers]
    before, after = [*chosen, *records[-1:]][:2]
    return people.between(people.held(before), people.held(after))


def _last(folder: Path) -> Record:
    found = history.last(folder)
    if found is None:
        raise InputError("E_DIFF")
    return found


def _prints(record: Record, customer: str) -> set[str]:
    lines = people.frame(record, "lineage")
    return set(lines.loc[(lines["customer_id"] == customer) & (lines["fingerprint"] != ""), "fingerprint"])


def _sources(record: Record, customer: str) -> Lines:
    lines, places = people.frame(record, "lineage"), store.table(record, "places")
    if places is None:
        return []
    mine = pd.concat([lines, places.to_pandas()], axis=1)
    mine = mine[(mine["table"] == "customers") & (mine["customer_id"] == customer)]
    inputs = record.run["inputs"]
    return [
        {
            "file": inputs[source]["file"],
            "sheet": inputs[source]["sheet"],
            "line": line,
            "fate": lookup("report", "fates").get(fate, fate),
        }
        for source, line, fate in mine[["source", "line", "fate"]].itertuples(index=False, name=None)
        if 0 <= source < len(inputs)
    ]


def _runs(customer: str, records: list[Record], tables: list[DataFrame]) -> Lines:
    """Return in which runs the customer came, went and changed."""
    found: Lines = []
    before, ever = None, False
    for record, table in zip(records, tables, strict=True):
        here = table[table["customer_id"] == customer] if len(table) else table
        now = here.iloc[0] if len(here) else None
        at = {"number": record.number, "day": record.day, "field": "", "before": "", "after": ""}
        if now is not None and before is None:
            found.append({**at, "kind": "back" if ever else "came"})
        elif now is None and before is not None:
            found.append({**at, "kind": "left"})
        elif now is not None and before is not None:
            found += [
                {**at, "kind": "changed", "field": name, "before": before.get(name, ""), "after": now[name]}
                for name in now.index
                if now[name] != before.get(name, "")
            ]
        before, ever = now, ever or now is not None
    return found


def _of(table: DataFrame, customer: str, names: list[str]) -> Lines:
    if "customer_id" not in table:
        return []
    mine: Lines = table.loc[table["customer_id"] == customer, names].to_dict("records")  # type: ignore[assignment]
    return mine


def _decisions(ledger: DataFrame, prints: set[str]) -> Lines:
    mine = ledger[ledger["left"].isin(prints) | ledger["right"].isin(prints)]
    said = {"1": "same", "0": "different"}
    return [
        {
            "when": each["when"],
            "said": said.get(each["same"], "withdrawn"),
            "about": each["told"],
            "who": each["who"],
            "why": each["why"],
        }
        for each in mine.to_dict("records")
    ]

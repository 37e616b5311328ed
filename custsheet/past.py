"""What the kept runs tell: their list, what became of customers between two of them, and one customer's story."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from pandas import DataFrame

from custsheet import history, job
from custsheet.columnar import among
from custsheet.errors import InputError
from custsheet.fields.called import called
from custsheet.history import Record, decisions, difference, people, store, whom, withdrawn
from custsheet.report import Report
from custsheet.schema import default_schema
from custsheet.texts import lookup, say
from custsheet.write.words import change_title, rule_title

counts = difference.counts
Lines = list[dict[str, Any]]
SHOWN = 10  # candidates named where it is not clear who is meant
SOURCES = 3  # rows of a customer named beside what became of him
_SIDES = ("left", "right")


class Story(NamedTuple):
    """One customer's history."""

    customer_id: str
    name: str
    aliases: list[str]
    sources: Lines  # file, sheet, line, fate
    runs: Lines  # number, day, kind (came, parted, left, back, changed, merged, split), field, before, after
    changes: Lines  # field, before, after, rule: of the last run he was in
    decisions: Lines  # when, said (same, different, value, or withdrawn_… of these), field, value, about, who, why
    issues: Lines  # id, status, code, field, value, since


def listed(folder: Path) -> tuple[Lines, list[InputError]]:
    """Return the runs into an output folder as facts ready for JSON, oldest first, and what keeps others from being read."""
    found: list[Record] = []
    unread: list[InputError] = []
    for each in store.folders(history.state_of(folder)):
        try:
            found.append(store.opened(each))
        except InputError as error:
            unread.append(error)
    return _facts(found), unread


def _facts(records: list[Record]) -> Lines:
    return [
        {
            "number": each.number,
            "day": each.day,
            "kind": each.state["kind"],
            "undoes": each.state.get("undoes", 0),  # the run that it went back to
            "customers": each.counts.get("customers", 0),
            **{level: each.counts.get("issues", {}).get(level, 0) for level in ("error", "warning", "info")},
            **each.state["issues"],
            "changes": each.counts.get("changes", 0),
            "scores": each.scores,
            "since": each.state["customers"],
            "bytes": sum(file.stat().st_size for file in each.folder.iterdir()),
        }
        for each in records
    ]


def compared(sides: list[Path]) -> DataFrame:
    """Return what became of customers, see `difference.between`, and the rows that tell it (`source`).

    *sides* are an output folder (its last two runs), followed by one or two run numbers; or two files, or a folder and a
    file. Raises InputError (`E_DIFF`, `E_RUN_UNKNOWN`), or what reading raises.
    """
    first, *rest = sides
    if first.is_dir() and all(each.name.isdigit() for each in rest) and len(rest) < 3:
        return _between_runs(first, [int(each.name) for each in rest])
    if len(sides) != 2:
        raise InputError("E_DIFF")
    found: dict[int, people.Held] = {}
    rows: dict[int, DataFrame] = {}
    run: dict[str, Any] = {}
    for number in sorted((0, 1), key=lambda each: not sides[each].is_dir()):  # a folder is what a file is compared with
        before = next(iter(found.values()), None)
        if sides[number].is_dir():
            record = _last(sides[number])
            found[number], rows[number], run = people.held(record), _rows(record), record.run
        else:
            report = job.tried(sides[number], before, run)
            found[number], rows[number], run = people.made(report, before), _rows_of(report), _columns_of(report)
    return _sourced(people.between(found[0], found[1]), rows[1])


def story(someone: str, folder: Path) -> Story:
    """Return what the runs into *folder* tell of a customer, known by his number, one he had before, his name or his phone.

    Raises InputError (`E_SHOW_WHO`; `E_SHOW_SEVERAL` where several are called so).
    """
    records = history.runs(folder)
    tables = [people.shown(each) for each in records]
    aliases = people.frame(records[-1], "cleaned-aliases") if records else DataFrame()
    customer = _meant(someone, folder, records, tables, aliases)
    place = max(number for number, table in enumerate(tables) if _holds(table, customer))
    mine = tables[place][tables[place]["customer_id"] == customer]
    last = records[place]
    rows = _rows(last)
    return Story(
        customer,
        called(mine, *difference.OTHERS).iloc[0],
        sorted(set(aliases.loc[aliases["new_id"] == customer, "old_id"])) if len(aliases) else [],
        _sources(rows, customer),
        _runs(customer, records, tables, [people.frame(each, "lineage") for each in records]),
        _of(people.frame(last, "changes"), customer, ["field", "before", "after", "rule"]),
        _decisions(withdrawn.with_former(decisions.ledger(history.state_of(folder))), rows, customer, tables[place]),
        _of(people.frame(last, "issues"), customer, ["id", "status", "code", "field", "value", "since"]),
    )


def _holds(table: DataFrame, customer: str) -> bool:
    return bool(len(table)) and bool((table["customer_id"] == customer).any())


def _meant(someone: str, folder: Path, records: list[Record], tables: list[DataFrame], aliases: DataFrame) -> str:
    """Return the number of the customer that is meant: one of the last run that has one called so."""
    for record, table in zip(reversed(records), reversed(tables), strict=True):
        found = whom.called(someone, table, aliases, str(record.run.get("region", "")) or "CN")
        if len(found) > 1:
            raise InputError("E_SHOW_SEVERAL", customer=someone, candidates=", ".join(found[:SHOWN]))
        if found:
            return found[0]
    raise InputError("E_SHOW_WHO", customer=someone, folder=folder.name)


def titles(folder: Path | None = None) -> dict[str, str]:
    """Return what fields of customers are called: by the schema, else by the headings of the last run into *folder*."""
    last = history.last(folder) if folder else None
    columns = last.run.get("columns", []) if last else []
    own = {each["field"]: each["heading"] for each in columns if each["table"] == "customers" and each["heading"]}
    known = {name: str(spec.title) for name, spec in default_schema("")["customers"].fields.items()}
    return own | known | {"customer_id": lookup("history", "columns", "customer_id")}


def page(told: Story, called: dict[str, str] | None = None) -> list[str]:
    """Return a story in words; *called* are the titles of fields (see `titles`)."""
    called = called if called is not None else titles()
    statuses = lookup("report", "statuses")

    def named(each: dict[str, Any], **more: str) -> dict[str, Any]:
        return {**each, "field": called.get(each["field"], each["field"]), **more}

    blocks = {
        "sources": [say("history", "show", "source", **each) for each in told.sources],
        "story": [say("history", "show", each["kind"], **named(each)) for each in told.runs],
        "changes": [
            say("history", "show", "change", **named(each, rule=change_title(each["rule"]))) for each in told.changes
        ],
        "decisions": [_decision_line(named(each)) for each in told.decisions],
        "issues": [_issue_line(named(each, status=statuses.get(each["status"], ""))) for each in told.issues],
    }
    lines = [say("history", "show", "head", customer=told.customer_id, name=told.name)]
    lines += [say("history", "show", "aliases", ids=", ".join(told.aliases))] if told.aliases else []
    for title, block in blocks.items():
        lines += [say("history", "show", title), *block] if block else []
    return lines


def _issue_line(each: dict[str, Any]) -> str:
    quoted = say("history", "show", "quoted", value=each["value"]) if each["value"] else ""
    what = " ".join(part for part in (rule_title(each["code"]), each["field"], quoted) if part)
    return say("history", "show", "issue", what=what, **each)


def _decision_line(each: dict[str, Any]) -> str:
    kind = each["said"].removeprefix(withdrawn.MARK)
    said = say("history", "show", kind, **each) if kind else ""
    if each["said"].startswith(withdrawn.MARK):
        said = say("history", "show", "taken_back", said=said) if said else say("history", "show", "withdrawn")
    return say("history", "show", "decision", **{**each, "said": said}).rstrip()


def _columns_of(report: Report) -> dict[str, Any]:
    """Return the part of a `run.json` by which columns are known again."""
    return {"columns": report.book.columns.to_dict("records"), "inputs": report.book.sources.to_dict("records")}


def _between_runs(folder: Path, numbers: list[int]) -> DataFrame:
    records = history.runs(folder)
    if not numbers and len(records) > 1:
        numbers = [records[-2].number]
    if not numbers:
        raise InputError("E_DIFF_FEW", folder=folder.name or str(folder), count=len(records))
    chosen = [store.numbered(history.state_of(folder), each) for each in numbers]
    before, after = [*chosen, *records[-1:]][:2]
    return _sourced(people.between(people.held(before), people.held(after)), _rows(after))


def _sourced(told: DataFrame, rows: DataFrame) -> DataFrame:
    """Return what became of customers with the file and lines of their *rows* after it, the first few; none of who is gone."""
    there = rows[(rows["file"] != "") & among(rows["customer_id"], told["customer_id"])]
    places: dict[str, list[str]] = {}
    for number, file, line in there[["customer_id", "file", "line"]].itertuples(index=False, name=None):
        places.setdefault(number, []).append(f"{file} › {line}")
    known = {
        number: "; ".join([*each[:SOURCES], *(["…"] if each[SOURCES:] else [])]) for number, each in places.items()
    }
    return told.assign(source=told["customer_id"].map(known).fillna("").astype("str"))


def _last(folder: Path) -> Record:
    found = history.last(folder)
    if found is None:
        raise InputError("E_DIFF")
    return found


def _rows(record: Record) -> DataFrame:
    """Return the rows of customers that a run read: their lineage, and where they stand (source, line)."""
    lines, places = people.frame(record, "lineage"), store.table(record, "places")
    if places is None:
        return lines.assign(source=-1, line=-1, file="", sheet="")
    inputs = record.run["inputs"]
    rows = pd.concat([lines, places.to_pandas()], axis=1)
    known = [inputs[source] if 0 <= source < len(inputs) else {"file": "", "sheet": ""} for source in rows["source"]]
    rows = rows.assign(file=[each["file"] for each in known], sheet=[each["sheet"] for each in known])
    return rows[rows["table"] == "customers"]


def _rows_of(report: Report) -> DataFrame:
    """Return the rows of customers of a report: customer_id, and where they stand (file, line)."""
    lines = report.book.lineage
    mine = lines[(lines["table"] == "customers") & lines["row"].isin(report.book.origin.index)]
    origin = report.book.origin.loc[mine["row"]]
    files = origin["source"].map(report.book.sources["file"])
    return DataFrame({"customer_id": mine["customer_id"].array, "file": files.array, "line": origin["line"].array})


def _sources(rows: DataFrame, customer: str) -> Lines:
    mine = rows[(rows["customer_id"] == customer) & (rows["file"] != "")]
    fates = lookup("report", "fates")
    return [
        {"file": file, "sheet": sheet, "line": line, "fate": fates.get(fate, fate)}
        for file, sheet, line, fate in mine[["file", "sheet", "line", "fate"]].itertuples(index=False, name=None)
    ]


def _runs(customer: str, records: list[Record], tables: list[DataFrame], lines: list[DataFrame]) -> Lines:
    """Return in which runs the customer came, went and changed, and when others became one with him or parted from him."""
    found: Lines = []
    before, ever, earlier = None, False, DataFrame()
    nobody = DataFrame(columns=["customer_id", "fingerprint"], dtype="str")
    for record, table, was, now_of in zip(records, tables, [nobody, *lines], lines, strict=False):
        here = table[table["customer_id"] == customer] if len(table) else table
        now = here.iloc[0] if len(here) else None
        at = {"number": record.number, "day": record.day, "field": "", "before": "", "after": ""}
        joined, parted = _others(customer, was, now_of), _others(customer, now_of, was)
        if now is not None and before is None:
            kind = "back" if ever else "parted" if joined else "came"
            found.append({**at, "kind": kind, "before": ", ".join(joined)})
        elif now is None and before is not None:
            found.append({**at, "kind": "left"})
        elif now is not None and before is not None:
            found += [
                {**at, "kind": "changed", "field": name, "before": before.get(name, ""), "after": now[name]}
                for name in now.index
                if now[name] != before.get(name, "")
            ]
            gone = _led(customer, people.frame(record, "cleaned-aliases"), earlier)
            found += [{**at, "kind": "merged", "before": ", ".join(gone)}] if gone else []
            found += [{**at, "kind": "split", "after": ", ".join(parted)}] if parted else []
        before, ever, earlier = now, ever or now is not None, table
    return found


def _led(customer: str, aliases: DataFrame, earlier: DataFrame) -> list[str]:
    """Return who was a customer *earlier* and leads to this one now."""
    if "new_id" not in aliases or "customer_id" not in earlier:
        return []
    old = aliases.loc[aliases["new_id"] == customer, "old_id"]
    return sorted(set(old[old.isin(earlier["customer_id"])]))


def _others(customer: str, there: DataFrame, here: DataFrame) -> list[str]:
    """Return whose rows *there* are the customer's *here*, and were not his there."""
    if "fingerprint" not in there or "fingerprint" not in here:
        return []
    said, his = ((each["fingerprint"] != "") & (each["customer_id"] != "") for each in (there, here))
    mine = set(here.loc[his & (here["customer_id"] == customer), "fingerprint"])
    mine -= set(there.loc[there["customer_id"] == customer, "fingerprint"])
    return sorted(set(there.loc[said & there["fingerprint"].isin(mine), "customer_id"]))


def _of(table: DataFrame, customer: str, names: list[str]) -> Lines:
    if "customer_id" not in table:
        return []
    told = table.loc[table["customer_id"] == customer, names].drop_duplicates()
    mine: Lines = told.to_dict("records")  # type: ignore[assignment]
    return mine


def _decisions(ledger: DataFrame, rows: DataFrame, customer: str, customers: DataFrame) -> Lines:
    """Return what people said of a customer's rows, told with the places of the rows."""
    prints = set(rows.loc[(rows["customer_id"] == customer) & (rows["fingerprint"] != ""), "fingerprint"])
    mine = ledger[ledger["left"].isin(prints) | ledger["right"].isin(prints)]
    first = rows[rows["file"] != ""].drop_duplicates("fingerprint")
    first = first[among(first["fingerprint"], pd.concat([mine["left"], mine["right"]]))]
    name = dict(zip(customers["customer_id"], called(customers, *difference.OTHERS), strict=True))
    whose = [f"{number} {name.get(number, '')}".rstrip() for number in first["customer_id"]]
    where = dict(zip(first["fingerprint"], zip(whose, first["file"], first["line"], strict=True), strict=True))
    return [
        {
            "when": each["when"],
            "said": withdrawn.kind(each),
            "field": each["field"],
            "value": each["value"] or each["was_value"],
            "about": _about(each, where),
            "who": each["who"],
            "why": each["why"],
        }
        for each in mine.to_dict("records")
    ]


def _about(each: dict[Any, str], where: dict[str, tuple[str, str, int]]) -> str:
    """Return who a decision is about, each row with its place; a choice of a value names its customer alone.

    Where it was made about a single customer, as an undo of his merge is, his rows have the numbers they have now.
    """
    if each["field"]:
        return each["told"].rpartition(" · ")[0]
    names = each["told"].split(" | ")
    both = len(names) == len(_SIDES)
    told = []
    for name, side in zip(names if both else names * len(_SIDES), _SIDES, strict=False):
        whose, file, line = where.get(each[side], (name, "", 0))
        called = name if both else whose or name
        told.append(say("history", "show", "row", name=called, file=file, line=line) if file else name)
    return " ↔ ".join(dict.fromkeys(told))

"""What is written beside the outputs, so that a later run can tell what people did in them."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

import custsheet.history.additions as additions
import custsheet.history.answers as answers
import custsheet.history.sittings as sittings
import custsheet.history.waivers as waivers
from custsheet.disk import sha256, text_if_any, write_whole
from custsheet.duplicates.decide import ANCHORS
from custsheet.errors import InputError
from custsheet.fingerprint import KNOWN
from custsheet.history.people import LINES
from custsheet.model import Book
from custsheet.report import Report
from custsheet.write import VERBS, flat
from custsheet.write.beside import HASHES, hashes, recorded
from custsheet.write.layout import columns_of, written_tables

STATE = ".custsheet"
MEMBERS = ["table", "customer_id", "fingerprint", "own", "identity", "row"]
# own: the number that the row brought itself; identity: by what a decision on a row of several will be known again, else "";
# row: the first that says so
SPOKEN = ["fingerprint", "own", "field", "value"]
HEADINGS = ["table", "heading", "field"]
NOTES = {  # on what was written, and their columns
    "members": MEMBERS,
    "spoken": SPOKEN,
    "aside": additions.ASIDE,
    "headings": HEADINGS,
    "issues": answers.ASKED,
    "issued": waivers.ISSUED,
}


def note(staged: Path, report: Report) -> None:
    """Write beside the outputs that are about to be *staged* what a later run must know to tell what somebody has done in them.

    It is published along with them: with the cleaned workbook a list of the rows that each customer in it was made of, and
    of those set aside; with the issues what an answer to each would alter. See `record_hashes` for what comes last.
    """
    book, written = report.book, VERBS[report.verb]
    if "cleaned.xlsx" in written:
        write_whole(staged / STATE / "members.csv", _text(members(book)))
        write_whole(staged / STATE / "spoken.csv", _text(spoken(book)))
        write_whole(staged / STATE / "aside.csv", _text(additions.aside(report)))
        write_whole(staged / STATE / "headings.csv", _text(_headings(report)))
    if "issues.xlsx" in written:
        write_whole(staged / STATE / "issues.csv", _text(answers.asked(book)))
        write_whole(staged / STATE / "issued.csv", _text(waivers.issued(book)))


def record_hashes(staged: Path, folder: Path) -> None:
    """Write beside the *staged* outputs the hash of each and of what is noted there, with those in *folder* that stay.

    Hashes that the staged `run.json` tells are taken from there.
    """
    told = _told(staged / "run.json")
    named = [each for each in staged.rglob("*") if each.is_file() and _counts(each.relative_to(staged))]
    names = {each.relative_to(staged).as_posix(): each for each in named}
    known = recorded(folder) | {name: told.get(name) or sha256(each) for name, each in names.items()}
    state = staged / STATE
    state.mkdir(exist_ok=True)
    write_whole(state / "outputs.json", json.dumps(known, ensure_ascii=False, indent=0, sort_keys=True))


def _counts(place: Path) -> bool:
    """Return whether a staged file is an output, or a note on the outputs."""
    return not place.parts[0].startswith(".") or (place.parent.name == STATE and place.suffix == ".csv")


def members(book: Book) -> DataFrame:
    """Return the rows that each customer is made of, the one whose number he has first: MEMBERS."""
    his = ((book.lineage["table"] == "customers") & (book.lineage["customer_id"] != "")).to_numpy()
    found = _with_prints(book, book.lineage.loc[his, ["row", "table", "customer_id"]])
    told = book.tables.get(LINES)
    first = told.loc[his, "first_id"].array if told is not None and len(told) == len(book.lineage) else ""
    merit = (found["own"] == found["customer_id"]) * 2 + (found["customer_id"] == first)
    found = found.iloc[np.argsort(-merit.to_numpy(np.int64), kind="stable")]
    anchors = book.tables.get(ANCHORS, DataFrame({"identity": []}, dtype="str"))
    found = found.assign(identity=anchors["identity"].reindex(found["row"]).fillna("").array)
    return found[MEMBERS].dropna().drop_duplicates(MEMBERS[:4]).astype({"row": "str"})


def spoken(book: Book) -> DataFrame:
    """Return what rows said that did not survive in their customer: fingerprint, own, field, value."""
    customers, merged = (book.tables.get(name, DataFrame()) for name in ("customers", "merged:customers"))
    if "customer_id" not in customers or not len(merged):
        return DataFrame(columns=SPOKEN, dtype="str")
    place = Series(np.arange(len(customers)), index=customers["customer_id"].array)
    stands = place[~place.index.duplicated()].reindex(merged["customer_id"]).fillna(-1).to_numpy(np.int64)
    parts = []
    for field in (each for each in merged if each in customers and each != "customer_id"):
        differs = (merged[field] != "").to_numpy() & (stands >= 0)
        differs &= merged[field].to_numpy() != customers[field].array.take(np.maximum(stands, 0))
        at = np.flatnonzero(differs)
        parts.append(DataFrame({"row": merged.index.take(at), "field": field, "value": merged[field].array.take(at)}))
    made = book.changes[(book.changes["table"] == "customers") & book.changes["stage"].isin(["merge", "settle"])]
    made = made[(made["field"] != "customer_id") & (made["before"] != "")].drop_duplicates(["row", "field"])
    parts.append(made[["row", "field", "before"]].set_axis(["row", "field", "value"], axis=1))
    return _with_prints(book, pd.concat(parts))[SPOKEN].dropna()


def _with_prints(book: Book, lines: DataFrame) -> DataFrame:
    """Return lines with the fingerprint of each `row`, and the number of its own."""
    known = book.tables.get(KNOWN + "customers", DataFrame(columns=["fingerprint", "own"], dtype="str"))
    known = known.reindex(columns=["fingerprint", "own"], fill_value="")
    return lines.assign(**{str(name): known[name].reindex(lines["row"]).array for name in known})


def _headings(report: Report) -> DataFrame:
    """Return which field each column of the cleaned workbook is: table, heading, field."""
    tables = [name for name in written_tables(report.book) if name in report.schema]
    lines = [(name, each.heading, each.field) for name in tables for each in columns_of(report, name)]
    return DataFrame(lines, columns=HEADINGS, dtype="str")


def headings(published: Path) -> DataFrame:
    """Return which field each column is of a file that the last run published: table, heading, field; empty where it is none."""
    if published.name == "cleaned.xlsx":
        return noted(published.parent, "headings")
    if published.parent.name == "cleaned":
        told = noted(published.parent.parent, "headings")
        return told[told["table"] == published.stem].assign(heading=told["field"])
    return DataFrame(columns=HEADINGS, dtype="str")


def known_members(folder: Path) -> DataFrame:
    """Return which rows each customer of the last cleaned workbook was made of: MEMBERS."""
    return noted(folder, "members")


def known_rows(folder: Path) -> set[str]:
    """Return the fingerprints of all rows that the last cleaned workbook was made of."""
    return set(known_members(folder)["fingerprint"])


def noted(folder: Path, name: str) -> DataFrame:
    """Return a note on the outputs in *folder*, one of `NOTES`; no rows where none was made.

    Raises InputError (`E_NOTE`) where it is not what the last run wrote: nobody can tell then what was typed since.
    """
    path = folder / STATE / f"{name}.csv"
    known = recorded(folder)
    digest = known.get(f"{STATE}/{name}.csv")
    if digest is None and not path.is_file() and not (name == "members" and "cleaned.xlsx" in known):
        return DataFrame(columns=NOTES[name], dtype="str")
    if not path.is_file() or digest not in (None, sha256(path)):
        raise InputError("E_NOTE", file=path)
    try:
        return sittings.read(path)
    except ValueError as error:  # written before notes were hashed
        raise InputError("E_NOTE", file=path) from error


def unsound(folder: Path) -> list[tuple[str, str]]:
    """Return the notes on the outputs in *folder*, and the list of hashes, that are not what the last run wrote: where, and what is wrong."""
    notes = {name: digest for name, digest in recorded(folder).items() if name.startswith(f"{STATE}/")}
    gone = [(name, "missing") for name in notes if not (folder / name).is_file()]
    gone += [(HASHES, "unreadable")] if (folder / HASHES).is_file() and not hashes(folder) else []
    return gone + [
        (name, "hash")
        for name, digest in notes.items()
        if (folder / name).is_file() and sha256(folder / name) != digest
    ]


def derived(folder: Path) -> set[str]:
    """Return the fields of customers that the last run derived from others."""
    try:
        columns = json.loads(text_if_any(folder / "run.json") or "{}").get("columns", ())
    except ValueError:  # cut off: then nothing is known to be derived
        return set()
    return {each["field"] for each in columns if each["table"] == "customers" and int(each["source"]) < 0}


def _told(run: Path) -> dict[str, str]:
    """Return the hash of every output that a `run.json` tells of, {} where there is none."""
    content = json.loads(run.read_text(encoding="utf-8")) if run.is_file() else {}
    return {each["file"]: each["sha256"] for each in content.get("outputs", ())}


def _text(table: DataFrame) -> str:
    return b"".join(flat.lines(table, "\n")).decode()

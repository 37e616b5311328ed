"""Outputs that people have worked in: found, kept, and learned from."""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd
from pandas import DataFrame

from custsheet import edits
from custsheet.fingerprint import KNOWN
from custsheet.history import answers, callbacks, decisions, verdicts
from custsheet.model import Book
from custsheet.schema import Schema

STATE = ".custsheet"
Read = Callable[[Path], Book]  # reads a published file back and standardizes it


@dataclass(frozen=True)
class Lessons:
    """What people typed into the outputs of earlier runs."""

    sittings: tuple[DataFrame, ...] = ()  # edits, oldest first
    added: tuple[Path, ...] = ()  # CSV files of rows that people added
    decisions: DataFrame = field(
        default_factory=lambda: DataFrame(columns=[*decisions.COLUMNS, "state"], dtype="str")
    )  # the last word on each pair, see `decisions.in_force`
    answers: DataFrame = field(
        default_factory=lambda: DataFrame(columns=callbacks.COLUMNS, dtype="str")
    )  # what people were told when they called back


def edited(folder: Path) -> list[str]:
    """Return the names of outputs in *folder* that differ from what was recorded when they were written."""
    recorded = _recorded(folder)
    return [name for name, digest in recorded.items() if (folder / name).is_file() and sha256(folder / name) != digest]


def learn(folder: Path, schema: Schema, read: Read) -> list[str]:
    """Keep and read what people typed into the outputs in *folder*; return the names of the edited files.

    Raises what *read* raises where an edited workbook cannot be read: then nothing may be overwritten.
    """
    found = edited(folder)
    for name in found:
        _keep(folder, name)
    if "cleaned.xlsx" in found:
        _learn_workbook(folder, schema, read, set(found))
    if "review.xlsx" in found:
        learn_verdicts(folder, folder / "review.xlsx")
    if "issues.xlsx" in found and (folder / STATE / "issues.csv").is_file():
        found_edits = answers.answered(folder / "issues.xlsx", _csv(folder / STATE / "issues.csv"))
        if len(found_edits):
            _write(folder, f"{sha256(folder / 'issues.xlsx')[:12]}-answers-edits.csv", found_edits)
    return found


def learn_verdicts(folder: Path, workbook: Path) -> DataFrame:
    """Keep the decisions in a review workbook for later runs into *folder*, and return them."""
    found = verdicts.decisions(workbook)
    decisions.keep(folder / STATE, found, digest(workbook), date.today())
    return found


def digest(workbook: Path) -> str:
    """Return by what a sitting is known: the beginning of the SHA-256 of the workbook it was typed into."""
    return sha256(workbook)[:12]


def digest_of(text: str) -> str:
    """Return by what a sitting is known that was not typed into a workbook."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def learn_answers(folder: Path, workbook: Path, found: DataFrame) -> None:
    """Keep the answers in a call-back workbook for later runs into *folder*; right values become edits."""
    digest = sha256(workbook)[:12]
    callbacks.keep(folder / STATE, found, digest)
    corrected = callbacks.corrections(found)
    if len(corrected):
        _write(folder, f"{digest}-callback-edits.csv", corrected)


def known_members(folder: Path) -> DataFrame:
    """Return which rows each customer of the last cleaned workbook was made of: table, customer_id, fingerprint."""
    path = folder / STATE / "members.csv"
    return _csv(path) if path.is_file() else DataFrame(columns=["table", "customer_id", "fingerprint"], dtype="str")


def known_rows(folder: Path) -> set[str]:
    """Return the fingerprints of all rows that the last cleaned workbook was made of."""
    path = folder / STATE / "members.csv"
    return set(_csv(path)["fingerprint"]) if path.is_file() else set()


def lessons(folder: Path) -> Lessons:
    """Return everything learned so far, in the order it was learned."""
    state = folder / STATE / "edits"
    return Lessons(
        tuple(_csv(each) for each in sorted(state.glob("*-edits.csv"))),
        tuple(sorted(state.glob("*-added-*.csv"))),
        decisions.in_force(decisions.ledger(folder / STATE)),
        callbacks.kept(folder / STATE),
    )


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def record(folder: Path, outputs: Sequence[Path], book: Book) -> None:
    """Remember the content of *outputs*, so that a later run can tell whether somebody has worked in them.

    With the cleaned workbook goes a list of the rows that each customer in it was made of.
    """
    known = _recorded(folder) | {each.relative_to(folder).as_posix(): sha256(each) for each in outputs}
    state = folder / STATE
    state.mkdir(exist_ok=True)
    if (folder / "cleaned.xlsx") in outputs:
        _replace(state / "members.csv", members(book).to_csv(index=False, lineterminator="\n"))
    if (folder / "issues.xlsx") in outputs:
        _replace(state / "issues.csv", answers.asked(book).to_csv(index=False, lineterminator="\n"))
    _replace(state / "outputs.json", json.dumps(known, ensure_ascii=False, indent=0, sort_keys=True))


def members(book: Book) -> DataFrame:
    """Return the fingerprints of the rows that each customer is made of: table, customer_id, fingerprint."""
    fates = book.lineage[(book.lineage["table"] == "customers") & (book.lineage["customer_id"] != "")]
    known = book.tables.get(KNOWN + "customers", DataFrame({"fingerprint": []}))["fingerprint"]
    found = fates[["table", "customer_id"]].assign(fingerprint=known.reindex(fates["row"]).array)
    return found.dropna().drop_duplicates()


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".tmp")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)


def _recorded(folder: Path) -> dict[str, str]:
    try:
        known = json.loads((folder / STATE / "outputs.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _keep(folder: Path, name: str) -> None:
    kept = folder / STATE / "edited"
    kept.mkdir(parents=True, exist_ok=True)
    copy = kept / f"{sha256(folder / name)[:12]}-{Path(name).name}"
    if not copy.exists():
        shutil.copyfile(folder / name, beside := copy.with_suffix(".tmp"))
        beside.replace(copy)


def _learn_workbook(folder: Path, schema: Schema, read: Read, found: set[str]) -> None:
    now = read(folder / "cleaned.xlsx")
    digest = sha256(folder / "cleaned.xlsx")[:12]
    made_of = _csv(folder / STATE / "members.csv")
    changed: list[DataFrame] = []
    for name in ("customers", "orders"):
        published = folder / "cleaned" / f"{name}.csv"
        if name not in now.tables or not published.is_file() or f"cleaned/{name}.csv" in found:
            continue
        cells, added = edits.between(read(published).tables[name], now.tables[name], schema[name], made_of)
        changed.append(cells)
        if len(added):
            _write(folder, f"{digest}-added-{name}.csv", _own(added, name, now, schema))
    if any(len(each) for each in changed):
        _write(folder, f"{digest}-edits.csv", pd.concat(changed, ignore_index=True))


def _own(added: DataFrame, name: str, now: Book, schema: Schema) -> DataFrame:
    """Return added rows as a source of their own: an order names its customer in full, for ids are given anew by every run."""
    if name == "orders" and "customers" in now.tables:
        customers = now.tables["customers"].drop_duplicates("customer_id").set_index("customer_id")
        told = [
            field for field in (*schema["customers"].identity, "address") if field in customers and field not in added
        ]
        added = added.join(customers[told], on="customer_id")
        added = added.assign(**{field: added[field].fillna("") for field in told})
    return added.drop(columns="customer_id", errors="ignore")


def _write(folder: Path, name: str, table: DataFrame) -> None:
    state = folder / STATE / "edits"
    state.mkdir(parents=True, exist_ok=True)
    if any(state.glob(f"*-{name}")):
        return
    place = state / f"{len(list(state.iterdir())):05d}-{name}"
    _replace(place, "\ufeff" + table.to_csv(index=False, lineterminator="\n"))


def _csv(path: Path) -> DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")

"""Outputs that people have worked in: found, kept, and learned from."""

import hashlib
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple, Protocol
from zipfile import BadZipFile, is_zipfile

import pandas as pd
from pandas import DataFrame

import custsheet.history.additions as additions
import custsheet.history.answers as answers
import custsheet.history.callbacks as callbacks
import custsheet.history.choosing as choosing
import custsheet.history.decisions as decisions
import custsheet.history.remarks as remarks
import custsheet.history.sittings as sittings
import custsheet.history.verdicts as verdicts
import custsheet.history.waivers as waivers
import custsheet.history.withdrawn as withdrawn
from custsheet import edits
from custsheet.disk import sha256, text_if_any, write_whole
from custsheet.errors import ConfigError, InputError
from custsheet.history.published import STATE, derived, noted
from custsheet.model import Book
from custsheet.ooxml.package import open_package
from custsheet.ooxml.workbook import workbook
from custsheet.schema import Schema
from custsheet.write import VERBS
from custsheet.write.beside import recorded

TYPED = ("cleaned.xlsx", "review.xlsx", "issues.xlsx")  # what people may type into
EDITS = "edits"  # a folder of the state
ELSEWHERE = "state.txt"  # its path, where `--state` put it somewhere else
MOVABLE = ("runs", "decisions", "edits", "callbacks", "edited", "undone", "waivers")


class Read(Protocol):
    """Reads a published file back.

    Values are understood as if their fields stood under these *headings*, whatever they are called in the file: 男 under
    性别 is `male` under gender.
    """

    def __call__(self, path: Path, headings: Mapping[str, str] = ...) -> tuple[Book, Book]:
        """Return what stands in the file, and the same standardized."""
        ...


@dataclass(frozen=True)
class Lessons:
    """What people typed into the outputs of earlier runs."""

    sittings: tuple[DataFrame, ...] = ()  # edits, oldest first
    added: tuple[Path, ...] = ()  # CSV files of rows that people added
    decisions: DataFrame = field(
        default_factory=lambda: DataFrame(columns=[*decisions.COLUMNS, "state"], dtype="str")
    )  # the last word on each pair, see `decisions.in_force`
    undone: DataFrame = field(default_factory=DataFrame)  # changes that people took back, see `custsheet.takeback`
    answers: DataFrame = field(
        default_factory=lambda: DataFrame(columns=callbacks.COLUMNS, dtype="str")
    )  # what customers said when they were called back
    removed: Mapping[str, Mapping[int, str]] = field(default_factory=dict)  # lines of `added` that people deleted again


def edited(folder: Path) -> list[str]:
    """Return the names of outputs in *folder* that differ from what was recorded when they were written."""
    known = {name: digest for name, digest in recorded(folder).items() if not name.startswith(f"{STATE}/")}
    return [name for name, digest in known.items() if (folder / name).is_file() and sha256(folder / name) != digest]


def strange(folder: Path) -> list[str]:
    """Return the names of files in *folder* that lie where outputs go, and of which no run knows."""
    known = recorded(folder)
    places = [
        path for name in VERBS["run"] for path in (folder / name, *(folder / name).glob("*.csv")) if path.is_file()
    ]
    return [name for name in (path.relative_to(folder).as_posix() for path in places) if name not in known]


class Learned(NamedTuple):
    """The outputs that people had edited, and what they did to the tables of `cleaned.xlsx`."""

    files: list[str]
    altered: int = 0  # cells
    added: int = 0  # rows
    deleted: int = 0  # rows; they come back
    removed: int = 0  # rows that people had added here before; they do not
    answered: int = 0  # issues in `issues.xlsx`
    strange: tuple[str, ...] = ()  # files that no run wrote: of them only a copy is kept


def learn(folder: Path, schema: Schema, read: Read) -> Learned:
    """Keep and read what people typed into the outputs in *folder*.

    Raises InputError (`E_EDITED_UNREADABLE`) where an edited workbook cannot be read: then nothing may be overwritten.
    """
    found, others = edited(folder), strange(folder)
    typed, answered = Learned(found), 0
    for name in (*found, *others):
        keep_copy(folder, name)
    for name in (each for each in TYPED if each in found):
        with _readable(folder / name):
            _whole(folder / name)
            if name == "cleaned.xlsx":
                typed = _learn_workbook(folder, schema, read, set(found))
            elif name == "review.xlsx":
                learn_verdicts(folder, folder / name)
            else:
                answered = learn_issues(folder, folder / name)
    return typed._replace(files=found, answered=answered, strange=tuple(others))


@contextmanager
def _readable(workbook: Path) -> Iterator[None]:
    """Turn whatever a workbook that was cut off, or locked, brings about into one error that says what to do."""
    try:
        yield
    except (InputError, BadZipFile, zlib.error) as fault:
        if isinstance(fault, InputError) and fault.code == "E_NOTE":
            raise
        raise InputError("E_EDITED_UNREADABLE", file=workbook, why=fault) from fault


def _whole(path: Path) -> None:
    """Raise InputError unless a workbook is whole."""
    with open_package(path) as package:
        if package.testzip() is not None:
            raise InputError("E_DAMAGED", file=path.name)
        workbook(package)


def learn_issues(folder: Path, workbook: Path) -> int:
    """Keep what reviewers typed beside the issues of a report for later runs into *folder*, and return how many said something new.

    Corrections become edits, the rest waivers. A report from elsewhere brings what was asked in the `.custsheet` beside it.
    """
    found = answers.read(workbook)
    homes = _homes(folder, workbook)
    known = pd.concat([noted(each, "issued") for each in homes])
    questions = _questions(homes)
    corrected = answers.corrections(found, questions)
    if len(corrected):
        _write(folder, f"{digest(workbook)}-answers-edits", corrected)
    said, state = answers.waivers_of(found, known, workbook.name), state_of(folder)
    waivers.keep(state, said, digest(workbook), date.today())
    return int(found["verdict"].isin(["accept", "replace"]).sum()) + waivers.fresh(said, state, digest(workbook))


def unmet(folder: Path, edited: list[str], elsewhere: Path | None, book: Book) -> dict[str, DataFrame]:
    """Return which corrections just learned a run that found *book* could not make, by workbook: see `answers.unmet`."""
    own = [folder / "issues.xlsx"] if "issues.xlsx" in edited else []
    paths = [each for each in (*own, *([elsewhere] if elsewhere else [])) if each.is_file()]
    found = {
        each.name: answers.unmet(answers.read(each), _questions(_homes(folder, each)), book.issues) for each in paths
    }
    return {name: left for name, left in found.items() if len(left)}


def _homes(folder: Path, workbook: Path) -> list[Path]:
    """Return where it is told what a report asked: for *folder*, and beside a *workbook* from elsewhere."""
    places = dict.fromkeys((folder, workbook.resolve().parent))
    return [each for each in places if (each / STATE / "issued.csv").is_file()] or [folder]


def _questions(homes: list[Path]) -> DataFrame:
    return noted(homes[0], "issues").reindex(columns=answers.ASKED, fill_value="")


def learn_report(folder: Path, workbook: Path) -> Learned:
    """Keep the answers in an issues report from elsewhere.

    Raises InputError (`E_ISSUES_FILE`) where it cannot be read.
    """
    try:
        if not is_zipfile(workbook):
            raise BadZipFile(".xlsx?")
        answered = learn_issues(folder, workbook)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise InputError("E_ISSUES_FILE", file=workbook, why=error) from error
    return Learned(["issues.xlsx"], answered=answered)


def learn_verdicts(folder: Path, workbook: Path) -> DataFrame:
    """Keep the decisions in a review workbook for later runs into *folder*, and return them."""
    found = decided(workbook)
    decisions.keep(state_of(folder), found, digest(workbook), date.today())
    said = remarks.news(remarks.read(workbook), remarks.kept(state_of(folder), EDITS))
    if len(said):
        _write(folder, f"{digest(workbook)}-{remarks.ENDING}", said)
    return found


def review_left(workbook: Path) -> dict[str, list[str]]:
    """Return what was typed into a review workbook and is not obeyed, by the code of the remark that says so."""
    refused = choosing.refused(choosing.choices(workbook))
    left = {"W_VERDICTS_LEFT": verdicts.unread(workbook), "W_CHOICES_LEFT": refused}
    return {code: words for code, words in left.items() if words}


def decided(workbook: Path) -> DataFrame:
    """Return the decisions in a review workbook, those on values that were offered."""
    return choosing.settled(verdicts.decisions(workbook), choosing.choices(workbook))


def digest(workbook: Path) -> str:
    """Return by what a sitting is known: the beginning of the SHA-256 of the workbook it was typed into."""
    return sha256(workbook)[:12]


def digest_of(text: str) -> str:
    """Return by what a sitting is known that was not typed into a workbook."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def learn_answers(folder: Path, workbook: Path, found: DataFrame) -> None:
    """Keep the answers in a call-back workbook for later runs into *folder*; right values become edits."""
    digest = sha256(workbook)[:12]
    callbacks.keep(state_of(folder), found, digest)
    corrected = callbacks.corrections(found)
    if len(corrected):
        _write(folder, f"{digest}-callback-edits", corrected)


def lessons(folder: Path) -> Lessons:
    """Return everything learned so far, in the order it was learned."""
    state = state_of(folder)
    return Lessons(
        tuple(map(sittings.read, sittings.every(state, EDITS, "*-edits.csv"))),
        tuple(sittings.every(state, EDITS, "*-added-*.csv")),
        decisions.in_force(withdrawn.with_former(decisions.ledger(state))),
        answers=callbacks.kept(state),
        removed=additions.left_out(state, EDITS),
    )


def state_of(folder: Path) -> Path:
    """Return where runs, decisions and edits of an output folder lie: in it, or where the file `state.txt` there says."""
    elsewhere = text_if_any(folder / STATE / ELSEWHERE).strip()
    return Path(elsewhere) if elsewhere else folder / STATE


def place_state(folder: Path, elsewhere: Path | None) -> None:
    """Let runs, decisions and edits of an output folder lie somewhere else from now on; those there are go along.

    Raises ConfigError (`E_STATE_PLACE`) where both places hold runs.
    """
    if elsewhere is None or elsewhere.absolute() == state_of(folder).absolute():
        return
    old, new = state_of(folder), elsewhere.absolute()
    if (old / "runs").is_dir() and (new / "runs").is_dir():
        raise ConfigError("E_STATE_PLACE", old=str(old), new=str(new))
    new.mkdir(parents=True, exist_ok=True)
    for name in (each for each in MOVABLE if (old / each).is_dir()):
        shutil.copytree(old / name, new / name, dirs_exist_ok=True)
    (folder / STATE).mkdir(parents=True, exist_ok=True)
    write_whole(folder / STATE / ELSEWHERE, f"{new}\n")
    for name in MOVABLE:
        shutil.rmtree(old / name, ignore_errors=True)


def keep_copy(folder: Path, name: str) -> Path:
    """Copy an output that somebody edited to where it stays; return the copy."""
    kept = state_of(folder) / "edited"
    kept.mkdir(parents=True, exist_ok=True)
    copy = kept / f"{sha256(folder / name)[:12]}-{Path(name).name}"
    if not copy.exists():
        shutil.copyfile(folder / name, beside := copy.with_suffix(".tmp"))
        beside.replace(copy)
    return copy


def _learn_workbook(folder: Path, schema: Schema, read: Read, outputs: set[str]) -> Learned:
    """Keep what was typed into the cleaned workbook."""
    shown, now = read(folder / "cleaned.xlsx")
    digest = sha256(folder / "cleaned.xlsx")[:12]
    made_of, spoken, aside = (noted(folder, name) for name in ("members", "spoken", "aside"))
    typed: list[edits.Edited] = []
    for name in ("customers", "orders"):
        published = folder / "cleaned" / f"{name}.csv"
        if name not in now.tables or not published.is_file() or f"cleaned/{name}.csv" in outputs:
            continue
        mine = now.columns[now.columns["table"] == name]
        before = read(published, dict(zip(mine["field"], mine["heading"], strict=True)))[1].tables[name]
        found = edits.between(before, now.tables[name], schema[name], made_of, spoken)
        fresh = additions.fresh(found.added, name, shown, aside, folder / "cleaned.xlsx")
        cells = pd.concat([found.cells, fresh.cells], ignore_index=True)
        typed.append(edits.Edited(cells, found.altered + len(fresh.cells), fresh.added, found.deleted))
        if len(typed[-1].added):
            _write(
                folder, f"{digest}-added-{name}", additions.whole(typed[-1].added, name, now, schema, derived(folder))
            )
    if any(len(each.cells) for each in typed):
        _write(folder, f"{digest}-edits", pd.concat([each.cells for each in typed], ignore_index=True))
    gone = additions.removed(folder, typed[0].deleted) if typed else DataFrame()
    if len(gone):
        _write(folder, f"{digest}-{additions.REMOVED}", gone)
    removed, deleted = len(gone), sum(len(each.deleted) for each in typed)
    altered, added = sum(each.altered for each in typed), sum(len(each.added) for each in typed)
    return Learned([], altered, added, deleted - removed, removed)


def _write(folder: Path, ending: str, table: DataFrame) -> None:
    if not sittings.holds(state_of(folder), EDITS, ending):
        sittings.append(state_of(folder), EDITS, ending, table)

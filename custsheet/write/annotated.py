"""`annotated/<file>`: the users' own workbooks with what was cleaned and found marked in them (`--layout keep`).

Every row stays: what merging duplicates did to rows is not carried, nor what stands in no column of the sheet. A check marks
only; it changes no cell.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile, is_zipfile

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

import custsheet.write.places as places
from custsheet.errors import CustsheetError
from custsheet.ooxml.annotate import COUNT, Annotated, Lost, Marks, Words, annotated
from custsheet.ooxml.package import open_package
from custsheet.ooxml.patch import Edit
from custsheet.ooxml.patch_package import differing
from custsheet.ooxml.raw import column_number, letters_of
from custsheet.ooxml.workbook import workbook
from custsheet.report import Report
from custsheet.texts import say
from custsheet.write.values import dates, numbers
from custsheet.write.words import change_title

FOLDER = "annotated"
CARRIED = ("standardize", "edits")  # stages whose changes are about single cells of a row
LISTED = 100  # of what could not be carried, on the sheet and in run.json
_1904 = 1_462  # days between the two date systems
_PLACE = re.compile(
    r"(?:'\[(?P<file>[^\]]*)\](?P<sheet>.*?)'!)?(?:(?P<letter>[A-Z]{1,3})(?P<line>\d+)|(?P<row>\d+):\d+)(?=\s|$)"
)


class Kept(NamedTuple):
    """One input and what was kept of it."""

    file: str
    made: Annotated | None  # None for files that are not kept
    why: str = ""  # then: kind, locked, damaged


def kept(report: Report) -> list[Kept]:
    """Return every input with its marks. Nothing is written; what cannot be carried is told in `Annotated.lost`."""
    found = _Found(_changes(report), _issues(report))
    return [_kept(report, str(file), found) for file in report.book.sources["file"].unique()]


class _Found(NamedTuple):
    """What there is to mark, in all files."""

    changes: DataFrame
    issues: dict[
        tuple[str, str], list[tuple[int, int, str]]
    ]  # file and sheet -> line, 0-based column or COUNT, sentence


def told(report: Report, files: Sequence[Kept]) -> Report:
    """Return the report with what a reader must know of the files kept, and what `run.json` records of them."""
    if not files:
        return report
    known = [_facts(each) for each in files]
    notes = tuple(_note(each) for each in files)
    return replace(report, notes=(*report.notes, *notes), facts={**report.facts, FOLDER: known})


def write(files: Sequence[Kept], folder: Path) -> None:
    """Write the workbooks that were kept under their own names into *folder*."""
    for each in files:
        if each.made:
            path = folder / place_of(each.file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(each.made.content)


def place_of(file: str) -> Path:
    """Return where in the folder a file goes: as it lies among the inputs, and never outside."""
    path = Path(file)
    return Path(path.name) if path.is_absolute() or path.drive or ".." in path.parts else path


def _kept(report: Report, file: str, found: _Found) -> Kept:
    path = places.source_path(report, file)
    kinds = set(report.book.sources.loc[report.book.sources["file"] == file, "kind"])
    if path is None or not kinds & {"xlsx", "custsheet"}:
        return Kept(file, None, "kind")
    if not is_zipfile(path):
        return Kept(file, None, "locked")
    try:
        with open_package(path) as source:
            since_1904 = workbook(source).since_1904
            marks = dict(_marks(report, file, found, since_1904))
            more = _in_other_units(report, file, found.changes)
            made = annotated(source, marks, _words(report, more))
            _prove(source, made)
    except (CustsheetError, ValueError, LookupError, StopIteration):
        return Kept(file, None, "damaged")
    return Kept(file, made._replace(lost=[*made.lost, *more]))


def _prove(source: ZipFile, made: Annotated) -> None:
    """Raise ValueError unless every part but those named is byte for byte as it was."""
    with ZipFile(BytesIO(made.content)) as after:
        found = differing(source, after)
    if set(found) - set(made.parts) or "missing" in found.values():
        raise ValueError("a part that was to be kept is not as it was")


def _words(report: Report, more: list[Lost]) -> Words:
    def lines(lost: list[Lost], changed: int, marked: int) -> list[tuple[str, str]]:
        every = [*lost, *more]
        known: dict[str, Any] = {
            "day": report.as_of.isoformat(),
            "changed": changed,
            "marked": marked,
            "heading": say(FOLDER, "heading"),
        }
        head = [("heading", say(FOLDER, "title")), ("", say(FOLDER, "made", **known))]
        legend = [
            ("changed", say(FOLDER, "changed")),
            ("faulty", say(FOLDER, "faulty")),
            ("count", say(FOLDER, "count", **known)),
        ]
        how = [("", say(FOLDER, "how", each, **known)) for each in ("edit", "again", "unmark", "merged")]
        left = [("heading", say(FOLDER, "lost_title", count=len(every)))] if every else []
        return [
            *head,
            ("", ""),
            *legend,
            ("", ""),
            *how,
            ("", ""),
            *left,
            *(("", _sentence(each)) for each in every[:LISTED]),
        ]

    return Words(say(FOLDER, "heading"), say(FOLDER, "title"), lines)


def _sentence(lost: Lost) -> str:
    place = " ".join(filter(None, (lost.sheet, lost.cell)))
    return say(FOLDER, "lost", lost.why, place=place, text=lost.text)


def _note(each: Kept) -> str:
    if each.made is None:
        return say(FOLDER, "not_kept", each.why, file=each.file)
    made = each.made
    note = say(
        FOLDER, "kept", file=f"{FOLDER}/{each.file}", changed=made.changed, marked=made.marked, comments=made.comments
    )
    reasons = Counter(lost.why for lost in made.lost)
    counts = say(FOLDER, "between").join(say(FOLDER, "short", why, count=count) for why, count in reasons.items())
    return note + (say(FOLDER, "but", counts=counts) if counts else "")


def _facts(each: Kept) -> dict[str, object]:
    """Return what `run.json` records: places and reasons, no values."""
    if each.made is None:
        return {"file": each.file, "kept": False, "why": each.why}
    made = each.made
    lost = [{"sheet": one.sheet, "cell": one.cell, "why": one.why} for one in made.lost]
    counts = {"changed": made.changed, "marked": made.marked, "comments": made.comments, "not_carried": len(lost)}
    return {"file": each.file, "kept": True, **counts, "parts": made.parts, "lost": lost[:LISTED]}


def _marks(report: Report, file: str, everything: _Found, since_1904: bool) -> Iterator[tuple[str, Marks]]:
    """Yield sheet and marks for every sheet of a file that was read as a table of the schema."""
    sources = report.book.sources
    known = report.book.columns[report.book.columns["table"].isin(list(report.schema))]
    own = sources[(sources["file"] == file) & sources.index.isin(known["source"])]
    changes, issues = everything
    for sheet, part in own.groupby("sheet", sort=False):
        place = (file, str(sheet))
        altered = changes[changes["source"].isin(part.index) & changes["carried"]]
        found = issues.get(place, [])
        headings = sorted({int(line) for line in part["header_line"] if line > 0})
        yield str(sheet), _of_sheet(report, altered, found, headings, since_1904)


def _of_sheet(
    report: Report, changes: DataFrame, found: list[tuple[int, int, str]], headings: list[int], since_1904: bool
) -> Marks:
    cells: dict[int, dict[int, Edit]] = defaultdict(dict)
    notes: dict[tuple[int, int], list[str]] = defaultdict(list)
    for line, column, message in found:
        notes[line, column].append(message)
        if column != COUNT:
            cells[line][column] = Edit(look="faulty")
    cleaned: dict[tuple[int, int], str] = {}
    for each in _edits(changes, since_1904):
        edit = each.edit._replace(look="faulty") if each.column in cells[each.line] else each.edit
        cells[each.line][each.column] = edit
        cleaned[each.line, each.column] = each.note
    texts = {place: "\n".join(dict.fromkeys(lines)) for place, lines in notes.items()}
    return Marks(cells, texts, Counter(line for line, _, _ in found), headings, cleaned)


class _Change(NamedTuple):
    line: int
    column: int
    edit: Edit
    note: str


def _edits(changes: DataFrame, since_1904: bool) -> Iterator[_Change]:
    """Yield the changes of one sheet, each cell with its last value."""
    after = changes["after"]
    exact = numbers(after).numeric
    amounts = (changes["kind"] == "amount").to_numpy(bool) & (exact if exact is not None else False)
    serials = _serials(after, (changes["kind"] == "date").to_numpy(bool), since_1904)
    titles = {rule: change_title(rule) for rule in changes["rule"].unique()}
    for place, each in enumerate(_lines(changes)):
        note = say(FOLDER, "comment", before=each.before, after=each.after, rule=titles[each.rule])
        edit = Edit(each.after, bool(amounts[place]), "changed", serials[place])
        yield _Change(int(each.line), int(each.position), edit, note)


def _lines(changes: DataFrame) -> Iterator[Any]:
    return iter(changes.itertuples(index=False))


def _serials(values: Series, asked: NDArray[np.bool_], since_1904: bool) -> list[str]:
    """Return what a date cell stores for ISO dates, with or without a time; "" for all else."""
    day, time = values.str.slice(0, 10), values.str.slice(11, 19)
    stored = dates(day)
    whole = pd.to_timedelta(time.where(time.str.fullmatch(r"\d\d:\d\d:\d\d"), "00:00:00")).dt.total_seconds() / 86_400
    told = []
    for text, number, share, wanted in zip(stored.text.to_pylist(), stored.numeric, whole, asked, strict=True):  # type: ignore[arg-type]
        serial = int(text) - (_1904 if since_1904 else 0) if wanted and number else -1
        told.append("" if serial < 0 else repr(serial + share) if share else str(serial))
    return told


def _changes(report: Report) -> DataFrame:
    """Return the last change of each cell that has a place: before it all, after it all, source, line, position, kind.

    `carried` says whether it can stand in the users' own sheet.
    """
    book = report.book
    made = book.changes[book.changes["stage"].isin(CARRIED) & (report.verb == "run")]
    key = ["table", "row", "field"]
    first = made.drop_duplicates(key)["before"].to_numpy()
    last = made.drop_duplicates(key, keep="last").set_index(key).reindex(made.drop_duplicates(key).set_index(key).index)
    told = last.reset_index().assign(before=first)
    where = places.of_rows(book, told["row"])
    told = told.assign(source=where["source"].array, line=where["line"].array)
    columns = book.columns.drop_duplicates(["table", "field", "source"])
    told = told.merge(columns[["table", "field", "source", "position", "kind"]], on=["table", "field", "source"])
    told = told[(told["line"] > 0) & (told["source"] >= 0)].drop_duplicates(["source", "line", "position"])
    column = pd.MultiIndex.from_frame(told[["table", "source", "field"]])
    return told.assign(carried=~column.isin(list(_scaled(report, told))))


def _scaled(report: Report, changes: DataFrame) -> set[tuple[object, ...]]:
    """Return the columns (table, source, field) whose heading says another unit of money than the cleaned amounts have."""
    key = ["table", "source", "field"]
    issues = report.book.issues[report.book.issues["code"] == "header.unit"]
    told = pd.concat([issues[key], changes.loc[changes["rule"] == "amount.unit", key]])
    return set(told.itertuples(index=False, name=None))


def _in_other_units(report: Report, file: str, changes: DataFrame) -> list[Lost]:
    """Return the changes that cannot stand in the users' own sheet: amounts below a heading that says another unit."""
    own = report.book.sources[report.book.sources["file"] == file]["sheet"]
    return [
        Lost(own[each.source], f"{letters_of(int(each.position))}{each.line}", "unit", str(each.after))
        for each in _lines(changes[~changes["carried"] & changes["source"].isin(own.index)])
    ]


def _issues(report: Report) -> dict[tuple[str, str], list[tuple[int, int, str]]]:
    """Return what is wrong, by file and sheet: line, 0-based column (COUNT for a whole row) and sentence."""
    found: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    issues = report.book.issues
    grave = issues[issues["level"].isin(["error", "warning"]) & (issues["row"] >= 0)]
    columns = (grave[name].tolist() for name in ("file", "sheet", "cell", "cells", "message"))
    for file, sheet, cell, cells, message in zip(*columns, strict=True):
        for each in _PLACE.finditer(cells or cell):
            column = column_number(each["letter"].encode()) if each["letter"] else COUNT
            place = (each["file"], each["sheet"]) if each["file"] else (file, sheet)
            found[place].append((int(each["line"] or each["row"]), column, message))
    return found

"""Answers that people typed into a call-back sheet, read back.

Reading is tolerant: rows may be sorted, filtered or hidden, columns moved or added, the file renamed or saved by another
program, half of it left open. A line is known by its hidden columns. Answers become three things: figures (see
`verify.accuracy`), edits where something was wrong and the right value is known, and the day on which a customer was
confirmed: all that was asked of him and answered is right, or put right.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Series

import custsheet.history.sittings as sittings
from custsheet import edits, fields
from custsheet.corrected import CUSTOMER
from custsheet.history.sheets import evened, pages, place
from custsheet.texts import LANGUAGES, lookup

HIDDEN = ("sample", "id", "field", "rows", "before", "probability", "population", "size", "weighted")
COLUMNS = ["sample", "day", "customer_id", "field", "rows", "before", "result", "after", "probability", "population", "size", "weighted"]  # fmt: skip
FOLDER = "callbacks"
BETWEEN = ";"  # between fingerprints
CORRECT, WRONG = "correct", "wrong"
_TWINS = {"mobile": "phone", "phone": "mobile"}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


class Read(NamedTuple):
    """The answered lines of a sheet, and the results that nobody understands."""

    answers: DataFrame  # COLUMNS, all text
    unread: list[str]


def read(workbook: Path, today: date) -> Read:
    """Return the answers in a call-back workbook; where no day was typed, *today* counts.

    A line without a result counts as asked (result ""); a right value without a result says that the old one is wrong.
    """
    found, unread = [], []
    for rows in pages(workbook):
        for line in _lines(rows):
            said, odd = _result(line)
            unread += [odd] if odd else []
            found.append({**line, "result": said, "day": _day(line["day"], today), "customer_id": line["id"]})
    return Read(DataFrame(found, columns=COLUMNS, dtype="str"), unread)


def corrections(answers: DataFrame) -> DataFrame:
    """Return the edits that answers ask for: what was wrong becomes what was typed, in every row the customer is made of."""
    wrong = answers[(answers["result"] == WRONG) & (answers["after"] != "") & (answers["after"] != answers["before"])]
    twin = wrong[wrong["field"].isin(_TWINS)]
    both = pd.concat([wrong, twin.assign(field=twin["field"].map(_TWINS))])  # a number may stand in both columns
    rows, customer = both["rows"].str.split(BETWEEN), {CUSTOMER: both["customer_id"]}
    named = both.assign(table="customers", row=rows, **customer).explode("row", ignore_index=True)
    return named[named["row"] != ""].reindex(columns=edits.COLUMNS, fill_value="").astype("str")


def confirmed(answers: DataFrame) -> Series:
    """Return the last day on which each row, by fingerprint, was confirmed or put right as a whole."""
    last = answers.drop_duplicates(["sample", "customer_id", "field"], keep="last")
    told = last[last["result"].isin([CORRECT, WRONG])]
    if told.empty:
        return Series(dtype="str")
    held = (told["result"] == CORRECT) | (told["after"] != "")
    by = [told["sample"], told["customer_id"]]
    whole = told[held.groupby(by).transform("all")]
    lines = whole.assign(row=whole["rows"].str.split(BETWEEN)).explode("row")
    return lines[lines["row"] != ""].groupby("row")["day"].max().astype("str")


def keep(state: Path, answers: DataFrame, digest: str) -> None:
    """Append the answers of a workbook, known by its *digest*, to those in the folder *state*; each workbook once."""
    if not sittings.holds(state, FOLDER, digest):
        sittings.append(state, FOLDER, digest, answers)


def kept(state: Path) -> DataFrame:
    """Return all answers in the folder *state*, in the order in which they were read."""
    return sittings.told(state, FOLDER, COLUMNS)


def _lines(rows: list[list[str]]) -> list[dict[str, str]]:
    """Return the lines of a sheet by name, found by the headings."""
    head = next((number for number, row in enumerate(rows) if set(HIDDEN) <= set(row)), None)
    if head is None:
        return []
    heading = rows[head]
    at: dict[str, int | None] = {name: heading.index(name) for name in HIDDEN}
    at |= {name: place(heading, "verify", ("callback", "columns", name)) for name in ("result", "after", "day")}
    cells = [{name: _cell(row, column) for name, column in at.items()} for row in rows[head + 1 :]]
    return [line for line in cells if line["sample"] and line["id"] and line["field"]]


def _cell(row: list[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _result(line: dict[str, str]) -> tuple[str, str]:
    """Return the code of what was answered, and the word that nobody understands."""
    said = evened(line["result"])
    if not said:
        corrected = line["after"] not in ("", line["before"])
        return (WRONG if corrected else ""), ""
    code = _words().get(said, "")
    return code, "" if code else line["result"]


def _words() -> dict[str, str]:
    """Return every word for a result, in any language, evened out."""
    known: dict[str, str] = {}
    for lang in LANGUAGES:
        for path in ("also", "results"):
            for code, words in lookup("verify", path, lang=lang).items():
                known |= {evened(word): code for word in ([words] if isinstance(words, str) else words)}
    return known


def _day(typed: str, today: date) -> str:
    if found := _ISO.match(typed):
        return found[0]
    read_ = fields.clean("date", [typed]).iloc[0]
    whole = _ISO.match(str(read_["value"])) if typed and read_["issue"] is None else None
    return whole[0] if whole else today.isoformat()

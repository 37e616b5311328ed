"""What reviewers typed beside the issues, read back: accepted suggestions and replacements become edits, the rest waivers."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
from pandas import DataFrame, Series

import custsheet.history.waivers as waivers
from custsheet import edits
from custsheet.columnar import among
from custsheet.corrected import CUSTOMER
from custsheet.fingerprint import KNOWN
from custsheet.history.sheets import evened, place, text
from custsheet.model import Book
from custsheet.texts import LANGUAGES, lookup

ASKED = ["id", "table", "row", "field", "before", "suggestion", "target", CUSTOMER]
# row: a fingerprint; one line per row an issue stands for; target: the field where the suggestion belongs, "" for its own
UNKNOWN = "unknown"  # a verdict in a word that is none of ours
ANSWER = ["id", "verdict", "after", "who", "why", "until"]


def asked(book: Book) -> DataFrame:
    """Return the issues that an answer can settle, with the rows they stand for."""
    issues = book.issues[(book.issues["field"] != "") & (book.issues["row"] >= 0) & (book.issues["value"] != "")]
    target = _targets(issues)
    content = issues["suggestion"].str.replace(_NAMED, "", regex=True)
    issues = issues.assign(suggestion=issues["suggestion"].where(target == "", content), target=target)
    lines = issues[["id", "table", "row", "field", "value", "suggestion", "target", "customer_id"]].rename(
        columns={"value": "before"}
    )
    known = {
        name.removeprefix(KNOWN): table["fingerprint"] for name, table in book.tables.items() if name.startswith(KNOWN)
    }
    parts = [
        part.assign(row=known[str(name)].reindex(part["row"]).array)
        for name, part in lines.groupby("table", sort=True)
        if name in known
    ]
    if not parts:
        return DataFrame(columns=ASKED, dtype="str")
    whole = pd.concat(parts)
    members = _members(book, known.get("customers", Series(dtype="str")), whole["customer_id"])
    every = _of_customers(whole, members).rename(columns={"customer_id": CUSTOMER})
    return every.dropna(subset="row")[ASKED].reset_index(drop=True).astype("str")


def _targets(issues: DataFrame) -> Series:
    """Return the other field that each suggestion names, "" where it is about its own."""
    routed = issues["code"].str.endswith(".routed")
    told = issues.loc[routed, "facts"].str.extract(_TARGET, expand=False)
    told = told.reindex(issues.index).fillna("").astype("str")
    return told.mask(issues["code"] == "url.email", "email")


_TARGET = r'"target": ?"(\w+)"'  # in an issue's facts
_NAMED = r"^.*?(?:：|: )"  # the name of the other field before what belongs there


def _of_customers(lines: DataFrame, members: DataFrame) -> DataFrame:
    """Return lines about customers once per row that the customer is made of; the others as they are."""
    several = (lines["table"] == "customers") & among(lines["customer_id"], members["customer_id"])
    numbered = lines.assign(place=range(len(lines)))
    joined = numbered[several].drop(columns="row").merge(members, on="customer_id", how="left")
    return pd.concat([joined, numbered[~several]]).sort_values("place", kind="stable")


def read(workbook: Path) -> DataFrame:
    """Return every answer in an issues workbook, all text: id, verdict, after, who, why, until.

    Reading is tolerant: sheets may be sorted, filtered or renamed, columns moved or added, in either language, saved by
    another program. A value typed beside no verdict is to replace what is there. `until` is the ISO day of a column of last days, else one named in the note (“until 2026-12-31”); what
    cannot be read as a day stays as it was typed.
    """
    lines = [line for rows in pages(workbook) for line in _lines(rows)]
    found = DataFrame(lines, columns=ANSWER, dtype="str")
    return found.drop_duplicates("id", keep="last", ignore_index=True)


def pages(workbook: Path) -> Iterator[list[list[str]]]:
    """Yield the rows of every sheet as text; by calamine, for a report may have tens of thousands of lines."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(workbook))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield [[text(value) for value in row] for row in rows]
    except CalamineError as error:
        raise ValueError(str(error)) from error


def corrections(answers: DataFrame, questions: DataFrame) -> DataFrame:
    """Return the edits that answers ask for: `accept` takes the suggestion, to the field it names, `replace` what was typed."""
    typed = answers[(answers["verdict"] == "accept") | ((answers["verdict"] == "replace") & (answers["after"] != ""))]
    after = typed.set_index("id")["after"].where((typed["verdict"] == "replace").to_numpy(), "")
    chosen = questions[questions["id"].isin(after.index)]
    said = chosen["id"].map(after).astype("str")
    wanted = chosen.assign(
        after=said.where(said != "", chosen["suggestion"]), target=chosen["target"].where(said == "", "")
    ).reindex(columns=[*edits.COLUMNS, edits.TARGET], fill_value="")
    return wanted[(wanted["after"] != "") & (wanted["after"] != wanted["before"])]


def unmet(answers: DataFrame, questions: DataFrame, issues: DataFrame) -> DataFrame:
    """Return the corrections among *answers* whose *issues* a later run still finds: id, reason.

    Reasons: `unknown` (the word for what to do is none of ours), `blank` (nothing to put there was typed), `unsuggested`, `elsewhere` (no cell that an answer can alter), `taken` (the
    field it belongs to holds something else), `refused`, `day` (it holds until a day that cannot be read).
    """
    open_ = issues.drop_duplicates("id").set_index("id")["value"]
    undated = answers["verdict"].isin(waivers.WAIVING) & ~answers["until"].str.fullmatch(r"(\d{4}-\d{2}-\d{2})?")
    asked_for = answers["verdict"].isin(["accept", "replace", UNKNOWN]) | undated
    said = answers[asked_for & answers["id"].isin(open_.index)]
    unknown = (said["verdict"] == UNKNOWN) | undated.reindex(said.index)
    said = said[unknown | (said["after"] == "") | (said["after"] != said["id"].map(open_))]
    known = questions.drop_duplicates("id").set_index("id")
    accepted = said["verdict"] == "accept"
    asked = said["id"].isin(known.index)
    reason = Series("refused", index=said.index, dtype="str").mask(
        accepted & (said["id"].map(known["target"]) != ""), "taken"
    )
    reason = reason.mask(accepted & (said["id"].map(known["suggestion"]) == ""), "unsuggested").mask(
        ~asked, "elsewhere"
    )
    reason = reason.mask(~accepted & (said["after"] == ""), "blank").mask(said["verdict"] == UNKNOWN, "unknown")
    reason = reason.mask(undated.reindex(said.index), "day")
    return DataFrame({"id": said["id"], "reason": reason})


def waivers_of(answers: DataFrame, known: DataFrame, source: str) -> DataFrame:
    """Return what answers say of issues themselves, as entries of the ledger (see `waivers`); who corrects a value takes back a waiver.

    *known* are the issues that were asked (`waivers.ISSUED`); an answer to any other has no fingerprint.
    """
    said = answers[~answers["verdict"].isin(["", UNKNOWN])]
    verdict = said["verdict"].where(~said["verdict"].isin(["accept", "replace"]), waivers.WITHDRAW)
    told = said.assign(verdict=verdict).merge(known.drop_duplicates("id"), on="id", how="left").fillna("")
    return told.assign(when="", source=source)[waivers.COLUMNS].astype("str")


def last_day(typed: str, note: str) -> str:
    """Return until when an answer holds: ISO, "" for always; what was typed where it is no day.

    >>> last_day("", "老客户，至2026-12-31"), last_day("2026/1/5", ""), last_day("soon", ""), last_day("", "至2026年2月底")
    ('2026-12-31', '2026-01-05', 'soon', '2026-02-28')
    """
    if typed:
        return _day(_DAY.search(typed)) or _end_of(_MONTH.search(typed)) or typed
    if found := _UNTIL.search(note) or _TILL.search(note):
        return _day(_DAY.search(found[0])) or found[0]
    found = _SOME_DAY.search(note)
    return (_end_of(_MONTH.search(found[0])) or found[0]) if found else ""


_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?!\d)")
_SOME_DAY = re.compile(
    r"(?:至|到|有效期|until|till|through|expires?)\D{0,6}20\d\d.*|20\d\d.*(?:止|为止|到期|之前)", re.IGNORECASE
)
_UNTIL = re.compile(rf"(?:至|到|有效期|until|till|through|expires?)\D{{0,6}}{_DAY.pattern}", re.IGNORECASE)
_TILL = re.compile(rf"{_DAY.pattern}\s*日?\s*(?:止|前|为止|到期|之前)")


def _day(found: re.Match[str] | None) -> str:
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def _end_of(found: re.Match[str] | None) -> str:
    """Return the last day of a month."""
    try:
        year, month = map(int, found.groups()) if found else (0, 0)
        return date(year, month, monthrange(year, month)[1]).isoformat() if found else ""
    except (ValueError, IndexError):
        return ""


def _members(book: Book, known: Series, customers: Series) -> DataFrame:
    """Return customer_id and row (a fingerprint) of the rows that each of the *customers* is made of."""
    fates = book.lineage[(book.lineage["table"] == "customers") & among(book.lineage["customer_id"], customers)]
    fates = fates[fates["customer_id"] != ""]
    made_of = DataFrame({"customer_id": fates["customer_id"].array, "row": known.reindex(fates["row"]).array})
    return made_of.dropna().drop_duplicates()


def _lines(rows: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Yield every answered line of a sheet, its columns found by their headings."""
    head = next((number for number, row in enumerate(rows) if place(row, "report", ("issues", "id")) is not None), None)
    if head is None:
        return
    at = {
        name: place(rows[head], "report", ("issues", name))
        for name in ("id", "verdict", "replacement", "reviewer", "note", "until")
    }
    if at["id"] is None or at["verdict"] is None:
        return
    known = _verdicts()
    for row in rows[head + 1 :]:
        cell = {name: row[column] if column is not None and column < len(row) else "" for name, column in at.items()}
        word = evened(cell["verdict"])
        verdict = known.get(word, UNKNOWN if word else "replace" if cell["replacement"] else "")
        if cell["id"] and verdict:
            yield (
                cell["id"],
                verdict,
                cell["replacement"],
                cell["reviewer"],
                cell["note"],
                last_day(cell["until"], cell["note"]),
            )


def _verdicts() -> dict[str, str]:
    """Return the code of every word for a verdict, in any language, evened out."""
    known: dict[str, str] = {}
    for lang in LANGUAGES:
        for path in ("verdicts_also", "verdicts"):
            for code, words in lookup("report", path, lang=lang).items():
                known |= {evened(str(word)): code for word in ([words] if isinstance(words, str) else words)}
    return known

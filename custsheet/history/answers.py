"""What reviewers typed beside the issues, read back: accepted suggestions and replacements become edits."""

from collections.abc import Iterator
from pathlib import Path

from pandas import DataFrame, Series

from custsheet import edits
from custsheet.fingerprint import KNOWN
from custsheet.history.sheets import evened, pages, place, words
from custsheet.model import Book

ASKED = [
    "id",
    "table",
    "row",
    "field",
    "before",
    "suggestion",
]  # row: a fingerprint; one line per row an issue stands for


def asked(book: Book) -> DataFrame:
    """Return the issues that an answer can settle, with the rows they stand for."""
    issues = book.issues[(book.issues["field"] != "") & (book.issues["row"] >= 0) & (book.issues["value"] != "")]
    elsewhere = issues["code"].str.endswith(".routed") | (
        issues["code"] == "url.email"
    )  # the suggestion names another field
    issues = issues.assign(suggestion=issues["suggestion"].where(~elsewhere, ""))
    lines = issues[["id", "table", "row", "field", "value", "suggestion", "customer_id"]].rename(
        columns={"value": "before"}
    )
    known = {
        name.removeprefix(KNOWN): table["fingerprint"] for name, table in book.tables.items() if name.startswith(KNOWN)
    }
    members = _members(book, known.get("customers", Series(dtype="str")))
    parts = []
    for name, part in lines.groupby("table", sort=True):
        if name in known:
            own = known[str(name)].reindex(part["row"]).array
            rows = part["customer_id"].map(members) if name == "customers" else Series(own, index=part.index)
            parts.append(part.assign(row=rows.where(rows.notna(), Series(own, index=part.index))))
    found = [each.explode("row").dropna(subset="row")[ASKED] for each in parts]
    return DataFrame([line for each in found for line in each.itertuples(index=False)], columns=ASKED).astype("str")


def answered(workbook: Path, questions: DataFrame) -> DataFrame:
    """Return the edits that an issues workbook asks for: `accept` takes the suggestion, `replace` what was typed."""
    answers = dict(line for rows in pages(workbook) for line in _answers(rows))
    chosen = questions[questions["id"].isin(answers)]
    typed = chosen["id"].map(answers).astype("str")
    after = typed.where(typed != "", chosen["suggestion"])
    wanted = chosen.assign(after=after)[edits.COLUMNS]
    return wanted[(wanted["after"] != "") & (wanted["after"] != wanted["before"])]


def _members(book: Book, known: Series) -> Series:
    """Return the fingerprints of the rows each customer is made of."""
    fates = book.lineage[(book.lineage["table"] == "customers") & (book.lineage["customer_id"] != "")]
    made_of = Series(known.reindex(fates["row"]).array, index=fates["customer_id"].array).dropna()
    return made_of.groupby(level=0).unique()


def _answers(rows: list[list[str]]) -> Iterator[tuple[str, str]]:
    """Yield issue id and what was typed ("" where the suggestion was accepted) for every answered line of a sheet."""
    head = next((number for number, row in enumerate(rows) if place(row, "report", ("issues", "id")) is not None), None)
    if head is None:
        return
    columns = [place(rows[head], "report", ("issues", name)) for name in ("id", "verdict", "replacement")]
    if None in columns:
        return
    number, verdict, replacement = (column or 0 for column in columns)
    for row in rows[head + 1 :]:
        said = evened(row[verdict]) if len(row) > max(number, verdict, replacement) else ""
        if said in words("report", "verdicts", "accept"):
            yield row[number], ""
        elif said in words("report", "verdicts", "replace") and row[replacement]:
            yield row[number], row[replacement]

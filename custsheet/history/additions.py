"""Rows that people added to the cleaned workbook, told from those that were set aside and are shown there as they were."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pandas import DataFrame, Series
from python_calamine import CalamineWorkbook

import custsheet.history.sittings as sittings
import custsheet.write.cleaned as cleaned
from custsheet import edits, fingerprint
from custsheet.duplicates.known import OURS
from custsheet.edits import REGIONS
from custsheet.fields.address import fill
from custsheet.fields.columns import blanks
from custsheet.fingerprint import KNOWN
from custsheet.history.sheets import place, text
from custsheet.model import Book, is_added
from custsheet.report import Report
from custsheet.schema import Schema
from custsheet.texts import LANGUAGES, lookup

REMOVED = "removed"  # how the names of such sittings end
ASIDE = ["table", "row", "file", "line", "fingerprint", "values"]
# of rows set aside; row: by what the pipeline knows it; fingerprint: by what it is known in the sheet; values: its cells, as JSON
_KEYED = ["file", "line", "row", "fingerprint", "values"]
_EDITS = [*edits.COLUMNS, edits.ASIDE]


def aside(report: Report) -> DataFrame:
    """Return the rows that the cleaned workbook shows as set aside: ASIDE."""
    lines = []
    for name, part in cleaned.quarantined(report).items():
        known = report.book.tables.get(KNOWN + name, DataFrame({"fingerprint": Series(dtype="str")}))
        prints = known["fingerprint"].reindex(part.index).fillna("")
        held = report.book.tables[f"quarantined:{name}"].to_dict("records")
        cells, lead = part.iloc[:, len(cleaned.LEAD) :].to_numpy(), part.iloc[:, 2 : len(cleaned.LEAD)].to_numpy()
        for row, (file, line), texts, values in zip(prints, lead, cells, held, strict=True):
            said = {str(field): value for field, value in values.items() if value}
            told = fingerprint.of_texts(map(str, texts))
            lines.append((name, row, str(file), str(line), told, json.dumps(said, ensure_ascii=False)))
    return DataFrame(lines, columns=ASIDE, dtype="str")


class Typed(NamedTuple):
    """What became of rows that no customer or order of the last run is."""

    added: DataFrame  # rows
    cells: DataFrame  # edits of rows that had been set aside


def fresh(added: DataFrame, name: str, shown: Book, known: DataFrame, workbook: Path) -> Typed:
    """Return what people typed into the *added* rows of a table; those set aside are known by the file and line beside them.

    *shown* is the *workbook* as it was read, *known* what it showed as set aside (see `aside`).
    """
    known = known.reindex(columns=ASIDE, fill_value="")
    known = known[known["table"] == name]
    if not len(added) or not len(known):
        return Typed(added, DataFrame(columns=_EDITS, dtype="str"))
    was = {(file, line): _Aside(*told) for file, line, *told in known[_KEYED].itertuples(index=False, name=None)}
    place, texts = _leads(workbook), _texts(added, name, shown)
    rest, cells = [], []
    for row in added.index.tolist():
        source, line = shown.origin.loc[row, ["source", "line"]]
        before = was.pop(place.get((str(shown.sources.at[source, "sheet"]), int(line)), ("", "")), None)
        if before is None or not (before.row and before.values != "{}"):
            rest += [row] if before is None or before.fingerprint != texts[row].said else []
        elif before.fingerprint != texts[row].said:
            told = {field: str(added.at[row, field]) for field in texts[row].fields}
            cells += [(name, before.row, *each, "", "", "", "1") for each in before.differing(told)]
    return Typed(added.loc[rest], DataFrame(cells, columns=_EDITS, dtype="str"))


class _Aside(NamedTuple):
    """A row set aside: by what the pipeline knows it, by what it is known in the sheet, and its cells, as JSON."""

    row: str
    fingerprint: str
    values: str

    def differing(self, told: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        """Yield field, before and after where a row says something else now."""
        said = json.loads(self.values)
        yield from (
            (field, said.get(field, ""), value) for field, value in told.items() if value != said.get(field, "")
        )


class _Texts(NamedTuple):
    """The fields that a row has cells for, and the fingerprint of these cells as they stand in the sheet."""

    fields: list[str]
    said: str


def _texts(added: DataFrame, name: str, shown: Book) -> dict[int, _Texts]:
    typed = shown.tables[name].loc[added.index]
    found: dict[int, _Texts] = {}
    for number, rows in typed.groupby(shown.origin["source"].reindex(typed.index), sort=False):
        read = shown.columns[(shown.columns["source"] == number) & (shown.columns["table"] == name)]["field"]
        fields = [str(each) for each in read if each in rows]
        for row, texts in zip(rows.index.tolist(), rows[fields].to_numpy(), strict=True):
            own = [each for each in fields if each in added and each != "customer_id"]
            found[row] = _Texts(own, fingerprint.of_texts(map(str, texts)))
    return found


def _leads(workbook: Path) -> dict[tuple[str, int], tuple[str, str]]:
    """Return what file and line stand beside the rows of the sheet of rows set aside, by sheet and line there."""
    book = CalamineWorkbook.from_path(str(workbook))
    titles = {str(lookup("tables", "quarantine", lang=lang)) for lang in LANGUAGES}
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for title in (each for each in book.sheet_names if each in titles):
        rows = [[text(each) for each in row] for row in book.get_sheet_by_name(title).to_python(skip_empty_area=False)]
        at = [place(rows[0], "report", ("quarantine", each)) for each in cleaned.LEAD[2:]] if rows else [None]
        if None not in at:
            file, line = (int(each) for each in at if each is not None)
            found |= {(title, number): (row[file], row[line]) for number, row in enumerate(rows[1:], 2)}
    return found


def removed(folder: Path, deleted: DataFrame) -> DataFrame:
    """Return where the *deleted* customers came from who are made of nothing but rows that people had added: file, line."""
    path = folder / "lineage.csv"
    if not len(deleted) or "customer_id" not in deleted or not path.is_file():
        return DataFrame()
    rows = sittings.read(path)
    rows = rows[(rows["table"] == "customers") & rows["customer_id"].isin(deleted["customer_id"])]
    added = rows["file"].map(is_added)
    alone = added.groupby(rows["customer_id"]).transform("all")
    found = rows.loc[alone.to_numpy(bool), ["file", "line"]]
    return found.assign(file=found["file"].str.replace(".*/", "", regex=True))


def left_out(state: Path, name: str) -> dict[str, dict[int, str]]:
    """Return the lines that people added and later deleted, by file, with the reason that the lineage tells."""
    found: dict[str, dict[int, str]] = {}
    for each in sittings.every(state, name, f"*-{REMOVED}.csv"):
        for file, line in sittings.read(each)[["file", "line"]].itertuples(index=False, name=None):
            found.setdefault(str(file), {})[int(line)] = REMOVED
    return found


def whole(added: DataFrame, name: str, now: Book, schema: Schema, derived: set[str]) -> DataFrame:
    """Return added rows as a source of their own, under the headings they had, without columns that none of them fills.

    Regions that are *derived* are so for added rows, too, unless somebody typed another one.

    An order names its customer in full, for our ids are given anew by every run; a customer keeps a number that people
    gave him themselves.
    """
    if name == "customers" and "customer_id" in added:
        number = added["customer_id"]
        added = added.assign(customer_id=number.where(~number.str.fullmatch(OURS), ""))
    if name == "orders" and "customers" in now.tables:
        customers = now.tables["customers"].drop_duplicates("customer_id").set_index("customer_id")
        told = [
            field for field in (*schema["customers"].identity, "address") if field in customers and field not in added
        ]
        added = added.join(customers[told], on="customer_id")
        added = added.assign(**{field: added[field].fillna("") for field in told}).drop(columns="customer_id")
    added = _underived(added, derived) if name == "customers" else added
    filled = added.loc[:, (added != "").any()]
    read = now.columns[now.columns["heading"] != ""].drop_duplicates("field")
    named = filled.rename(columns=dict(zip(read["field"], read["heading"], strict=True)))
    return named if named.columns.is_unique else filled


def _underived(added: DataFrame, derived: set[str]) -> DataFrame:
    """Return rows without the regions that follow from the rest of them."""
    own = [field for field in REGIONS if field in derived and field in added]
    blank = blanks(added.index)
    given = {field: blank if field in own else added.get(field, blank) for field in (*REGIONS, "address")}
    found = fill(given["province"], given["city"], given["district"], given["address"])
    return added.drop(columns=[field for field in own if added[field].isin(["", *found[field]]).all()])

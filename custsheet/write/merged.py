"""Rows as they stood before merging: what merged rows said that the row standing for them does not say.

Every row of a customer of several rows is told as it was read and cleaned; a row that the surviving row says whole is
left out. So nothing that merging decided against is lost from sight: the delivery addresses of earlier orders, the second
spelling of a name, a note that another row replaced.
"""

from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Index, Series

import custsheet.write.excel as excel
import custsheet.write.layout as layout
import custsheet.write.lists as lists
import custsheet.write.places as places
import custsheet.write.typed as typed
from custsheet import fields
from custsheet.columnar import among
from custsheet.report import Report
from custsheet.texts import say
from custsheet.write.excel import Book, Cells
from custsheet.write.layout import Shown
from custsheet.write.look import DIFFER
from custsheet.write.words import word

TABLE = "customers"
LEAD = ("customer_id", "file", "line", "reason")
AFTER = ("merge", "orders", "settle")  # the stages that alter a surviving row


class Before(NamedTuple):
    """Rows before merging, all frames indexed by row."""

    lead: DataFrame  # customer_id, file, sheet, line, reason (match, repeat, or kept for the surviving row)
    values: DataFrame  # the customers' columns, as a reader sees them
    differs: DataFrame  # which filled cells the surviving row says differently


def told(report: Report) -> Before:
    """Return the rows that say something else than the row that stands for them, customer by customer."""
    found: Before = report.once("merged", lambda: _told(report))
    return found


def _told(report: Report) -> Before:
    survivor = _survivors(report)
    asked = survivor.index.union(pd.Index(survivor.array))
    shown = _shown(report, asked, [field for field in _fields(report) if field != layout.IDENTIFIER])
    after = shown.reindex(survivor.array).set_axis(survivor.index)
    before = restored(report, shown).reindex(survivor.index)
    differs = (before != "") & (before != after)
    chosen = differs.any(axis=1)
    return Before(_lead(report, survivor.index[chosen]), before[chosen], differs[chosen])


def restored(report: Report, shown: DataFrame) -> DataFrame:
    """Return rows of customers, given as a reader sees them, with the values they had before they were merged."""
    changes = report.book.changes
    changes = changes[(changes["table"] == TABLE) & changes["stage"].isin(AFTER) & changes["row"].isin(shown.index)]
    columns = {**shown, **dict.fromkeys(_added(report, shown), Series("", index=shown.index, dtype="str"))}
    for field, cells in changes.drop_duplicates(["row", "field"]).groupby("field", sort=False):
        if field in columns:
            values = columns[field].copy()
            values.loc[cells["row"].array] = cells["before"].array
            columns[field] = values
    return DataFrame(columns, index=shown.index)


def _added(report: Report, shown: DataFrame) -> list[str]:
    """Return the columns that no row had before merging, which writes no change of a cell for them: 其余邮箱, 别名 …"""
    before = report.book.tables.get(f"merged:{TABLE}")
    return [str(field) for field in shown if before is not None and field not in before]


def originals(report: Report, rows: Index) -> DataFrame:
    """Return rows of customers, kept and merged, with the canonical values they had before they were merged."""
    held = [table for name in (TABLE, f"merged:{TABLE}") if (table := report.book.tables.get(name)) is not None]
    shown = pd.concat([table[table.index.isin(rows)] for table in held]).fillna("").astype("str").sort_index()
    changes = report.book.changes
    changes = changes[(changes["table"] == TABLE) & changes["stage"].isin(AFTER) & changes["row"].isin(shown.index)]
    for field, cells in changes.drop_duplicates(["row", "field"]).groupby("field", sort=False):
        if field in shown:
            kind, typed = report.schema.kind(TABLE, str(field)), cells["before"].reset_index(drop=True)
            read = fields.outcomes(kind, typed, region=report.region)["value"] if kind in fields.KINDS else typed
            shown.loc[cells["row"].array, field] = read.array
    return shown


def csv_columns(report: Report) -> DataFrame:
    """Return the rows before merging under canonical names: customer_id, file, sheet, line, reason, then the fields."""
    found = told(report)
    taken = {field: f"{field} (2)" for field in found.values if field in found.lead}
    return pd.concat([found.lead, found.values.rename(columns=taken)], axis=1).astype("str")


def write(book: Book, report: Report) -> None:
    """Write the sheet: whose row, where it stood, why it was merged, then its cells, those tinted that differ."""
    found = told(report)
    title = say("tables", "merged")
    if found.lead.empty:
        lists.nothing(book, book.sheet(title), say("report", "merged", "none"))
        return
    columns = [*_lead_cells(book, found.lead), *_value_cells(book, report, found)]
    for start in range(0, len(found.lead), excel.MOST_ROWS):
        sheet = book.sheet(title)
        part = columns if len(found.lead) <= excel.MOST_ROWS else [typed.part(each, start) for each in columns]
        excel.write_columns(book, sheet, 0, part)
        lists.finish(sheet, len(part[0].values), len(part))
        excel.note(sheet, say("report", "merged", "legend"))


def _survivors(report: Report) -> Series:
    """Return, for every row of a customer of several rows, the row that stands for it; each customer's rows together."""
    fates = report.book.lineage
    fates = fates[(fates["table"] == TABLE) & fates["fate"].isin(["kept", "merged"])].drop_duplicates("row")
    kept = fates[fates["fate"] == "kept"].set_index(layout.IDENTIFIER)["row"]
    several = fates[among(fates[layout.IDENTIFIER], fates.loc[fates["fate"] == "merged", layout.IDENTIFIER])]
    several = several[among(several[layout.IDENTIFIER], kept.index.to_series())]
    rows = several.assign(survivor=several[layout.IDENTIFIER].map(kept)).sort_values(["survivor", "row"], kind="stable")
    return rows.set_index("row")["survivor"].astype("int64")


def _fields(report: Report) -> dict[str, Shown]:
    """Return the customers' columns by field, in the users' order."""
    if TABLE not in report.book.tables:
        return {}
    return {column.field: column for column in layout.columns_of(report, TABLE)}


def _shown(report: Report, rows: pd.Index, wanted: list[str]) -> DataFrame:
    """Return these rows of customers, kept and merged, as a reader sees them."""
    held = [report.book.tables[name] for name in (TABLE, f"merged:{TABLE}") if name in report.book.tables]
    if not held:
        return DataFrame(index=pd.Index([], dtype="int64"))
    parts = [each[each.index.isin(rows)].reindex(columns=wanted) for each in held]
    every = pd.concat(parts).fillna("").astype("str")
    kinds = {field: report.schema.kind(TABLE, field) for field in wanted}
    return DataFrame(
        {each: fields.show(kinds[each], every[each], region=report.region) for each in wanted}, index=every.index
    )


def _lead(report: Report, rows: pd.Index) -> DataFrame:
    where = places.of_rows(report.book, Series(rows, index=rows))
    fates = report.book.lineage[report.book.lineage["table"] == TABLE].drop_duplicates("row").set_index("row")
    fates = fates.reindex(rows)
    reason = fates["reason"].where(fates["fate"] == "merged", "kept")
    return DataFrame(
        {
            "customer_id": fates[layout.IDENTIFIER],
            "file": where["file"],
            "sheet": where["sheet"],
            "line": where["line"].astype("str"),
            "reason": reason,
        },
        index=rows,
    ).astype("str")


def _lead_cells(book: Book, lead: DataFrame) -> list[Cells]:
    """Return the columns before the row itself, in words."""
    file = lead["file"].where(lead["sheet"] == "", lead["file"] + " › " + lead["sheet"])
    reason = lead["reason"].map({code: word("merge_reasons", code) for code in lead["reason"].unique()}).astype("str")
    parts = zip(LEAD, (lead["customer_id"], file, lead["line"], reason), strict=True)
    return [_text(book, say("report", "merged", name), values) for name, values in parts]


def _text(book: Book, title: str, values: Series) -> Cells:
    return Cells(title, excel.text_cells(values), book.look(num_format="@"), width=excel.width_of(title, values))


def _value_cells(book: Book, report: Report, found: Before) -> list[Cells]:
    """Return the columns of the row, under the users' headings."""
    known = _fields(report)
    return [
        typed.cells(book, known[str(field)], values, found.differs[field].to_numpy(dtype=bool), DIFFER)
        for field, values in found.values.items()
    ]

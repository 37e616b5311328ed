"""The sheet 关联 | Relations: households, colleagues and branches, linked by name and not merged."""

from __future__ import annotations

from pandas import DataFrame, Series

import custsheet.write.excel as excel
import custsheet.write.lists as lists
from custsheet.fields.called import in_full
from custsheet.fields.columns import first_filled
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.excel import Book, Cells

TABLE = "relations"
_LISTED = (
    "group", "relation", "customer_left", "name_left", "company_left", "customer_right", "name_right", "company_right", "evidence",
)  # fmt: skip


def lines(report: Report) -> DataFrame:
    """Return the relations as text, with names and companies: the columns of `cleaned/relations.csv`."""
    found = report.book.tables.get(TABLE, DataFrame())
    if not len(found):
        return DataFrame(columns=list(_LISTED), dtype="str")
    told = {name: found[name] for name in ("group", "relation", "customer_left", "customer_right", "evidence")}
    for side in ("left", "right"):
        told |= {f"{name}_{side}": _said(report, name, found[f"row_{side}"]) for name in ("name", "company")}
    return DataFrame(told).astype("str")[list(_LISTED)]


def write(book: Book, report: Report) -> None:
    """Write the sheet, if relations were looked for."""
    if TABLE not in report.book.tables:
        return
    told, titles = lines(report), lookup("relations", "columns")
    title = say("tables", TABLE)
    if told.empty:
        lists.nothing(book, book.sheet(title), say("relations", "none") + _capped(report))
        return
    kinds = lookup("relations", "kinds")
    told = told.assign(relation=told["relation"].map({each: str(kinds[each]) for each in told["relation"].unique()}))
    shown = [name for name in _LISTED if (told[name] != "").any()]
    text, number = book.look.cell(num_format="@"), book.look.figure("0")
    for start in range(0, len(told), excel.MOST_ROWS):
        part = told.iloc[start : start + excel.MOST_ROWS]
        sheet = book.sheet(title)
        columns = [
            Cells(titles[name], excel.numbers(part[name]), number, width=8)
            if name == "group"
            else Cells(titles[name], excel.text_cells(part[name]), text, width=excel.width_of(titles[name], part[name]))
            for name in shown
        ]
        excel.write_columns(book, sheet, 0, columns)
        lists.finish(sheet, len(part), len(columns))
        excel.note(sheet, say("relations", "legend") + _capped(report))


def _said(report: Report, field: str, rows: Series) -> Series:
    customers = report.book.tables["customers"]
    values = in_full(customers) if field == "name" else first_filled(customers, (field,))
    return Series(values.reindex(rows).fillna("").array, index=rows.index, dtype="str")


def _capped(report: Report) -> str:
    facts = report.facts.get("relate")
    count = int(facts.get("relations_capped", 0)) if isinstance(facts, dict) else 0
    return "  " + say("relations", "capped", count=count) if count else ""

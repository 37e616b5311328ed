"""The sheet 与上次相比 | Since last run: what became of each customer, one line per change."""

from __future__ import annotations

from typing import Any

from pandas import DataFrame

import custsheet.write.excel as excel
import custsheet.write.layout as layout
import custsheet.write.lists as lists
from custsheet.fields.columns import listed, texts
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.excel import Book, Cells

TABLE = "since:customers"  # kind, customer_id, name, field, before, after, source
MOST_MOVED = 1000  # lines about customers who are only somewhere else
_WIDTHS = {"before": 30.0, "after": 30.0, "source": 30.0}


def write(book: Book, report: Report) -> None:
    """Write the sheet; none on a first run, for there is nothing to compare with."""
    found = report.book.tables.get(TABLE)
    if found is None:
        return
    told, more = _shown(found)
    if told.empty:
        lists.nothing(book, book.sheet(say("history", "sheet")), say("history", "none"))
        return
    for start in range(0, len(told), excel.MOST_ROWS - 1):
        _write_sheet(book, in_words(report, told.iloc[start : start + excel.MOST_ROWS - 1]), _head(found, more))


def in_words(report: Report, told: DataFrame) -> DataFrame:
    """Return the lines as a reader sees them: kinds in words, fields by their headings."""
    heading = {each: layout.heading_of(report, "customers", each) if each else "" for each in told["field"].unique()}
    kinds = lookup("history", "kinds")
    return told.assign(
        kind=texts([str(kinds[each]) for each in listed(told["kind"])], told.index),
        field=texts([heading[each] for each in listed(told["field"])], told.index),
    )


def _shown(found: DataFrame) -> tuple[DataFrame, int]:
    moved = (found["kind"] == "moved").cumsum()
    shown = (found["kind"] != "moved") | (moved <= MOST_MOVED)
    return found[shown], int((~shown).sum())


def _head(found: DataFrame, more: int) -> str:
    concerned = found["customer_id"].where(found["kind"] != "merged", found["before"])  # of merged ones: who is no more
    per_kind = found.assign(customer=concerned).drop_duplicates(["kind", "customer"])["kind"].value_counts()
    counts: dict[str, Any] = {str(kind): int(per_kind.get(kind, 0)) for kind in lookup("history", "kinds")}
    return "　".join(
        [say("history", "counts", **counts), *([say("history", "moved_more", count=more)] if more else [])]
    )


def _write_sheet(book: Book, told: DataFrame, head: str) -> None:
    titles = lookup("history", "columns")
    text = book.look.cell(num_format="@", valign="top")
    sheet = book.sheet(say("history", "sheet"))
    sheet.write_string(0, 0, head, book.look.muted())
    columns = [
        Cells(
            titles[name],
            excel.text_cells(told[name]),
            text,
            width=_WIDTHS.get(name) or excel.width_of(titles[name], told[name]),
        )
        for name in told.columns
    ]
    excel.write_columns(book, sheet, 1, columns)
    lists.finish(sheet, len(told), len(columns), 1)

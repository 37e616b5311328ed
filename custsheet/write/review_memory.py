"""The sheet “remembered” of the review workbook: every decision so far, who made it, when and why, and whether it is obeyed."""

from __future__ import annotations

from pandas import DataFrame, Series

import custsheet.write.excel as excel
import custsheet.write.layout as layout
import custsheet.write.lists as lists
import custsheet.write.places as places
import custsheet.write.review_rows as review_rows
from custsheet.duplicates.decide import DECISIONS
from custsheet.report import Report
from custsheet.texts import say
from custsheet.write.excel import Book, Cells
from custsheet.write.look import INPUT, LINE, MUTED

TYPED = ("withdraw", "reviewer", "note")
TOLD = ("decision", "about", "left_line", "right_line", "who", "when", "why", "state", "read_from")
HIDDEN = ("left", "right", "field", "known", "told")
_ASKED = ("who", "when", "why", "source", "told")
_SAID = {"1": "same", "0": "different"}
FORMER = ("was_same", "was_value")  # of a withdrawn decision: what had been decided (see `history.withdrawn`)
_WORDS = ("field", "same", "value", *FORMER)
_LAST = ("withdrawn", "in_force")  # states that need nobody's attention come last


def write(book: Book, report: Report) -> None:
    """Write the sheet; decisions that found no rows, or contradict others, come first."""
    sheet = book.sheet(say("review", "sheets", "remembered"))
    known = report.book.tables.get(DECISIONS, DataFrame())
    if known.empty:
        lists.nothing(book, sheet, say("review", "none_remembered"))
        return
    ledger = known.reindex(columns=[*known.columns.union([*_ASKED, *FORMER])]).fillna("")
    order = ledger["state"].map({state: number for number, state in enumerate(_LAST, 1)}).fillna(0)
    ledger = ledger.assign(order=order).sort_values("order", kind="stable", ignore_index=True)
    told = _told(report, ledger)
    typed = book.look(bg_color=INPUT, border=1, border_color=LINE, num_format="@")
    plain = book.look.cell(num_format="@", text_wrap=True)
    quiet = [
        plain if state not in _LAST else book.look.cell(num_format="@", font_color=MUTED) for state in ledger["state"]
    ]
    columns = [
        Cells(
            say("review", "columns", name),
            excel.text_cells(told[name]),
            typed if name in TYPED else plain,
            quiet if name == "state" else None,
            width=9 if name in TYPED else excel.width_of(say("review", "columns", name), told[name], 8, 50),
            heading_style=book.look.heading(bg_color="#8A6116", bottom_color="#8A6116") if name in TYPED else None,
        )
        for name in (*TYPED, *TOLD)
    ]
    columns += [Cells(name, excel.text_cells(ledger[name])) for name in HIDDEN[:3]]
    columns += [
        Cells("known", [str(review_rows.last_sitting(report))] * len(ledger)),
        Cells("told", excel.text_cells(ledger["told"])),
    ]
    excel.write_columns(book, sheet, 0, columns)
    lists.heighten(
        sheet,
        1,
        [(told[each], column.width) for each, column in zip((*TYPED, *TOLD), columns, strict=False) if each in TOLD],
    )
    sheet.set_column(len(TYPED) + len(TOLD), len(columns) - 1, 14, None, {"hidden": True})
    lists.finish(sheet, len(ledger), len(columns))
    sheet.freeze_panes(1, 1)
    offered = {"validate": "list", "source": [say("review", "withdraw")], "error_type": "warning"}
    sheet.data_validation(1, 0, len(ledger), 0, offered)


def _told(report: Report, ledger: DataFrame) -> DataFrame:
    """Return what is told of each decision."""
    columns = {
        "decision": Series(
            [_said(report, *each) for each in zip(*(ledger[name] for name in _WORDS), strict=True)],
            index=ledger.index,
            dtype="str",
        ),
        "about": ledger["told"].str.replace(" | ", " ↔ ", regex=False),
        "left_line": _where(report, ledger["row_left"]),
        "right_line": _where(report, ledger["row_right"]),
        "who": ledger["who"],
        "when": ledger["when"],
        "why": ledger["why"],
        "state": ledger["state"].map({code: say("review", "states", code) for code in ledger["state"].unique()}),
        "read_from": ledger["source"],
    }
    return DataFrame({**dict.fromkeys(TYPED, ""), **columns}, index=ledger.index).astype("str")


def _said(report: Report, field: str, same: str, value: str, was_same: str, was_value: str) -> str:
    """Return what was decided, in words; of a withdrawn decision what it was, and that it is withdrawn."""
    if not same and not value:
        said = _said(report, field, was_same, was_value, "", "") if was_same or was_value else ""
        return say("review", "decisions", "taken_back" if said else "withdrawn", said=said)
    if value:
        return say("review", "decisions", "value", field=layout.heading_of(report, "customers", field), value=value)
    return say("review", "decisions", _SAID[same])


def _where(report: Report, rows: Series) -> Series:
    """Return file and line of rows given as text, "" for none."""
    found = places.of_rows(report.book, Series(rows.replace("", "-1").astype("int64"), index=rows.index))
    return (found["file"] + " " + found["line"].astype("str")).where((rows != "").to_numpy(), "")

"""The sheet 豁免 | Waived: what people said to leave, who, why and until when; it is read back like the list of issues."""

from pandas import DataFrame, Series

import custsheet.write.excel as excel
import custsheet.write.issue_list as issue_list
import custsheet.write.layout as layout
import custsheet.write.lists as lists
from custsheet.fields.columns import listed
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.excel import Book, Cells
from custsheet.write.look import INPUT, LINE
from custsheet.write.words import rule_title, word

TABLE, LEDGER = "waived:issues", "waived:ledger"  # tables of the book, see `history.waivers`
_INPUTS = ("verdict", "until", "reviewer", "note")
_WIDTHS = {"message": 52.0, "note": 26.0, "value": 20.0, "verdict": 12.0, "until": 12.0, "reviewer": 11.0, "id": 12.0}


def lines(report: Report) -> DataFrame:
    """Return what stands in the sheet, in words; issues that are waived first, then what no longer holds."""
    said = report.book.tables.get(LEDGER, DataFrame({"verdict": []}))
    said = said[said["verdict"] != "verify"]
    if said.empty:
        return DataFrame()
    waived = report.book.tables[TABLE].drop_duplicates("id").set_index("id")
    told = waived.astype("object").reindex(said["id"]).fillna("").set_axis(said.index)
    number = said["customer_id"].where(said["customer_id"] != "", told["customer_id"])
    named = issue_list.customer_names(report)
    order = {state: place for place, state in enumerate(lookup("report", "waiver_states"))}
    found = DataFrame(
        {
            "id": said["id"],
            "state": [word("waiver_states", each) for each in said["state"]],
            "verdict": [word("verdicts", each) for each in said["verdict"]],
            "until": said["until"],
            "reviewer": said["who"],
            "note": said["why"],
            "when": said["when"],
            "rule": [rule_title(each) if each else "" for each in said["code"]],
            "customer_id": number,
            "customer": number.map(named).fillna(""),
            "field": _headings(report, told),
            "value": told["value"],
            "message": told["message"],
        },
        index=said.index,
    ).astype("str")
    return found.assign(_rank=said["state"].map(order)).sort_values("_rank", kind="stable").drop(columns="_rank")


def _headings(report: Report, told: DataFrame) -> Series:
    pairs = zip(listed(told["table"].astype("str")), listed(told["field"].astype("str")), strict=True)
    return Series([layout.heading_of(report, *each) if each[1] else "" for each in pairs], index=told.index)


def write(book: Book, report: Report) -> None:
    """Write the sheet."""
    found, titles = lines(report), lookup("report", "waived")
    sheet = book.sheet(say("report", "sheets", "waived"))
    if found.empty:
        lists.nothing(book, sheet, titles["none"])
        return
    sheet.write_string(0, 0, titles["hint"], book.look.muted())
    text = book.look.cell(num_format="@", valign="top", text_wrap=True)
    fill_in = book.look(bg_color=INPUT, border=1, border_color=LINE, num_format="@", valign="top")
    heading = book.look.heading(bg_color="#8A6116", bottom_color="#8A6116")
    columns = [
        Cells(
            titles[name],
            excel.text_cells(found[name]),
            fill_in if name in _INPUTS else text,
            width=_WIDTHS.get(name) or excel.width_of(titles[name], found[name], 8, 26),
            heading_style=heading if name in _INPUTS else None,
        )
        for name in found.columns
    ]
    excel.write_columns(book, sheet, 1, columns)
    place = list(found.columns).index("verdict")
    offered = [*lookup("report", "verdicts").values(), titles["withdraw"]]
    sheet.data_validation(
        2, place, len(found) + 1, place, {"validate": "list", "source": offered, "error_type": "warning"}
    )
    lists.heighten(sheet, 2, [(found[name], each.width) for name, each in zip(found, columns, strict=True)])
    lists.finish(sheet, len(found), len(columns), 1)

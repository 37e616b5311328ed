"""`review.xlsx`: possible duplicates, decided in Excel with letters; and what was merged without asking, to be undone.

Every member row carries its row number and a fingerprint of its record in hidden columns, by which the next run knows it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Series
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from custsheet import fields
from custsheet.fingerprint import KNOWN
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write import excel, layout, lists, merged, places, review_groups
from custsheet.write.excel import Book
from custsheet.write.look import DIFFER, EQUAL, GROUP, INK, INPUT, LINE, MUTED
from custsheet.write.review_groups import Group, MergedGroup

_COMPARED = (
    "name",
    "first_name",
    "last_name",
    "mobile",
    "phone",
    "email",
    "wechat",
    "id_number",
    "company",
    "tax_id",
    "province",
    "city",
    "address",
    "birthday",
)
_FIELDS = (*_COMPARED, "updated_at")
_WIDTHS = {
    "verdict": 8.0,
    "undo": 8.0,
    "group": 6.0,
    "customer_id": 11.0,
    "file": 18.0,
    "line": 7.0,
    "updated_at": 12.0,
    "orders": 8.0,
    "amount": 14.0,
    "reason": 64.0,
}
_TOP = 2  # the row of the headings; above it the title and the legend
_FIRST = {"todo": "verdict", "merged": "undo"}
_LEAD = ("group", "customer_id", "file", "line")
_TAIL = ("orders", "amount", "reason")
_OPEN = {"bg_color": "#8A6116", "bottom_color": "#8A6116"}  # the heading of a column to fill in
LETTERS = list("ABCDEF")


class Record(NamedTuple):
    """What is told of one row."""

    customer_id: str
    file: str
    line: int
    orders: float
    amount: float
    fingerprint: str
    values: tuple[str, ...]  # of the compared fields, as shown


class Member(NamedTuple):
    """One row of a group."""

    row: int
    verdict: str
    reason: str


@dataclass(frozen=True)
class Page:
    """A sheet being written, and the columns it has."""

    book: Book
    sheet: Worksheet
    lead: tuple[str, ...]
    compared: tuple[str, ...]
    records: dict[int, Record]

    @property
    def hidden(self) -> int:
        """The first of the hidden columns."""
        return len(self.lead) + len(self.compared) + len(_TAIL)


def write(report: Report, path: Path) -> None:
    """Write the workbook."""
    book = excel.new(path, report.as_of, say("report", "titles", "review"))
    groups, together = review_groups.groups(report), list(review_groups.merged_groups(report))
    rows = {row for group in groups for row in group.rows} | {
        row for each in together for row in (*each.kept, *each.merged)
    }
    table = _compared(report, rows)
    earlier = merged.restored(report, table)
    _write_todo(_page(book, report, table, _records(report, table), "todo"), groups)
    _write_merged(_page(book, report, earlier, _records(report, earlier), "merged"), report, together)
    _write_help(book)
    book.close()


def _compared(report: Report, rows: set[int]) -> DataFrame:
    """Return the compared fields of the rows, kept and merged, as shown."""
    held = [table for name in ("customers", "merged:customers") if (table := report.book.tables.get(name)) is not None]
    parts = [table[table.index.isin(rows)] for table in held]
    fields_ = [field for field in _FIELDS if any(field in part for part in parts)]
    every = (
        pd.concat([part.reindex(columns=fields_).fillna("") for part in parts]).astype("str") if parts else DataFrame()
    )
    kinds = {field: report.schema.kind("customers", field) for field in fields_}
    return every.assign(**{field: fields.show(kinds[field], every[field], region=report.region) for field in fields_})


def _records(report: Report, table: DataFrame) -> dict[int, Record]:
    """Return the record of each row, with the fingerprint by which a later run knows it again."""
    where = places.of_rows(report.book, Series(table.index, index=table.index))
    fates = report.book.lineage[report.book.lineage["table"] == "customers"].drop_duplicates("row").set_index("row")
    customer = fates["customer_id"].reindex(table.index).fillna("").astype("str")
    orders = customer.map(review_groups.order_counts(report)).fillna(0).astype("float64")
    amount = customer.map(review_groups.spent(report)).fillna(0).astype("float64")
    values = list(table.itertuples(index=False, name=None))
    known = report.book.tables.get(KNOWN + "customers", DataFrame({"fingerprint": []}))["fingerprint"]
    prints = known.reindex(table.index).fillna("").astype("str")
    told = zip(customer, where["file"], where["line"], orders, amount, prints, values, strict=True)
    return {int(row): Record(*line) for row, line in zip(table.index, told, strict=True)}


def _write_todo(page: Page, groups: list[Group]) -> None:
    row = _TOP + 1
    for number, group in enumerate(groups, 1):
        _write_group_line(page, row, _group_title(number, group), group.reason)
        members = [Member(each, letter, "") for each, letter in zip(group.rows, group.letters, strict=True)]
        row = _write_members(page, row + 1, number, members)
    _finish(page, row, say("review", "none"), [*LETTERS, say("review", "different")])


def _group_title(number: int, group: Group) -> str:
    return say(
        "review", "group", number=number, customers=group.customers, probability=group.probability, money=group.money
    )


def _write_merged(page: Page, report: Report, together: list[MergedGroup]) -> None:
    reasons = _reasons(report)
    row = _TOP + 1
    for number, group in enumerate(together, 1):
        members = [Member(each, "", say("review", "kept")) for each in group.kept]
        members += [Member(each, "", reasons.get(each, "")) for each in group.merged]
        members = [each for each in members if each.row in page.records]
        title = say("review", "merged_group", customer_id=group.customer_id, rows=len(members))
        _write_group_line(page, row, title, "")
        row = _write_members(page, row + 1, number, members)
    _finish(page, row, say("review", "none_merged"), [say("review", "undo")])


def _reasons(report: Report) -> dict[int, str]:
    """Return, for every row in a certain pair, the reason of its likeliest pair."""
    certain = report.book.matches
    certain = certain[certain["band"] == "certain"].sort_values("probability", kind="stable")
    sides = [dict(zip(certain[side], certain["reason"], strict=True)) for side in ("row_left", "row_right")]
    return {**sides[0], **sides[1]}


def _page(book: Book, report: Report, table: DataFrame, records: dict[int, Record], name: str) -> Page:
    """Return a new sheet with its title, legend and headings."""
    sheet = book.sheet(say("review", "sheets", name))
    lead, compared = (_FIRST[name], *_LEAD), tuple(map(str, table.columns))
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, say("review", f"title_{name}"), book.look(font_size=12, bold=True, font_color=INK))
    sheet.write_blank(1, 0, None, book.look(bg_color=DIFFER))
    sheet.write_string(1, 1, say("review", "differ"), book.look(font_color=MUTED, font_size=9))
    sheet.write_string(1, len(lead), say("review", "equal"), book.look(font_color=EQUAL, font_size=9))
    titles = [say("review", "columns", each) for each in lead]
    titles += [layout.heading_of(report, "customers", each) for each in compared]
    titles += [say("review", "columns", each) for each in _TAIL]
    widths = [
        _WIDTHS.get(each) or excel.width_of(title, table[each], 9, 30)
        for each, title in zip((*lead, *compared, *_TAIL), titles, strict=True)
    ]
    for number, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.set_column(number, number, width)
        sheet.write_string(_TOP, number, title, book.look.heading(**(_OPEN if number == 0 else {})))
    return Page(book, sheet, lead, compared, records)


def _write_group_line(page: Page, row: int, title: str, reason: str) -> None:
    style = page.book.look(bold=True, bg_color=GROUP, font_color=INK)
    for column in range(page.hidden):
        page.sheet.write_blank(row, column, None, style)
    page.sheet.write_string(row, 1, title, style)
    excel.write_text(
        page.book,
        page.sheet,
        row,
        page.hidden - 1,
        reason,
        page.book.look(bg_color=GROUP, font_color=INK, text_wrap=True),
    )
    page.sheet.set_row(row, 30 if excel.units_wide(reason) > _WIDTHS["reason"] else 20)


def _write_members(page: Page, row: int, number: int, members: list[Member]) -> int:
    """Write the rows of a group: what differs from its first row is coloured, what is equal is grey."""
    look, sheet = page.book.look, page.sheet
    for place, member in enumerate(members):
        told, first = page.records[member.row], page.records[members[0].row]
        excel.write_text(
            page.book,
            sheet,
            row,
            0,
            member.verdict,
            look(bg_color=INPUT, border=1, border_color=LINE, align="center", bold=True),
        )
        sheet.write_number(row, 1, number, look.cell(align="center", font_color=MUTED))
        sheet.write_string(row, 2, told.customer_id, look.cell(num_format="@"))
        excel.write_text(page.book, sheet, row, 3, told.file, look.cell(font_color=MUTED))
        sheet.write_number(row, 4, told.line, look.cell(align="center", font_color=MUTED))
        for column, (value, beside) in enumerate(zip(told.values, first.values, strict=True), len(page.lead)):
            excel.write_text(page.book, sheet, row, column, value, _style(page, place, value, beside))
        column = len(page.lead) + len(page.compared)
        sheet.write_number(row, column, told.orders, look.cell(num_format="#,##0"))
        sheet.write_number(row, column + 1, told.amount, look.cell(num_format="#,##0.00"))
        excel.write_text(page.book, sheet, row, column + 2, member.reason, look.cell(text_wrap=True))
        sheet.write_number(row, page.hidden, member.row)
        sheet.write_string(row, page.hidden + 1, told.fingerprint)
        if excel.units_wide(member.reason) > _WIDTHS["reason"] - 2:
            sheet.set_row(row, 29)
        row += 1
    return row


def _style(page: Page, place: int, value: str, first: str) -> Format:
    if place == 0:
        return page.book.look.cell(num_format="@", bold=True)
    if value == first:
        return page.book.look.cell(num_format="@", font_color=EQUAL)
    return page.book.look.cell(num_format="@", **({"bg_color": DIFFER} if value else {}))


def _finish(page: Page, row: int, nothing: str, offered: list[str]) -> None:
    """Hide the columns of row numbers and fingerprints, offer the verdicts, freeze, filter."""
    page.sheet.write_string(_TOP, page.hidden, "row", page.book.look.heading())
    page.sheet.write_string(_TOP, page.hidden + 1, "fingerprint", page.book.look.heading())
    page.sheet.set_column(page.hidden, page.hidden + 1, 14, None, {"hidden": True})
    lists.finish(page.sheet, max(1, row - _TOP - 1), page.hidden + 2, _TOP)
    page.sheet.freeze_panes(_TOP + 1, 3)
    if row == _TOP + 1:
        page.sheet.write_string(row, 0, nothing, page.book.look.muted())
        return
    page.sheet.data_validation(_TOP + 1, 0, row, 0, {"validate": "list", "source": offered, "error_type": "warning"})


def _write_help(book: Book) -> None:
    sheet = book.sheet(say("review", "sheets", "help"))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    for row, (title, text) in enumerate(lookup("review", "help")):
        head = not text
        sheet.write_string(row, 0, title, book.look.title() if head else book.look.cell(bold=True, valign="top"))
        sheet.write_string(row, 1, text, book.look() if head else book.look.cell(text_wrap=True))
        sheet.set_row(row, 36)

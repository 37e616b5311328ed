"""`review.xlsx`: possible duplicates, decided in Excel with letters; and what was merged without asking, to be undone.

Every member row carries its row number and a fingerprint of its record in hidden columns, by which the next run knows it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pandas import DataFrame, Series
from xlsxwriter.worksheet import Worksheet

from custsheet import fields
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write import excel, layout, lists, places, review_groups
from custsheet.write.excel import Book
from custsheet.write.look import DIFFER, EQUAL, GROUP, INK, INPUT, LINE, MUTED

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
    "amount": 12.0,
    "reason": 48.0,
}
_TOP = 2  # the row of the headings; above it the title and the legend
LETTERS = list("ABCDEF")


@dataclass(frozen=True)
class Member:
    """One row of the workbook."""

    row: int
    verdict: str
    reason: str
    values: tuple[str, ...]  # of the compared fields, as shown


@dataclass(frozen=True)
class Page:
    """A sheet being written, and the columns it has."""

    book: Book
    sheet: Worksheet
    lead: tuple[str, ...]
    compared: tuple[str, ...]
    tail: tuple[str, ...]
    headings: tuple[str, ...]

    @property
    def hidden(self) -> int:
        """The first of the hidden columns."""
        return len(self.lead) + len(self.compared) + len(self.tail)


def write(report: Report, path: Path) -> None:
    """Write the workbook."""
    book = excel.new(path, report.as_of, say("report", "titles", "review"))
    table = _every_row(report)
    known = _known(report, table)
    _write_todo(book, report, table, known)
    _write_merged(book, report, table, known)
    _write_help(book)
    book.close()


def fingerprint(values: Sequence[str]) -> str:
    """Return the fingerprint of a record: 12 hex digits over its identity values."""
    return hashlib.sha256("\x1f".join(values).encode("utf-8", "replace")).hexdigest()[:12]


def _every_row(report: Report) -> DataFrame:
    """Return the compared fields of kept and merged customers, as shown, by row."""
    found = []
    for name in ("customers", "merged:customers"):
        table = report.book.tables.get(name)
        if table is not None and len(table):
            found.append(
                DataFrame(
                    {field: _shown(report, table, field) for field in _FIELDS if field in table}, index=table.index
                )
            )
    columns = [field for field in _FIELDS if any(field in each for each in found)]
    return _stacked(found, columns)


def _stacked(found: list[DataFrame], columns: list[str]) -> DataFrame:
    return (
        pd.concat(found).reindex(columns=columns).fillna("").astype("str")
        if found
        else DataFrame(columns=columns, dtype="str")
    )


def _shown(report: Report, table: DataFrame, field: str) -> Series:
    return fields.show(report.schema.kind("customers", field), table[field], region=report.region)


def _known(report: Report, table: DataFrame) -> DataFrame:
    """Return what else is told of each row: customer number, file, line, orders, amount, fingerprint."""
    rows = Series(table.index, index=table.index)
    where = places.of_rows(report.book, rows)
    fates = report.book.lineage[report.book.lineage["table"] == "customers"].drop_duplicates("row").set_index("row")
    customer = fates["customer_id"].reindex(table.index).fillna("").astype("str")
    told = DataFrame({"customer_id": customer, "file": where["file"], "line": where["line"]}, index=table.index)
    told["orders"] = customer.map(review_groups.order_counts(report)).fillna(0)
    told["amount"] = customer.map(review_groups.spent(report)).fillna(0.0)
    compared = [field for field in table.columns if field != "updated_at"]
    told["fingerprint"] = [fingerprint(line) for line in table[compared].itertuples(index=False, name=None)]
    return told


def _write_todo(book: Book, report: Report, table: DataFrame, known: DataFrame) -> None:
    page = _page(book, report, table, "todo", "verdict", ("orders", "amount", "reason"))
    row = _TOP + 1
    for number, group in enumerate(review_groups.groups(report), 1):
        title = say(
            "review",
            "group",
            number=number,
            customers=group.customers,
            probability=group.probability,
            money=group.money,
        )
        _write_group_line(page, row, title, group.reason)
        members = [
            Member(each, letter, "", tuple(table.loc[each, list(page.compared)]))
            for each, letter in zip(group.rows, group.letters, strict=True)
        ]
        row = _write_members(page, row + 1, number, members, known)
    _finish(page, row, say("review", "none"), [*LETTERS, say("review", "different")])


def _write_merged(book: Book, report: Report, table: DataFrame, known: DataFrame) -> None:
    page = _page(book, report, table, "merged", "undo", ("orders", "amount", "reason"))
    reasons = _reasons(report)
    row = _TOP + 1
    for number, (customer, kept, merged) in enumerate(review_groups.merged_groups(report), 1):
        rows = [each for each in [*kept, *merged] if each in table.index]
        _write_group_line(page, row, say("review", "merged_group", customer_id=customer, rows=len(rows)), "")
        why = {each: say("review", "kept") for each in kept} | {each: reasons.get(each, "") for each in merged}
        members = [Member(each, "", why[each], tuple(table.loc[each, list(page.compared)])) for each in rows]
        row = _write_members(page, row + 1, number, members, known)
    _finish(page, row, say("review", "none_merged"), [say("review", "undo")])


def _reasons(report: Report) -> dict[int, str]:
    """Return, for every row in a certain pair, the reason of its likeliest pair."""
    certain = report.book.matches
    certain = certain[certain["band"] == "certain"].sort_values("probability", kind="stable")
    return {
        **dict(zip(certain["row_left"], certain["reason"], strict=True)),
        **dict(zip(certain["row_right"], certain["reason"], strict=True)),
    }


def _page(book: Book, report: Report, table: DataFrame, name: str, first: str, tail: tuple[str, ...]) -> Page:
    """Return a new sheet with its title, legend and headings."""
    sheet = book.sheet(say("review", "sheets", name))
    lead, compared = (first, "group", "customer_id", "file", "line"), tuple(table.columns)
    headings = [say("review", "columns", each) for each in lead]
    headings += [layout.heading_of(report, "customers", each) for each in compared]
    headings += [say("review", "columns", each) for each in tail]
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, say("review", f"title_{name}"), book.look(font_size=12, bold=True, font_color=INK))
    sheet.write_string(1, 0, "", book.look(bg_color=DIFFER))
    sheet.write_string(1, 1, say("review", "differ"), book.look(font_color=MUTED, font_size=9))
    sheet.write_string(1, 5, say("review", "equal"), book.look(font_color=EQUAL, font_size=9))
    widths = [_WIDTHS[each] for each in lead] + [
        excel.width_of(heading, table[each], 9, 30) for heading, each in zip(headings[5:], compared, strict=False)
    ]
    for number, (heading, width) in enumerate(zip(headings, [*widths, *(_WIDTHS[each] for each in tail)], strict=True)):
        sheet.set_column(number, number, width)
        style = book.look.heading(bg_color="#8A6116", bottom_color="#8A6116") if number == 0 else book.look.heading()
        sheet.write_string(_TOP, number, heading, style)
    return Page(book, sheet, lead, compared, tail, tuple(headings))


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


def _write_members(page: Page, row: int, number: int, members: list[Member], known: DataFrame) -> int:
    """Write the rows of a group: what differs from its first row is coloured, what is equal is grey."""
    look, sheet = page.book.look, page.sheet
    for place, member in enumerate(members):
        told = known.loc[member.row]
        sheet.write_string(
            row, 0, member.verdict, look(bg_color=INPUT, border=1, border_color=LINE, align="center", bold=True)
        )
        sheet.write_number(row, 1, number, look.cell(align="center", font_color=MUTED))
        sheet.write_string(row, 2, str(told["customer_id"]), look.cell(num_format="@"))
        excel.write_text(page.book, sheet, row, 3, str(told["file"]), look.cell(font_color=MUTED))
        sheet.write_number(row, 4, int(told["line"]), look.cell(align="center", font_color=MUTED))
        for column, value in enumerate(member.values, len(page.lead)):
            first = members[0].values[column - len(page.lead)]
            excel.write_text(page.book, sheet, row, column, value, _style(page, place, value, first))
        column = len(page.lead) + len(page.compared)
        sheet.write_number(row, column, float(told["orders"]), look.cell(num_format="#,##0"))
        sheet.write_number(row, column + 1, float(told["amount"]), look.cell(num_format="#,##0.00"))
        excel.write_text(page.book, sheet, row, column + 2, member.reason, look.cell(text_wrap=True))
        sheet.write_number(row, page.hidden, member.row)
        sheet.write_string(row, page.hidden + 1, str(told["fingerprint"]))
        row += 1
    return row


def _style(page: Page, place: int, value: str, first: str) -> object:
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

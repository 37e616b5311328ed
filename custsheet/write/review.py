"""`review.xlsx`: possible duplicates, decided in Excel with letters; and what was merged without asking, to be undone.

Every member row carries its row number and a fingerprint of its record in hidden columns, by which the next run knows it;
further sheets hold the choice of values, the decisions remembered, and what merging would give.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pandas import DataFrame
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

import custsheet.write.excel as excel
import custsheet.write.layout as layout
import custsheet.write.lists as lists
import custsheet.write.merged as merged
import custsheet.write.review_choices as review_choices
import custsheet.write.review_groups as review_groups
import custsheet.write.review_looks as review_looks
import custsheet.write.review_memory as review_memory
import custsheet.write.review_preview as review_preview
import custsheet.write.review_rows as review_rows
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.canvas import Canvas
from custsheet.write.excel import Book
from custsheet.write.look import DIFFER, EQUAL, INK, MUTED
from custsheet.write.review_groups import Group, MergedGroup
from custsheet.write.review_looks import Looks
from custsheet.write.review_rows import Record

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
    "reviewer": 9.0,
    "note": 16.0,
}
_TOP = 2  # the row of the headings; above it the title and the legend
_FIRST = {"todo": "verdict", "merged": "undo"}
_TYPED = ("reviewer", "note")
_LEAD = (*_TYPED, "group", "customer_id", "file", "line")
_HIDDEN = ("row", "fingerprint", "identity", "number", "told", "suggested", "scores", "known", "others")
_TAIL = ("orders", "amount", "reason")
_OPEN = {"bg_color": "#8A6116", "bottom_color": "#8A6116"}  # the heading of a column to fill in
LETTERS = list("ABCDEF")


class Member(NamedTuple):
    """One row of a group."""

    row: int
    verdict: str
    reason: str
    scores: str = ""  # what the matcher thought of its pairs, for the statistics
    others: str = ""  # fingerprints of the further rows of the customer: a verdict is about all of them
    typed: tuple[str, ...] = ("",) * len(_TYPED)  # remarks beside a row that nobody decided yet


@dataclass(frozen=True)
class Page:
    """A sheet being written, and the columns it has."""

    book: Book
    sheet: Worksheet
    lead: tuple[str, ...]
    compared: tuple[str, ...]
    records: dict[int, Record]
    known: int  # the last sitting that this workbook tells of
    looks: Looks
    canvas: Canvas

    @property
    def hidden(self) -> int:
        """The first of the hidden columns."""
        return len(self.lead) + len(self.compared) + len(_TAIL)


def write(report: Report, path: Path) -> None:
    """Write the workbook."""
    book = excel.new(path, report.as_of, say("report", "titles", "review"))
    groups, together = review_groups.groups(report), list(review_groups.merged_groups(report))
    made = review_rows.members(report, [row for group in groups for row in group.rows])
    rows = {row for each in made.values() for row in each} | {
        row for each in together for row in (*each.kept, *each.merged)
    }
    table = review_rows.shown(report, rows, _FIELDS)
    earlier = merged.restored(report, table)
    records = review_rows.records(report, table)
    _write_todo(_page(book, report, table, records, "todo"), report, groups)
    offered = review_choices.write(book, report, groups, together)
    before = review_rows.records(report, earlier)
    _write_merged(_page(book, report, earlier, before, "merged"), report, together)
    review_memory.write(book, report)
    review_preview.write(book, report, groups, records)
    lists.explain(book, say("review", "sheets", "help"), lookup("review", "help"))
    review_choices.write_lists(book, offered)
    book.close()


def _write_todo(page: Page, report: Report, groups: list[Group]) -> None:
    reasons, scores = review_groups.of_customers(report), _scores(page, review_groups.possible_pairs(report))
    others = review_rows.further(report, [row for group in groups for row in group.rows])
    said = review_rows.remarks(report, page.records)
    for number, group in enumerate(groups, 1):
        _write_group_line(page, _group_title(number, group), group.reason)
        members = [
            Member(each, letter, reasons.get(customer, ""), scores.get(customer, ""), others.get(each, ""), said[each])
            for each, letter, customer in zip(group.rows, group.letters, group.ids, strict=True)
        ]
        _write_members(page, number, members)
    _finish(page, say("review", "none"), [*LETTERS, say("review", "different")])


def _scores(page: Page, pairs: DataFrame) -> dict[str, str]:
    """Return, per customer on the left of a pair, the fingerprints of the others and how likely they are the same."""
    prints = {each.customer_id: each.fingerprint for each in page.records.values()}
    told: dict[str, list[str]] = {}
    for left, right, probability in zip(pairs["left"], pairs["right"], pairs["probability"], strict=True):
        if right in prints:
            told.setdefault(left, []).append(f"{prints[right]}={probability:.6f}")
    return {left: " ".join(dict.fromkeys(each)) for left, each in told.items()}


def _group_title(number: int, group: Group) -> str:
    return say(
        "review", "group", number=number, customers=group.customers, probability=group.probability, money=group.money
    )


def _write_merged(page: Page, report: Report, together: list[MergedGroup]) -> None:
    reasons, scores = _reasons(report), _certain(page, report)
    for number, group in enumerate(together, 1):
        members = [Member(each, "", say("review", "kept"), scores.get(each, "")) for each in group.kept]
        members += [Member(each, "", reasons.get(each, ""), scores.get(each, "")) for each in group.merged]
        members = [each for each in members if each.row in page.records]
        title = say("review", "merged_group", customer_id=group.customer_id, rows=len(members))
        _write_group_line(page, title, "")
        _write_members(page, number, members)
    _finish(page, say("review", "none_merged"), [say("review", "undo")])


def _certain(page: Page, report: Report) -> dict[int, str]:
    """Return, per row on the left of a certain pair, the fingerprints of the others and how likely they are the same."""
    pairs = report.book.matches[report.book.matches["band"] == "certain"]
    told: dict[int, list[str]] = {}
    for left, right, probability in zip(pairs["row_left"], pairs["row_right"], pairs["probability"], strict=True):
        if right in page.records:
            told.setdefault(left, []).append(f"{page.records[right].fingerprint}={probability:.6f}")
    return {left: " ".join(each) for left, each in told.items()}


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
        sheet.write_string(_TOP, number, title, book.look.heading(**(_OPEN if number < 3 else {})))
    canvas = Canvas(book, sheet, _TOP + 1, len(titles) + len(_HIDDEN))
    return Page(book, sheet, lead, compared, records, review_rows.last_sitting(report), review_looks.of(book), canvas)


def _write_group_line(page: Page, title: str, reason: str) -> None:
    """Add the grey line above a group."""
    look = page.looks
    page.sheet.set_row(page.canvas.row, 30 if excel.units_wide(reason) > _WIDTHS["reason"] else 20)
    page.canvas.add(
        [("", look.group), (title, look.group), *[("", look.group)] * (page.hidden - 3), (reason, look.why)]
    )


def _write_members(page: Page, number: int, members: list[Member]) -> None:
    """Add the rows of a group: what differs from its first row is coloured, what is equal is grey."""
    look = page.looks
    for place, member in enumerate(members):
        told, first = page.records[member.row], page.records[members[0].row]
        if excel.units_wide(member.reason) > _WIDTHS["reason"] - 2:
            page.sheet.set_row(page.canvas.row, 29)
        values = zip(told.values, first.values, strict=True)
        page.canvas.add(
            [
                (member.verdict, look.verdict),
                *((said, look.typed) for said in member.typed),
                (number, look.quiet),
                (told.customer_id, look.text),
                (told.file, look.place),
                (told.line, look.quiet),
                *((value, _style(look, place, value, beside)) for value, beside in values),
                (told.orders, look.count),
                (told.amount, look.money),
                (member.reason, look.wrapped),
                *((each, None) for each in _known_by(page, member)),
            ]
        )


def _known_by(page: Page, member: Member) -> list[str | float]:
    """Return by what a later run knows the row again, and what was suggested: the hidden columns."""
    told = page.records[member.row]
    anchors = (told.fingerprint, told.identity, told.number, told.called)
    return [member.row, *anchors, member.verdict, member.scores, page.known, member.others]


def _style(look: Looks, place: int, value: str, first: str) -> Format:
    if place == 0:
        return look.first
    return look.equal if value == first else look.differs if value else look.text


def _finish(page: Page, nothing: str, offered: list[str]) -> None:
    """Write the rows, hide the columns of row numbers and fingerprints, offer the verdicts, freeze, filter."""
    last = page.hidden + len(_HIDDEN) - 1
    for column, name in enumerate(_HIDDEN, page.hidden):
        page.sheet.write_string(_TOP, column, name, page.book.look.heading())
    page.sheet.set_column(page.hidden, last, 14, None, {"hidden": True})
    row = page.canvas.row
    lists.finish(page.sheet, max(1, row - _TOP - 1), last + 1, _TOP)
    page.sheet.freeze_panes(_TOP + 1, 3)
    if row == _TOP + 1:
        page.sheet.write_string(row, 0, nothing, page.book.look.muted())
        return
    page.canvas.write()
    page.sheet.data_validation(_TOP + 1, 0, row, 0, {"validate": "list", "source": offered, "error_type": "warning"})

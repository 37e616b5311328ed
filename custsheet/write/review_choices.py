"""The sheet “field choices” of the review workbook: where rows of one customer disagree, which value shall hold.

Every line is about one field of one customer: a drop-down with the values that its rows have, and `other` with a cell to
type in. Left open, the rule named beside it decides. Lists too long for a drop-down lie on a hidden sheet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from pandas import DataFrame, Series
from xlsxwriter.worksheet import Worksheet

import custsheet.write.excel as excel
import custsheet.write.layout as layout
import custsheet.write.lists as lists
import custsheet.write.merged as merged_sheet
import custsheet.write.review_preview as review_preview
import custsheet.write.review_rows as review_rows
from custsheet import fields
from custsheet.report import Report
from custsheet.texts import say
from custsheet.write.excel import Book, Cells
from custsheet.write.look import INK, INPUT, LINE, MUTED
from custsheet.write.review_groups import Group, MergedGroup
from custsheet.write.review_rows import Record
from custsheet.write.words import change_title

TYPED = ("choice", "other", "reviewer", "note")
TOLD = ("group", "customer_id", "field", "values", "by_rule", "rule")
HIDDEN = (
    *("left", "right", "field", "known", "left_identity", "right_identity", "left_number", "right_number", "told"),
    "listed",  # every value that may be chosen and how it is shown, see `history.choosing`
)
_WHO = ("name", "first_name", "last_name", "company", "mobile", "email")
_WIDTHS = {"choice": 24, "other": 18, "reviewer": 9, "note": 16, "group": 8, "customer_id": 11, "field": 14}
_WIDTHS |= {"values": 60, "by_rule": 24, "rule": 36}
_LIST_UNITS = 255  # what Excel allows for a drop-down's values in the sheet itself


class Question(NamedTuple):
    """A field in which rows of one customer disagree."""

    group: str
    field: str
    rows: tuple[int, ...]
    values: tuple[str, ...]  # per row, as people read them
    by_rule: str


class Offered(NamedTuple):
    """The lists of values that are too long for a drop-down, one below the other on a hidden sheet."""

    sheet: str
    values: list[str]


def write(book: Book, report: Report, groups: list[Group], together: list[MergedGroup]) -> Offered:
    """Write the sheet, and return the lists that lie on the hidden one."""
    sheet = book.sheet(say("review", "sheets", "choices"))
    offered = Offered("lists", [])
    asked = [*_in_question(report, groups), *_in_merged(report, together)]
    if not asked:
        lists.nothing(book, sheet, say("review", "none_chosen"))
        return offered
    rows = {row for each in asked for row in each.rows}
    records = review_rows.records(report, review_rows.shown(report, rows, _WHO))
    told = DataFrame([_line(report, each, records) for each in asked], columns=[*TYPED, *TOLD, *_names()], dtype="str")
    _write(book, sheet, told)
    for row, each in enumerate(asked, 1):
        values = [*dict.fromkeys(filter(None, each.values)), say("review", "other")]
        sheet.data_validation(
            row, 0, row, 0, {"validate": "list", "source": _source(values, offered), "error_type": "warning"}
        )
    return offered


def write_lists(book: Book, offered: Offered) -> None:
    """Write the hidden sheet with the long lists."""
    if offered.values:
        sheet = book.sheet(offered.sheet)
        excel.write_columns(book, sheet, 0, [Cells("", offered.values, book.look(num_format="@"), width=40)])
        sheet.hide()


def _names() -> list[str]:
    """Return the hidden columns, kept apart from those that people see."""
    return [f"\0{name}" for name in HIDDEN]


def _source(values: list[str], offered: Offered) -> list[str] | str:
    """Return a drop-down's values, or where they lie."""
    if len(",".join(values)) <= _LIST_UNITS and not any("," in each or '"' in each for each in values):
        return values
    first = len(offered.values) + 2  # below the heading
    offered.values.extend(values)
    return f"={offered.sheet}!$A${first}:$A${first + len(values) - 1}"


def _in_question(report: Report, groups: list[Group]) -> Iterator[Question]:
    """Yield what would be lost if the groups to review were merged."""
    sets = {each.rows[0]: each for each in review_preview.together(report, groups)}
    found = review_preview.merged(report, list(sets.values()))
    if found is not None:
        rows, would = found
        for row, field in _lost(report, would.open_):
            each = sets[row]
            values = _shown(report, field, rows.loc[list(each.rows), field])
            best = _shown(report, field, would.rows.loc[[row], field])[0]
            if len(set(filter(None, values))) > 1:  # else what is lost stands in none of these rows
                yield Question(str(each.number), field, each.rows, values, best)


def _in_merged(report: Report, together: list[MergedGroup]) -> Iterator[Question]:
    """Yield what was lost when customers were merged."""
    sets = {group.kept[0]: (*group.kept, *group.merged) for group in together if group.kept}
    issues = report.book.issues
    lost = [each for each in _lost(report, issues[issues["code"] == "merge.conflict"]) if each[0] in sets]
    if lost:
        wanted = {row for first, _ in lost for row in sets[first]}
        after = review_rows.shown(report, wanted, list(dict.fromkeys(field for _, field in lost)))
        before = merged_sheet.restored(report, after)
        for row, field in lost:
            rows = tuple(each for each in sets[row] if each in before.index)
            values = tuple(before.loc[list(rows), field])
            if len(set(filter(None, values))) > 1:
                yield Question("", field, rows, values, str(after.loc[row, field]))


def _lost(report: Report, issues: DataFrame) -> list[tuple[int, str]]:
    told = issues[issues["code"] == "merge.conflict"]
    pairs = zip(told["row"], told["field"], strict=True)
    return [(int(row), str(field)) for row, field in pairs if field in report.book.tables["customers"]]


def _shown(report: Report, field: str, values: Series) -> tuple[str, ...]:
    return tuple(fields.show(report.schema.kind("customers", field), values, region=report.region))


def _line(report: Report, each: Question, records: dict[int, Record]) -> list[str]:
    """Return the cells of a line; the choice is anchored in two rows that disagree."""
    said = {value: row for row, value in reversed(list(zip(each.rows, each.values, strict=True))) if value}
    best = each.by_rule if each.by_rule in said else next(iter(said))
    other = next(value for value in said if value != best)
    left, right = sorted((records[said[best]], records[said[other]]), key=lambda record: record.fingerprint)
    shown = {value: _placed(value, records[row]) for value, row in reversed(said.items())}
    heading = layout.heading_of(report, "customers", each.field)
    customers = say("review", "between_customers").join(dict.fromkeys(records[row].customer_id for row in each.rows))
    places = say("review", "between_values").join(shown.values())
    told = [each.group, customers, heading, places, each.by_rule, change_title(_rule(report, each.field))]
    anchors = [left.identity, right.identity, left.number, right.number, f"{left.called} · {heading}"]
    known = str(review_rows.last_sitting(report))
    listed = json.dumps([[each.by_rule] * 2, *shown.items()], ensure_ascii=False)
    return ["", "", "", "", *told, left.fingerprint, right.fingerprint, each.field, known, *anchors, listed]


def _placed(value: str, record: Record) -> str:
    return say("review", "value_place", value=value, file=record.file, line=record.line)


def _rule(report: Report, field: str) -> str:
    known = report.schema["customers"].fields.get(field)
    return "merge.block" if known and known.block else f"merge.{known.survivorship if known else 'complete'}"


def _write(book: Book, sheet: Worksheet, told: DataFrame) -> None:
    typed = book.look(bg_color=INPUT, border=1, border_color=LINE, num_format="@")
    plain, muted = (book.look.cell(num_format="@", text_wrap=True, font_color=each) for each in (INK, MUTED))
    columns = [
        Cells(
            say("review", "columns", name),
            excel.text_cells(told[name]),
            typed if name in TYPED else muted if name in ("by_rule", "rule") else plain,
            width=_WIDTHS[name],
            heading_style=book.look.heading(bg_color="#8A6116", bottom_color="#8A6116") if name in TYPED else None,
        )
        for name in (*TYPED, *TOLD)
    ]
    columns += [Cells(name[1:], excel.text_cells(told[name])) for name in _names()]
    excel.write_columns(book, sheet, 0, columns)
    lists.heighten(sheet, 1, [(told[name], _WIDTHS[name]) for name in TOLD])
    sheet.set_column(len(TYPED) + len(TOLD), len(columns) - 1, 14, None, {"hidden": True})
    lists.finish(sheet, len(told), len(columns))
    sheet.freeze_panes(1, len(TYPED))

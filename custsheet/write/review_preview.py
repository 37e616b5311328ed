"""The sheet “preview” of the review workbook: what a customer would look like, under the rows it is to be made of."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Series

import custsheet.write.excel as excel
import custsheet.write.layout as layout
import custsheet.write.lists as lists
import custsheet.write.merged as merged_sheet
import custsheet.write.review_rows as review_rows
from custsheet import fields
from custsheet.duplicates.merge import Preview, preview
from custsheet.report import Report
from custsheet.texts import say
from custsheet.write.excel import Book, Cells
from custsheet.write.look import DIFFER, GROUP, MUTED
from custsheet.write.review_groups import Group
from custsheet.write.review_rows import Record

LEAD = ("group", "line_kind", "customer_id", "file", "line")
SHOWN = (
    *("name", "alias", "mobile", "phone", "other_phone", "email", "other_email", "wechat", "id_number", "company"),
    *("tax_id", "gender", "birthday", "province", "city", "district", "address", "updated_at", "note", "tags"),
)


class Together(NamedTuple):
    """Rows that would be one customer: their group's number, and the rows, the surviving one first."""

    number: int
    rows: tuple[int, ...]


def together(report: Report, groups: list[Group]) -> list[Together]:
    """Return what would be merged: rows with one letter, or the whole group where no letter is suggested.

    A customer comes with all the rows that he is made of.
    """
    found = []
    made = review_rows.members(report, [row for group in groups for row in group.rows])
    for number, group in enumerate(groups, 1):
        letters = {letter: None for letter in group.letters if letter} or {"": None}
        for letter in letters:
            rows = [row for row, each in zip(group.rows, group.letters, strict=True) if each == letter]
            if len(rows) > 1:
                found.append(Together(number, tuple(sorted(each for row in rows for each in made[row]))))
    return found


def merged(report: Report, sets: list[Together]) -> tuple[DataFrame, Preview] | None:
    """Return the rows of all sets, and what merging each would give."""
    found: tuple[DataFrame, Preview] | None = report.once(("review.merged", *sets), lambda: _merged(report, sets))
    return found


def _merged(report: Report, sets: list[Together]) -> tuple[DataFrame, Preview] | None:
    if not sets or "customers" not in report.book.tables or "customers" not in report.schema:
        return None
    survivor = Series({row: each.rows[0] for each in sets for row in each.rows}, dtype="int64").sort_index()
    rows = merged_sheet.originals(report, survivor.index)
    return rows, preview(report.book, rows, survivor, report.schema["customers"], report.region)


def write(book: Book, report: Report, groups: list[Group], records: dict[int, Record]) -> None:
    """Write the sheet: per set its rows, the customer they would make, and where each of its values comes from."""
    sheet = book.sheet(say("review", "sheets", "preview"))
    sets = together(report, groups)
    found = merged(report, sets)
    if found is None:
        lists.nothing(book, sheet, say("review", "none"))
        return
    rows, would = found
    shown = [field for field in SHOWN if field in would.rows and (field in rows or (would.rows[field] != "").any())]
    members = _read(report, rows.reindex(columns=shown, fill_value="").astype("str"))
    golden = _read(report, would.rows.loc[:, shown])
    told = pd.concat([_set(each, members, golden, records) for each in sets], ignore_index=True)
    kinds = told["line_kind"]
    told["line_kind"] = kinds.map({kind: say("review", "line_kinds", kind) for kind in kinds.unique()})
    looks = {
        "member": book.look.cell(num_format="@", font_color=MUTED),
        "golden": book.look.cell(num_format="@", bold=True, bg_color=GROUP),
        "source": book.look.cell(num_format="@", font_color=MUTED, italic=True, font_size=9),
    }
    styles = [looks[kind] for kind in kinds]
    titles = {name: say("review", "columns", name) for name in LEAD}
    titles |= {field: layout.heading_of(report, "customers", field) for field in shown}
    columns = []
    for name in told.columns:
        own = styles if name in LEAD else _coloured(book, told[name], kinds, styles)
        width = excel.width_of(titles[name], told[name], 8, 30)
        columns.append(Cells(titles[name], excel.text_cells(told[name]), styles=own, width=width))
    excel.write_columns(book, sheet, 0, columns)
    lists.finish(sheet, len(told), len(columns))
    sheet.freeze_panes(1, 2)


def _read(report: Report, table: DataFrame) -> DataFrame:
    """Return canonical values as people read them."""
    kinds = {str(field): report.schema.kind("customers", str(field)) for field in table}
    return table.assign(
        **{field: fields.show(kind, table[field], region=report.region) for field, kind in kinds.items()}
    )


def _set(each: Together, members: DataFrame, golden: DataFrame, records: dict[int, Record]) -> DataFrame:
    """Return the lines of one set: its members, the golden record, the sources of its values."""
    first = each.rows[0]
    values = members.loc[list(each.rows)].to_numpy().tolist()
    best = golden.loc[[first]].to_numpy().tolist()[0]
    lines = [
        [str(each.number), "member", records[row].customer_id, records[row].file, str(records[row].line), *line]
        for row, line in zip(each.rows, values, strict=True)
    ]
    sources = [_source(value, place, values, [records[row] for row in each.rows]) for place, value in enumerate(best)]
    lines.append([str(each.number), "golden", records[first].customer_id, "", "", *best])
    lines.append([str(each.number), "source", "", "", "", *sources])
    return DataFrame(lines, columns=[*LEAD, *map(str, members.columns)], dtype="str")


def _source(value: str, place: int, values: list[list[str]], told: list[Record]) -> str:
    """Return where a value comes from: the first row that says it, there or in another field, else that it is put together."""
    if not value:
        return ""
    said = [line[place] == value for line in values]
    if not any(said):
        said = [value in line for line in values]
    if not any(said):
        return say("review", "put_together")
    record = told[said.index(True)]
    several = len({each.file for each in told}) > 1
    return say("review", "from_file" if several else "from_line", file=record.file, line=record.line)


def _coloured(book: Book, values: Series, kinds: Series, styles: list[object]) -> list[object]:
    """Return the styles of a column: members that say something else than the customer they would make are tinted."""
    after = values.where((kinds == "golden").to_numpy()).bfill()
    differs = (kinds == "member") & (values != "") & (values != after)
    tinted = book.look.cell(num_format="@", bg_color=DIFFER)
    return [tinted if hit else style for hit, style in zip(differs, styles, strict=True)]

"""`issues.xlsx`: the report for people who work in Excel."""

from pathlib import Path

from pandas import DataFrame
from xlsxwriter.worksheet import Worksheet

import custsheet
import custsheet.write.by_source as by_source
import custsheet.write.cleaned as cleaned
import custsheet.write.crosscheck as crosscheck
import custsheet.write.difference as difference
import custsheet.write.excel as excel
import custsheet.write.figures as figures
import custsheet.write.issue_list as issue_list
import custsheet.write.layout as layout
import custsheet.write.lists as lists
import custsheet.write.summary as summary
import custsheet.write.to_verify as to_verify
import custsheet.write.trend as trend
import custsheet.write.waived as waived
from custsheet.fields.columns import texts
from custsheet.report import Report
from custsheet.texts import language, lookup, say
from custsheet.write.excel import Book, Cells
from custsheet.write.look import LEVEL_PANELS, LEVELS
from custsheet.write.words import field_title, rule_page, word

_WRAPPED = 46.0


def write(report: Report, path: Path, folder: Path) -> None:
    """Write the workbook to *path*; links to the inputs are relative to *folder*, where it will stand."""
    book = excel.new(path, report.as_of, say("report", "titles", "issues"))
    summary.write(book, report)
    issue_list.write(book, report, folder)
    _write_rules(book, report)
    _write_fields(book, report)
    by_source.write(book, report)
    crosscheck.write(book, report)
    difference.write(book, report)
    lists.write_changes(book, report, say("report", "sheets", "changes"))
    cleaned.write_quarantine(book, report, say("report", "sheets", "quarantine"))
    waived.write(book, report)
    to_verify.write(book, report)
    trend.write(book, report)
    _write_manual(book, report)
    _write_run(book, report)
    book.close()


def _write_rules(book: Book, report: Report) -> None:
    found = figures.rules(report)
    titles = lookup("report", "by_rule")
    text, number = book.look.cell(num_format="@"), book.look.figure()
    told = found.assign(table=[layout.title_of(report, each) if each else "" for each in found["table"]])
    told["dimension"] = [word("dimensions", each) for each in found["dimension"]]
    columns = [_levelled(book, titles["level"], found)]
    priced = ("price", "cost") if (told["price"] != "").any() else ()
    for name in ("title", "dimension", "table", "checked", "found", "share", "customers", "overruled", *priced, "code"):
        figure = name in ("checked", "found", "share", "customers", "overruled", *priced)
        style = book.look.figure("0.0%") if name == "share" else number if figure else text
        values = told[name].tolist()
        columns.append(
            Cells(
                titles[name],
                values,
                style,
                width=12 if figure else excel.width_of(titles[name], told[name].astype("str")),
            )
        )
    sheet = book.sheet(say("report", "sheets", "rules"))
    excel.write_columns(book, sheet, 0, columns)
    lists.finish(sheet, len(found), len(columns))
    if len(found):
        sheet.conditional_format(
            1,
            6,
            len(found),
            6,
            {
                "type": "data_bar",
                "bar_solid": True,
                "bar_color": "#F2C3BD",
                "min_type": "num",
                "min_value": 0,
                "max_type": "num",
                "max_value": 1,
            },
        )


def _levelled(book: Book, title: str, found: DataFrame) -> Cells:
    styles = {
        each: book.look.cell(bold=True, font_color=LEVELS[each], bg_color=LEVEL_PANELS[each], align="center")
        for each in LEVELS
    }
    return Cells(
        title,
        [word("levels", each) for each in found["level"]],
        None,
        [styles.get(each) for each in found["level"]],
        10,
    )


def _write_fields(book: Book, report: Report) -> None:
    found = figures.columns(report)
    titles = lookup("report", "by_field")
    sheet = book.sheet(say("report", "sheets", "fields"))
    sheet.write_string(0, 0, titles["hint"], book.look.muted())
    if found.empty:
        return
    kinds = [
        word("kinds", report.schema.kind(*key)) or titles["carried"]
        for key in zip(found["table"], found["field"], strict=True)
    ]
    found = found.assign(table=[layout.title_of(report, each) for each in found["table"]], kind=kinds)
    columns = [_profile_column(book, titles[name], name, found) for name in _PROFILE]
    excel.write_columns(book, sheet, 1, columns)
    lists.heighten_wrapped(sheet, 2, columns)
    lists.finish(sheet, len(found), len(columns), 1)
    place = _PROFILE.index("rate")
    bar = {
        "type": "data_bar",
        "bar_solid": True,
        "bar_color": "#BFD6EC",
        "min_type": "num",
        "min_value": 0,
        "max_type": "num",
        "max_value": 1,
    }
    sheet.conditional_format(2, place, len(found) + 1, place, bar)


_PROFILE = ("table", "heading", "kind", "rows", "filled", "rate", "distinct", "issues", "patterns", "top", "examples")


def _profile_column(book: Book, title: str, name: str, found: DataFrame) -> Cells:
    if name in ("rows", "filled", "rate", "distinct", "issues"):
        style = book.look.figure("0.0%" if name == "rate" else "#,##0")
        return Cells(title, found[name].tolist(), style, width=13 if name == "rate" else 10)
    text = book.look.cell(num_format="@", text_wrap=name in ("patterns", "top", "examples"))
    return Cells(title, found[name].tolist(), text, width=excel.width_of(title, found[name].astype("str"), 9, _WRAPPED))


def _write_manual(book: Book, report: Report) -> None:
    """Write the manual page of every rule that found something."""
    found = figures.rules(report).drop_duplicates("code")
    titles = lookup("report", "manual")
    text = book.look.cell(text_wrap=True, valign="top", num_format="@")
    columns = [_levelled(book, titles["level"], found), Cells(titles["title"], found["title"].tolist(), text, width=26)]
    for name, width in (("why", _WRAPPED), ("fix", _WRAPPED), ("bad", 26), ("good", 26)):
        pages = [str(rule_page(code).get(name, "")) for code in found["code"]]
        columns.append(Cells(titles[name], pages, text, width=width))
    columns.append(Cells(titles["code"], found["code"].tolist(), text, width=24))
    sheet = book.sheet(say("report", "sheets", "manual"))
    excel.write_columns(book, sheet, 0, columns)
    lists.heighten_wrapped(sheet, 1, columns)
    lists.finish(sheet, len(found), len(columns))


_RUN = (34.0, 22.0, 16.0, 16.0, 34.0, 68.0)  # widths of the sheet about the run


def _write_run(book: Book, report: Report) -> None:
    sheet = book.sheet(say("report", "sheets", "run"))
    for column, width in enumerate(_RUN):
        sheet.set_column(column, column, width)
    row = 0
    for title, lines in _run_tables(report):
        row = _write_block(book, sheet, row, say("report", "run", title), lines)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _run_tables(report: Report) -> list[tuple[str, list[list[str]]]]:
    """Return the blocks of the sheet: title key, lines of text, the first line of those with columns being their heading."""
    sources, columns = report.book.sources, report.book.columns
    names = ["file", "sheet", "encoding", "header_line", "evidence", "sha256"]
    mapping = ["file", "heading", "letter", "table", "field", "evidence"]
    mapped = columns.assign(file=sources["file"].reindex(columns["source"].to_numpy()).fillna("").to_numpy())
    mapped["field"] = [_read_as(report, *each) for each in zip(columns["table"], columns["field"], strict=True)]
    mapped["table"] = [layout.title_of(report, each) for each in mapped["table"]]
    mapped["evidence"] = columns["evidence"].where(columns["evidence"] != "derived", say("report", "run", "derived"))
    stages = [[word("stages", each.stage), f"{each.seconds:.2f}", f"{each.peak / 1e6:,.0f}"] for each in report.timings]
    return [
        ("settings", _settings(report)),
        (
            "not_checked",
            [[word("not_checked", each)] for each in figures.not_checked(report)],
        ),
        ("inputs", [_titles(names), *sources[names].astype("str").to_numpy().tolist()]),
        ("mapping", [_titles(mapping), *mapped[mapping].astype("str").to_numpy().tolist()]),
        ("timing", [_titles(["stage", "seconds", "peak"]), *stages]),
        ("facts", _facts(report)),
    ]


def _titles(names: list[str]) -> list[str]:
    return [say("report", "run", each) for each in names]


def _settings(report: Report) -> list[list[str]]:
    values = {
        "version": custsheet.__version__,
        "verb": word("verbs", report.verb),
        "as_of": report.as_of.isoformat(),
        "region": report.region,
    }
    return [[say("report", "run", name), value] for name, value in {**values, "schema": report.schema.digest}.items()]


def _read_as(report: Report, table: str, field: str) -> str:
    """Return a field's title and, for `--map`, its name; a heading that no field answers to stands for itself."""
    title = field_title(report, table, field, language())
    return title if title == field else f"{title} ({field})"


def _facts(report: Report) -> list[list[str]]:
    """Return what the stages told about themselves that there are words for; how customers were classified stands elsewhere."""
    known = lookup("report", "facts")
    lines = [
        [str(known[str(key)]), str(value)]
        for name, table in report.book.tables.items()
        if name.startswith("facts:") and name not in ("facts:classify", "facts:standardize")
        for key, value in zip(table["key"], table["value"], strict=True)
        if str(key) in known
    ]
    return lines + _unread(report)


def _unread(report: Report) -> list[list[str]]:
    """Return the columns that hold values nobody could read, and how many."""
    told = report.book.tables.get("facts:standardize", DataFrame({"key": [], "value": []}))
    lines = []
    for key, value in zip(told["key"], told["value"], strict=True):
        table, _, field = str(key).partition(".")
        if str(value) != "0":
            names = {"table": layout.title_of(report, table), "heading": layout.heading_of(report, table, field)}
            lines.append([say("report", "run", "unread", **names), str(value)])
    return lines


def _write_block(book: Book, sheet: Worksheet, row: int, title: str, lines: list[list[str]]) -> int:
    """Write a titled block of lines; lines of more than two cells begin with their headings."""
    if not lines:
        return row
    for column in range(6):
        sheet.write_blank(row, column, None, book.look.section())
    sheet.write_string(row, 0, title, book.look.section())
    plain, wrapped = (book.look(num_format="@", valign="top", text_wrap=each) for each in (False, True))
    for number, line in enumerate(lines):
        head = number == 0 and len(line) > 2
        style = book.look(bold=True, font_color="#6B7787", bottom=1, bottom_color="#DCE2EA") if head else plain
        for column, text in enumerate(line):
            last = head or column == len(line) - 1
            excel.write_text(book, sheet, row + 1 + number, column, text, style if last else wrapped)
        lists.heighten(sheet, row + 1 + number, [(texts([text]), _RUN[place]) for place, text in enumerate(line[:-1])])
    return row + len(lines) + 2

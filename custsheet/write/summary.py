"""The first sheet of `issues.xlsx`: verdict, figures, ledger, causes, charts, sign-off. Twelve columns wide."""

from math import ceil

from pandas import DataFrame
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

import custsheet
import custsheet.write.crosscheck as crosscheck
import custsheet.write.excel as excel
import custsheet.write.figures as figures
import custsheet.write.layout as layout
import custsheet.write.merged as merged
import custsheet.write.review_groups as review_groups
import custsheet.write.summary_charts as summary_charts
import custsheet.write.summary_score as summary_score
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.excel import Book
from custsheet.write.look import ACCENT, GOOD, INK, INPUT, LEVEL_PANELS, LEVELS, LINE, MUTED, PANEL
from custsheet.write.words import word

FIRST, LAST = 1, 12  # columns B to M
_WIDE = 10.5  # each of them
LEASE_TAKEN = (
    "W_LOCK_TAKEN"  # told on stderr, in run.json and in the log; two reports of the same customers are the same
)
_TONES = {"bad": LEVELS["error"], "fair": LEVELS["warning"], "good": GOOD}


def write(book: Book, report: Report) -> None:
    """Write the sheet."""
    sheet = book.sheet(say("report", "sheets", "summary"))
    _set_up(sheet)
    row = _write_head(book, sheet, report)
    row = _write_notes(book, sheet, report, row)
    row = _write_tiles(book, sheet, report, row)
    row = summary_score.write(book, sheet, report, row)
    row = _write_measured(book, sheet, report, row)
    row = _write_causes(book, sheet, report, row)
    row = summary_charts.write(book, sheet, report, row)
    row = _write_ledger(book, sheet, report, row)
    row = _write_amounts(book, sheet, report, row)
    row = _write_sign_off(book, sheet, row)
    sheet.print_area(0, 0, row, LAST + 1)


def _set_up(sheet: Worksheet) -> None:
    sheet.set_column(0, 0, 2)
    sheet.set_column(FIRST, LAST, _WIDE)
    sheet.set_column(LAST + 1, LAST + 1, 2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.set_footer("&C&P / &N")


def _write_head(book: Book, sheet: Worksheet, report: Report) -> int:
    told = figures.verdict(report)
    inputs = [path.name for path in report.inputs] or list(report.book.sources["file"].unique())
    names = say("report", "summary", "between").join(inputs[:3]) + (" …" if len(inputs) > 3 else "")
    facts = {"inputs": names, "as_of": report.as_of.isoformat(), "version": custsheet.__version__}
    sheet.set_row(0, 34)
    sheet.write_string(0, FIRST, say("report", "summary", "title"), book.look.title())
    sheet.write_string(1, FIRST, say("report", "summary", "subtitle", **facts), book.look.muted())
    sheet.set_row(3, 36)
    style = book.look(font_size=14, bold=True, font_color="#FFFFFF", bg_color=_TONES[told.tone], indent=1)
    sheet.merge_range(3, FIRST, 3, LAST, told.sentence, style)
    return 5


def _write_notes(book: Book, sheet: Worksheet, report: Report, row: int) -> int:
    """Write what a reader must know first: edited outputs that were read back, tables that go on over further sheets."""
    style = book.look(text_wrap=True, bg_color=LEVEL_PANELS["warning"], font_color=INK, indent=1)
    for number, note in enumerate(notes(report), row):
        _line(book, sheet, number, [(note, LAST - FIRST + 1)], style)
    return row + len(notes(report)) + bool(notes(report))


def notes(report: Report) -> list[str]:
    """Return the sentences that stand above all figures; nothing of how an earlier run ended."""
    told = [note for note in report.notes if not note.startswith(LEASE_TAKEN)]
    for table in layout.written_tables(report.book):
        rows = len(report.book.tables[table])
        if rows > excel.MOST_ROWS:
            sheets = -(-rows // excel.MOST_ROWS)
            name = layout.title_of(report, table)
            told.append(say("report", "legend", "continued", name=name, rows=rows, sheets=sheets))
    return told


def _write_tiles(book: Book, sheet: Worksheet, report: Report, row: int) -> int:
    """Write six figures in a line: large number above, what it is below."""
    sheet.set_row(row, 34)
    sheet.set_row(row + 1, 20)
    for number, (value, title) in enumerate(tiles(report)):
        column = FIRST + 2 * number
        edge = {"left": 5, "left_color": ACCENT}
        sheet.merge_range(
            row,
            column,
            row,
            column + 1,
            value,
            book.look(font_size=20, bold=True, font_color=INK, bg_color=PANEL, indent=1, **edge),
        )
        sheet.merge_range(
            row + 1,
            column,
            row + 1,
            column + 1,
            title,
            book.look(font_color=MUTED, bg_color=PANEL, indent=1, font_size=9, **edge),
        )
    hint = book.look.muted(font_size=8, indent=1)
    sheet.merge_range(row + 2, FIRST, row + 2, LAST, say("report", "summary", "reachable_hint"), hint)
    return row + 4


def tiles(report: Report) -> list[tuple[str, str]]:
    """Return the six figures of the first page, as text, with their titles."""
    reach, found = figures.reach(report), len(report.book.issues)
    shown = {
        "records": f"{figures.rows_read(report):,}",
        "customers": f"{reach.customers:,}",
        "reachable": f"{reach.reachable:,} · {figures.percent(reach.share)}",
        "issues": f"{found:,}",
        "changes": f"{len(report.book.changes):,}",
        "review": f"{len(review_groups.groups(report)):,}" if report.verb != "check" else "–",
    }
    return [(value, say("report", "summary", name)) for name, value in shown.items()]


def _write_measured(book: Book, sheet: Worksheet, report: Report, row: int) -> int:
    """Write how far sources agree and how much is right; nothing where nothing was matched."""
    told = crosscheck.measured(report)
    if not told:
        return row
    row = _section(book, sheet, row, say("verify", "measured", "title"))
    for number, sentence in enumerate(told, row):
        _line(book, sheet, number, [(sentence, LAST - FIRST + 1)], book.look.cell(text_wrap=True))
    return row + len(told) + 1


def _section(book: Book, sheet: Worksheet, row: int, title: str) -> int:
    sheet.set_row(row, 24)
    sheet.merge_range(row, FIRST, row, LAST, title, book.look.section())
    return row + 1


def _write_causes(book: Book, sheet: Worksheet, report: Report, row: int) -> int:
    row = _section(book, sheet, row, say("report", "summary", "causes"))
    found = figures.causes(report)
    if found.empty:
        sheet.write_string(row, FIRST, say("report", "summary", "no_causes"), book.look.muted())
        return row + 2
    titles = [say("report", "issues", "level"), say("report", "issues", "rule"), say("report", "issues", "field")]
    titles += [say("report", "summary", "count"), say("report", "summary", "example")]
    _line(
        book,
        sheet,
        row,
        list(zip(titles, (1, 3, 2, 1, 5), strict=True)),
        book.look(bold=True, font_color=MUTED, bottom=1, bottom_color=LINE),
    )
    for number, cause in enumerate(found.astype("str").to_dict("records"), row + 1):
        _write_cause(book, sheet, number, {str(name): str(value) for name, value in cause.items()})
    return row + len(found) + 2


def _write_cause(book: Book, sheet: Worksheet, row: int, cause: dict[str, str]) -> None:
    panel = {"font_color": LEVELS[cause["level"]], "bg_color": LEVEL_PANELS[cause["level"]]}
    sheet.write_string(row, FIRST, word("levels", cause["level"]), book.look.cell(bold=True, align="center", **panel))
    texts = [(cause["title"], 3), (cause["heading"], 2), (f"{int(cause['count']):,}", 1), (cause["example"], 5)]
    _line(book, sheet, row, texts, book.look.cell(text_wrap=True), FIRST + 1)


def _line(
    book: Book, sheet: Worksheet, row: int, texts: list[tuple[str, int]], style: Format, column: int = FIRST
) -> None:
    """Write texts side by side, each over its number of columns; the row is as high as those need that wrap."""
    if style.text_wrap:
        lines = max(ceil((excel.units_wide(text) + 1) / (wide * _WIDE)) for text, wide in texts)
        sheet.set_row(row, max(30.0, 14.5 * lines + 2))
    for text, wide in texts:
        if wide > 1:
            sheet.merge_range(row, column, row, column + wide - 1, "", style)
        excel.write_text(book, sheet, row, column, text, style)
        column += wide


def _write_ledger(book: Book, sheet: Worksheet, report: Report, row: int) -> int:
    row = _section(book, sheet, row, say("report", "summary", "ledger"))
    fates = list(lookup("report", "fates"))
    head = {"bold": True, "font_color": MUTED, "bottom": 1, "bottom_color": LINE}
    _line(book, sheet, row, [(say("report", "summary", "table"), 4)], book.look(**head))
    titles = [
        *((word("fates", fate), 1) for fate in fates),
        (say("report", "summary", "balance"), 3),
    ]
    _line(book, sheet, row, titles, book.look(align="right", **head), FIRST + 4)
    for number, (table, line) in enumerate(report.ledger.iterrows(), row + 1):
        held = line["read"] == sum(line[fate] for fate in fates[1:])
        tone = {"font_color": GOOD} if held else {"font_color": "#FFFFFF", "bg_color": LEVELS["error"], "bold": True}
        _line(book, sheet, number, [(layout.title_of(report, str(table)), 4)], book.look.cell(bold=True))
        for place, fate in enumerate(fates):
            sheet.write_number(
                number, FIRST + 4 + place, int(line[fate]), book.look.cell(num_format="#,##0", **({} if held else tone))
            )
        sentence = say("report", "summary", "balanced" if held else "unbalanced")
        _line(book, sheet, number, [(sentence, 3)], book.look.cell(align="right", **tone), FIRST + 9)
    return _write_lost(book, sheet, report, row + len(report.ledger) + 1) + 1


def _write_lost(book: Book, sheet: Worksheet, report: Report, row: int) -> int:
    """Say where the rows stand that lost a value in merging; return the row below."""
    rows = len(merged.told(report).lead) if report.verb == "run" else 0
    if not rows:
        return row
    text = say("report", "merged", "lost", rows=rows, sheet=say("tables", "merged"))
    _line(book, sheet, row, [(text, LAST - FIRST + 1)], book.look.muted(font_size=9))
    return row + 1


def _write_amounts(book: Book, sheet: Worksheet, report: Report, row: int) -> int:
    """Write the exact sums of every amount column; nothing where there is none."""
    sums = amount_sums(report)
    if sums.empty:
        return row
    row = _section(book, sheet, row, say("report", "summary", "amounts"))
    places = ["written", "quarantined", "skipped", "total"]
    titles = [say("report", "summary", "table"), say("report", "summary", "field"), say("report", "summary", "written")]
    titles += [word("fates", "quarantined"), word("fates", "skipped"), say("report", "summary", "total")]
    head = {"bold": True, "font_color": MUTED, "bottom": 1, "bottom_color": LINE}
    _line(book, sheet, row, [(each, 2) for each in titles[:2]], book.look(**head))
    _line(book, sheet, row, [(each, 2) for each in titles[2:]], book.look(align="right", **head), FIRST + 4)
    for number, line in enumerate(sums.to_dict("records"), row + 1):
        names = [layout.title_of(report, line["table"]), layout.heading_of(report, line["table"], line["field"])]
        _line(book, sheet, number, [(each, 2) for each in names], book.look.cell())
        _line(
            book,
            sheet,
            number,
            [(f"{line[each]:,.2f}", 2) for each in places],
            book.look.cell(align="right"),
            FIRST + 4,
        )
    return row + len(sums) + 2


def amount_sums(report: Report) -> DataFrame:
    """Return one line per amount column: table, field, written, quarantined, skipped, total (exact)."""
    if report.amounts.empty:
        return DataFrame()
    sums = report.amounts.pivot_table(
        index=["table", "field"], columns="place", values="sum", aggfunc="sum", sort=False
    )
    sums = (
        sums.reindex(columns=["written", "quarantined", "skipped"]).astype(object).where(lambda each: each.notna(), 0)
    )
    return sums.assign(total=sums.sum(axis=1)).reset_index()


def _write_sign_off(book: Book, sheet: Worksheet, row: int) -> int:
    row = _section(book, sheet, row, say("report", "summary", "signoff"))
    title = book.look(font_color=MUTED, align="right", indent=1)
    box = book.look(bg_color=INPUT, border=1, border_color=LINE, num_format="@")
    fields = [("reviewer", FIRST + 1, FIRST + 3), ("date", FIRST + 5, FIRST + 7), ("conclusion", FIRST + 9, LAST)]
    sheet.set_row(row, 26)
    for name, first, last in fields:
        sheet.write_string(row, first - 1, say("report", "summary", name), title)
        sheet.merge_range(row, first, row, last, "", box)
    sheet.data_validation(
        row, FIRST + 9, row, FIRST + 9, {"validate": "list", "source": lookup("report", "summary", "conclusions")}
    )
    sheet.write_string(row + 1, FIRST, say("report", "summary", "note"), title)
    sheet.merge_range(
        row + 1,
        FIRST + 1,
        row + 2,
        LAST,
        "",
        book.look(bg_color=INPUT, border=1, border_color=LINE, text_wrap=True, valign="top"),
    )
    return row + 3

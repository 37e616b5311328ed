"""The quality score on the first sheet: the total with its grade, the six dimensions with their arrows, issues by level and status."""

from pandas import DataFrame
from xlsxwriter.worksheet import Worksheet

import custsheet.write.figures as figures
from custsheet.quality import score
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.excel import Book
from custsheet.write.look import ACCENT, GOOD, LEVELS, LINE, MUTED, PANEL
from custsheet.write.words import word

FIRST, LAST = 1, 12
STATUSES = ("new", "open", "back", "waived", "solved")
TONES = {"good": GOOD, "acceptable": LEVELS["warning"], "unacceptable": LEVELS["error"], "": MUTED}


def change(now: float | None, before: float | None) -> str:
    """Return an arrow and by how much a score moved, "" where one of them was not measured.

    >>> change(93.0, 91.5), change(90.0, 90.0), change(None, 1.0)
    ('▲ 1.5', '＝', '')
    """
    if now is None or before is None:
        return ""
    moved = round(now - before, 1)
    return f"{'▲' if moved > 0 else '▼'} {abs(moved):g}" if moved else "＝"


def lives(report: Report) -> DataFrame:
    """Return the number of issues by level (rows) and status (columns); no rows where no run came before."""
    if not report.past:
        return DataFrame()
    here, waived = report.book.issues, report.book.tables.get("waived:issues", DataFrame({"level": [], "status": []}))
    solved = report.book.tables.get("life:solved", DataFrame({"level": []}))
    lines = {}
    for level in figures.LEVELS:
        counts = here.loc[here["level"] == level, "status"].value_counts()
        told = {status: int(counts.get(status, 0)) for status in STATUSES}
        told["waived"], told["solved"] = int((waived["level"] == level).sum()), int((solved["level"] == level).sum())
        lines[level] = told
    return DataFrame.from_dict(lines, orient="index")[list(STATUSES)]


def write(book: Book, sheet: Worksheet, report: Report, row: int) -> int:
    """Write the score and its dimensions; return the row below."""
    found, before = score.of(report), score.before(report)
    titles = lookup("report", "score")
    sheet.set_row(row, 24)
    sheet.merge_range(row, FIRST, row, LAST, titles["title"], book.look.section())
    style = book.look(
        font_size=24, bold=True, font_color=TONES[found.grade], bg_color=PANEL, align="center", valign="vcenter"
    )
    small = book.look(font_size=9, font_color=MUTED, bg_color=PANEL, align="center")
    told = titles["unmeasured"] if found.total is None else f"{found.total:g}"
    sheet.merge_range(row + 1, FIRST, row + 1, FIRST + 2, told, style)
    arrow = change(found.total, before.get("total"))
    sheet.merge_range(
        row + 2, FIRST, row + 2, FIRST + 2, " · ".join(filter(None, (titles["grades"][found.grade], arrow))), small
    )
    sheet.set_row(row + 1, 38)
    _write_dimensions(book, sheet, report, row + 1)
    hint = titles["hint"] + (" " + say("report", "score", "cost", cost=found.cost) if found.costs else "")
    sheet.set_row(row + 3, 26)
    sheet.merge_range(row + 3, FIRST, row + 3, LAST, hint, book.look.muted(font_size=9, text_wrap=True, valign="top"))
    return _write_lives(book, sheet, report, row + 5)


def _write_dimensions(book: Book, sheet: Worksheet, report: Report, row: int) -> None:
    found, before = score.of(report), score.before(report).get("dimensions", {})
    titles = lookup("report", "score")
    small = book.look(font_size=9, font_color=MUTED, bg_color=PANEL, align="center", text_wrap=True)
    columns = [FIRST + 3, FIRST + 4, FIRST + 6, FIRST + 7, FIRST + 9, FIRST + 10]
    wide = [1, 2, 1, 2, 1, 2]
    for (name, points), column, many in zip(found.dimensions.items(), columns, wide, strict=True):
        tone = TONES[score.grade(points)]
        style = book.look(
            font_size=14 if points is not None else 10,
            bold=points is not None,
            font_color=tone,
            bg_color=PANEL,
            align="center",
            valign="vcenter",
        )
        told = titles["unmeasured"] if points is None else f"{points:g}"
        caption = " ".join(filter(None, (word("dimensions", name), change(points, before.get(name)))))
        for line, text, look in ((row, told, style), (row + 1, caption, small)):
            if many > 1:
                sheet.merge_range(line, column, line, column + many - 1, text, look)
            else:
                sheet.write_string(line, column, text, look)


def _write_lives(book: Book, sheet: Worksheet, report: Report, row: int) -> int:
    """Write how many issues are new, persist, are back, waived and solved; nothing after a first run."""
    found = lives(report)
    if found.empty:
        return row
    titles = lookup("report", "score")
    head = book.look(bold=True, font_color=MUTED, bottom=1, bottom_color=LINE, align="right")
    sheet.set_row(row, 24)
    sheet.merge_range(row, FIRST, row, LAST, titles["lives"], book.look.section())
    sheet.merge_range(row + 1, FIRST, row + 1, FIRST + 1, "", head)
    names = [word("statuses", each) for each in STATUSES]
    for place, name in enumerate(names):
        sheet.merge_range(row + 1, FIRST + 2 + 2 * place, row + 1, FIRST + 3 + 2 * place, name, head)
    for line, level in enumerate(figures.LEVELS, row + 2):
        sheet.merge_range(
            line, FIRST, line, FIRST + 1, word("levels", level), book.look.cell(bold=True, font_color=LEVELS[level])
        )
        for place, status in enumerate(STATUSES):
            number = int(found.loc[level, status])  # type: ignore[arg-type]
            style = book.look.cell(num_format="#,##0", bold=bool(number), font_color=ACCENT if number else MUTED)
            sheet.merge_range(line, FIRST + 2 + 2 * place, line, FIRST + 3 + 2 * place, "", style)
            sheet.write_number(line, FIRST + 2 + 2 * place, number, style)
    return row + len(figures.LEVELS) + 3

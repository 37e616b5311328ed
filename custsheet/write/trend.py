"""The sheet 趋势 | Trend: the figures of the last twenty runs, and two native charts of them."""

from typing import Any

from pandas import DataFrame
from xlsxwriter.worksheet import Worksheet

import custsheet.write.excel as excel
import custsheet.write.figures as figures
import custsheet.write.lists as lists
from custsheet.quality import score
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.excel import Book, Cells
from custsheet.write.look import ACCENT, INK, LEVELS, LINE, MUTED, font
from custsheet.write.words import word

COLUMNS = ("number", "day", "verb", "score", *figures.LEVELS, "customers", "reachable", "changes", "cost")


def lines(report: Report) -> DataFrame:
    """Return one line per run, oldest first, this one last: COLUMNS; "" for what a run did not measure."""
    past = [_of_run(each) for each in report.past]
    number = int(past[-1]["number"]) + 1 if past else 1
    levels, reach, found = figures.by_level(report.book.issues), figures.reach(report), score.of(report)
    now = {
        "number": number,
        "day": report.as_of.isoformat(),
        "verb": report.verb,
        "score": "" if found.total is None else found.total,
        **levels,
        "customers": reach.customers,
        "reachable": reach.reachable,
        "changes": len(report.book.changes),
        "cost": found.cost if found.costs else "",
    }
    told = DataFrame([*past, now], columns=list(COLUMNS), dtype=object)
    return told.assign(verb=[word("verbs", each) for each in told["verb"]])


def _of_run(run: dict[str, Any]) -> dict[str, Any]:
    counts, scores = run.get("counts", {}), run.get("scores", {})
    issues = counts.get("issues", {})
    total = scores.get("total")
    return {
        "number": int(run["number"]),
        "day": str(run.get("as_of", "")),
        "verb": str(run.get("verb", "")),
        "score": "" if total is None else total,
        **{level: int(issues.get(level, 0)) for level in figures.LEVELS},
        **{name: int(counts.get(name, 0)) for name in ("customers", "reachable", "changes")},
        "cost": scores.get("cost", "") if scores.get("costs") else "",
    }


def write(book: Book, report: Report) -> None:
    """Write the sheet."""
    found, titles = lines(report), lookup("report", "trend")
    found = found if (found["cost"] != "").any() else found.drop(columns="cost")
    sheet = book.sheet(say("report", "sheets", "trend"))
    text, number = book.look.cell(num_format="@"), book.look.cell(num_format="#,##0.##")
    columns = [
        Cells(titles[name], found[name].tolist(), text if name in ("day", "verb") else number, width=12.0)
        for name in found.columns
    ]
    excel.write_columns(book, sheet, 0, columns)
    lists.finish(sheet, len(found), len(columns))
    row = len(found) + 2
    if len(found) == 1:
        sheet.write_string(row, 0, titles["none"], book.look.muted())
        return
    _draw(book, sheet, row, list(found.columns), len(found))


def _draw(book: Book, sheet: Worksheet, row: int, names: list[str], runs: int) -> None:
    titles, name = lookup("report", "trend"), sheet.get_name()
    place = {each: number for number, each in enumerate(names)}

    def series(column: str, color: str) -> dict[str, Any]:
        return {
            "name": [name, 0, place[column]],
            "categories": [name, 1, place["day"], runs, place["day"]],
            "values": [name, 1, place[column], runs, place[column]],
            "line": {"color": color, "width": 2.25},
            "marker": {"type": "circle", "size": 5, "fill": {"color": color}, "border": {"color": color}},
        }

    rise = _chart(book, titles["score"], [series("score", ACCENT)], {"max": 100})
    fall = _chart(book, titles["issues_title"], [series(each, LEVELS[each]) for each in figures.LEVELS], {"min": 0})
    fall.set_legend({"position": "bottom", "font": {"name": font(), "size": 9}})
    sheet.insert_chart(row, 0, rise, {"x_offset": 4})
    sheet.insert_chart(row, 6, fall, {"x_offset": 4})


def _chart(book: Book, title: str, drawn: list[dict[str, Any]], axis: dict[str, Any]) -> Any:
    chart = book.file.add_chart({"type": "line"})
    for each in drawn:
        chart.add_series(each)
    chart.set_title(
        {"name": title, "name_font": {"name": font(), "size": 11, "bold": True, "color": INK}, "overlay": False}
    )
    chart.set_legend({"none": True})
    words = {"num_font": {"name": font(), "size": 9, "color": MUTED}, "line": {"color": LINE}}
    chart.set_x_axis({**words, "text_axis": True})
    chart.set_y_axis({**words, **axis, "major_gridlines": {"visible": True, "line": {"color": LINE}}})
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size({"width": 520, "height": 280})
    chart.show_blanks_as("gap")
    return chart

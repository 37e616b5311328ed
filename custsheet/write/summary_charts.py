"""The native charts of the first sheet. Their figures stand to the right of the printed page."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

import custsheet.write.figures as figures
from custsheet.report import Report
from custsheet.texts import say
from custsheet.write.excel import Book
from custsheet.write.look import ACCENT, INK, LEVELS, LINE, MUTED, font
from custsheet.write.words import word

FIRST = 1
_BESIDE = 16  # the column of the figures
_ROWS = 13  # rows of 20 pixels that a chart is high
_WIDE, _HIGH = 472, 252  # pixels: six columns of the page
_MOST_FIELDS = 8


def write(book: Book, sheet: Worksheet, report: Report, row: int) -> int:
    """Write the charts, two in a line; return the row below them."""
    drawn = [each for each in (_levels(report), _dimensions(report), _fill(report), _segments(report)) if each[1]]
    sheet.set_column(_BESIDE, _BESIDE, 18)
    top = row
    for number, (title, names, values, options) in enumerate(drawn):
        place = _write_figures(book, sheet, top, title, names, values)
        chart = _chart(book, title, place, options)
        sheet.insert_chart(
            row + (number // 2) * _ROWS,
            FIRST + 6 * (number % 2),
            chart,
            {"x_offset": 2, "y_offset": 4, "object_position": 1},
        )
        top += len(names) + 2
    lines = (len(drawn) + 1) // 2
    return row + lines * _ROWS + 1


Drawn = tuple[str, list[str], list[float], dict[str, Any]]


def _levels(report: Report) -> Drawn:
    found = figures.by_level(report.book.issues)
    points = [{"fill": {"color": LEVELS[level]}} for level in found]
    found = found if any(found.values()) else {}
    return (
        say("report", "summary", "levels"),
        [word("levels", level) for level in found],
        [float(each) for each in found.values()],
        {"points": points},
    )


def _dimensions(report: Report) -> Drawn:
    found = {name: number for name, number in figures.by_dimension(report.book.issues).items() if number}
    names = [word("dimensions", name) for name in found]
    return say("report", "summary", "by_dimension"), names, [float(each) for each in found.values()], {}


def _fill(report: Report) -> Drawn:
    found = figures.fill_rates(report)
    found = found.sort_values("rate", kind="stable").head(_MOST_FIELDS)
    return say("report", "summary", "fill"), list(found["heading"]), list(found["rate"]), {"percent": True}


def _segments(report: Report) -> Drawn:
    found = figures.segments(report)
    return (
        say("report", "summary", "segments"),
        figures.segment_names(found),
        [float(each) for each in found["customers"]],
        {},
    )


def _write_figures(
    book: Book, sheet: Worksheet, row: int, title: str, names: Sequence[str], values: Sequence[float]
) -> tuple[str, int, int]:
    """Write a chart's figures; return the sheet and the first and last row."""
    sheet.write_string(row, _BESIDE, title, book.look.muted(font_size=9))
    for number, (name, value) in enumerate(zip(names, values, strict=True), row + 1):
        sheet.write_string(number, _BESIDE, name, book.look.muted(font_size=9))
        sheet.write_number(
            number, _BESIDE + 1, value, book.look.muted(font_size=9, num_format="0%" if 0 < value < 1 else "#,##0.##")
        )
    return sheet.get_name(), row + 1, row + len(names)


def _chart(book: Book, title: str, place: tuple[str, int, int], options: dict[str, Any]) -> Any:
    """Return a bar chart: the largest above, figures at the bars, no grid, no legend."""
    name, first, last = place
    percent = options.get("percent", False)
    chart = book.file.add_chart({"type": "bar"})
    label = {
        "value": True,
        "num_format": "0%" if percent else "#,##0",
        "font": {"name": font(), "size": 9, "color": INK},
    }
    series = {
        "categories": [name, first, _BESIDE, last, _BESIDE],
        "values": [name, first, _BESIDE + 1, last, _BESIDE + 1],
        "gap": 45,
    }
    chart.add_series({**series, "fill": {"color": ACCENT}, "points": options.get("points"), "data_labels": label})
    chart.set_title(
        {"name": title, "name_font": {"name": font(), "size": 11, "bold": True, "color": INK}, "overlay": False}
    )
    chart.set_legend({"none": True})
    axis = {"num_font": {"name": font(), "size": 9, "color": MUTED}, "line": {"color": LINE}, "major_tick_mark": "none"}
    chart.set_y_axis({**axis, "reverse": True, "interval_unit": 1, "major_gridlines": {"visible": False}})
    chart.set_x_axis(
        {"visible": False, "major_gridlines": {"visible": False}, "min": 0, **({"max": 1.15} if percent else {})}
    )
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size({"width": _WIDE, "height": _HIGH})
    return chart

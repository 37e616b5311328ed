"""The sheet 问题清单 | Issues: one row per issue, with a link to its cell and four columns for people to fill in."""

from pathlib import Path

import numpy as np
from pandas import DataFrame, Series
from xlsxwriter.worksheet import Worksheet

import custsheet.write.excel as excel
import custsheet.write.layout as layout
import custsheet.write.lists as lists
import custsheet.write.masking as masking
import custsheet.write.places as places
from custsheet.fields.called import in_full
from custsheet.fields.columns import listed, texts
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.excel import Book, Cells, Links, Painted
from custsheet.write.look import ACCENT, INPUT, LEVEL_PANELS, LEVELS, LINE
from custsheet.write.words import rule_title, word

MOST_ROWS = 60_000  # Excel allows 65,530 links a sheet
INPUTS = ("verdict", "replacement", "reviewer", "note")
_TOP = 1  # the row of the headings; above it stands the hint
_WIDTHS = {
    "message": 58.0,
    "value": 22.0,
    "suggestion": 22.0,
    "verdict": 12.0,
    "replacement": 18.0,
    "reviewer": 10.0,
    "note": 20.0,
    "id": 12.0,
}
_WRAPPED = ("message", "value", "suggestion")
_PRINTED = (
    "id",
    "level",
    "message",
    "file",
    "sheet",
    "cell",
    "customer_id",
    "customer",
    "field",
    "value",
    "suggestion",
)
_OPTIONAL = ("status", "since", "owner", "suggestion", "confidence")  # left out where they are blank throughout


def write(book: Book, report: Report, folder: Path) -> None:
    """Write the issues, over as many sheets as it takes; *folder* is where the workbook will stand."""
    told = told_in_words(report)
    shown = [name for name in told.columns if name not in _OPTIONAL or (told[name] != "").any()]
    links = places.links(report, folder)
    for number, start in enumerate(range(0, max(1, len(told)), MOST_ROWS), 1):
        title = say("report", "sheets", "issues") + (
            say("report", "issues", "more", number=number) if number > 1 else ""
        )
        _write_sheet(
            book,
            book.sheet(title),
            report.book.issues.iloc[start : start + MOST_ROWS],
            told[shown].iloc[start : start + MOST_ROWS],
            links,
        )


def told_in_words(report: Report) -> DataFrame:
    """Return the issues as reviewers read them, columns named as in texts room `report`, path `issues`."""
    issues = report.book.issues
    named, by_row = customer_names(report), _names_by_row(report, issues)
    return DataFrame(
        {
            "id": issues["id"],
            "level": _words(issues["level"], "levels"),
            "status": _words(issues["status"], "statuses"),
            "since": _since(report),
            "message": issues["message"],
            "file": issues["file"],
            "sheet": issues["sheet"],
            "cell": issues["cell"],
            "customer_id": issues["customer_id"],
            "customer": issues["customer_id"].map(named).astype("str").fillna(by_row).fillna("").astype("str"),
            "field": layout.own_headings(report, issues),
            "value": issues["value"],
            "suggestion": issues["suggestion"],
            "confidence": _words(issues["confidence"].where(issues["suggestion"] != "", ""), "confidence"),
            "rule": _mapped(issues["code"], rule_title),
            "dimension": _words(issues["dimension"], "dimensions"),
            "owner": owners(report, issues),
            **_said(report, issues),
        }
    )


def _said(report: Report, issues: DataFrame) -> dict[str, Series | str]:
    """Return what stands in the columns to fill in: blank, but for customers whom somebody wants verified."""
    told: dict[str, Series | str] = dict.fromkeys(INPUTS, "")
    asked = report.book.tables.get("waived:verify")
    if asked is None or asked.empty:
        return told
    known = asked.drop_duplicates("id").set_index("id")
    for name, column in (("reviewer", "who"), ("note", "why")):
        told[name] = issues["id"].map(known[column]).fillna("").astype("str")
    told["verdict"] = texts(
        [word("verdicts", "verify") if each in known.index else "" for each in listed(issues["id"])], issues.index
    )
    return told


def lives(report: Report) -> DataFrame:
    """Return when each issue was first seen and for how many days it has been known: since, age; blank on a first run."""
    issues = report.book.issues
    told = report.book.tables.get("life:issues")
    if told is None or not (issues["status"] != "").any():
        return DataFrame("", index=issues.index, columns=["since", "age"], dtype="str")
    return told.reindex(issues.index)


def _since(report: Report) -> Series:
    """Return when each issue was first seen, and for how many days it has been known; blank on a first run."""
    told = lives(report)
    known = told.drop_duplicates("since").itertuples(index=False, name=None)
    said = {since: say("history", "age", since=since, age=age) if since else "" for since, age in known}
    return told["since"].map(said).astype("str")


def customer_names(report: Report, unmasked: bool = False) -> Series:
    """Return the names of the customers that issues are about, masked unless asked otherwise, by customer number."""
    return report.once(("names", unmasked), lambda: _names(report, unmasked))


def _names(report: Report, unmasked: bool) -> Series:
    customers = report.book.tables.get("customers", DataFrame())
    if customers.empty:
        return Series(dtype="str")
    named = Series(in_full(customers).array, index=layout.customer_ids(report.book, "customers").array)
    waived = report.book.tables.get("waived:ledger", DataFrame({"customer_id": []}))
    wanted = {*listed(report.book.issues["customer_id"]), *listed(waived["customer_id"].astype("str"))}
    asked = np.fromiter((each in wanted for each in listed(named.index.to_series())), bool, len(named))
    named = named[~named.index.duplicated(keep="last") & asked]
    named = named[named.index != ""]
    return named if unmasked else masking.names(named)


def _names_by_row(report: Report, issues: DataFrame) -> Series:
    """Return the masked name that stands in an issue's own row, for customers that have no number yet."""
    customers = report.book.tables.get("customers", DataFrame())
    rows = issues["row"].where(issues["table"] == "customers", -1)
    return masking.names(in_full(customers).reindex(rows.to_numpy()).fillna("").set_axis(issues.index))


def _write_sheet(book: Book, sheet: Worksheet, issues: DataFrame, told: DataFrame, links: dict[str, str]) -> None:
    titles = lookup("report", "issues")
    if told.empty:
        lists.nothing(book, sheet, titles["none"])
        return
    sheet.write_string(0, 0, titles["hint"], book.look.muted())
    columns = [
        _linked(book, issues, titles[name], links)
        if name == "cell"
        else _column(book, name, titles[name], told[name], issues["level"])
        for name in told.columns
    ]
    excel.write_columns(book, sheet, _TOP, columns)
    lists.heighten(sheet, _TOP + 1, [(told[name], _WIDTHS[name]) for name in _WRAPPED if name in told])
    _offer_verdicts(sheet, len(told), list(told.columns).index("verdict"))
    lists.finish(sheet, len(told), len(columns), _TOP)
    sheet.freeze_panes(_TOP + 1, 2)
    _print_what_fits(sheet, list(told.columns), len(told))


def _print_what_fits(sheet: Worksheet, names: list[str], rows: int) -> None:
    """Print the columns that can be read on a page; what people fill in and the rest stay on the screen."""
    printed = [number for number, name in enumerate(names) if name in _PRINTED]
    sheet.print_area(0, 0, _TOP + rows, printed[-1])
    sheet.set_margins(0.3, 0.3, 0.5, 0.5)


def _column(book: Book, name: str, title: str, values: Series, level: Series) -> Cells:
    width = _WIDTHS.get(name) or excel.width_of(title, values, 7, 26)
    text = book.look.cell(num_format="@", text_wrap=name in _WRAPPED, valign="top")
    if name in INPUTS:
        open_cell = book.look(bg_color=INPUT, border=1, border_color=LINE, num_format="@", valign="top")
        heading = book.look.heading(bg_color="#8A6116", bottom_color="#8A6116")
        return Cells(title, excel.text_cells(values), open_cell, width=width, heading_style=heading)
    if name == "level":
        styles = {
            each: book.look.cell(
                bold=True, font_color=LEVELS[each], bg_color=LEVEL_PANELS[each], align="center", valign="top"
            )
            for each in LEVELS
        }
        codes = level.map({each: number for number, each in enumerate(styles)}).to_numpy(dtype="int64")
        return Cells(title, excel.text_cells(values), text, Painted(tuple(styles.values()), codes), width)
    return Cells(title, excel.text_cells(values), text, width=width)


def _linked(book: Book, issues: DataFrame, title: str, links: dict[str, str]) -> Cells:
    """Return the column of cells' names, each a link that opens the cell."""
    opening = _opening(issues, links)
    plain, link = (
        book.look.cell(num_format="@", valign="top"),
        book.look.cell(font_color=ACCENT, underline=1, valign="top"),
    )
    styles = Painted((plain, link), (opening.file >= 0).astype("int64"))
    width = excel.width_of(title, issues["cell"], 7, 26)
    return Cells(title, excel.text_cells(issues["cell"]), plain, styles, width, links=opening)


def _opening(issues: DataFrame, links: dict[str, str]) -> Links:
    """Return what opens each issue's cell, where the input file is known."""
    numbers = {file: number for number, file in enumerate(links)}
    file = issues["file"].map(numbers).where(issues["cell"] != "").fillna(-1)
    place = [places.anchor(*each) for each in zip(listed(issues["sheet"]), listed(issues["cell"]), strict=True)]
    return Links(list(links.values()), file.to_numpy(dtype="int64"), place)


def _offer_verdicts(sheet: Worksheet, rows: int, column: int) -> None:
    offered = {
        "validate": "list",
        "source": list(lookup("report", "verdicts").values()),
        "input_title": say("report", "issues", "verdict"),
        "input_message": say("report", "verdict_help")[:255],
        "error_type": "warning",
    }
    sheet.data_validation(_TOP + 1, column, _TOP + rows, column, offered)


def owners(report: Report, issues: DataFrame) -> Series:
    """Return who looks after each issue: the field's owner in the schema, else the customer's own."""
    known = {(table, name): field.owner for table, spec in report.schema.items() for name, field in spec.fields.items()}
    keys = zip(listed(issues["table"]), listed(issues["field"]), strict=True)
    told = texts([known.get(key, "") for key in keys], issues.index)
    customers = report.book.tables.get("customers", DataFrame())
    if "owner" not in customers:
        return told
    own = Series(customers["owner"].array, index=layout.customer_ids(report.book, "customers").array)
    own = own[~own.index.duplicated() & (own.index != "")]
    return told.where(told != "", issues["customer_id"].map(own).fillna("").astype("str"))


def _words(codes: Series, path: str) -> Series:
    return _mapped(codes, lambda code: word(path, code))


def _mapped(codes: Series, say_it: object) -> Series:
    return codes.map({code: say_it(code) for code in codes.unique()}).astype("str")  # type: ignore[operator]

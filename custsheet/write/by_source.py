"""The sheet 按来源 | By source: what every file and sheet brought, and what became of it; below it, the customers' owners."""

import pandas as pd
from pandas import DataFrame
from xlsxwriter.worksheet import Worksheet

import custsheet.write.excel as excel
import custsheet.write.figures as figures
import custsheet.write.lists as lists
from custsheet.quality import score
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.excel import Book, Cells
from custsheet.write.words import rule_title

_COUNTS = ("rows", "kept", "merged", "quarantined", "skipped", "error", "warning", "info")
_TEXTS = ("file", "sheet", "main", "owner")


def write(book: Book, report: Report) -> None:
    """Write the sheet."""
    sheet = book.sheet(say("report", "sheets", "sources"))
    found = of_sources(report)
    _write_block(book, sheet, 0, found)
    lists.finish(sheet, len(found), len(found.columns))
    owners = of_owners(report)
    if len(owners):
        top = len(found) + 3
        sheet.write_string(top, 0, say("report", "by_source", "owners"), book.look(bold=True, font_size=12))
        _write_block(book, sheet, top + 1, owners, widths=False)


def of_sources(report: Report) -> DataFrame:
    """Return one line per source: file, sheet, rows, their fates, issues by level and per hundred rows, score, main rules."""
    book = report.book
    fates = book.lineage.drop_duplicates("row", keep="first")
    source = book.origin["source"].reindex(fates["row"]).to_numpy()
    counts = _counted(fates.assign(source=source), "fate").reindex(book.sources.index, fill_value=0)
    levels = _counted(book.issues, "level").reindex(book.sources.index, fill_value=0)
    found = DataFrame({"file": book.sources["file"], "sheet": book.sources["sheet"]})
    found["rows"] = book.origin["source"].value_counts().reindex(found.index, fill_value=0)
    for fate in ("kept", "merged", "quarantined", "skipped"):
        found[fate] = counts.get(fate, 0)
    for level in figures.LEVELS:
        found[level] = levels.get(level, 0)
    bad = found["error"] + found["warning"]
    found["per_hundred"] = (100 * bad / found["rows"].clip(lower=1)).round(1)
    found["score"] = [score.of(report).sources.get(int(number), "") for number in found.index]
    found["main"] = [_main_rules(report, int(number)) for number in found.index]
    return found[found["rows"] > 0].reset_index(drop=True)


def _counted(lines: DataFrame, what: str) -> DataFrame:
    """Return how many lines each source has of each value of a column."""
    return lines.groupby(["source", what]).size().unstack(fill_value=0)


def of_owners(report: Report) -> DataFrame:
    """Return one line per person who looks after customers: customers, issues, score; the worst score first."""
    customers = report.book.tables.get("customers", DataFrame())
    if "owner" not in customers or "customer_id" not in customers:
        return DataFrame()
    issues = report.book.issues
    owner = customers.set_index("customer_id")["owner"]
    owner = owner[~owner.index.duplicated() & (owner != "").to_numpy()]
    asked = issues[issues["level"] != "info"]["customer_id"].map(owner).value_counts()
    found = owner.value_counts().rename("customers").rename_axis("owner").reset_index()
    found["found"] = found["owner"].map(asked).fillna(0).astype("int64")
    found["score"] = [score.of(report).owners.get(name, "") for name in found["owner"]]
    worst = pd.to_numeric(found["score"], errors="coerce").fillna(101)
    return found.assign(_worst=worst).sort_values(["_worst", "owner"], kind="stable").drop(columns="_worst")


def _main_rules(report: Report, source: int) -> str:
    issues = report.book.issues
    codes = issues.loc[(issues["source"] == source) & (issues["level"] != "info"), "code"].value_counts()
    first = codes.sort_index().sort_values(ascending=False, kind="stable").head(3)
    return " · ".join(f"{rule_title(str(code))} ×{count:,}" for code, count in first.items())


def _write_block(book: Book, sheet: Worksheet, top: int, found: DataFrame, widths: bool = True) -> None:
    titles = lookup("report", "by_source")
    text, number = (
        book.look.cell(num_format="@", text_wrap=True, valign="top"),
        book.look.cell(num_format="#,##0", valign="top"),
    )
    share = book.look.cell(num_format="0.0", valign="top")
    columns = []
    for place, name in enumerate(found.columns):
        values = found[name].astype(str).tolist() if name in _TEXTS else found[name].tolist()
        style = text if name in _TEXTS else share if name in ("score", "per_hundred") else number
        wide = excel.width_of(titles[name], found[name].astype("str"), 10, 46.0) if name in _TEXTS else 11.0
        columns.append(Cells(titles[name], values, style, width=wide))
        if not widths:
            sheet.write_string(top, place, titles[name], book.look.heading())
    lists.heighten_wrapped(sheet, top + 1, columns)
    if widths:
        excel.write_columns(book, sheet, top, columns)
    else:
        excel.write_cells(book, sheet, top + 1, columns)

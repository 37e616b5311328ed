"""The sheet 待核实 | To verify: whom to call first, because what we know of them is old or somebody doubts it."""

from pandas import DataFrame

import custsheet.write.excel as excel
import custsheet.write.layout as layout
import custsheet.write.lists as lists
import custsheet.write.masking as masking
from custsheet.fields.called import in_full
from custsheet.quality import fresh
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.excel import Book, Cells
from custsheet.write.words import word

MOST = 5_000
_NUMBERS = ("age", "spent")


def lines(report: Report, most: int = MOST) -> DataFrame:
    """Return the customers to verify in words, at most so many; see `quality.fresh` for their order."""
    found = fresh.stale(report).head(most)
    if found.empty:
        return DataFrame()
    customers = report.book.tables["customers"]
    name = in_full(customers).reindex(found["row"]).fillna("")
    inactive = fresh.inactive(report).reindex(found["row"]).to_numpy(bool)
    headings = {
        field: layout.heading_of(report, "customers", field) for field in fresh.limits(report.schema, customers)
    }
    between = say("report", "summary", "between")
    return DataFrame(
        {
            "customer_id": found["customer_id"].tolist(),
            "customer": masking.names(name.astype("str")).tolist(),
            "why": [word("verify_reasons", each) for each in found["why"]],
            "fields": [
                between.join(headings.get(each, each) for each in told.split(",") if each) for told in found["fields"]
            ],
            "last": found["last"].str.slice(0, 10).tolist(),
            "age": [int(each) if each >= 0 else "" for each in found["age"]],
            "spent": [float(each) if each > 0 else "" for each in found["spent"]],
            "inactive": [say("report", "to_verify", "yes") if each else "" for each in inactive],
            "told": ["" if each == "?" else each for each in found["told"]],
        }
    )


def write(book: Book, report: Report) -> None:
    """Write the sheet."""
    found, titles = lines(report), lookup("report", "to_verify")
    sheet = book.sheet(say("report", "sheets", "verify"))
    if found.empty:
        lists.nothing(book, sheet, titles["none"])
        return
    hint = titles["hint"].format(days=fresh.INACTIVE_DAYS)
    total = len(fresh.stale(report))
    cut = " " + titles["cut"].format(total=total, shown=len(found)) if total > len(found) else ""
    sheet.write_string(0, 0, hint + cut, book.look.muted())
    text = book.look.cell(num_format="@", valign="top")
    styles = {"age": book.look.figure(), "spent": book.look.figure("#,##0.00")}
    columns = [
        Cells(
            titles[name],
            found[name].tolist(),
            styles.get(name, text),
            width=12.0 if name in _NUMBERS else excel.width_of(titles[name], found[name].astype("str"), 9, 34),
        )
        for name in found.columns
    ]
    excel.write_columns(book, sheet, 1, columns)
    lists.finish(sheet, len(found), len(columns), 1)

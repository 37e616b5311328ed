"""The sheet 交叉验证 | Cross-check: where the sources of one customer disagree, who says what, which value survived and why.

Beside the list stands how far fields and sources agree. The same list, whole and for programs, is `cleaned/crosscheck.csv`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from xlsxwriter.worksheet import Worksheet

import custsheet.write.excel as excel
import custsheet.write.layout as layout
import custsheet.write.lists as lists
import custsheet.write.places as places
from custsheet import fields
from custsheet.fields.called import called
from custsheet.report import Report
from custsheet.texts import lookup, say
from custsheet.write.excel import Book, Cells
from custsheet.write.look import GOOD

TABLE = "verify:cells"
MOST = 50_000  # lines on the sheet
_LISTED = ("customer_id", "customer", "field", "source", "value", "since", "verified", "survived", "why", "place")
_CSV = ("customer_id", "field", "source", "file", "sheet", "line", "value", "since", "verified", "survived", "rule")
_BY_RANK = ("newest", "spare", "complete", "frequent", "longest", "trusted", "block")  # rules that ask for rank first


def lines(report: Report) -> DataFrame:
    """Return one line per customer, field, source and value in dispute, customers in their table's order.

    Columns: customer_id, field, source, row, value (as a reader sees it), since, verified, survived (bool), final, and
    rule: the survivorship rule, `trusted` where rank decided, `valid` where only one could be read, `other` or `blank` where none of the values survived.
    """
    cells = report.book.tables.get(TABLE, DataFrame())
    customers = report.book.tables.get("customers", DataFrame())
    if not len(cells) or layout.IDENTIFIER not in customers:
        return DataFrame()
    own = customers.drop_duplicates(layout.IDENTIFIER).set_index(layout.IDENTIFIER)
    order = Series(np.arange(len(own)), index=own.index)
    rows = cells["row"].astype("int64")
    told = cells.assign(row=rows, final=_final(cells, own), place=cells["customer_id"].map(order))
    told = told[told["place"].notna()].sort_values(["place", "field", "source"], kind="stable", ignore_index=True)
    told["survived"] = (told["value"] == told["final"]).to_numpy(bool)
    told["rule"] = _rules(report, told)
    return told.assign(value=_shown(report, told, "value"), final=_shown(report, told, "final")).drop(columns="place")


def _final(cells: DataFrame, own: DataFrame) -> Series:
    """Return the value that each line's customer has now."""
    final = Series("", index=cells.index, dtype="str")
    for field, part in cells.groupby("field", sort=False):
        if field in own:
            final.loc[part.index] = own[field].reindex(part["customer_id"]).fillna("").array
    return final


def _rules(report: Report, told: DataFrame) -> Series:
    """Return what decided: rank where the survivor's source is trusted more than another, else the field's rule."""
    named = {field: _rule(report, str(field)) for field in told["field"].unique()}
    sources = report.book.tables["verify:sources"]
    rank = told["source"].map(sources.drop_duplicates("source").set_index("source")["rank"].astype("int64")).fillna(0)
    cell = [told["customer_id"], told["field"]]
    lowest = rank.groupby(cell).transform("min")
    survivor = rank.where(told["survived"]).groupby(cell).transform("max")
    rule = told["field"].map(named).astype("str")
    rule = rule.where(~(rule.isin(_BY_RANK) & (survivor > lowest)), "trusted")
    unread = _unreadable(report, told)
    lost = (~told["survived"] & ~unread).groupby(cell).transform("any")  # a readable value that did not survive
    rule = rule.where(~(rule.isin(_BY_RANK) & (rule != "trusted")) | lost, "valid")
    rule = rule.where(told["survived"].groupby(cell).transform("any"), "other")
    return rule.where((told["final"] != "") | told["survived"], "blank")


def _unreadable(report: Report, told: DataFrame) -> Series:
    """Return which lines tell a value that has an error."""
    issues = report.book.issues
    bad = issues[(issues["table"] == "customers") & (issues["level"] == "error")]
    found = pd.MultiIndex.from_frame(told[["row", "field"]]).isin(pd.MultiIndex.from_frame(bad[["row", "field"]]))
    return Series(np.asarray(found, bool), index=told.index)


def _rule(report: Report, field: str) -> str:
    spec = report.schema["customers"].fields.get(field)
    return "complete" if spec is None else "block" if spec.block else spec.survivorship


def _shown(report: Report, told: DataFrame, column: str) -> Series:
    shown = told[column].copy()
    for field, part in told.groupby("field", sort=False):
        kind = report.schema.kind("customers", str(field))
        shown.loc[part.index] = fields.show(kind, part[column], region=report.region).array
    return shown


def csv_columns(report: Report) -> DataFrame:
    """Return the list for programs: canonical field names, codes of rules, `1` where a value survived."""
    told = lines(report)
    if told.empty:
        return DataFrame(columns=list(_CSV), dtype="str")
    where = places.of_rows(report.book, told["row"])
    found = told.assign(file=where["file"].array, sheet=where["sheet"].array, line=where["line"].array)
    return found.assign(survived=found["survived"].map({True: "1", False: ""}))[list(_CSV)].astype("str")


def write(book: Book, report: Report) -> None:
    """Write the sheet; where nothing was compared it says why."""
    facts = report.facts.get("verify")
    if not isinstance(facts, dict):
        return
    sheet = book.sheet(say("verify", "sheet"))
    told = lines(report)
    sheet.write_string(0, 0, _head(facts, told), book.look.muted())
    if facts.get("compared", "0") == "0":
        return
    columns = _cells(book, report, told.iloc[:MOST])
    excel.write_columns(book, sheet, 1, columns)
    lists.finish(sheet, min(len(told), MOST), len(columns), 1)
    _write_beside(book, sheet, report, len(columns) + 1)


def _head(facts: dict[str, str], told: DataFrame) -> str:
    if facts.get("sources") == "1":
        return say("verify", "one_source")
    if facts.get("compared", "0") == "0":
        return say("verify", "no_customer")
    if told.empty:
        return say("verify", "all_agree")
    more = len(told) - MOST
    return say("verify", "hint") + (" " + say("verify", "more", count=more) if more > 0 else "")


def _cells(book: Book, report: Report, told: DataFrame) -> list[Cells]:
    titles, why = lookup("verify", "columns"), lookup("verify", "why")
    text = book.look.cell(num_format="@")
    kept = book.look.cell(num_format="@", bold=True, font_color=GOOD)
    if told.empty:
        return [Cells(titles[name], [], text) for name in _LISTED]
    cell = places.of_cells(report.book, told.assign(table="customers"))["cell"]
    last = told["survived"] | ~(told["survived"].groupby([told["customer_id"], told["field"]]).transform("any"))
    reason = [str(why[rule]).format(value=final) for rule, final in zip(told["rule"], told["final"], strict=True)]
    said = told.assign(
        customer=_names(report, told["customer_id"]),
        field=told["field"].map(
            {each: layout.heading_of(report, "customers", each) for each in told["field"].unique()}
        ),
        survived=np.where(told["survived"], say("verify", "survived"), ""),
        why=np.where(last, reason, ""),
        place=cell.array,
    )[list(_LISTED)].astype("str")
    styles = [kept if each else text for each in told["survived"].tolist()]
    return [
        Cells(
            titles[name],
            excel.text_cells(said[name]),
            text,
            styles if name in ("value", "survived") else None,
            excel.width_of(titles[name], said[name]),
        )
        for name in _LISTED
    ]


def _names(report: Report, ids: Series) -> Series:
    customers = report.book.tables["customers"].drop_duplicates(layout.IDENTIFIER).set_index(layout.IDENTIFIER)
    return ids.map(called(customers, "company")).fillna("").astype("str")


def _write_beside(book: Book, sheet: Worksheet, report: Report, column: int) -> None:
    """Write how far fields and sources agree, to the right of the list."""
    by_field, by_source = (report.book.tables[f"verify:{each}"] for each in ("fields", "sources"))
    headed = by_field.assign(name=[layout.heading_of(report, "customers", each) for each in by_field["field"]])
    row = _write_block(book, sheet, 1, column, "fields", headed, ("name", "compared", "agreed"))
    named = by_source.rename(columns={"source": "name"})
    _write_block(book, sheet, row, column, "sources", named, ("name", "rank", "compared", "agreed"))
    sheet.set_column(column, column, 30)
    sheet.set_column(column + 1, column + 4, 14)


def _write_block(
    book: Book, sheet: Worksheet, row: int, column: int, block: str, table: DataFrame, names: tuple[str, ...]
) -> int:
    """Write counts and their share, the least agreement first; return the row below."""
    titles = lookup("verify", block)
    compared, agreed = (pd.to_numeric(table[each]) for each in ("compared", "agreed"))
    share = agreed / compared.where(compared > 0)
    order = share.sort_values(kind="stable").index
    head, count = book.look.heading(), book.look.cell(num_format="#,##0")
    sheet.write_string(row, column, titles["title"], head)
    for number, name in enumerate((*names[1:], "share"), column + 1):
        sheet.write_string(row, number, titles[name], head)
    for number, place in enumerate(order, row + 1):
        excel.write_text(book, sheet, number, column, str(table.loc[place, "name"]), book.look.cell(num_format="@"))
        for offset, name in enumerate(names[1:], 1):
            sheet.write_number(number, column + offset, int(str(table.loc[place, name])), count)
        if pd.notna(share[place]):
            sheet.write_number(number, column + len(names), float(share[place]), book.look.cell(num_format="0.0%"))
    return row + len(table) + 2


def measured(report: Report, lang: str | None = None) -> list[str]:
    """Return the sentences about consistency and accuracy that stand on the first page; none where nothing was matched."""
    facts = report.facts.get("verify")
    if not isinstance(facts, dict):
        return []
    return [_consistency(facts, lang), *_accuracy(report, facts, lang)]


def _consistency(facts: dict[str, str], lang: str | None) -> str:
    compared, agreed = int(facts.get("compared", 0)), int(facts.get("agreed", 0))
    if facts.get("sources") == "1":
        return say("verify", "measured", "one_source", lang=lang)
    if not compared:
        return say("verify", "measured", "no_customer", lang=lang, sources=facts.get("sources", ""))
    told = {"customers": int(facts["customers"]), "compared": compared, "share": _share(agreed / compared)}
    return say("verify", "measured", "consistency", lang=lang, **told)


def _accuracy(report: Report, facts: dict[str, str], lang: str | None) -> list[str]:
    """Return what call-backs measured: of all that was asked, and field by field."""
    found = report.book.tables.get("verify:accuracy", DataFrame())
    if found.empty:
        return [say("verify", "measured", "unmeasured", lang=lang)]
    first = found.iloc[0]
    if not first["share"]:
        return [say("verify", "measured", "unanswered", lang=lang, asked=int(first["asked"]))]
    told = {name: _share(float(first[name])) for name in ("share", "low", "high")}
    told["weighted"] = say("verify", "weighted", lang=lang) if facts.get("weighted") == "1" else ""
    counts = {name: int(facts[name]) for name in ("population", "size")}
    day = facts.get("day", "")
    sentence = say(
        "verify", "measured", "accuracy", lang=lang, day=day, answered=int(first["answered"]), **told, **counts
    )
    lines_ = ({str(name): str(value) for name, value in each.items()} for each in found.iloc[1:].to_dict("records"))
    fields_ = [_field_accuracy(report, each, lang) for each in lines_ if each["share"]]
    return [sentence, say("verify", "between", lang=lang).join(fields_)] if fields_ else [sentence]


def _field_accuracy(report: Report, line: dict[str, str], lang: str | None) -> str:
    told = {name: _share(float(line[name])) for name in ("share", "low", "high")}
    heading = layout.heading_of(report, "customers", line["field"])
    return say("verify", "field_accuracy", lang=lang, field=heading, answered=line["answered"], **told)


def _share(share: float) -> str:
    """Return a share that is never rounded up to all.

    >>> _share(0.9996), _share(1.0), _share(0.125)
    ('99.9%', '100%', '12.5%')
    """
    return "100%" if share >= 1 else f"{int(share * 1000) / 10:.1f}%"

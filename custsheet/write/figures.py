"""The figures of the first page, shared by the workbook and the page."""

from typing import NamedTuple

from pandas import DataFrame, Series

import custsheet.write.layout as layout
import custsheet.write.profile as profile
from custsheet.columnar import floats
from custsheet.report import Report
from custsheet.texts import language, say
from custsheet.write.words import rule_title, word

LEVELS = ("error", "warning", "info")
DIMENSIONS = ("completeness", "validity", "uniqueness", "consistency", "timeliness", "accuracy")
SEGMENTS = ("champions", "promising", "needs_attention", "cannot_lose", "loyal", "new", "fading", "lost")
CONTACT_KINDS = ("phone", "email", "wechat", "qq")


class Verdict(NamedTuple):
    """The one sentence of the first page, and how it should look (bad, fair or good)."""

    tone: str
    sentence: str


class Reach(NamedTuple):
    """How many customers can be reached."""

    reachable: int
    customers: int

    @property
    def share(self) -> float:
        """The share of reachable customers, 0 where there are none."""
        return self.reachable / self.customers if self.customers else 0.0


def not_checked(report: Report) -> list[str]:
    """Return the keys of what no run of this kind checks, after those of this run."""
    compared = report.facts.get("verify")
    known = isinstance(compared, dict) and (compared.get("compared", "0") != "0" or "day" in compared)
    return list(dict.fromkeys([*report.not_checked, "external", *([] if known else ["accuracy"])]))


def rows_read(report: Report) -> int:
    """Return the number of source rows, each once even where it gave a line to two tables."""
    return int(report.book.lineage["row"].nunique())


def percent(share: float) -> str:
    """Return a share in words that never round up to all.

    >>> percent(0.999), percent(1.0), percent(0.5)
    ('>99%', '100%', '50%')
    """
    return ">99%" if 0.99 < share < 1 else f"{share:.0%}"


def by_level(issues: DataFrame) -> dict[str, int]:
    """Return the number of issues of each level, most severe first."""
    return _counts(issues["level"], LEVELS)


def by_dimension(issues: DataFrame) -> dict[str, int]:
    """Return the number of issues (errors and warnings) of each dimension of quality."""
    return _counts(issues.loc[issues["level"] != "info", "dimension"], DIMENSIONS)


def verdict(report: Report, lang: str | None = None) -> Verdict:
    """Return the sentence that stands for the whole report, and how many more or fewer severe issues there are than last time."""
    found = by_level(report.book.issues)
    tone = "bad" if found["error"] else "fair" if found["warning"] else "good"
    told = {"errors": found["error"], "warnings": found["warning"], "infos": found["info"]}
    sentence = say("report", "verdict", tone, lang=lang, **told)
    if not report.past:
        return Verdict(tone, sentence)
    level = "error" if tone == "bad" else "warning"
    before = int(report.past[-1].get("counts", {}).get("issues", {}).get(level, 0))
    moved = found[level] - before
    which = "more" if moved > 0 else "fewer" if moved < 0 else "same"
    counted = say("report", "verdict", f"of_{level}", lang=lang)
    return Verdict(tone, sentence + say("report", "verdict", which, lang=lang, count=abs(moved), counted=counted))


def reach(report: Report) -> Reach:
    """Return how many kept customers have a phone, e-mail, WeChat or QQ without an error, and did not opt out."""
    found: Reach = report.once("figures.reach", lambda: _reach(report))
    return found


def _reach(report: Report) -> Reach:
    customers = report.book.tables.get("customers", DataFrame())
    valid = Series(False, index=customers.index)
    for field in customers.columns:
        if report.schema.kind("customers", field) in CONTACT_KINDS:
            valid |= (customers[field] != "") & ~customers.index.isin(_faulty(report, str(field)))
    refused = Series(False, index=customers.index)
    refused |= _says(customers, "opt_out", "yes", "是")
    refused |= _says(customers, "consent", "no", "否")
    return Reach(int((valid & ~refused).sum()), len(customers))


def causes(report: Report, most: int = 5) -> DataFrame:
    """Return what costs most: rule and field, level, count, one example; errors weigh ten times a warning."""
    found: DataFrame = report.once(("figures.causes", most, language()), lambda: _causes(report, most))
    return found


def _causes(report: Report, most: int) -> DataFrame:
    issues = report.book.issues
    issues = issues[issues["level"] != "info"]
    weight = issues["level"].map({"error": 10, "warning": 1}).astype("int64")
    grouped = issues.assign(weight=weight).groupby(["code", "table", "field", "level"], sort=False)
    found = grouped.agg(count=("code", "size"), weight=("weight", "sum"), example=("message", "first")).reset_index()
    found = found.sort_values(["weight", "code", "field"], ascending=[False, True, True], kind="stable").head(most)
    headings = [
        layout.heading_of(report, table, field) if field else layout.title_of(report, table)
        for table, field in _pairs(found)
    ]
    return found.assign(heading=headings, title=[rule_title(code) for code in found["code"]])


def fill_rates(report: Report) -> DataFrame:
    """Return table, field, heading, rows and filled for every column of the schema's tables."""
    lines = [
        (table, column.field, column.heading, len(held), int((held[column.field] != "").sum()))
        for table in layout.written_tables(report.book)
        if table in report.schema and len(held := report.book.tables[table])
        for column in layout.columns_of(report, table)
        if column.field in held and column.field != layout.IDENTIFIER
    ]
    found = DataFrame(lines, columns=["table", "field", "heading", "rows", "filled"])
    return found.assign(rate=(found["filled"] / found["rows"].clip(lower=1)).astype("float64"))


def rules(report: Report) -> DataFrame:
    """Return one line per rule that found something: code, title, level, dimension, checked, found, share, customers, overruled, price, cost."""
    found: DataFrame = report.once(("figures.rules", language()), lambda: _rules(report))
    return found


def _rules(report: Report) -> DataFrame:
    issues = report.book.issues
    keys = ["code", "level", "dimension", "table"]
    found = (
        issues.groupby(keys, sort=False).agg(found=("code", "size"), customers=("customer_id", "nunique")).reset_index()
    )
    checked = found["table"].map(lambda table: len(report.book.tables.get(table, ()))).astype("int64")
    found = found.assign(checked=checked, share=(found["found"] / checked.clip(lower=1)).clip(upper=1.0))
    prices = {code: price for spec in report.schema.values() for code, price in spec.prices.items()}
    overruled = report.book.tables.get("waived:overruled", DataFrame({"code": [], "overruled": []})).set_index("code")[
        "overruled"
    ]
    found = found.assign(
        overruled=found["code"].map(overruled).fillna(0).astype("int64"),
        price=[prices.get(code, "") for code in found["code"]],
        cost=[
            prices[code] * count if code in prices else ""
            for code, count in zip(found["code"], found["found"], strict=True)
        ],
    )
    rank = found["level"].map({level: number for number, level in enumerate(LEVELS)})
    found = found.assign(rank=rank).sort_values(["rank", "found", "code"], ascending=[True, False, True], kind="stable")
    return found.assign(title=[rule_title(code) for code in found["code"]]).drop(columns="rank").reset_index(drop=True)


def segments(report: Report) -> DataFrame:
    """Return one line per segment that has customers: segment (code), customers, monetary."""
    found: DataFrame = report.once("figures.segments", lambda: _segments(report))
    return found


def _segments(report: Report) -> DataFrame:
    table = report.book.tables.get("segments")
    if table is None or not len(table):
        return DataFrame({"segment": [], "customers": [], "monetary": []})
    money = floats(table["monetary"]).fillna(0.0)
    named = table["segment"].where(table["segment"] != "", "none")
    found = (
        DataFrame({"segment": named, "money": money})
        .groupby("segment")
        .agg(customers=("money", "size"), monetary=("money", "sum"))
    )
    return (
        found.reindex([each for each in (*SEGMENTS, "none") if each in found.index])
        .rename_axis("segment")
        .reset_index()
    )


def columns(report: Report) -> DataFrame:
    """Return the profile of every written column: fill rate, distinct values, patterns, most frequent values, faulty examples."""
    lines = []
    issues = report.book.issues[["table", "field", "value"]]
    for table in layout.written_tables(report.book):
        here = issues[issues["table"] == table]
        for column in layout.columns_of(report, table):
            if column.field in report.book.tables[table]:
                values = layout.shown_values(report, table, column)
                bad = here[here["field"] == column.field]
                lines.append(
                    {
                        "table": table,
                        "field": column.field,
                        "heading": column.heading,
                        **profile.of(values, column.kind, bad),
                    }
                )
    return DataFrame(lines)


def _pairs(found: DataFrame) -> list[tuple[str, str]]:
    return list(zip(found["table"], found["field"], strict=True))


def _counts(values: Series, order: tuple[str, ...]) -> dict[str, int]:
    counted = values.value_counts()
    return {each: int(counted.get(each, 0)) for each in order}


def _faulty(report: Report, field: str) -> Series:
    """Return the rows whose value of *field* could not be read, is only a placeholder, or has an error."""
    issues = report.book.issues
    here = issues[(issues["field"] == field) & (issues["table"] == "customers")]
    unread = here["code"].str.startswith(f"{report.schema.kind('customers', field)}.") | (
        here["code"] == "value.placeholder"
    )
    return here.loc[unread | (here["level"] == "error"), "row"]


def _says(table: DataFrame, field: str, *answers: str) -> Series:
    return table[field].isin(answers) if field in table else Series(False, index=table.index)


def segment_names(found: DataFrame) -> list[str]:
    """Return the segments' names in the language in use."""
    return [word("segments", each) for each in found["segment"]]

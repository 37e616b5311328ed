"""`issues.html`: the report as one page that needs nothing but itself.

All content travels as JSON in a script element of no executable type; the page builds its text with text nodes only, so that
no cell's content ever becomes markup. Styles and script are allowed by their hashes alone. Personal values are masked, and
the full ones are not in the file, unless asked for.
"""

import base64
import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup
from pandas import DataFrame

import custsheet
import custsheet.write.crosscheck as crosscheck
import custsheet.write.figures as figures
import custsheet.write.issue_list as issue_list
import custsheet.write.layout as layout
import custsheet.write.masking as masking
import custsheet.write.review_groups as review_groups
import custsheet.write.summary as summary
import custsheet.write.trend as trend
import custsheet.write.words as words
from custsheet.fields.columns import listed
from custsheet.quality import score
from custsheet.report import Report
from custsheet.texts import LANGUAGES, language, lookup, say

_COLUMNS = (
    "id",
    "level",
    "code",
    "table",
    "field",
    "file",
    "sheet",
    "cell",
    "customer_id",
    "value",
    "suggestion",
    "confidence",
    "message",
    "dimension",
    "status",
)
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def write(report: Report, path: Path, *, unmasked: bool = False) -> None:
    """Write the page to *path*."""
    style, script = _packaged("page.css"), _packaged("page.js")
    page = Environment(
        loader=PackageLoader("custsheet.write", "html"), autoescape=select_autoescape(["html"])
    ).get_template("page.html")
    text = page.render(
        lang={"zh": "zh-CN", "en": "en"}[language()],
        title=say("report", "html", "title"),
        noscript=say("report", "html", "noscript"),
        policy=f"default-src 'none'; style-src '{hashed(style)}'; script-src '{hashed(script)}'; base-uri 'none'; form-action 'none'",
        style=Markup(style),
        script=Markup(script),
        content=Markup(inert(content(report, unmasked))),
    )
    path.write_text(text, encoding="utf-8", newline="\n")


def inert(value: object) -> str:
    """Return JSON that cannot end the element it stands in.

    >>> inert("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, code in _ESCAPES.items():
        text = text.replace(sign, code)
    return text


def content(report: Report, unmasked: bool) -> dict[str, Any]:
    """Return everything the page shows."""
    every = _every(report)
    issues = every if unmasked else masking.issues(every, report.schema)
    causes = figures.causes(report)
    return {
        "lang": language(),
        "masked": not unmasked,
        "version": custsheet.__version__,
        "as_of": report.as_of.isoformat(),
        "inputs": sorted(report.book.sources["file"].unique()),
        "ui": {lang: _ui(lang) for lang in LANGUAGES},
        "verdict": {
            "tone": figures.verdict(report).tone,
            **{lang: figures.verdict(report, lang).sentence for lang in LANGUAGES},
        },
        "tiles": _tiles(report),
        "score": _score(report),
        "trend": _trend(report),
        "levels": figures.by_level(report.book.issues),
        "dimensions": figures.by_dimension(report.book.issues),
        "fill": figures.fill_rates(report)[["heading", "rate"]].round(4).to_numpy().tolist(),
        "segments": figures.segments(report)[["segment", "customers"]].to_numpy().tolist(),
        "ledger": _ledger(report),
        "causes": causes[["level", "code", "heading", "count"]].to_numpy().tolist(),
        "rules": {code: _rule(code) for code in sorted(issues["code"].unique())},
        "fields": _fields(report, issues),
        "tables": {
            name: {lang: layout.title_of(report, name, lang) for lang in LANGUAGES}
            for name in sorted({*issues["table"], *map(str, report.ledger.index)})
            if name
        },
        "customers": _customers(report, unmasked),
        "columns": [*_COLUMNS, "places", "since", "owner", "waiver"],
        "issues": _lines(report, issues),
        "run": _run(report),
        "notes": summary.notes(report),
        "measured": {lang: crosscheck.measured(report, lang) for lang in LANGUAGES},
        "not_checked": {
            lang: [words.word("not_checked", each, lang) for each in figures.not_checked(report)] for lang in LANGUAGES
        },
    }


def _tiles(report: Report) -> dict[str, int | None]:
    reach = figures.reach(report)
    return {
        "records": figures.rows_read(report),
        "customers": reach.customers,
        "reachable": reach.reachable,
        "issues": len(report.book.issues),
        "changes": len(report.book.changes),
        "review": len(review_groups.groups(report)) if report.verb != "check" else None,
    }


def _ui(lang: str) -> dict[str, Any]:
    shared = ("levels", "statuses", "dimensions", "confidence", "fates", "segments", "summary", "score", "verdicts")
    words_ = {name: lookup("report", name, lang=lang) for name in shared}
    return {**words_, **lookup("report", "html", lang=lang), "scores": words_["score"]}


def _rule(code: str) -> dict[str, dict[str, str]]:
    return {lang: {"title": words.rule_title(code, lang), **_page(code, lang)} for lang in LANGUAGES}


def _page(code: str, lang: str) -> dict[str, str]:
    page = words.rule_page(code, lang)
    return {name: str(page[name]) for name in ("why", "fix", "good", "bad") if page.get(name)}


def _ledger(report: Report) -> list[list[object]]:
    fates = list(lookup("report", "fates"))
    return [[str(table), *(int(line[fate]) for fate in fates)] for table, line in report.ledger.iterrows()]


def _fields(report: Report, issues: DataFrame) -> dict[str, str]:
    pairs = issues.drop_duplicates(["table", "field"])[["table", "field"]].itertuples(index=False, name=None)
    return {f"{table}/{field}": layout.heading_of(report, table, field) for table, field in pairs if field}


def _customers(report: Report, unmasked: bool) -> dict[str, str]:
    named = issue_list.customer_names(report, unmasked)
    known = named[named != ""].sort_index()
    return dict(zip(listed(known.index.to_series()), listed(known), strict=True))


def _every(report: Report) -> DataFrame:
    """Return all issues, those that people waived last."""
    waived = report.book.tables.get("waived:issues")
    return (
        report.book.issues
        if waived is None
        else pd.concat([report.book.issues, waived[list(report.book.issues.columns)]])
    )


def _lines(report: Report, issues: DataFrame) -> list[list[object]]:
    places = issues["cells"].str.count("[;,]") + 1
    since = issue_list.lives(report)["since"].reindex(issues.index).fillna("")
    lists = [listed(issues[name]) for name in _COLUMNS]
    told = [
        places.tolist(),
        listed(since.astype("str")),
        listed(issue_list.owners(report, issues)),
        _waivers(report, issues),
    ]
    return [list(line) for line in zip(*lists, *told, strict=True)]


def _waivers(report: Report, issues: DataFrame) -> list[object]:
    """Return who waived each issue, when, how and until when; 0 for issues that nobody did."""
    waived = report.book.tables.get("waived:issues", DataFrame())
    lines = (
        [list(map(str, line)) for line in waived[["who", "when", "verdict", "until"]].to_numpy()] if len(waived) else []
    )
    return [*([0] * (len(issues) - len(lines))), *lines]


def _score(report: Report) -> dict[str, Any]:
    found, before = score.of(report), score.before(report)
    return {
        "total": found.total,
        "grade": found.grade,
        "dimensions": found.dimensions,
        "cost": found.cost if found.costs else None,
        "before": {"total": before.get("total"), "dimensions": before.get("dimensions", {})},
    }


def _trend(report: Report) -> list[list[object]]:
    told = trend.lines(report)[["number", "day", "score", "error", "warning"]]
    return [[None if value == "" else value for value in line] for line in told.to_numpy().tolist()]


def _run(report: Report) -> list[list[str]]:
    names = ["file", "sheet", "encoding", "evidence", "sha256"]
    return [list(map(str, line)) for line in report.book.sources[names].itertuples(index=False, name=None)]


def _packaged(name: str) -> str:
    return files("custsheet.write").joinpath("html", name).read_text(encoding="utf-8")


def hashed(text: str) -> str:
    """Return the hash by which a content security policy allows a style or script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

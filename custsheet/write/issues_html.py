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

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup
from pandas import DataFrame

import custsheet
from custsheet.fields.columns import listed
from custsheet.report import Report
from custsheet.texts import LANGUAGES, language, lookup, say
from custsheet.write import crosscheck, figures, issue_list, layout, masking, review_groups, summary, words

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
)
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


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
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'",
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
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def content(report: Report, unmasked: bool) -> dict[str, Any]:
    """Return everything the page shows."""
    issues = report.book.issues if unmasked else masking.issues(report.book.issues, report.schema)
    causes = figures.causes(report)
    return {
        "lang": language(),
        "masked": not unmasked,
        "version": custsheet.__version__,
        "as_of": report.as_of.isoformat(),
        "inputs": sorted(report.book.sources["file"].unique()),
        "ui": {lang: _ui(lang) for lang in LANGUAGES},
        "verdict": {
            "tone": figures.verdict(issues).tone,
            **{lang: figures.verdict(issues, lang).sentence for lang in LANGUAGES},
        },
        "tiles": _tiles(report),
        "levels": figures.by_level(issues),
        "dimensions": figures.by_dimension(issues),
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
        "customers": _customers(report, issues, unmasked),
        "columns": [*_COLUMNS, "places"],
        "issues": _lines(issues),
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
    shared = ("levels", "dimensions", "confidence", "fates", "segments", "summary")
    return {**lookup("report", "html", lang=lang), **{name: lookup("report", name, lang=lang) for name in shared}}


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


def _customers(report: Report, issues: DataFrame, unmasked: bool) -> dict[str, str]:
    named = issue_list.customer_names(report, unmasked)
    known = named[(named != "") & named.index.isin(issues["customer_id"])].sort_index()
    return dict(zip(listed(known.index.to_series()), listed(known), strict=True))


def _lines(issues: DataFrame) -> list[list[object]]:
    places = issues["cells"].str.count("[;,]") + 1
    lists = [listed(issues[name]) for name in _COLUMNS]
    return [list(line) for line in zip(*lists, places.tolist(), strict=True)]


def _run(report: Report) -> list[list[str]]:
    names = ["file", "sheet", "encoding", "evidence", "sha256"]
    return [list(map(str, line)) for line in report.book.sources[names].itertuples(index=False, name=None)]


def _packaged(name: str) -> str:
    return files("custsheet.write").joinpath("html", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

"""Codes said in words: rules, levels, reasons, fields. A code without a text stands for itself."""

import re
from functools import cache

from custsheet.report import Report
from custsheet.texts import language, lookup


def word(path: str, code: str, lang: str | None = None) -> str:
    """Return what room `report` calls a code under one of its headings (`levels`, `fates`, `reasons` …)."""
    return _word("report", path, code, lang or language()) if code else ""


def rule_title(code: str, lang: str | None = None) -> str:
    """Return the title of an issue's rule."""
    return str(rule_page(code, lang).get("title", "")) or code


def change_title(code: str, lang: str | None = None) -> str:
    """Return why a cell was changed: the name of a change's rule in words."""
    return _word("report", "rules", code, lang or language()) if code else ""


@cache
def _rule_page(code: str, lang: str) -> dict[str, str]:
    try:
        return dict(lookup("rules", code, lang=lang))
    except (KeyError, FileNotFoundError, TypeError, ValueError):
        return {}


def rule_page(code: str, lang: str | None = None) -> dict[str, str]:
    """Return a rule's manual page (title, why, fix, good, bad), empty where there is none."""
    return _rule_page(code, lang or language())


@cache
def _word(room: str, path: str, code: str, lang: str) -> str:
    known = lookup(room, path, lang=lang)
    if code in known:
        return str(known[code])
    kind, _, reason = code.partition(".")
    if path == "rules" and kind in lookup(room, "kinds", lang=lang):
        verb = known.get(f"*.{reason}", known.get("*.format", "{kind}"))
        return str(verb).format(kind=lookup(room, "kinds", kind, lang=lang))
    return code


def field_title(report: Report, table: str, field: str, lang: str) -> str:
    """Return the schema's title of a field, else the name itself."""
    spec = report.schema.get(table.rpartition(":")[2])
    return str(getattr(spec.fields[field].title, lang)) if spec and field in spec.fields else field


def unmarked(text: str) -> str:
    """Return text without control characters, for one line."""
    return re.sub(r"[\x00-\x1f]+", " ", text)

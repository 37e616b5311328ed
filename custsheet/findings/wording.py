"""The sentence of each issue, in the language in use: the template of its code, filled with what is known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pandas as pd
from pandas import DataFrame, Series

from custsheet.model import NOWHERE
from custsheet.texts import lookup, say

SHOWN = 60  # characters of a value that a sentence repeats
TOLD = 400  # characters of a fact
COLUMNS = {"heading": "_heading", "value": "value", "line": "_line", "count": "_count"}
COLUMNS |= {name: name for name in ("suggestion", "file", "sheet")}


class Known(dict[str, Any]):
    """Facts of a sentence; one that is not known reads `…`, for a missing fact must not stop a report."""

    def __missing__(self, name: str) -> str:
        return "…"


def worded(issues: DataFrame) -> DataFrame:
    """Return the issues with their messages. Needs `_heading`, `_line` and `_count` beside the columns of Issue."""
    groups = [(template(str(code)), part) for code, part in issues.groupby("code", sort=False)]
    told = [Series(list(_sentences(pattern, part)), index=part.index, dtype="str") for pattern, part in groups]
    message = pd.concat(told).reindex(issues.index) if told else Series(dtype="str")
    several = issues["_count"].gt(1) & (issues["code"] != "column.mostly")
    more = [
        say("findings", "more", count=count) if told else ""
        for count, told in zip(issues["_count"], several, strict=True)
    ]
    return issues.assign(message=message + Series(more, index=issues.index, dtype="str"))


def template(code: str) -> str:
    """Return the template of a code's message, a general one where its page is missing."""
    try:
        return str(lookup("rules", code, "message"))
    except KeyError:
        return str(lookup("findings", "unexplained"))


def _sentences(pattern: str, issues: DataFrame) -> Iterator[str]:
    used = [name for _, name, _, _ in Formatter().parse(pattern) if name in COLUMNS]
    learned = {text: _facts(text) for text in issues["facts"].unique()}
    columns = [_said(issues[COLUMNS[name]].astype("str")) for name in used]
    for text, *told in zip(issues["facts"].tolist(), *columns, strict=True):
        known = Known(zip(used, told, strict=True))
        known.update(learned[text])
        yield pattern.format_map(known)


def _said(values: Series) -> list[str]:
    number, unique = pd.factorize(values)
    short = ["…" if each == str(NOWHERE) else shortened(each) for each in unique.tolist()]
    return [short[each] for each in number]


def _facts(text: str) -> Mapping[str, object]:
    told: dict[str, object] = json.loads(text) if text else {}
    if "rule" in told:
        told["rule"] = _title(str(told["rule"]))
    return {name: said(value) for name, value in told.items()}


def _title(code: str) -> str:
    try:
        return str(lookup("rules", code, "title"))
    except KeyError:
        return code


def said(fact: object) -> object:
    """Return a fact as a sentence says it: a list with commas, a long text cut."""
    if isinstance(fact, list):
        return say("findings", "comma").join(shortened(str(each)) for each in fact) or "—"
    return shortened(fact, TOLD) if isinstance(fact, str) else fact


def shortened(value: str, most: int = SHOWN) -> str:
    """Return a value on one line, cut where it is long.

    >>> shortened("a\\nb")
    'a b'
    """
    line = " ".join(value.split())
    return line if len(line) <= most else line[: most - 1] + "…"

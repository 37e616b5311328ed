"""The sentence of each issue, in the language in use: the template of its code, filled with what is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from string import Formatter

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet.fields import columns
from custsheet.model import NOWHERE
from custsheet.schema import Schema
from custsheet.texts import lookup, say

_ELSEWHERE = r"^[a-z_]+: "  # how a kind suggests that its value belongs into another field
SHOWN = 60  # characters of a value that a sentence repeats
TOLD = 400  # characters of a fact
COLUMNS = {"heading": "_heading", "value": "value", "line": "_line", "count": "_count"}
COLUMNS |= {name: name for name in ("suggestion", "file", "sheet")}


def worded(issues: DataFrame) -> DataFrame:
    """Return the issues with their messages. Needs `_heading`, `_line` and `_count` beside the columns of Issue."""
    needed = issues[["facts", *dict.fromkeys(COLUMNS.values())]]
    told = [_sentences(template(str(code)), part) for code, part in needed.groupby(issues["code"], sort=False)]
    message = pd.concat(told).reindex(issues.index) if told else Series(dtype="str")
    return issues.assign(message=message + _more(issues))


def _more(issues: DataFrame) -> Series:
    """Return what follows the sentence of an issue that stands for several."""
    several = issues["_count"].where((issues["_count"] > 1) & (issues["code"] != "column.mostly"), 0)
    number, counts = pd.factorize(several)
    told = [say("findings", "more", count=count) if count else "" for count in counts.tolist()]
    return columns.texts(told).take(number).set_axis(issues.index)


def elsewhere(issues: DataFrame, schema: Schema) -> Series:
    """Return the suggestions; one that names another field (`wechat: wxid_1`) calls it by its title."""
    moved = issues[issues["suggestion"].str.contains(_ELSEWHERE)]
    told = issues["suggestion"].copy()
    for row, table, suggestion in zip(moved.index, moved["table"], moved["suggestion"], strict=True):
        field, _, value = suggestion.partition(": ")
        if table in schema and field in schema[table].fields:
            told.loc[row] = say("findings", "elsewhere", field=schema[table].fields[field].title, value=value)
    return told


def template(code: str) -> str:
    """Return the template of a code's message, a general one where its page is missing."""
    try:
        return str(lookup("rules", code, "message"))
    except KeyError:
        return str(lookup("findings", "unexplained"))


def _sentences(pattern: str, issues: DataFrame) -> Series:
    """Return the sentences of issues of one code: the pattern's words, and between them columns and facts."""
    number, unique = pd.factorize(issues["facts"])
    learned = [_facts(text) for text in unique.tolist()]
    parts: list[Series | str] = []
    for words, name, form, _ in Formatter().parse(pattern):
        parts.append(words)
        if name is not None:
            parts.append(_filled_in(name, form or "", issues, (learned, number)))
    return columns.joined(columns.blanks(issues.index), *parts)


def _filled_in(
    name: str, form: str, issues: DataFrame, known: tuple[list[Mapping[str, object]], NDArray[np.intp]]
) -> Series:
    """Return what stands in a gap: the fact of that name, else the column's value, else `…`."""
    learned, number = known
    facts = [format(each[name], form) if name in each else "" for each in learned]
    there = np.array([name in each for each in learned], dtype=bool)[number]
    column = columns.repeated("…", issues.index) if name not in COLUMNS else _said(issues[COLUMNS[name]].astype("str"))
    return columns.chosen(there, columns.texts(facts).take(number), column)


def _said(values: Series) -> Series:
    number, unique = pd.factorize(values)
    short = ["…" if each == str(NOWHERE) else shortened(each) for each in unique.tolist()]
    return columns.texts(short).take(number).set_axis(values.index)


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

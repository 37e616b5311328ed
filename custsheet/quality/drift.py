"""What differs from the last run: columns that are new, missing or renamed; fields suddenly emptier; values of another form.

Compared is what was read and standardized, before rows are merged, so that runs of every verb can be compared. Shares must
differ by more than chance (two-sided test of two proportions, z > 4) and by more than a reader would shrug at: FILL and
FORMS; columns of fewer than LEAST rows are left alone. Forms of values are compared by the total variation distance.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import sqrt
from typing import Any

import numpy as np
from pandas import DataFrame, Series

from custsheet import model
from custsheet.model import Book, Issue, frame
from custsheet.schema import Schema

PROFILE = "facts:profile"  # a table of the book: key `table.field`, value JSON: rows, filled, forms
FILL = 0.10
FORMS = 0.25
LEAST = 30
SAMPLE = 5_000  # rows, evenly spread
_Z = 4.0
_SHAPED = {"phone", "date", "resident_id", "uscc", "bankcard", "postcode", "plate"}
_NAMED = {"gender", "choice", "yesno"}  # few values: the values themselves are compared
_MOST_FORMS = 8
_SIGNS = (("[a-z]+", "a"), ("[A-Z]", "A"), ("[0-9]", "d"), ("[\u3400-\u9fff]+", "字"))


def noticed(stage: Callable[[Book, Schema], Book], before: Mapping[str, Any]) -> Callable[[Book, Schema], Book]:
    """Return a stage that does what *stage* does, then profiles the tables and tells what differs from *before*.

    *before* is the `run.json` of the last run, {} where there is none.
    """

    def notice(book: Book, schema: Schema) -> Book:
        book = stage(book, schema)
        now = profile(book, schema)
        told = DataFrame({"key": list(now), "value": [model.facts(**each) for each in now.values()]}, dtype="str")
        return replace(book.with_issues(found(book, now, before)), tables={**book.tables, PROFILE: told})

    return notice


def profile(book: Book, schema: Schema) -> dict[str, dict[str, Any]]:
    """Return, per `table.field`, the number of rows and filled cells, and the share of each form."""
    return {
        f"{table}.{field}": _profile(held[field], schema.kind(table, str(field)))
        for table in schema
        if (held := book.tables.get(table)) is not None and len(held)
        for field in held.columns
    }


def found(book: Book, now: Mapping[str, dict[str, Any]], before: Mapping[str, Any]) -> DataFrame:
    """Return the issues about what differs from the run *before*."""
    told = before.get("facts", {}).get("profile", {})
    was = {key: json.loads(value) for key, value in told.items()}
    if not was:
        return frame(Issue)
    lines = [*_columns(book, before), *(each for key in now if key in was for each in _shares(key, was[key], now[key]))]
    columns = ("code", "table", "field", "value", "facts")
    return frame(Issue, dict(zip(columns, map(list, zip(*lines, strict=True)), strict=True))) if lines else frame(Issue)


_Line = tuple[str, str, str, str, str]  # code, table, field, value, facts


def _columns(book: Book, before: Mapping[str, Any]) -> Iterator[_Line]:
    """Yield the columns that came, went, or have another heading.

    Who is there under the same heading did neither, whatever field he became on the way.
    """
    read = book.columns[(book.columns["source"] >= 0) & (book.columns["table"] != "")]
    was_in = dict(enumerate(each["file"] for each in before.get("inputs", [])))
    old = headings(before["columns"], was_in)
    new = headings(read.to_dict("records"), book.sources["file"].to_dict())
    tables = {table for table, _ in old} & {table for table, _ in new}  # of a table that was not given nothing is known
    known, there = ({(table, name) for (table, _), names in each.items() for name in names} for each in (old, new))
    for table, field in sorted(key for key in old.keys() | new.keys() if key[0] in tables):
        was, now = old.get((table, field), []), new.get((table, field), [])
        came = [name for name in now if (table, name) not in known]
        went = [name for name in was if (table, name) not in there]
        if came and not was:
            yield "drift.column_new", table, field, came[0], model.facts(name=came[0])
        elif went and not now:
            yield "drift.column_missing", table, "", went[0], model.facts(name=went[0])
        elif was and now and not set(was) & set(now):
            yield "drift.column_renamed", table, field, now[0], model.facts(name=now[0], before=was[0])


def headings(columns: list[dict[Any, Any]], files: Mapping[Any, str]) -> dict[tuple[str, str], list[str]]:
    """Return the headings of each field that a file had, by table and field; *files* names the sources."""
    told: dict[tuple[str, str], list[str]] = {}
    for each in columns:
        if model.is_added(files.get(int(each["source"]), "")):
            continue
        if int(each["source"]) >= 0 and each["table"] and not str(each["table"]).startswith("other:"):
            told.setdefault((str(each["table"]), str(each["field"])), []).append(str(each["heading"]))
    return told


def _shares(key: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[_Line]:
    table, _, field = key.partition(".")
    if min(was["rows"], now["rows"]) < LEAST:
        return
    left, right = was["filled"] / was["rows"], now["filled"] / now["rows"]
    if abs(left - right) >= FILL and _differs(left, was["rows"], right, now["rows"]):
        yield "drift.fill", table, field, "", model.facts(before=_percent(left), now=_percent(right))
    if min(was["filled"], now["filled"]) < LEAST or not was["forms"] or not now["forms"]:
        return
    gaps = {form: now["forms"].get(form, 0.0) - was["forms"].get(form, 0.0) for form in (*now["forms"], *was["forms"])}
    form = max(gaps, key=lambda each: (abs(gaps[each]), each))
    left, right = was["forms"].get(form, 0.0), now["forms"].get(form, 0.0)
    if sum(map(abs, gaps.values())) / 2 >= FORMS and _differs(left, was["filled"], right, now["filled"]):
        yield "drift.forms", table, field, "", model.facts(form=form, before=_percent(left), now=_percent(right))


def _differs(left: float, lefts: int, right: float, rights: int) -> bool:
    share = (left * lefts + right * rights) / (lefts + rights)
    spread = sqrt(share * (1 - share) * (1 / lefts + 1 / rights))
    return spread > 0 and abs(left - right) / spread > _Z


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _profile(values: Series, kind: str) -> dict[str, Any]:
    filled = values[values != ""]
    forms: Mapping[Any, float] = {}
    if len(filled) and (kind in _SHAPED or kind in _NAMED):
        shape = filled.iloc[np.linspace(0, len(filled) - 1, min(SAMPLE, len(filled))).astype("int64")]
        for pattern, sign in _SIGNS if kind in _SHAPED else ():
            shape = shape.str.replace(pattern, sign, regex=True)
        counts = (shape.str.slice(0, 40).value_counts() / len(shape)).round(4)
        forms = counts.sort_index().sort_values(ascending=False, kind="stable").head(_MOST_FORMS).to_dict()
    return {
        "rows": len(values),
        "filled": len(filled),
        "forms": {str(form): float(share) for form, share in forms.items()},
    }

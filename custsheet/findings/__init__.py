"""The issues of a run, finished: each with its level, place, customer, stable id and sentence.

Stages tell what they found and where; all the rest is stamped here once, after the last stage, when it is known who the
customers are. Issues are folded (one per customer, field, rule and value), and where one fault fills a column, one issue
about the column stands beside them. Columns at a time throughout: a hundred thousand issues take about a second.
"""

from __future__ import annotations

from dataclasses import replace

from pandas import DataFrame, Series

from custsheet import fields
from custsheet.checks import CHECKS
from custsheet.findings import fold, mostly, owner, place, wording
from custsheet.model import Book, Issue
from custsheet.rules import registry
from custsheet.schema import Schema, TableSpec

__all__ = ["finish"]

LEVELS = ("error", "warning", "info")
ORDER = ["_rank", "source", "_line", "_position", "code", "value", "row"]


def finish(book: Book, schema: Schema, region: str = "CN") -> Book:
    """Return the book with its issues finished, the most severe first; *region* is that of the numbers shown.

    Deterministic: the same book gives the same issues in the same order, with the same ids.
    """
    issues = _leveled(book.issues.reset_index(drop=True), schema)
    issues = owner.owned(place.placed(_as_seen(issues, schema, region), book, schema), book, schema)
    issues = issues.assign(
        _rank=issues["level"].map({level: rank for rank, level in enumerate(LEVELS)}).astype("int64")
    )
    issues = issues.sort_values(ORDER, kind="stable", ignore_index=True)
    columns = mostly.noticed(issues, book)
    issues = owner.numbered(fold.folded(issues))
    every = wording.worded(mostly.with_columns(issues, columns))
    return replace(book, issues=every[list(Issue._fields)])


def _leveled(issues: DataFrame, schema: Schema) -> DataFrame:
    """Return the issues with the level and dimension of their codes, or what the schema says of the level."""
    known = registry()
    told = {code: known.get(code) for code in issues["code"].unique()}
    level = (
        issues["code"].map({code: reason.level if reason else "warning" for code, reason in told.items()}).astype("str")
    )
    dimension = (
        issues["code"]
        .map({code: reason.dimension if reason else "validity" for code, reason in told.items()})
        .astype("str")
    )
    for name, spec in schema.items():
        level = _overruled(level, issues, name, spec)
    return issues.assign(level=level, dimension=dimension)


def _overruled(level: Series, issues: DataFrame, name: str, spec: TableSpec) -> Series:
    here = issues["table"] == name
    uses = [(field, check, use) for field, each in spec.fields.items() for check, use in each.checks.items()]
    uses += [("", check, use) for check, use in spec.rules.items()]
    for field, check, use in uses:
        if use is not None and use.level:
            asked = here & (issues["code"] == CHECKS[check].ID)
            level = level.mask(asked & (issues["field"] == field) if field else asked, use.level)
    return level


def _as_seen(issues: DataFrame, schema: Schema, region: str) -> DataFrame:
    """Return the issues with values as a reader sees them: a phone in its national form, a field by its title."""
    value = issues["value"].copy()
    for (table, field), part in issues.groupby(["table", "field"], sort=False):
        kind = schema.kind(str(table), str(field))
        if hasattr(fields.KINDS.get(kind), "show"):
            value.loc[part.index] = fields.show(kind, part["value"], region=region)
    return issues.assign(value=value, suggestion=wording.elsewhere(issues, schema))

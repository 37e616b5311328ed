"""The issues of a run, finished: each with its level, place, customer, stable id and sentence.

Stages tell what they found and where; all the rest is stamped here once, after the last stage, when it is known who the
customers are. Issues are folded (one per customer, field, rule and value), and where one fault fills a column, one issue
about the column stands beside them. Columns at a time throughout: a hundred thousand issues take about a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pandas import DataFrame, Series

from custsheet import fields
from custsheet.checks import CHECKS
from custsheet.findings import fold, mostly, owner, place, wording
from custsheet.findings.filled import without_filled
from custsheet.model import Book, Issue
from custsheet.rules import registry
from custsheet.schema import OFF, Schema, TableSpec

__all__ = ["finish"]

LEVELS = ("error", "warning", "info")
ORDER = ["_rank", "source", "_line", "_position", "code", "value", "row"]


def finish(book: Book, schema: Schema, region: str = "CN") -> Book:
    """Return the book with its issues finished, the most severe first; *region* is that of the numbers shown.

    Deterministic: the same book gives the same issues in the same order, with the same ids.
    """
    issues = _leveled(without_filled(book.issues.reset_index(drop=True), book), schema)
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
    """Return the issues with the level and dimension of their codes, or what the schema says of the level; without those it forbids."""
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
    return issues.assign(level=level, dimension=dimension)[level != OFF].reset_index(drop=True)


def _overruled(level: Series, issues: DataFrame, name: str, spec: TableSpec) -> Series:
    """Return the levels with what a table's schema says; of files and sheets, which have no table, it may speak, too."""
    here = issues["table"] == name
    for code, chosen in spec.levels.items():
        level = level.mask((here | (issues["table"] == "")) & (issues["code"] == code), chosen)
    for field, code, asked in _of_fields(spec):
        hit = here & (issues["code"] == code)
        level = level.mask(hit & (issues["field"] == field) if field else hit, asked)
    return level


def _of_fields(spec: TableSpec) -> Iterator[tuple[str, str, str]]:
    """Yield field, code and level of what the schema says field by field, and of its rules (field "")."""
    for field, each in spec.fields.items():
        yield from ((field, code, level) for code, level in each.levels.items())
        yield from ((field, CHECKS[check].ID, use.level) for check, use in each.checks.items() if use and use.level)
    yield from (("", CHECKS[check].ID, use.level) for check, use in spec.rules.items() if use and use.level)


def _as_seen(issues: DataFrame, schema: Schema, region: str) -> DataFrame:
    """Return the issues with values as a reader sees them: a phone in its national form, a field by its title."""
    value = issues["value"].copy()
    for (table, field), part in issues.groupby(["table", "field"], sort=False):
        kind = schema.kind(str(table), str(field))
        if hasattr(fields.KINDS.get(kind), "show"):
            value.loc[part.index] = fields.show(kind, part["value"], region=region)
    return issues.assign(value=value, suggestion=wording.elsewhere(issues, schema))

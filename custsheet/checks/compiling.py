"""From the rules of a table to a Pandera schema.

Every Pandera check carries the issue code as its `name` and the field as its `title`, so that failures are mapped back
by identity, never by the text of a message. The kind's own check is named `kind`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from pandas import DataFrame, Series
from pandera.pandas import Check, Column, DataFrameSchema

from custsheet import fields
from custsheet.checks import CHECKS
from custsheet.fields import columns

if TYPE_CHECKING:
    from custsheet.schema import FieldSpec, TableSpec, Use

Options = Mapping[str, Any]
NO_OPTIONS: Options = MappingProxyType({})
KIND = "kind"  # the name of the check that asks a kind whether it can read the values


class Question(NamedTuple):
    """A check put to use on one field, or on the rows of a table (field "")."""

    check: ModuleType
    field: str
    kind: str
    use: Use | None
    options: dict[str, Any]


def compiled(table: TableSpec, most: int | None = None, **bound: object) -> DataFrameSchema:
    """Return the rules of a table as a `DataFrameSchema` over text columns, blanks "" or null.

    *bound* is what rules need besides the schema: `as_of` (default: today) and `region`. Of the failing cases of one check
    Pandera reports at most *most*; the check's mask is always whole.
    """
    known: dict[str, Any] = {"as_of": date.today(), **bound}
    kinds = {name: _kind_check(name, spec, known, most) for name, spec in table.fields.items()}
    return _put_together(table, kinds, questions(table), known, most)


def compiled_for(held: DataFrame, table: TableSpec, most: int | None = None, **bound: object) -> DataFrameSchema:
    """Return the rules that can be asked of a table at hand, with the columns it must have; its kinds were asked before."""
    known: dict[str, Any] = {"as_of": date.today(), **bound}
    there: dict[str, list[Check]] = {name: [] for name, spec in table.fields.items() if spec.required or name in held}
    return _put_together(table, there, (each for each in questions(table) if place(each, held)), known, most)


def _put_together(
    table: TableSpec,
    kinds: Mapping[str, list[Check]],
    asked: Iterable[Question],
    known: Mapping[str, Any],
    most: int | None,
) -> DataFrameSchema:
    """Return the schema of the columns that *kinds* names, each with its kind's own check."""
    own, rows = {name: [*checks] for name, checks in kinds.items()}, list[Check]()
    for each in asked:
        (own[each.field] if each.check.SCOPE == "value" else rows).append(_check(each, known, most))
    return DataFrameSchema(
        {name: _column(table.fields[name], own[name]) for name in own}, checks=rows, name=table.table
    )


def questions(table: TableSpec) -> Iterator[Question]:
    """Yield all that the schema asks of a table: field by field, then across the fields of a row. What is off is not asked."""
    for name, spec in table.fields.items():
        levels = {**table.levels, **spec.levels}
        asked = [(check, use) for check, use in _uses(spec) if not _is_off(check, use, levels)]
        yield from (_question(check, use, name, spec.kind, _listed(check, spec)) for check, use in asked)
    for check, use in table.rules.items():
        if not _is_off(check, use, table.levels):
            yield _question(check, use)


def _question(check: str, use: Use | None, field: str = "", kind: str = "", listed: Options = NO_OPTIONS) -> Question:
    module = CHECKS[check]
    return Question(module, field, kind, use, {**module.DEFAULTS, **listed, **(use.options if use else {})})


def _is_off(check: str, use: Use | None, levels: Mapping[str, str]) -> bool:
    return ((use and use.level) or levels.get(CHECKS[check].ID)) == "off"


def _uses(spec: FieldSpec) -> Iterator[tuple[str, Use | None]]:
    if spec.required:
        yield "required", None
    if spec.unique:
        yield "unique", None
    if spec.values and spec.kind != "choice":  # a choice knows its values, and suggests the nearest
        yield "allowed", None
    yield from spec.checks.items()


def _listed(check: str, spec: FieldSpec) -> dict[str, Any]:
    return {"values": spec.values} if check == "allowed" else {}


def _column(spec: FieldSpec, own: list[Check]) -> Column:
    return Column("str", own, required=spec.required, nullable=not spec.required, title=str(spec.title))


def _kind_check(name: str, spec: FieldSpec, known: Mapping[str, Any], most: int | None) -> list[Check]:
    """Return the check that asks a kind whether it can read the values, where it may be unable to."""
    if not fields.kind_named(spec.kind).REASONS:
        return []

    def read(values: Series) -> Series:
        return fields.outcomes(spec.kind, values.fillna(""), **kind_options(spec, known))["issue"] == ""

    return [Check(read, name=KIND, title=name, n_failure_cases=most)]


def kind_options(spec: FieldSpec, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the kind of a field is given besides the values."""
    return {"today": known["as_of"], "region": known.get("region", "CN"), "values": spec.values, **spec.options}


def _check(question: Question, known: Mapping[str, Any], most: int | None) -> Check:
    scopes: dict[str, Callable[..., Any]] = {"value": _of_values, "field": _of_field, "row": _of_rows}
    ask = scopes[question.check.SCOPE](question, known)
    what = _first_line(question.check)
    return Check(
        ask, name=question.check.ID, title=question.field, description=what, n_failure_cases=most, ignore_na=False
    )


def _first_line(check: ModuleType) -> str:
    return (check.__doc__ or "").splitlines()[0]


def _of_values(question: Question, known: Mapping[str, Any]) -> Callable[[Series], Series]:
    options = accepted(question.check.passes, question, known)
    return lambda values: question.check.passes(values.fillna(""), **options)


def _of_field(question: Question, known: Mapping[str, Any]) -> Callable[[DataFrame], Series]:
    options = accepted(question.check.passes, question, known)

    def ask(table: DataFrame) -> Series:
        return question.check.passes(given(question, table), **options) if question.field in table else _all_pass(table)

    return ask


def _of_rows(question: Question, known: Mapping[str, Any]) -> Callable[[DataFrame], Series]:
    options = accepted(question.check.passes, question, known)

    def ask(table: DataFrame) -> Series:
        applies = place(question, table)
        return question.check.passes(given(question, table), **options) if applies else _all_pass(table)

    return ask


def place(question: Question, table: DataFrame) -> str:
    """Return the field at which a question's issues point; "" where it is not asked of this table at all."""
    if question.field:
        return question.field if question.field in table else ""
    wanted = [field for field in question.check.FIELDS if not field.startswith("@")]
    there = [field for field in wanted if field in table]
    enough = len(there) == len(wanted) or (there and question.check.NEEDS == "any")
    return there[0] if enough else ""


def given(question: Question, table: DataFrame) -> DataFrame:
    """Return the columns that a question wants, those that the table lacks as blank ones, nulls as blanks."""
    told = getattr(question.check, "FIELDS", table.columns)
    wanted = dict.fromkeys([*told, *([question.field] if question.field else [])])
    blank = columns.blanks(table.index)
    held = {field: table[field].fillna("") if field in table else blank for field in wanted}
    return DataFrame({field: values.array for field, values in held.items()}, index=table.index)


def accepted(verb: Callable[..., Any], question: Question, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what *verb* asks for of the question's options, its field and kind, and what is bound."""
    offered = {**known, "field": question.field, "kind": question.kind, **question.options}
    return {name: offered[name] for name in _parameters(verb) if name in offered}


@cache
def _parameters(verb: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(verb).parameters)


def _all_pass(table: DataFrame) -> Series:
    return Series(True, index=table.index)

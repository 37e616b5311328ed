"""The stage that brings every value it can read into its canonical form, and names each change.

Columns are surveyed per source first (day/month order, region …), then cleaned. What cannot be read stays as it was
typed, and the reason becomes an issue. Two things cross from one column into another: the second number of a cell goes to the
field's spare, and the parts of an address fill province, city and district where these are blank.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.audit import AMOUNT
from custsheet.companion import shared
from custsheet.fields import address, amount, amount_unit, countries
from custsheet.fields.base import unguarded
from custsheet.fields.columns import blanks
from custsheet.model import NOWHERE, Book, Change, Column, Issue, facts, frame, together
from custsheet.schema import Schema, TableSpec

NATIONAL = ("phone", "postcode")  # kinds that every country writes in its own way
_GUARDED = r"""\t*(?:=\s*"[^"]*"|'\+?\d[\d\s.-]*[\dXx]?)\t*$|\t+\+?\d[\d\s.-]*\t*$"""
REGION_FIELDS = ("province", "city", "district")


def on(today: date, region: str) -> Callable[[Book, Schema], Book]:
    """Return the stage; *region* reads national phone numbers, *today* two-digit years."""
    bound: dict[str, object] = {"region": region, "today": today}

    def standardize(book: Book, schema: Schema) -> Book:
        asked = [
            each for name, spec in schema.items() if name in book.tables for each in _asked(book, name, spec, bound)
        ]
        told = dict(zip([(each.table, each.field) for each in asked], shared(_answered, asked), strict=True))
        for name, spec in schema.items():
            if name in book.tables:
                answers = {field: answer for (table, field), answer in told.items() if table == name}
                book = _standardized(book, name, spec, bound, answers)
        return book

    return standardize


def region_of(book: Book, schema: Schema) -> str:
    """Return the region most customers live in by their country column, else that under which most phone numbers are valid.

    CN where neither tells.
    """
    votes: Counter[str] = Counter()
    for name, spec in schema.items():
        table = book.tables.get(name, DataFrame())
        lived = countries.regions_of(table["country"]) if "country" in table else Series(dtype="str")
        if 2 * (lived != "").sum() >= len(lived) > 0:
            votes.update(each for each in lived.tolist() if each)
            continue
        mine = book.columns[book.columns["table"] == name].drop_duplicates("field").set_index("field")["heading"]
        for field in (each for each in table if spec.kind(str(each)) == "phone"):
            region = str(fields.facts_of("phone", table[field], str(mine.get(field, ""))).get("region", "CN"))
            votes[region] += int((table[field] != "").sum())
    return votes.most_common(1)[0][0] if votes.total() else "CN"


def _standardized(
    book: Book, name: str, spec: TableSpec, bound: Mapping[str, object], answers: Mapping[str, DataFrame]
) -> Book:
    """Return the book with one table standardized. Several rules on one cell count as the last of them."""
    table = book.tables[name]
    cleaned = {**table, **{field: answered["value"] for field, answered in answers.items()}}
    rules = {field: answered["rule"] for field, answered in answers.items()}
    after = DataFrame(cleaned, index=table.index)
    for move in (
        _spares(after, spec, bound, answers),
        _regions(after),
        _units(book, name, table, after),
        _bare(after, spec),
    ):
        for field, values, rule in move:
            if field not in after and field not in spec.fields:
                continue  # a schema of the user's that has no such field
            moved = values != after[field] if field in after else values != ""
            rules[field] = rules.get(field, _none(table)).mask(moved, rule)
            after[field] = values
    derived = [field for field in after.columns if field not in table.columns]
    book = replace(book, columns=together(Column, [book.columns, _derived(name, derived, spec)]))
    unread = [_unread(name, field, after[field], answered) for field, answered in answers.items()]
    book = book.with_tables(
        **{name: after, "facts:standardize": _facts(book, name, dict(zip(answers, unread, strict=True)))}
    )
    book = book.with_changes(*_named(name, table, after, rules)).with_issues(*unread)
    return _in_yuan(book, name)


def _unread(name: str, field: str, after: Series, answered: DataFrame) -> DataFrame:
    """Return an issue for each value that its kind could not read (or remarked on) and no move has altered since."""
    told = (answered["issue"] != "").to_numpy(bool)
    if not told.any():
        return frame(Issue)
    left = answered[told & (answered["value"] == after).to_numpy(bool)]
    carried = {column: left[column] for column in ("value", "suggestion", "confidence", "facts")}
    return frame(Issue, {"code": left["issue"], "table": name, "row": left.index, "field": field, **carried})


def _facts(book: Book, name: str, unread: Mapping[str, DataFrame]) -> DataFrame:
    """Return how many values each column has that could not be read; a column named here need not be asked again."""
    counts = {f"{name}.{field}": str(len(issues)) for field, issues in unread.items()}
    told = DataFrame({"key": list(counts), "value": list(counts.values())}, dtype="str")
    return pd.concat(
        [*([book.tables["facts:standardize"]] if "facts:standardize" in book.tables else []), told], ignore_index=True
    )


class _Asked(NamedTuple):
    """A column whose values are to be cleaned, with the source of every row and the options its cleaner gets."""

    table: str
    field: str
    kind: str
    values: Series
    source: NDArray[np.int64]
    options: dict[str, object]
    country: Series | None  # of every row, where it decides how values are written


def _asked(book: Book, name: str, spec: TableSpec, bound: Mapping[str, object]) -> Iterator[_Asked]:
    """Yield each column of a kind."""
    mine = book.columns[book.columns["table"] == name].drop_duplicates("field")
    headings = dict(zip(mine["field"].tolist(), mine["heading"].tolist(), strict=True))
    table = book.tables[name]
    source = book.origin["source"].reindex(table.index).to_numpy()
    for field in filter(spec.kind, table.columns):
        kind, chosen = spec.kind(field), spec.fields[field]
        options = {**bound, "values": chosen.values, "heading": headings.get(field, ""), **chosen.options}
        abroad = kind in NATIONAL and "country" in table and "region" not in chosen.options
        yield _Asked(name, field, kind, table[field], source, options, table["country"] if abroad else None)


def _answered(asked: _Asked) -> DataFrame:
    """Return the outcomes of a column, each source surveyed by itself."""
    values, every = asked.values, pd.unique(asked.source)
    if len(every) > 1:
        parts = [_surveyed(values[asked.source == each], asked.kind, asked.options) for each in every]
        answers = pd.concat(parts).reindex(values.index)
    else:
        answers = _surveyed(values, asked.kind, asked.options) if len(every) else fields.outcomes(asked.kind, values)
    if asked.country is None:
        return answers
    return _as_abroad(asked.country, values, answers, (asked.kind, asked.options))


def _as_abroad(country: Series, values: Series, answers: DataFrame, how: tuple[str, dict[str, object]]) -> DataFrame:
    """Return the outcomes with those of customers of another country as that country writes them.

    A value that only the sheet's own region can read keeps that reading; a code of a country we do not know is no fault.
    """
    kind, options = how
    lived = countries.regions_of(country)
    for region in sorted(set(lived) - ({options["region"]} if kind == "phone" else set())):
        there = (lived == region) & (country.str.strip() != "") & (values != "")
        read = fields.outcomes(
            kind, values[there], **{**options, "region": region or options["region"], "mixed": not region}
        )
        kept = read["issue"] != ""
        kept &= (answers["issue"].reindex(read.index) == "") if kind == "phone" else False
        answers = pd.concat([answers.drop(index=read.index[~kept]), read[~kept]]).reindex(values.index)
    return answers


def _surveyed(values: Series, kind: str, options: dict[str, object]) -> DataFrame:
    """Return the outcomes of one source's column; what the whole column tells gives way to what the schema says."""
    told = fields.facts_of(kind, values, str(options["heading"]))
    return fields.remarked(kind, fields.outcomes(kind, values, **{**told, **options}))


def _spares(
    table: DataFrame, spec: TableSpec, bound: Mapping[str, object], answers: Mapping[str, DataFrame]
) -> Iterator[tuple[str, Series, str]]:
    """Yield columns in which the second of two values in a cell has moved to the blank spare field beside it.

    Only what could not be read as one value is split.
    """
    for field in [each for each in answers if spec.fields[each].spare]:
        kind, spare = spec.fields[field].kind, spec.fields[field].spare
        split = getattr(fields.kind_named(kind), "split", None)
        beside = table[spare] if spare in table else _none(table)
        room = (beside == "") & (answers[field]["issue"] != "")
        parts = table.loc[room, field].map(split) if split else Series(dtype=object)
        pairs = parts[parts.map(len) == 2]
        if pairs.empty:
            continue
        first, second = (fields.outcomes(kind, pairs.str[place].astype("str"), **bound) for place in (0, 1))
        good = (first["issue"] == "") & (second["issue"] == "")
        yield field, _set(table[field], first.loc[good, "value"]), f"{kind}.second"
        yield spare, _set(beside, second.loc[good, "value"]), f"{kind}.second"


def _regions(table: DataFrame) -> Iterator[tuple[str, Series, str]]:
    """Yield province, city and district, filled from the address where it says so without doubt."""
    if not {"address", *REGION_FIELDS} & set(table.columns):
        return
    given = {field: table.get(field, _none(table)) for field in (*REGION_FIELDS, "address")}
    filled = address.fill(given["province"], given["city"], given["district"], given["address"])
    for field in REGION_FIELDS:
        if field in table or (filled[field] != "").any():
            yield field, filled[field].where(given[field] == "", given[field]), "address.parsed"


def _bare(table: DataFrame, spec: TableSpec) -> Iterator[tuple[str, Series, str]]:
    """Yield carried columns without the guards (`'97201`, `="00123"`, a tab) that shops put around numbers."""
    for field in [each for each in table.columns if not spec.kind(str(each))]:
        guarded = table[field][table[field].str.match(_GUARDED)]
        if len(guarded):
            yield str(field), _set(table[field], guarded.map(lambda text: unguarded(text.strip("\t")))), "guard"


def _in_units(book: Book, name: str) -> DataFrame:
    """Return the columns of amounts whose heading names a unit such as 万元."""
    told = zip(*(book.columns[each].tolist() for each in ("table", "kind", "heading")), strict=True)
    return book.columns[
        [table == name and kind == "amount" and amount_unit.factor(heading) > 1 for table, kind, heading in told]
    ]


def _units(book: Book, name: str, typed: DataFrame, after: DataFrame) -> Iterator[tuple[str, Series, str]]:
    """Yield amounts scaled to yuan by the unit in their heading; a value that names its own unit is right as it is."""
    source = book.origin["source"].reindex(after.index)
    for _, column in _in_units(book, name).iterrows():
        field, factor = str(column["field"]), amount_unit.factor(column["heading"])
        values = after[field]
        some = (source == column["source"]) & values.str.fullmatch(AMOUNT)
        some &= ~typed[field].str.contains(amount_unit.OWN_UNIT)
        scaled = [amount.text_of(Decimal(each) * factor) for each in values[some].tolist()]
        yield field, _set(values, Series(scaled, index=values.index[some], dtype="str")), "amount.unit"


def _in_yuan(book: Book, name: str) -> Book:
    """Return the book with headings that say what their amounts are now, and an issue for each."""
    found = _in_units(book, name)
    if found.empty:
        return book
    headings = found["heading"].tolist()
    told = [facts(unit=amount_unit.unit(each), factor=amount_unit.factor(each)) for each in headings]
    issues = {"code": ["header.unit"] * len(found), "table": name, "source": found["source"], "field": found["field"]}
    columns = book.columns.copy()
    columns.loc[found.index, "heading"] = [amount_unit.in_yuan(each) for each in headings]
    return replace(book, columns=columns).with_issues(frame(Issue, {**issues, "value": headings, "facts": told}))


def _derived(name: str, derived: list[str], spec: TableSpec) -> DataFrame:
    """Return the column lines of fields that no source has."""
    titles = [str(spec.fields[field].title) for field in derived]
    kinds = [spec.kind(field) for field in derived]
    return frame(
        Column,
        {"source": NOWHERE, "table": name, "field": derived, "heading": titles, "kind": kinds, "evidence": "derived"},
    )


def _named(name: str, before: DataFrame, after: DataFrame, rules: dict[str, Series]) -> Iterator[DataFrame]:
    for field, rule in rules.items():
        if field in before:
            differs = (before[field] != after[field]).to_numpy(bool)
            if not differs.any():
                continue
            chosen = rule[differs]
            yield frame(
                Change, {"table": name, "row": chosen.index, "field": field, "rule": chosen, "confidence": "high"}
            )


def _none(table: DataFrame) -> Series:
    return blanks(table.index)


def _set(values: Series, some: Series) -> Series:
    altered = values.copy()
    altered.loc[some.index] = some
    return altered

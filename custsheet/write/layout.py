"""Which tables and columns are written, in which order, under which heading."""

import re
from typing import NamedTuple

import numpy as np
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.fields.columns import texts
from custsheet.model import Book, is_added
from custsheet.report import Report
from custsheet.texts import language, lookup

IDENTIFIER = "customer_id"
_SCALED = re.compile(r"(单位[:：]?)?[百千万十亿]+元?(?=[)）\]】]|$)")  # a unit that canonical amounts no longer have


class Shown(NamedTuple):
    """A column of a written table."""

    field: str
    heading: str
    kind: str  # "" for columns carried along untouched
    number_format: str = ""


class _Mapped(NamedTuple):
    heading: str
    derived: bool  # from other columns: no source has it
    number_format: str


def written_tables(book: Book) -> list[str]:
    """Return the names of the tables that people get back: those of the schema, then the others."""
    own = [name for name in book.tables if ":" not in name and name not in ("segments", "relations")]
    return own + [name for name in book.tables if name.startswith("other:")]


def set_aside(book: Book, fate: str) -> dict[str, DataFrame]:
    """Return the tables of rows set aside with this fate, by the name of the table they come from."""
    return {
        name.partition(":")[2]: table
        for name, table in book.tables.items()
        if name.partition(":")[0] == fate and len(table)
    }


def columns_of(report: Report, table: str) -> list[Shown]:
    """Return the columns of a table as users know them: their headings in their order, the customer number first.

    Headings are those of the first source that has the field, else the schema's titles; repeated ones are numbered.
    """
    held = report.book.tables[table]
    known = _mapped(report.book, table)
    order = [field for field in known if field in held] + [
        field for field in map(str, held.columns) if field not in known
    ]
    if table in report.schema:
        order = [IDENTIFIER] + [field for field in order if field != IDENTIFIER]
    headings = _unique([_heading(report, table, field, known) for field in order])
    kinds = [report.schema.kind(table, field) for field in order]
    formats = [known[field].number_format if field in known else "" for field in order]
    return [Shown(*each) for each in zip(order, headings, kinds, formats, strict=True)]


def shown_values(report: Report, table: str, column: Shown) -> Series:
    """Return a column's values as readers see them: phones in the region's national form."""
    shown: Series = report.once(("shown", table, column.field), lambda: _shown(report, table, column))
    return shown


def _shown(report: Report, table: str, column: Shown) -> Series:
    held = report.book.tables[table]
    values = (
        customer_ids(report.book, table)
        if column.field == IDENTIFIER and table in report.schema
        else held[column.field]
    )
    return fields.show(column.kind, values, region=report.region)


def customer_ids(book: Book, table: str) -> Series:
    """Return the customer number of every row of a table: its own column, else what the lineage says."""
    held = book.tables[table]
    own = held[IDENTIFIER] if IDENTIFIER in held else Series("", index=held.index, dtype="str")
    if (own != "").all():
        return own
    fates = book.lineage[book.lineage["table"] == table.rpartition(":")[2]]
    told = fates.drop_duplicates("row").set_index("row")["customer_id"].reindex(held.index).fillna("").astype("str")
    return own.where(own != "", told)


def heading_of(report: Report, table: str, field: str) -> str:
    """Return what users call a field: their own heading, else the schema's title, else the name itself."""
    base = table.rpartition(":")[2] if not table.startswith("other:") else table
    return _heading(report, base, field, _mapped(report.book, base))


def own_headings(report: Report, places: DataFrame) -> Series:
    """Return the heading above each cell, given by source, table and field: in its own file, else what users call the field."""
    known = report.book.columns
    known = known[~known["source"].isin(_added(report.book))]
    places_ = zip(known["source"], known["table"], known["field"], strict=True)
    own = dict(zip(places_, known["heading"], strict=True))
    number = places.groupby(["source", "table", "field"], sort=False).ngroup().to_numpy()
    first = places[["source", "table", "field"]].iloc[np.unique(number, return_index=True)[1]]
    told = [
        (own.get(key, "") or heading_of(report, key[1], key[2])) if key[2] else ""
        for key in first.itertuples(index=False, name=None)
    ]
    return texts(told).take(number).set_axis(places.index) if told else Series(dtype="str")


def title_of(report: Report, table: str, lang: str | None = None) -> str:
    """Return what a table is called: 客户, 订单, … or the name of the sheet that no schema claims."""
    if table.startswith("other:"):
        return table.partition(":")[2]
    base = table.rpartition(":")[2]
    if base in report.schema:
        return str(getattr(report.schema[base].title, lang or language()))
    return str(lookup("tables", lang=lang).get(base, base))


def _mapped(book: Book, table: str) -> dict[str, _Mapped]:
    """Return what each field of a table is called: by the first source that has it, derived ones last."""
    names = ("table", "source", "position", "field", "heading", "number_format")
    lines = [line for line in zip(*(book.columns[name] for name in names), strict=True) if line[0] == table]
    added = _added(book)
    found: dict[str, _Mapped] = {}
    for _, source, _, field, heading, number_format in sorted(lines, key=lambda line: (line[1] < 0, line[1], line[2])):
        if source not in added:
            found.setdefault(field, _Mapped(heading, source < 0, number_format))
    return found


def _added(book: Book) -> set[int]:
    """Return the sources of rows that people added, whose headings nobody has ever seen."""
    return {int(str(number)) for number, file in book.sources["file"].items() if is_added(str(file))}


def _heading(report: Report, table: str, field: str, known: dict[str, _Mapped]) -> str:
    told = known.get(field)
    if told and not told.derived and told.heading.strip():
        return _without_scale(told.heading) if report.schema.kind(table, field) == "amount" else told.heading
    if table in report.schema and field in report.schema[table].fields:
        return str(report.schema[table].fields[field].title)
    return str(lookup("report", "aliases").get(field, field)) if table == "aliases" else field


def _without_scale(heading: str) -> str:
    """Return a heading without 万元 and the like: the amounts below it are whole units.

    >>> _without_scale("金额（万元）"), _without_scale("金额")
    ('金额（元）', '金额')
    """
    return _SCALED.sub("元", heading, count=1) if re.search(r"[(（\[【]", heading) else heading


def _unique(headings: list[str]) -> list[str]:
    taken: dict[str, int] = {}
    chosen = []
    for heading in headings:
        taken[heading] = taken.get(heading, 0) + 1
        chosen.append(heading if taken[heading] == 1 else f"{heading} ({taken[heading]})")
    return chosen


def cell_mask(changes: DataFrame, field: str, rows: Series) -> np.ndarray:
    """Return which of *rows* were changed in *field*."""
    return np.isin(rows.to_numpy(), changes.loc[changes["field"] == field, "row"].to_numpy())

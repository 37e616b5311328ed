"""Where an issue stands: file, sheet, and the cell as Excel names it, also for CSV."""

from __future__ import annotations

from pandas import DataFrame, Series

from custsheet.model import NOWHERE, Book
from custsheet.schema import Schema

ASIDE = r"^(?:quarantined|merged|skipped):"


def placed(issues: DataFrame, book: Book, schema: Schema) -> DataFrame:
    """Return the issues with source, file, sheet and cell, and for later use `_line`, `_position` and `_heading`.

    A cell is `B12`, a row `12:12`, a column `B:B`; a table or file has none.
    """
    origin = book.origin.reindex(issues["row"])
    has_row = origin["source"].notna().to_numpy()
    source = issues["source"].where(~has_row, origin["source"].fillna(NOWHERE).to_numpy()).astype("int64")
    line = Series(origin["line"].fillna(NOWHERE).to_numpy(), index=issues.index).astype("int64")
    table = issues["table"].str.replace(ASIDE, "", regex=True)
    placed = issues.assign(source=source, table=table, _line=line)
    placed = placed.assign(**_column(placed, book), file=_of(source, book, "file"), sheet=_of(source, book, "sheet"))
    return placed.assign(cell=_cell(placed), _heading=_heading(placed, schema)).drop(columns="_letter")


def _of(source: Series, book: Book, what: str) -> Series:
    return source.map(book.sources[what]).astype("str").fillna("")


def _column(issues: DataFrame, book: Book) -> dict[str, Series]:
    """Return letter, position and heading of the column each issue is about."""
    key = ["source", "table", "field"]
    known = book.columns.drop_duplicates(key)[[*key, "letter", "position", "heading"]]
    found = issues[key].merge(known, on=key, how="left", validate="m:1").set_axis(issues.index)
    return {
        "_letter": found["letter"].astype("str").fillna(""),
        "_position": found["position"].fillna(NOWHERE).astype("int64"),
        "_heading": found["heading"].astype("str").fillna(""),
    }


def _cell(issues: DataFrame) -> Series:
    """Return the cells: letter and line where both are known."""
    letter, line = issues["_letter"], issues["_line"].astype("str").where(issues["_line"] > 0, "")
    both, row, column = letter + line, line + ":" + line, letter + ":" + letter
    return both.where((letter != "") & (line != ""), row.where(line != "", column.where(letter != "", ""))).astype(
        "str"
    )


def _heading(issues: DataFrame, schema: Schema) -> Series:
    """Return the headings as written in the file, else the schema's titles, else the field names."""
    heading = issues["_heading"].copy()
    unnamed = issues[(heading == "") & (issues["field"] != "")]
    for (table, field), part in unnamed.groupby(["table", "field"], sort=False):
        heading.loc[part.index] = _title(schema, str(table), str(field))
    return heading


def _title(schema: Schema, table: str, field: str) -> str:
    spec = schema.get(table)
    return str(spec.fields[field].title) if spec and field in spec.fields else field

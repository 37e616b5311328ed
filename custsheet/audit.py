"""Proof that nothing is lost: changes derived by comparing tables, and the ledger of rows and amounts."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, localcontext

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.columnar import text_of
from custsheet.errors import BalanceError
from custsheet.model import Book, Change, frame, together
from custsheet.schema import Schema

PLACE = ["table", "field", "row"]
FATES = ("kept", "merged", "quarantined", "skipped")  # set-aside rows lie in tables named `<fate>:<table>`

AMOUNT = r"[+-]?\d+(\.\d+)?"  # what can be added up
DIGITS = 40_000  # more than a cell holds
_USUAL = {  # amounts that are added up column-wise, and their decimal places
    r"^-?[0-9]{1,24}$": 0,
    r"^-?[0-9]{1,24}\.[0-9]$": 1,
    r"^-?[0-9]{1,24}\.[0-9]{2}$": 2,
}


def with_proven_changes(before: Book, after: Book, stage: str, schema: Schema, **shown: object) -> Book:
    """Return *after* with the changes this stage named completed by their values, each proven against the tables.

    Every cell that differs must have exactly one named change, and every named change a cell that differs. Changes that
    no reader would see (a phone kept in another form than it is shown) are proven, then left out.
    Raises BalanceError (`E_CHANGES`) where the two do not agree.
    """
    named = after.changes.iloc[len(before.changes) :]
    cells = _cells(before, after)
    if named.empty and cells.empty:
        return replace(after, changes=before.changes)
    told = _as_seen(_completed(named, cells, stage), schema, typed=stage == "standardize", **shown)
    proven = (
        frame(Change, {"stage": stage, **{name: told[name] for name in told.columns}}) if len(told) else frame(Change)
    )
    return replace(after, changes=together(Change, [before.changes, proven]))


def _cells(before: Book, after: Book) -> DataFrame:
    """Return every cell that differs: table, field, row, before, after."""
    found = [each for table in after.tables if table in before.tables for each in _differences(before, after, table)]
    if found:
        return pd.concat(found, ignore_index=True)
    return frame(Change)[["table", "field", "row", "before", "after"]]


def _differences(before: Book, after: Book, table: str) -> Iterator[DataFrame]:
    """Yield, per column, the cells whose value differs. Rows and columns that only one side has do not count."""
    old, new = before.tables[table], after.tables[table]
    if old is new:
        return
    same_rows = old.index.equals(new.index)
    rows = new.index if same_rows else new.index.intersection(old.index)
    for column in old.columns.intersection(new.columns):
        left, right = old[column], new[column]
        if same_rows and _alike(left, right):
            continue
        if len(rows) != len(left) or len(rows) != len(right):
            left, right = left.reindex(rows), right.reindex(rows)
        differs = (left != right).to_numpy(dtype=bool)
        if differs.any():
            cells = {
                "table": table,
                "field": column,
                "row": rows[differs],
                "before": left[differs].array,
                "after": right[differs].array,
            }
            yield DataFrame(cells).astype({"table": "str", "field": "str"})


def _alike(left: Series, right: Series) -> bool:
    """Return whether two columns are texts and the same; Arrow sees at once where they share their memory."""
    arrow = [each.array.__arrow_array__() for each in (left, right) if hasattr(each.array, "__arrow_array__")]
    return len(arrow) == 2 and arrow[0].equals(arrow[1])


def _completed(named: DataFrame, cells: DataFrame, stage: str) -> DataFrame:
    """Return the named changes with the values of their cells, once it is certain that they are the cells that differ."""
    if named.duplicated(PLACE).any():
        place = named.loc[named.duplicated(PLACE), PLACE].iloc[0].to_dict()
        raise BalanceError("E_CHANGES", stage=stage, what=f"named twice: {place}")
    told = named[[*PLACE, "rule", "confidence"]].merge(cells, on=PLACE, validate="1:1")
    if not len(told) == len(named) == len(cells):
        compared = named[PLACE].merge(cells[PLACE], on=PLACE, how="outer", indicator=True)
        odd = compared[compared["_merge"] != "both"]
        raise BalanceError("E_CHANGES", stage=stage, what=f"{len(odd)} cells, first: {odd.iloc[0].to_dict()}")
    return told


def _as_seen(told: DataFrame, schema: Schema, *, typed: bool, **shown: object) -> DataFrame:
    """Return the changes a reader sees: canonical values as they are shown; *typed* says that `before` is what was typed."""
    sides = ["after"] if typed else ["before", "after"]
    seen = [
        group.assign(**{side: fields.show(schema.kind(str(table), str(field)), group[side], **shown) for side in sides})
        for (table, field), group in told.groupby(["table", "field"], sort=False)
    ]
    every = pd.concat(seen).sort_index() if seen else told
    return every[every["before"] != every["after"]]


def ledger(book: Book) -> DataFrame:
    """Return the row ledger, a line per table: rows read, and how many were kept, merged, quarantined and skipped."""
    each = book.lineage.groupby(["table", "fate"]).size()
    counts = each.unstack(fill_value=0).reindex(columns=list(FATES), fill_value=0)
    rows = book.lineage.drop_duplicates(["table", "row"]).groupby("table").size()
    counts.insert(0, "read", rows.reindex(counts.index, fill_value=0))
    return counts


def prove_rows(book: Book) -> None:
    """Raise BalanceError (`E_LEDGER`) unless every row has one fate and the tables hold exactly the rows their fates say."""
    for table, line in ledger(book).iterrows():
        held = {"kept": str(table), **{fate: f"{fate}:{table}" for fate in FATES[1:]}}
        if line["read"] != sum(line[fate] for fate in FATES):
            raise BalanceError("E_LEDGER", table=table, what=line.to_dict())
        for fate in ("kept", "quarantined", "merged"):
            rows = len(book.tables.get(held[fate], ()))
            if rows != line[fate]:
                raise BalanceError(
                    "E_LEDGER", table=table, what=f"{fate}: {line[fate]} in the lineage, {rows} in the table"
                )


def amounts(book: Book, schema: Schema) -> DataFrame:
    """Return the exact sums of every amount column of the tables that are never merged.

    Columns: table (without its prefix), field, place (written, quarantined, skipped), sum (Decimal).
    """
    lines = []
    for name, values in book.tables.items():
        place, _, table = name.rpartition(":")
        if table != "customers" and table in schema:
            amount_columns = [field for field in values.columns if schema.kind(table, field) == "amount"]
            lines += [(table, field, place or "written", exact_sum(values[field])) for field in amount_columns]
    return DataFrame(lines, columns=["table", "field", "place", "sum"])


def prove_amounts(before: DataFrame, after: DataFrame) -> None:
    """Raise BalanceError (`E_AMOUNTS`) unless every amount column adds up to the same cent as when it was read."""
    old, new = _totals(before), _totals(after)
    for (table, field), total in old.items():
        if new.get((table, field), Decimal(0)) != total:
            raise BalanceError("E_AMOUNTS", table=table, field=field, before=total, after=new.get((table, field)))


def _totals(sums: DataFrame) -> dict[tuple[str, str], Decimal]:
    totals: dict[tuple[str, str], Decimal] = {}
    with localcontext(prec=DIGITS):
        for table, field, part in sums[["table", "field", "sum"]].itertuples(index=False, name=None):
            totals[table, field] = totals.get((table, field), Decimal(0)) + part
    return totals


def exact_sum(values: Series) -> Decimal:
    """Return the exact decimal sum of canonical amounts; what could not be read as a number counts nothing."""
    texts, total = text_of(values), Decimal(0)
    with localcontext(prec=DIGITS):
        for pattern, places in _USUAL.items():
            usual = pc.match_substring_regex(texts, pattern)
            told = pc.sum(texts.filter(usual).cast(pa.decimal128(38, places))).as_py()
            total, texts = total if told is None else total + told, texts.filter(pc.invert(usual))
        rest = Series(texts.to_pylist(), dtype="str")
        return sum(map(Decimal, rest[rest.str.fullmatch(AMOUNT)].tolist()), total)

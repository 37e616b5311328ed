"""What people typed into the cleaned workbook is obeyed by later runs.

An **edit** says: in the row that was read with this fingerprint, where the field says `before`, it shall say `after`. It
is applied as long as the sources still say `before`; once they say something new, they win. Edits are applied twice: to
the rows as they were read, so that checks and matching see what people corrected, and to the merged customers, for values
that only merging brings about (notes put together, points added up). What follows for the other rows of a customer that
was corrected, see `corrected`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series

from custsheet import corrected, fields, fingerprint
from custsheet.companion import shared
from custsheet.corrected import CUSTOMER, OWN, PUT_RIGHT, SAID
from custsheet.fields.address import fill
from custsheet.fields.columns import blanks, first_filled
from custsheet.fingerprint import KNOWN
from custsheet.model import NOWHERE, Book, Change, frame
from custsheet.schema import Schema, TableSpec

COLUMNS = ["table", "row", "field", "before", "after", CUSTOMER, OWN, SAID]  # of edits, all text; row: a fingerprint
REGIONS = ("province", "city", "district")
KEPT = "edit.kept"  # the rule of their changes
ASIDE = "aside"  # a column it may have besides: "1" of rows that had been set aside
NOTHING = DataFrame()
_NUMBER = "\0"  # before the number of a customer in the place of a fingerprint
TARGET = "target"  # a column it may have besides: the field that `after` is moved to, if blank, leaving a blank behind


def obeyed(
    sittings: Sequence[DataFrame], region: str = "CN", decisions: DataFrame = NOTHING
) -> Callable[[Book, Schema], Book]:
    """Return a stage that takes every row's fingerprint, then applies the edits of each sitting, oldest first.

    What was typed is brought into its canonical form like every value; *region* reads national phone numbers. Rows that
    by *decisions* are different customers share no edit.
    """

    def obey(book: Book, schema: Schema) -> Book:
        there = [name for name in schema if name in book.tables]
        new = [name for name in there if KNOWN + name not in book.tables]
        taken = dict(zip(new, shared(_taken, [(book.tables[name], schema[name]) for name in new]), strict=True))
        known = {name: taken[name] if name in taken else book.tables[KNOWN + name] for name in there}
        own = {name: first_filled(book.tables[name], ("customer_id",)) for name in known}
        known = {name: table.assign(own=own[name]) for name, table in known.items()}
        book = book.with_tables(**{KNOWN + name: table for name, table in known.items()})
        wanted = [_canonical(each, schema, region) for each in sittings]
        whole = corrected.Whole(decisions)
        places = {name: _places(table, table.index) for name, table in known.items()}
        done = _obeyed(book, places, wanted, whole, schema, region)
        return done.with_tables(**whole.tables(), **_put_right(wanted, places)) if wanted else done

    return obey


def _taken(asked: tuple[DataFrame, TableSpec]) -> DataFrame:
    return fingerprint.known(*asked)


def settled(
    sittings: Sequence[DataFrame], region: str = "CN", decisions: DataFrame = NOTHING
) -> Callable[[Book, Schema], Book]:
    """Return a stage that applies the edits that only the merged customers can take, or only by their numbers."""

    def settle(book: Book, schema: Schema) -> Book:
        if not sittings or "customers" not in book.tables:
            return book
        survivor = Series(book.tables["customers"].index, index=book.tables["customers"]["customer_id"].array)
        fates = book.lineage[(book.lineage["table"] == "customers") & (book.lineage["customer_id"] != "")]
        rows = survivor.reindex(fates["customer_id"]).set_axis(fates["row"].array)
        known = book.tables[KNOWN + "customers"]
        of_rows = _places(known, rows.reindex(known.index))
        of_numbers = DataFrame({"row": _NUMBER + survivor.index, "place": survivor.array, "here": ""})
        places = {"customers": pd.concat([of_rows, of_numbers.drop_duplicates("row")])}
        wanted = [_by_number(_canonical(each, schema, region), set(known["fingerprint"])) for each in sittings]
        done = _obeyed(book, places, wanted, corrected.Whole(decisions), schema, region)
        return replace(done, issues=done.issues[~_answered(book, done, rows)].reset_index(drop=True))

    return settle


def _answered(before: Book, after: Book, survivor: Series) -> NDArray[np.bool_]:
    """Return which issues are about a value that people have replaced, told when it still stood in the rows as they were read.

    *survivor* gives per row of the customers the row that stands for its customer.
    """
    asked, told = before.tables["customers"], after.tables["customers"]
    issues = after.issues
    mine = ((issues["table"] == "customers") & (issues["value"] != "")).to_numpy(bool)
    at = survivor[~survivor.index.duplicated()].reindex(issues["row"]).to_numpy()
    hit = np.zeros(len(issues), bool)
    for field in told.columns.intersection(asked.columns):
        altered = told.index[(told[field] != asked[field]).to_numpy()]
        here = mine & (issues["field"] == field).to_numpy(bool) & np.isin(at, altered)
        hit[here] = (issues.loc[here, "value"].to_numpy() == asked[field].reindex(at[here]).to_numpy()).astype(bool)
    return hit


def _by_number(lines: DataFrame, known: set[str]) -> DataFrame:
    """Return edits, those of customers of whose rows none is among the *known* ones by the customer's number.

    He has another telephone now, and is known again: what was typed beside it is still meant for him.
    """
    there = lines["row"].isin(known).groupby(lines[CUSTOMER]).transform("any")
    gone = (lines[CUSTOMER] != "") & ~there & (lines["table"] == "customers")
    return lines.assign(row=lines["row"].where(~gone, _NUMBER + lines[CUSTOMER]))


class Edited(NamedTuple):
    """What people did to a published table."""

    cells: DataFrame  # COLUMNS
    altered: int  # cells; a customer of several rows has an edit for each of them
    added: DataFrame  # rows
    deleted: DataFrame  # rows


def between(
    published: DataFrame, edited: DataFrame, spec: TableSpec, members: DataFrame, spoken: DataFrame = NOTHING
) -> Edited:
    """Return what leads from the *published* table to the *edited* one.

    Both tables are standardized and carry customer_id. *members* (table, customer_id, fingerprint, own) says which rows a
    customer was made of, *spoken* (fingerprint, own, field, value) what they said that did not survive. Rows of other
    tables are known by all they say, an altered one by customer and order number. Rows that people deleted are no edits:
    they come back as long as the sources have them.
    """
    partner = _partners(published, edited, spec)
    found = [_cell_edits(published, edited, partner, field) for field in _compared(published, edited)]
    cells = (
        pd.concat(found, ignore_index=True) if found else DataFrame(columns=["published", "field", "before", "after"])
    )
    altered, deleted = len(cells), published[~published.index.isin(partner.dropna())]
    cells = _by_row(cells, published, spec, members, spoken)
    return Edited(cells.assign(table=spec.table)[COLUMNS].astype("str"), altered, edited[partner.isna()], deleted)


def _canonical(edits: DataFrame, schema: Schema, region: str) -> DataFrame:
    """Return the edits with their values in canonical form, without moves to fields that a table cannot have."""
    parts = []
    edits = edits.reindex(columns=[*COLUMNS, TARGET, ASIDE], fill_value="").fillna("")
    for (table, field, target), cells in edits.groupby(["table", "field", TARGET], sort=False):
        own, there = schema.kind(str(table), str(field)), schema.kind(str(table), str(target or field))
        kinds = {"before": own, SAID: own, "after": there}
        if target and not kinds["after"]:
            continue
        read = {
            side: fields.outcomes(kind, cells[side], region=region)["value"] for side, kind in kinds.items() if kind
        }
        parts.append(cells.assign(**read))
    return pd.concat(parts).sort_index() if parts else edits.iloc[:0]


def _places(known: DataFrame, rows: Index | Series) -> DataFrame:
    """Return where the rows of these fingerprints are to be found: row, place, here."""
    told = DataFrame({"row": known["fingerprint"].array, "place": np.asarray(rows), "here": known["own"].array})
    return told.dropna().astype({"place": "int64"})


def _put_right(sittings: Sequence[DataFrame], places: Mapping[str, DataFrame]) -> dict[str, DataFrame]:
    """Return the rows that people corrected among those set aside: a table PUT_RIGHT."""
    told = pd.concat(sittings)
    aside = told[told[ASIDE] != ""]
    rows = [
        table.loc[table["row"].isin(aside.loc[aside["table"] == name, "row"]), "place"]
        for name, table in places.items()
    ]
    return {PUT_RIGHT: DataFrame({"row": pd.concat(rows).astype("str").array})}


def _obeyed(
    book: Book,
    places: Mapping[str, DataFrame],
    sittings: Sequence[DataFrame],
    whole: corrected.Whole,
    schema: Schema,
    region: str,
) -> Book:
    tables = {name: book.tables[name] for name in places}
    kinds = {name: {str(field): schema.kind(name, str(field)) for field in tables[name]} for name in places}
    for wanted in sittings:
        for name, cells in wanted.groupby("table", sort=True):
            if str(name) in tables:
                lines = whole.placed(cells, places[str(name)], tables[str(name)])
                if name == "customers":
                    whole.add(tables[str(name)], lines[lines[TARGET] == ""])
                tables[str(name)] = _applied(tables[str(name)], lines, kinds[str(name)], region)
    tables = {name: _with_regions(book, name, table) for name, table in tables.items()}
    named = [change for name, table in tables.items() for change in _named(name, book.tables[name], table)]
    return book.with_tables(**tables).with_changes(*named)


def _with_regions(book: Book, name: str, table: DataFrame) -> DataFrame:
    """Return the table with the regions that were derived, and that nobody edited, as they follow from what was edited."""
    own = book.columns[(book.columns["table"] == name) & (book.columns["source"] == NOWHERE)]["field"]
    derived = [field for field in REGIONS if field in table and field in set(own)]
    asked = [field for field in (*REGIONS, "address") if field in table]
    if not derived or table is book.tables[name]:
        return table
    altered = table[asked] != book.tables[name][asked]
    rows = table.index[altered.any(axis=1)]
    given = {field: table.loc[rows, field] if field in table else blanks(rows) for field in (*REGIONS, "address")}
    given |= {field: given[field].where(altered.loc[rows, field], "") for field in derived}
    found = fill(given["province"], given["city"], given["district"], given["address"])
    table = table.copy()
    for field in derived:
        table.loc[rows, field] = given[field].where(given[field] != "", found[field])
    return table


def _applied(table: DataFrame, lines: DataFrame, kinds: Mapping[str, str], region: str) -> DataFrame:
    """Return the table with the cells of *lines* replaced, each at its `place`.

    A cell that is as it was typed, for its correction was taken back, says what it said in its canonical form.
    """
    at = lines.drop_duplicates(["place", "field", "before"], keep="last")
    for (field, target), cells in at.groupby(["field", TARGET], sort=True):
        if target:
            table = _moved(table, str(field), str(target), cells)
        elif field in table.columns:
            rows = pd.Index(cells["place"])
            said = table[field].reindex(rows).fillna("").astype("str").reset_index(drop=True)
            apply = said.to_numpy() == cells["before"].to_numpy()
            if kinds.get(str(field)) and not apply.all():
                read = fields.outcomes(kinds[str(field)], said[~apply], region=region)["value"]
                apply[~apply] = read.to_numpy() == cells["before"].to_numpy()[~apply]
            values = table[field].copy()
            values.loc[rows[apply]] = cells["after"].to_numpy()[apply]
            table = table.assign(**{str(field): values})
    return table


def _moved(table: DataFrame, field: str, target: str, wanted: DataFrame) -> DataFrame:
    """Return the table with values moved from *field* to *target*, where that is blank or says the same."""
    if field not in table.columns:
        return table
    held = table[target] if target in table.columns else Series("", index=table.index, dtype="str")
    rows, after = pd.Index(wanted["place"]), wanted["after"].to_numpy()
    there = held.reindex(rows).to_numpy()
    apply = (table[field].reindex(rows).to_numpy() == wanted["before"].to_numpy()) & ((there == "") | (there == after))
    if not apply.any():
        return table
    left, held = table[field].copy(), held.copy()
    left.loc[rows[apply]], held.loc[rows[apply]] = "", after[apply]
    return table.assign(**{field: left, target: held})


def _named(name: str, before: DataFrame, after: DataFrame) -> Iterator[DataFrame]:
    for field in before.columns:
        rows = before.index[(before[field] != after[field]).to_numpy()]
        if len(rows):
            yield frame(Change, {"table": name, "row": rows, "field": field, "rule": KEPT, "confidence": "high"})


def _by_row(
    cells: DataFrame, published: DataFrame, spec: TableSpec, members: DataFrame, spoken: DataFrame
) -> DataFrame:
    """Return edits once for each row that the published one was made of, the customer's own row first."""
    if not spec.identity:
        row = cells["published"].map(fingerprint.known(published, spec)["fingerprint"])
        return cells.assign(row=row, said=cells["before"], customer="", own="")
    mine = members[members["table"] == spec.table].reindex(columns=["customer_id", "fingerprint", OWN], fill_value="")
    mine = mine.drop_duplicates().set_axis([CUSTOMER, "row", OWN], axis=1)
    customer = cells["published"].map(published["customer_id"]).astype("str")
    lines = cells.assign(customer=customer).merge(mine.astype("str"), on=CUSTOMER)
    spoken = spoken.reindex(columns=["fingerprint", OWN, "field", "value"]).astype("str")
    told = spoken.set_axis(["row", OWN, "field", SAID], axis=1).drop_duplicates(["row", OWN, "field"])
    lines = lines.merge(told, on=["row", OWN, "field"], how="left")
    return lines.assign(said=lines[SAID].fillna(lines["before"]))


def _compared(published: DataFrame, edited: DataFrame) -> list[str]:
    return [field for field in published.columns if field in edited.columns and field != "customer_id"]


def _partners(published: DataFrame, edited: DataFrame, spec: TableSpec) -> Series:
    """Return, for each edited row, the published row it comes from (NaN for a row that was added)."""
    partner = Series(np.nan, index=edited.index)
    by_content = [_compared(published, edited), ["customer_id", "order_id"], ["customer_id"]]
    for key in [["customer_id"]] if spec.identity else by_content:
        shared = [field for field in key if field in published.columns and field in edited.columns]
        free = published.index.difference(pd.Index(partner.dropna().astype("int64")))
        left, right = _keyed(edited[partner.isna()], shared), _keyed(published.loc[free], shared)
        row_of = Series(right.index, index=right.array)
        partner = partner.fillna(left.map(row_of[row_of.index != ""]).reindex(partner.index))
    return partner


def _keyed(table: DataFrame, names: list[str]) -> Series:
    """Return a key per row, numbered among equals; blank where all its fields are blank."""
    if not names:
        return Series("", index=table.index, dtype="str")
    joined = table[names[0]].str.cat(table[names[1:]], sep="\x1f") if names[1:] else table[names[0]]
    place = joined.groupby(joined, sort=False).cumcount().astype("str")
    return (joined + "\x1e" + place).where(joined.str.strip("\x1f") != "", "")


def _cell_edits(published: DataFrame, edited: DataFrame, partner: Series, field: str) -> DataFrame:
    pairs = partner.dropna().astype("int64")
    before, after = published[field].reindex(pairs.array), edited[field].reindex(pairs.index)
    differs = before.to_numpy() != after.to_numpy()
    cells = {
        "published": pairs[differs].array,
        "field": field,
        "before": before[differs].array,
        "after": after[differs].array,
    }
    return DataFrame(cells)

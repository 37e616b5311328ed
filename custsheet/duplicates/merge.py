"""The stage `merge`: one row per customer, the best of what its rows say.

The first row of a customer survives and takes, field by field, the value that the schema's survivorship rule picks. Fields
of one block (an address; name, gender, birthday and ID number) come from one row together; what that row leaves blank is
filled from rows that do not disagree with it. What a person corrected stands for all rows that he saw as one customer
(see `custsheet.corrected`); what a person chose comes before every rule. Phones, e-mails and names that
did not survive go to spare columns. All other rows move to `merged:customers`, whole.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

import custsheet.duplicates.choices as choices
import custsheet.duplicates.spare as spare
import custsheet.duplicates.standing as standing
from custsheet.duplicates.blocks import block
from custsheet.duplicates.choices import Chosen
from custsheet.duplicates.conflicts import Losers, conflicts
from custsheet.duplicates.ids import FIELD
from custsheet.duplicates.known import Known
from custsheet.duplicates.members import UNREADABLE, Members, altered, members_of, unreadable
from custsheet.duplicates.survive import BETWEEN, RULES
from custsheet.model import Book, Change, Issue, frame, together
from custsheet.schema import Schema, TableSpec

FORBIDS_BY_YES = ("opt_out", "blacklist", "unsubscribed")  # fields where yes is the stricter answer
_YES, _NO = ("是", "yes"), ("否", "no")


def merging(region: str = "CN", known: Known | None = None) -> Callable[[Book, Schema], Book]:
    """Return the stage `merge`; *region* is that of phone numbers without a country, *known* what the last run knew."""

    def merge(book: Book, schema: Schema) -> Book:
        customers = book.tables.get("customers")
        if customers is None or "customers" not in schema:
            return _with_orders(book)
        book = book.with_tables(**{standing.BEFORE: known.people}) if known is not None else book
        spec = schema["customers"]
        fates = book.lineage[(book.lineage["table"] == "customers") & (book.lineage["fate"] == "kept")]
        given = Series(fates[FIELD].array, index=fates["row"].array, dtype="str").reindex(customers.index).fillna("")
        survivor = _survivors(given)
        kept = (survivor == customers.index).to_numpy()
        members = members_of(book, customers, survivor, spec, region)
        chosen = choices.chosen(book, survivor, spec, region)
        merged = _merged(members, customers[kept], spec, chosen, region)
        changes = list(_changes(merged, customers[kept]))
        lost = [choices.open_(each, chosen) for each in conflicts(_losers(members), merged.rows, spec)]
        whole, renumbered = _numbered(merged.rows, given[kept], "customers")
        tables = {
            "customers": whole,
            "merged:customers": _with_id(customers[~kept], given[~kept]),
            UNREADABLE: unreadable(book).astype("str"),
        }
        lineage = _fated(book.lineage, customers.index[~kept])
        book = replace(book, lineage=lineage).with_tables(**tables).with_changes(*changes, renumbered)
        return _with_orders(book.with_issues(*lost))

    return merge


def merge(book: Book, schema: Schema) -> Book:
    """Return the book with one row per customer, orders told by customer id, and every altered cell named."""
    return merging()(book, schema)


class Preview(NamedTuple):
    """What merging some rows would give, before anybody decided it."""

    rows: DataFrame  # by surviving row: the values that would stand for the customer
    open_: DataFrame  # issues about values that would be lost: row (the surviving one) and field


def preview(book: Book, rows: DataFrame, survivor: Series, spec: TableSpec, region: str) -> Preview:
    """Return what the customers' *rows* would become if each were merged into its *survivor*."""
    members = members_of(book, rows, survivor, spec, region)
    merged = _merged(members, rows[(survivor == rows.index).to_numpy()], spec, {}, region)
    return Preview(merged.rows, together(Issue, list(conflicts(_losers(members), merged.rows, spec))))


@dataclass
class _Merged:
    """Surviving rows with the values chosen for them, and by which rule, field by field."""

    rows: DataFrame
    rules: dict[str, list[tuple[Series, str]]] = dataclasses.field(default_factory=dict)

    def say(self, name: str, values: Series, rule: str) -> None:
        """Let these rows say something else in a field; a column that is not there yet is added."""
        if name not in self.rows:
            self.rows[name] = Series("", index=self.rows.index, dtype="str")
        values = values[(values != self.rows.loc[values.index, name]).to_numpy()]
        if len(values):
            self.rows.loc[values.index, name] = values.array
            self.rules.setdefault(name, []).append((values, rule))


def _losers(members: Members) -> Losers:
    about = members.about
    return Losers(members.rows, about["group"].to_numpy(np.int64), about["ordered"].to_numpy(bool))


def _survivors(given: Series) -> Series:
    """Return, per row, the row that stands for its customer: the first one."""
    own = Series(given.index, index=given.index)
    first = own.groupby(given.array, sort=False).transform("min")
    return own.where((given == "").to_numpy(), first)


def _merged(members: Members, survivors: DataFrame, spec: TableSpec, chosen: Chosen, region: str) -> _Merged:
    """Return the surviving rows with the values chosen for them."""
    merged = _Merged(survivors.copy())
    for name in altered(members):
        own = members.said[name]
        merged.say(name, own[own.index.isin(survivors.index)], "merge.corrected")
    for name, values, rule in _choices(members, spec):
        merged.say(name, _in_order(values, name, members), rule)
    for name, values in members.left.items():
        blank = values[(merged.rows[name].reindex(values.index) == "").to_numpy()]
        merged.say(name, blank, "merge.corrected")
    for name, values in chosen.items():
        merged.say(name, values, "merge.chosen")
    for name, values in spare.spared(_spare_lines(members, spec), merged.rows, spec, region):
        merged.say(name, _in_order(values, name, members), "merge.spare")
    return merged


def _in_order(values: Series, name: str, members: Members) -> Series:
    """Return chosen values by surviving row, those put together of several in the order in which they stood."""
    if name not in members.stood or not len(values):
        return values
    return standing.in_order(values, members.stood[name].reindex(values.index).fillna(""))


def _changes(merged: _Merged, survivors: DataFrame) -> Iterator[DataFrame]:
    """Yield the altered cells of columns that were there before, each under the last rule that altered it."""
    for name, told in merged.rules.items():
        if name in survivors:
            rule = pd.concat([Series(by, index=values.index) for values, by in told])
            rule = rule[~rule.index.duplicated(keep="last")]
            altered = rule[(merged.rows.loc[rule.index, name] != survivors.loc[rule.index, name]).to_numpy()]
            for by in altered.unique():
                yield _named("customers", name, altered.index[(altered == by).to_numpy()], str(by))


def _spare_lines(members: Members, spec: TableSpec) -> DataFrame:
    """Return the filled values of the fields that have a spare one: group, field, value; the best rows first."""
    about = members.about.sort_values(["rank", "updated", "place"], ascending=[False, False, True], kind="stable")
    names = [name for name, each in spec.fields.items() if (each.spare or each.further) and name in members.rows]
    parts = [
        DataFrame({"group": about["group"], "field": name, "value": members.rows[name].reindex(about.index)})
        for name in names
    ]
    lines = pd.concat(parts) if parts else DataFrame({"group": [], "field": [], "value": []})
    return lines[(lines["value"] != "").to_numpy()]


def _choices(members: Members, spec: TableSpec) -> Iterator[tuple[str, Series, str]]:
    """Yield field, value per survivor, and the name of the rule, for every column."""
    blocks: dict[str, list[str]] = {}
    for field in members.rows.columns:
        told = spec.fields.get(field)
        if field == FIELD:
            continue
        if told is not None and told.block:
            blocks.setdefault(told.block, []).append(field)
        else:
            rule = told.survivorship if told is not None else "complete"
            main = next((name for name, each in spec.fields.items() if each.spare == field), "")
            yield field, _chosen(members, field, rule, main), f"merge.{rule}"
    for fields in blocks.values():
        yield from block(members, fields)


def _lines(members: Members, field: str, agreeing: bool = False, main: str = "") -> DataFrame:
    """Return one line per filled value of customers whose rows disagree about a field, or also of those that agree.

    Of a field that takes the second values of a *main* one only what no row of the customer says there.
    """
    value = (members.rows if agreeing else members.said)[field]  # accounts are added up as they are
    if main in members.said:
        value = value.where(~_said_as(members, main, value), "")
    lines = members.about.assign(value=value)[(value != "").to_numpy()]
    first = value.reindex(lines["group"]).to_numpy(object)
    differing = lines["group"][(lines["value"].to_numpy(object) != first).astype(bool)].unique()
    lines = lines if agreeing else lines[lines["group"].isin(differing)]
    if members.said is not members.rows:
        ruled = members.said.loc[lines.index, field] != members.rows.loc[lines.index, field]
        lines = lines.assign(place=standing.behind(lines["place"], ruled))
    if field in members.stands:
        lines = lines.assign(place=standing.ahead(lines["place"], members.stands.loc[lines.index, field]))
    valid = [(row, field) not in members.unreadable for row in lines.index]
    forbidding = _YES if field in FORBIDS_BY_YES else _NO
    return lines.assign(valid=np.asarray(valid, bool), strict=lines["value"].isin(forbidding))


def _said_as(members: Members, main: str, value: Series) -> NDArray[np.bool_]:
    """Return which values another row of the customer says in the field *main*; a row that says both means it."""
    group = members.about["group"].astype("str") + BETWEEN
    elsewhere = (group + value).isin(group + members.said[main]).to_numpy(bool)
    return elsewhere & (value != members.said[main]).to_numpy(bool)


def _chosen(members: Members, field: str, rule: str, main: str) -> Series:
    lines = _lines(members, field, rule == "sum", main)  # two cards may hold the same amount
    return RULES[rule](lines) if len(lines) else Series(dtype="str")


def _numbered(table: DataFrame, given: Series, name: str) -> tuple[DataFrame, DataFrame]:
    """Return a table with its customer ids first, and the changes where it carried others."""
    numbered = _with_id(table, given)
    if FIELD not in table:
        return numbered, frame(Change)
    altered = table.index[(table[FIELD] != numbered[FIELD]).to_numpy()]
    return numbered, _named(name, FIELD, altered, "merge.customer_id")


def _with_id(table: DataFrame, given: Series) -> DataFrame:
    rest = table.drop(columns=FIELD) if FIELD in table else table.copy()
    rest.insert(0, FIELD, given.astype("str").set_axis(rest.index))
    return rest


def _named(table: str, field: str, rows: pd.Index, rule: str) -> DataFrame:
    if not len(rows):
        return frame(Change)
    return frame(Change, {"row": rows.to_numpy(), "table": table, "field": field, "rule": rule, "confidence": "high"})


def _fated(lineage: DataFrame, losers: pd.Index) -> DataFrame:
    altered = lineage.copy()
    altered.loc[(altered["table"] == "customers") & altered["row"].isin(losers), "fate"] = "merged"
    return altered


def _with_orders(book: Book) -> Book:
    """Return the book with the customer id in every order; a number that nobody has stays as it is."""
    orders = book.tables.get("orders")
    if orders is None:
        return book
    fates = book.lineage[book.lineage["table"] == "orders"]
    given = Series(fates[FIELD].array, index=fates["row"].array, dtype="str").reindex(orders.index).fillna("")
    if FIELD in orders:
        given = given.where((given != "").to_numpy(), orders[FIELD])
    numbered, changes = _numbered(orders, given, "orders")
    return book.with_tables(orders=numbered).with_changes(changes)

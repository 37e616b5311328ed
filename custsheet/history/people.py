"""The customers of one run, kept or just made: what two runs are compared by, and what the next run must know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pandas import DataFrame, Series

import custsheet.history.difference as difference
import custsheet.history.store as store
from custsheet.columnar import among, numbered, text_of
from custsheet.fields.columns import unguarded
from custsheet.fingerprint import KNOWN
from custsheet.history.store import Record
from custsheet.model import Book
from custsheet.report import Report
from custsheet.write import flat

if TYPE_CHECKING:
    from custsheet.duplicates.known import Known

MEMBERS = ["customer_id", "fingerprint", "first_id"]
FORMER = ["fingerprint", "first_id"]  # a table of a run: rows of ids that nobody has, as they last were
LINES = "life:lineage"  # a table of the book: LINEAGE
LINEAGE = ["table", "customer_id", "fate", "reason", "fingerprint", "first_id"]


class Held(NamedTuple):
    """The customers of a run."""

    customers: DataFrame  # as in cleaned/customers.csv
    members: DataFrame  # MEMBERS: their rows by fingerprint, the first id each ever had, and how many say so (rows)
    aliases: Mapping[str, str]  # ids of former runs that nobody has any more -> who stands for them
    highest: int  # the highest number we ever gave
    region: str
    former: DataFrame  # FORMER: of ids that lead to others, and of customers who are gone
    met: DataFrame  # what was compared, see `custsheet.duplicates.met`
    read: store.Reader | None = None  # the tables of a kept run


def frame(record: Record, name: str) -> DataFrame:
    """Return a table of a run as text; one without columns where there is none."""
    return framed(store.table(record, name))


def shown(record: Record) -> DataFrame:
    """Return the customers of a kept run as they are, not as CSV files have them; a column of numbers at least."""
    return _with_ids(frame(record, "cleaned-customers"))


def framed(found: pa.Table | None) -> DataFrame:
    """Return a table of the state as a frame of text, one without columns for none."""
    return found.to_pandas().astype("str") if found is not None else DataFrame()


def held(record: Record) -> Held:
    """Return the customers of a kept run."""
    read = store.Reader(record)
    aliases = framed(read("cleaned-aliases"))
    region = str(record.run.get("region", "")) or "CN"
    customers = _with_ids(framed(read("cleaned-customers")))
    members = _members(framed(read("lineage")))
    once, met = framed(read("former")).reindex(columns=FORMER), framed(read("met"))
    return Held(customers, members, _leads(aliases), int(record.state["highest"]), region, once, met, read)


def made(report: Report, before: Held | None = None) -> Held:
    """Return the customers of a run just made, after the one *before*."""
    book = report.book
    members = _members(lineage(book, before))
    aliases = _leads(book.tables.get("aliases", DataFrame()))
    customers = _with_ids(_customers(report))
    return Held(customers, members, aliases, highest(book, before), report.region, former(book, before), DataFrame())


def highest(book: Book, before: Held | None) -> int:
    """Return the highest number that we ever gave, with this run's."""
    from custsheet.duplicates.known import number_of

    return max(before.highest if before else 0, number_of(book.lineage["customer_id"]))


def known(before: Held | None) -> Known | None:
    """Return what a run must know of customers to give them the ids they had *before*."""
    from custsheet.duplicates.known import Known  # rapidfuzz stays out of a short job

    if before is None:
        return None
    people = before.customers.drop_duplicates("customer_id").set_index("customer_id")
    return Known(before.members, people, before.aliases, before.highest, before.region, before.former)


def met(before: Held | None) -> DataFrame:
    """Return what a run compared, for the next one to spare itself the same; an empty table where there was none."""
    return before.met if before else DataFrame()


def between(before: Held, after: Held) -> DataFrame:
    """Return what became of the customers: see `difference.between`."""
    split = difference.splits(_ever(before), after.members)
    return difference.between(before.customers, after.customers, after.aliases, split)


def with_lineage(book: Book, before: Held | None) -> Book:
    """Return the book with the answer of `lineage`, which is asked more than once."""
    return book.with_tables(**{LINES: lineage(book, before)})


def lineage(book: Book, before: Held | None) -> DataFrame:
    """Return every row's fate, its fingerprint, and the first id that it ever had: LINEAGE."""
    if LINES in book.tables:
        return book.tables[LINES]
    fates = book.lineage[LINEAGE[:4]].reset_index(drop=True)
    prints = book.tables.get(KNOWN + "customers", DataFrame({"fingerprint": Series(dtype="str")}))["fingerprint"]
    own = prints.reindex(book.lineage["row"]).fillna("").reset_index(drop=True)
    own = own.where((fates["table"] == "customers") & (fates["customer_id"] != ""), "").astype("str")
    first = fates["customer_id"].where(own != "", "")
    if before is not None and len(before.members):
        mine = (own != "").to_numpy(bool)
        first[mine] = _first_ids(fates.loc[mine, "customer_id"], own[mine], _ever(before)).array
    return fates.assign(fingerprint=own, first_id=first).astype("str")


def former(book: Book, before: Held | None) -> DataFrame:
    """Return the rows that ids had when somebody last had them: FORMER. Who says the same again has his id again."""
    if before is None:
        return DataFrame(columns=FORMER, dtype="str")
    return without(before, book.lineage.loc[book.lineage["table"] == "customers", "customer_id"])


def without(before: Held, now: Series) -> DataFrame:
    """Return the rows that ids had which are not among those that somebody has *now*: FORMER."""
    last = before.members[["fingerprint", "customer_id"]].set_axis(FORMER, axis=1)
    rows = pd.concat([each[~among(each["first_id"], now)] for each in (last, before.former)])
    return rows.drop_duplicates(ignore_index=True).astype("str")


def _ever(before: Held) -> DataFrame:
    """Return the members, and the rows of ids that nobody had any more as rows, no more there, of those whom they lead to."""
    if before.former.empty:
        return before.members
    alike = before.members[among(before.members["fingerprint"], before.former["fingerprint"])]
    at = [pd.MultiIndex.from_frame(each[FORMER]) for each in (before.former, alike)]
    once = before.former[~at[0].isin(at[1])]
    leads = once["first_id"].map(dict(before.aliases))
    return pd.concat([before.members, once.assign(customer_id=leads, rows=0).dropna()], ignore_index=True)


def _first_ids(ids: Series, prints: Series, members: DataFrame) -> Series:
    """Return the first id of every row: of equal rows each has one of those that equals had, its customer's own before others'."""
    rows = DataFrame({"customer_id": ids, "fingerprint": prints})
    first, left = Series("", index=rows.index, dtype="str"), members[MEMBERS]
    place = _alone(rows["fingerprint"], left["fingerprint"])
    first[rows.index[place >= 0]] = left["first_id"].array.take(place[place >= 0])
    rows, left = rows[place < 0], left.drop(left.index[place[place >= 0]])
    for keys in (["fingerprint", "customer_id"], ["fingerprint"]):
        rows, left = (each.assign(turn=each.groupby(keys, sort=False).cumcount()) for each in (rows, left))
        at = pd.MultiIndex.from_frame(left[[*keys, "turn"]])
        found = at.get_indexer(pd.MultiIndex.from_frame(rows[[*keys, "turn"]]))
        first[rows.index[found >= 0]] = left["first_id"].array.take(found[found >= 0])
        rows, left = rows[found < 0], left.drop(left.index[found[found >= 0]])
    again = members.drop_duplicates(["fingerprint", "customer_id"])
    told = rows.merge(again, on=["fingerprint", "customer_id"], how="left")["first_id"].array
    first[rows.index] = Series(told, index=rows.index).fillna(rows["customer_id"])
    return first


def _alone(prints: Series, known: Series) -> NDArray[np.intp]:
    """Return the places of fingerprints among those *known*, -1 where there are none, or several on either side."""
    (theirs, mine), texts = numbered(text_of(known), text_of(prints))
    place = np.full(len(texts), -1, np.intp)
    place[theirs] = np.arange(len(theirs))
    for each in (theirs, mine):
        place[np.bincount(each, minlength=len(texts)) > 1] = -1
    return place[mine]


def _members(lines: DataFrame) -> DataFrame:
    if lines.empty:
        return DataFrame(columns=[*MEMBERS, "rows"], dtype="str").astype({"rows": "int64"})
    lines = lines[(lines["table"] == "customers") & (lines["customer_id"] != "") & (lines["fingerprint"] != "")]
    alike = lines["fingerprint"].duplicated(keep=False)
    counted = lines[alike].groupby(MEMBERS, sort=False)["table"].transform("size")
    found = lines[MEMBERS].assign(rows=counted.reindex(lines.index, fill_value=1))
    again = lines[alike].duplicated(MEMBERS)
    return found.drop(index=again.index[again]).reset_index(drop=True)


def _leads(aliases: DataFrame) -> dict[str, str]:
    """Return the aliases that came about between runs; the sheets' own numbers are found anew by every run."""
    ours = aliases[aliases["file"] == ""] if len(aliases) else DataFrame({"old_id": [], "new_id": []})
    return dict(zip(ours["old_id"], ours["new_id"], strict=True))


def _customers(report: Report) -> DataFrame:
    """Return the customers as `cleaned/customers.csv` has them."""
    if "customers" not in report.book.tables:
        return DataFrame()
    return flat.table_of(report, "customers").reset_index(drop=True)


def _with_ids(customers: DataFrame) -> DataFrame:
    if "customer_id" not in customers:
        return DataFrame({"customer_id": Series(dtype="str")})
    return DataFrame({name: unguarded(values) for name, values in customers.items()})

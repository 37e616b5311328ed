"""Customers known from the last run keep their ids, however their rows are sorted, exported, merged or split since.

A customer is known again by the fingerprints of his rows, and by his number where the sheet gives one. Whoever is found by
neither because he changed is known by what else he brought: an identity number; two of phone, e-mail and the like; one of
them and the name; or name and address, or name and birthday. Where several known customers are now one, the oldest id stays and the others
become aliases; where one is now several, the id stays with the row that had it as its own, then with the customers' own
sheet before order lines, then with the row that had it first; rows that once had an id of their own have it again, and so
have customers who were gone for a while. Customers who say the same (walk-ins without a phone) are told apart by their
number among equals alone. A number is never given to somebody new.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.columnar import TEXT, among, numbered, text_of
from custsheet.fields.called import in_full
from custsheet.fingerprint import KNOWN
from custsheet.model import Book

CERTAIN = {"id_number": "resident_id", "tax_id": "uscc", "member_id": ""}  # fields -> their kinds
CONTACT = {
    "mobile": "phone",
    "phone": "phone",
    "email": "email",
    "wechat": "wechat",
    "qq": "qq",
    "bank_card": "bankcard",
}
WEAK = {"name": "name", "company": "company", "address": "address", "birthday": "date"}
SHARED = 5  # a value that more customers have tells nobody apart
LIKE = 0.8
STABLE = 0.9  # share of known customers whose own number is still the same
BLANK = 0  # the number of a blank, see `_coded`
OURS = re.compile(r"C(\d{6,18})")  # 18: a number that a machine can hold


@dataclass(frozen=True)
class Known:
    """What the last run knew of customers."""

    members: DataFrame = field(  # a line per row: customer_id, fingerprint, and first_id, the first id it ever had
        default_factory=lambda: DataFrame(columns=["customer_id", "fingerprint", "first_id"], dtype="str")
    )
    people: DataFrame = field(default_factory=DataFrame)  # by customer_id: the fields, as they were shown
    aliases: Mapping[str, str] = field(default_factory=dict)  # ids no longer in use -> the id that stands for them
    highest: int = 0  # the highest number we ever gave
    region: str = "CN"
    former: DataFrame = field(  # rows of ids that nobody has, as they last were: fingerprint, first_id
        default_factory=lambda: DataFrame(columns=["fingerprint", "first_id"], dtype="str")
    )

    @property
    def own(self) -> bool:
        """Whether customers are known by the sheet's own numbers."""
        ours = self.members["customer_id"].str.fullmatch(OURS)
        return bool(len(ours)) and bool(ours.mean() < 0.5)


def stable(known: Known, customers: DataFrame, own: Series, prints: Series) -> bool:
    """Return whether the sheet's own numbers are those its customers had in the last run.

    A row that was merged into another brings a number that stood for nobody, so customers are asked, not rows: whether one
    of the rows that said what they said still has their number. Where that cannot be said, for a whole column is gone or
    came, it is asked whether under their numbers still stands somebody like them.
    """
    seen = known.members[among(known.members["fingerprint"], prints[own != ""])]
    now = pd.MultiIndex.from_arrays([prints.array, own.array])
    same = pd.MultiIndex.from_frame(seen[["fingerprint", "first_id"]]).isin(now)
    if len(seen) and Series(same).groupby(seen["first_id"].array).any().mean() >= STABLE:
        return True
    alike = _alike(known, customers, own)
    return bool(alike.mean() >= STABLE) if len(alike) else seen.empty


def _alike(known: Known, customers: DataFrame, own: Series) -> NDArray[np.bool_]:
    """Return, per known customer whose number a row brings, whether they say the same in one thing that tells people apart.

    A firm that all of them work for, and its telephone, tell nobody apart.
    """
    here = own[own.isin(known.people.index) & ~own.duplicated()]
    mine, theirs = customers.loc[here.index], _canonical(known.people.loc[here.array], known.region)
    mine = mine.assign(name=in_full(mine))
    found = np.zeros(len(here), bool)
    for name in theirs.columns.intersection(mine.columns):
        few = theirs[name].groupby(theirs[name]).transform("size") <= SHARED
        found |= (mine[name].to_numpy() == theirs[name].to_numpy()) & ((theirs[name] != "") & few).to_numpy()
    return found


def prints_of(book: Book) -> Series:
    """Return the fingerprint of every row of the customers."""
    customers = book.tables["customers"]
    known = book.tables.get(KNOWN + "customers", DataFrame({"fingerprint": Series(dtype="str")}))
    return known["fingerprint"].reindex(customers.index).fillna("").astype("str")


def carried(
    customers: DataFrame, group: Series, own: Series, prints: Series, known: Known, merit: Series
) -> tuple[Series, dict[str, str]]:
    """Return the known id of every group (index: its first row), and what the ids that lost theirs lead to.

    *own* holds numbers only where they may be trusted, "" elsewhere; of rows now apart that of most *merit* keeps the id.
    """
    told, once = known.members, known.former
    ids, names = _coded(own, told["customer_id"], told["first_id"], known.people.index.to_series(), once["first_id"])
    says, _ = _coded(prints, told["fingerprint"], once["fingerprint"])
    rows = DataFrame({"group": group.array, "fingerprint": says[0], "own": ids[0], "merit": merit.array})
    members = DataFrame({"customer_id": ids[1], "fingerprint": says[1], "first_id": ids[2]})
    former = DataFrame({"fingerprint": says[2], "first_id": ids[4]})
    claims = _claims(rows, members)
    claimed = claims["customer_id"]
    changed = ~rows["fingerprint"].isin(members["fingerprint"]) & ~rows["own"].isin(claimed)
    free = known.people.set_axis(ids[3])[~np.isin(ids[3], claimed)]
    again = list(_found_again(customers[changed.to_numpy(bool)], group, free, known.region, names))
    claims = pd.concat([claims, DataFrame(again, columns=["group", "customer_id"], dtype="int64")])
    best = claims.drop_duplicates("customer_id")
    best = best.assign(age=_ages(best["customer_id"], names)).sort_values("age", kind="stable")
    taken = best.drop_duplicates("group")
    given = Series(taken["customer_id"].array, index=taken["group"].array)
    lost = best[~best["customer_id"].isin(given)]  # every group that is claimed has an id
    stand = lost["group"].map(given)
    leads = dict(zip(names.take(_at(lost["customer_id"])).to_pylist(), names.take(_at(stand)).to_pylist(), strict=True))
    given = _returned(given, rows, members, former, lost["customer_id"], names)
    return Series(names.take(_at(given)).to_numpy(zero_copy_only=False), index=given.index, dtype="str"), leads


def _coded(*columns: Series) -> tuple[list[NDArray[np.int64]], pa.Array]:
    """Return texts as numbers, equal ones the same and blanks 0, and the texts that they stand for."""
    (_, *numbers), texts = numbered(pa.array([""], TEXT), *map(text_of, columns))
    return numbers, texts


def _at(numbers: Series) -> pa.Array:
    return pa.array(numbers.to_numpy(np.int64))


def age(number: str) -> tuple[int, int, str, str]:
    """Return by what ids are older: the lower number.

    >>> sorted(["C000010", "K12", "C000002", "K3"], key=age)
    ['C000002', 'C000010', 'K3', 'K12']
    """
    digits = re.sub(r"[^0-9]", "", number).lstrip("0")
    return (0 if OURS.fullmatch(number) else 1, len(digits), digits, number)


def _ages(numbers: Series, names: pa.Array) -> Series:
    """Return by what ids, as numbers for *names*, are older: their places in the order of `age`."""
    every = np.unique(numbers.to_numpy(np.int64))
    texts = names.take(pa.array(every))
    digits = pc.utf8_ltrim(pc.replace_substring_regex(texts, "[^0-9]", ""), "0")
    theirs = pc.invert(pc.match_substring_regex(texts, f"^{OURS.pattern}$"))
    table = pa.table({"theirs": theirs, "length": pc.binary_length(digits), "digits": digits, "text": texts})
    order = pc.sort_indices(table, [(name, "ascending") for name in table.column_names])
    place = np.empty(len(every), np.int64)
    place[order.to_numpy()] = np.arange(len(every))
    return Series(place[np.searchsorted(every, numbers)], index=numbers.index)


def number_of(ids: Series) -> int:
    """Return the highest number among ids of ours, 0 where there are none."""
    texts = text_of(ids)
    ours = texts.filter(pc.match_substring_regex(texts, f"^{OURS.pattern}$"))
    return pc.max(pc.utf8_slice_codeunits(ours, 1).cast("int64")).as_py() or 0


def _claims(rows: DataFrame, members: DataFrame) -> DataFrame:
    """Return who may be whom: customer_id, group; for each customer the likeliest group first."""
    by_own = rows[(rows["own"] != BLANK) & rows["own"].isin(members["customer_id"])]
    by_own = by_own.assign(first=0, numbered=1, place=len(members), customer_id=by_own["own"])
    by_print = _by_print(rows[rows["fingerprint"] != BLANK], members, by_own).assign(numbered=0)
    every = pd.concat([by_print, by_own])
    whose = every.groupby(["customer_id", "group"], as_index=False, sort=False)
    told = whose.agg({"numbered": "max", "first": "max", "merit": "max", "place": "min"})
    order = ["numbered", "first", "merit", "place", "group"]
    return told.sort_values(order, ascending=[False, False, False, True, True], kind="stable", ignore_index=True)


def _by_print(rows: DataFrame, members: DataFrame, by_own: DataFrame) -> DataFrame:
    """Return *rows* with the customers that said the same: customer_id, first (it was his own id), place among *members*."""
    first = (members["first_id"] == members["customer_id"]).astype("int64")
    lines = members.assign(first=first, place=np.arange(len(members), dtype=np.int64))
    lines = lines.groupby(["fingerprint", "customer_id"], as_index=False, sort=False).agg(
        {"first": "max", "place": "min"}
    )
    alike = lines.duplicated("fingerprint", keep=False)
    sure = rows.merge(lines[~alike], on="fingerprint")
    pairs = pd.concat([each[["customer_id", "group"]] for each in (sure, by_own)]).drop_duplicates()
    return pd.concat([sure, _in_turn(rows, lines[alike], pairs)])


def _in_turn(rows: DataFrame, alike: DataFrame, pairs: DataFrame) -> DataFrame:
    """Return rows with the customers among equals: those known by something else as *pairs*, the others one by one."""
    rows = rows[rows["fingerprint"].isin(alike["fingerprint"])]
    known = rows.merge(pairs, on="group").merge(alike, on=["fingerprint", "customer_id"])
    rows, alike = (_without(each, known, name) for each, name in ((rows, "group"), (alike, "customer_id")))
    again = rows.groupby(["fingerprint", "group"], sort=False).cumcount()  # every group has its turn before any has two
    rows = rows.assign(again=again).sort_values("again", kind="stable")
    rows, alike = (each.assign(turn=each.groupby("fingerprint", sort=False).cumcount()) for each in (rows, alike))
    return pd.concat([known, rows.merge(alike, on=["fingerprint", "turn"])])


def _without(lines: DataFrame, known: DataFrame, name: str) -> DataFrame:
    both = [pd.MultiIndex.from_frame(each[["fingerprint", name]]) for each in (lines, known)]
    return lines[~both[0].isin(both[1])]


def _returned(
    given: Series, rows: DataFrame, members: DataFrame, former: DataFrame, lost: Series, names: pa.Array
) -> Series:
    """Return the ids with those of groups whose rows had one of their own before they were merged, altered or gone.

    An id that leads to another customer from now on, for it is *lost*, is nobody else's.
    """
    free = pd.concat([members[["fingerprint", "first_id"]], former])
    free = free[~free["first_id"].isin(given) & ~free["first_id"].isin(lost)].drop_duplicates()
    rows = rows.loc[~rows["group"].isin(given.index), ["group", "fingerprint"]]
    rows = rows.drop_duplicates().sort_values("group", kind="stable")
    rows, free = (each.assign(turn=each.groupby("fingerprint", sort=False).cumcount()) for each in (rows, free))
    rows = rows.merge(free.rename(columns={"first_id": "first"}), on=["fingerprint", "turn"])
    rows = rows.assign(age=_ages(rows["first"], names)).sort_values(["age", "group"], kind="stable")
    rows = rows.drop_duplicates("group").drop_duplicates("first")
    return pd.concat([given, Series(rows["first"].array, index=rows["group"].array, dtype="int64")])


def _found_again(
    rows: DataFrame, group: Series, free: DataFrame, region: str, names: pa.Array
) -> Iterator[tuple[int, int]]:
    """Yield group and customer who changed so much that no row of his is as it was; *rows* are new to us."""
    if free.empty or rows.empty:
        return
    old, rows = _canonical(free, region), rows.assign(name=in_full(rows))
    ages = _ages(old.index.to_series(), names)
    agreed = _agreed(rows, group, old)
    found, taken = set[int](), set[int]()
    for number, row, fields_of in sorted(agreed, key=lambda each: (-_weight(each[2]), ages[each[0]], each[1])):
        if number in found or row in taken:
            continue
        if _same(fields_of, rows.loc[row].to_dict(), old.loc[number].to_dict()):
            found.add(number)
            taken.add(row)
            yield int(group[row]), number


def _canonical(people: DataFrame, region: str) -> DataFrame:
    """Return shown values as they are kept inside."""
    people = people.assign(name=in_full(people))
    kinds = {name: kind for name, kind in {**CERTAIN, **CONTACT, **WEAK}.items() if name in people}
    told = {
        name: fields.outcomes(kind, people[name].reset_index(drop=True), region=region)["value"].array
        if kind in fields.KINDS
        else people[name].array
        for name, kind in kinds.items()
    }
    return DataFrame(told, index=people.index, dtype="str").fillna("")


def _agreed(rows: DataFrame, group: Series, old: DataFrame) -> list[tuple[int, int, frozenset[str]]]:
    """Return known customer, row, and the fields in which they agree."""
    pairs: dict[tuple[int, int], set[str]] = {}
    for name in old.columns.intersection(rows.columns):
        mine = DataFrame({"value": rows[name].array, "row": rows.index, "group": group.reindex(rows.index).array})
        mine = mine.drop_duplicates(["value", "group"])  # a customer of many rows is one
        theirs = DataFrame({"value": old[name].array, "id": old.index})
        both = [each[(each["value"] != "").to_numpy()] for each in (mine, theirs)]
        few = [each[each.groupby("value")["value"].transform("size") <= SHARED] for each in both]
        for number, row in few[0].merge(few[1], on="value")[["id", "row"]].itertuples(index=False, name=None):
            pairs.setdefault((number, row), set()).add(str(name))
    return [(number, row, frozenset(names)) for (number, row), names in pairs.items()]


def _weight(agreed: frozenset[str]) -> int:
    return sum(4 if each in CERTAIN else 2 if each in CONTACT else 1 for each in agreed)


def _same(agreed: frozenset[str], row: Mapping[Hashable, str], old: Mapping[Hashable, str]) -> bool:
    """Return whether what agrees is enough to say that it is still he."""
    if any(row.get(each, "") and old.get(each, "") and row[each] != old[each] for each in ("id_number", "tax_id")):
        return False
    contacts = len(agreed.intersection(CONTACT))
    named = bool(agreed & {"name", "company"})
    at_home = "name" in agreed and bool(agreed & {"address", "birthday"})
    if agreed.intersection(CERTAIN) or contacts > 1 or (contacts and named) or at_home:
        return True
    one, other = str(row.get("name", "")), str(old.get("name", ""))
    return bool(contacts) and (not one or not other or float(fields.compare("name", [one], [other]).iloc[0]) >= LIKE)

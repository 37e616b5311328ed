"""Customers known from the last run keep their ids, however their rows are sorted, exported, merged or split since.

A customer is known again by the fingerprints of his rows, and by his number where the sheet gives one. Whoever is found by
neither because he changed is known by what else he brought: an identity number; two of phone, e-mail and the like; one of
them and the name; or name and address. Where several known customers are now one, the oldest id stays and the others
become aliases; where one is now several, the id stays with the row that had it as its own, then with the customers' own
sheet before order lines, then with the row that had it first; rows that once had an id of their own have it again.
Customers who say the same (walk-ins without a phone) are told apart by their number among equals alone. A number is never
given to somebody new.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.fields import columns
from custsheet.fingerprint import KNOWN
from custsheet.model import Book

CERTAIN = ("resident_id", "uscc", "member_id")
CONTACT = ("mobile", "phone", "email", "wechat", "qq", "bankcard")
WEAK = ("name", "company", "address")
SHARED = 5  # a value that more customers have tells nobody apart
LIKE = 0.8
STABLE = 0.9  # share of known rows whose own number is still the same
OURS = re.compile(r"C(\d{6,})")


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
    former: DataFrame = field(  # rows of ids no longer in use, as they last were: fingerprint, first_id
        default_factory=lambda: DataFrame(columns=["fingerprint", "first_id"], dtype="str")
    )

    @property
    def own(self) -> bool:
        """Whether customers are known by the sheet's own numbers."""
        ours = self.members["customer_id"].str.fullmatch(OURS)
        return bool(len(ours)) and bool(ours.mean() < 0.5)


def stable(known: Known, own: Series, prints: Series) -> bool:
    """Return whether the sheet's own numbers are those its rows had in the last run."""
    told = (_among(prints, known.members["fingerprint"]) & (own != "")).to_numpy(bool)
    once = pd.MultiIndex.from_frame(known.members[["fingerprint", "first_id"]])
    now = pd.MultiIndex.from_arrays([prints[told].array, own[told].array])
    return not told.any() or bool(now.isin(once).mean() >= STABLE)


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
    claims = _claims(group, own, prints, known, merit)
    claimed = set(claims["customer_id"])
    changed = ~_among(prints, known.members["fingerprint"]) & ~_among(own, claimed)
    free = [each for each in known.people.index if each not in claimed]
    again = list(_found_again(customers[changed.to_numpy(bool)], group, known, free))
    claims = pd.concat(
        [claims, DataFrame(again, columns=["group", "customer_id"]).astype(claims[["group", "customer_id"]].dtypes)]
    )
    best = claims.drop_duplicates("customer_id")
    best = best.assign(age=_ages(best["customer_id"])).sort_values("age", kind="stable")
    taken = best.drop_duplicates("group")
    given = Series(taken["customer_id"].array, index=taken["group"].array, dtype="str")
    lost = best[~_among(best["customer_id"], taken["customer_id"])]  # every group that is claimed has an id
    leads = dict(zip(lost["customer_id"], lost["group"].map(given), strict=True))
    return _returned(given, group, prints, known, leads), leads


def _among(values: Series, known: Iterable[str]) -> Series:
    """Return which values are known; as objects, for looking up many texts in Arrow takes ten times as long."""
    return values.astype(object).isin(set(known))


def age(number: str) -> tuple[int, int, str]:
    """Return by what ids are older: the lower number.

    >>> sorted(["C000010", "K12", "C000002", "K3"], key=age)
    ['C000002', 'C000010', 'K3', 'K12']
    """
    ours = OURS.fullmatch(number)
    digits = re.sub(r"\D", "", number)
    return (0 if ours else 1, int(digits) if digits.isascii() and digits else 0, number)


def _ages(ids: Series) -> Series:
    """Return ids' ages as their places among them."""
    place = {each: number for number, each in enumerate(sorted(set(ids), key=age))}
    return ids.map(place).astype("int64")


def number_of(ids: Series) -> int:
    """Return the highest number among ids of ours, 0 where there are none."""
    found = columns.sure(ids, OURS.pattern).str.slice(1)
    return int(found[found != ""].astype("int64").max()) if (found != "").any() else 0


def _claims(group: Series, own: Series, prints: Series, known: Known, merit: Series) -> DataFrame:
    """Return who may be whom: customer_id, group; for each customer the likeliest group first."""
    rows = DataFrame({"group": group.array, "fingerprint": prints.array, "own": own.array, "merit": merit.array})
    by_own = rows[(rows["own"] != "") & _among(rows["own"], known.members["customer_id"])].assign(
        first=0, numbered=1, place=len(known.members)
    )
    by_own["customer_id"] = by_own["own"]
    by_print = _by_print(rows[rows["fingerprint"] != ""], known.members, by_own).assign(numbered=0)
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
    rows = rows[_among(rows["fingerprint"], alike["fingerprint"])]
    known = rows.merge(pairs, on="group").merge(alike, on=["fingerprint", "customer_id"])
    rows, alike = (_without(each, known, name) for each, name in ((rows, "group"), (alike, "customer_id")))
    again = rows.groupby(["fingerprint", "group"], sort=False).cumcount()  # every group has its turn before any has two
    rows = rows.assign(again=again).sort_values("again", kind="stable")
    rows, alike = (each.assign(turn=each.groupby("fingerprint", sort=False).cumcount()) for each in (rows, alike))
    return pd.concat([known, rows.merge(alike, on=["fingerprint", "turn"])])


def _without(lines: DataFrame, known: DataFrame, name: str) -> DataFrame:
    both = [pd.MultiIndex.from_frame(each[["fingerprint", name]]) for each in (lines, known)]
    return lines[~both[0].isin(both[1])]


def _returned(given: Series, group: Series, prints: Series, known: Known, leads: Mapping[str, str]) -> Series:
    """Return the ids with those of groups whose rows had one of their own before they were merged, as they are or altered.

    An id that leads to another customer from now on is nobody else's.
    """
    free = pd.concat([known.members[["fingerprint", "first_id"]], known.former])
    free = free[~_among(free["first_id"], [*given, *leads])].drop_duplicates()
    rows = DataFrame({"group": group.array, "fingerprint": prints.array})
    rows = rows[~rows["group"].isin(given.index)].drop_duplicates().sort_values("group", kind="stable")
    rows, free = (each.assign(turn=each.groupby("fingerprint", sort=False).cumcount()) for each in (rows, free))
    rows = rows.merge(free.rename(columns={"first_id": "first"}), on=["fingerprint", "turn"])
    rows = rows.assign(age=_ages(rows["first"])).sort_values(["age", "group"], kind="stable")
    rows = rows.drop_duplicates("group").drop_duplicates("first")
    return pd.concat([given, Series(rows["first"].array, index=rows["group"].array, dtype="str")])


def _found_again(rows: DataFrame, group: Series, known: Known, free: list[str]) -> Iterator[tuple[int, str]]:
    """Yield group and id of customers who changed so much that no row of theirs is as it was; *rows* are new to us."""
    if not free or rows.empty:
        return
    old = _canonical(known.people.loc[free], known.region)
    taken: set[object] = set()
    for number, row, agreed in sorted(
        _agreed(rows, group, old), key=lambda each: (-_weight(each[2]), age(each[0]), each[1])
    ):
        if not {number, row} & taken and _same(agreed, rows.loc[row].to_dict(), old.loc[number].to_dict()):
            taken |= {number, row}
            yield int(group[row]), number


def _canonical(people: DataFrame, region: str) -> DataFrame:
    """Return shown values as they are kept inside."""
    kinds = {name: name for name in (*CERTAIN, *CONTACT, *WEAK) if name in people}
    kinds |= {"mobile": "phone"} if "mobile" in people else {}
    told = {
        name: fields.outcomes(kind, people[name].reset_index(drop=True), region=region)["value"].array
        if kind in fields.KINDS
        else people[name].array
        for name, kind in kinds.items()
    }
    return DataFrame(told, index=people.index, dtype="str").fillna("")


def _agreed(rows: DataFrame, group: Series, old: DataFrame) -> list[tuple[str, int, frozenset[str]]]:
    """Return known id, row, and the fields in which they agree."""
    pairs: dict[tuple[str, int], set[str]] = {}
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
    if any(row.get(each, "") and old.get(each, "") and row[each] != old[each] for each in ("resident_id", "uscc")):
        return False
    contacts = len(agreed.intersection(CONTACT))
    named = bool(agreed & {"name", "company"})
    if agreed.intersection(CERTAIN) or contacts > 1 or (contacts and named) or {"name", "address"} <= agreed:
        return True
    one, other = str(row.get("name", "")), str(old.get("name", ""))
    return bool(contacts) and (not one or not other or float(fields.compare("name", [one], [other]).iloc[0]) >= LIKE)

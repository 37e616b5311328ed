"""The stage `relate`: customers who belong together and are not one: households, branches, colleagues.

They are linked with a named relation, never merged. A **household** shares two of address, surname and phone (an
address with a number, a phone that few hold), under different names; **colleagues** are named at one company;
**branches** are parts of one company (see `relate_companies`). Every group hangs together by links from its first
customer by number, so that a group of *n* costs *n* − 1 links, and a list sorted anew has the same ones. Groups that
are too large to mean anything (a dormitory, a switchboard) are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

import custsheet.duplicates.keyed as keyed
from custsheet.duplicates.evidence import Ints
from custsheet.duplicates.group import components
from custsheet.duplicates.relate_companies import roots
from custsheet.fields import columns
from custsheet.fields import name as person
from custsheet.fields.surnames import surname_of
from custsheet.model import Book, frame
from custsheet.schema import Schema
from custsheet.texts import lookup

TABLE = "relations"
HOUSEHOLD, COLLEAGUE, BRANCH = "household", "colleague", "branch"
LARGEST = {HOUSEHOLD: 8, COLLEAGUE: 200, BRANCH: 200}  # customers from which a group says nothing
HELD = 4  # customers who may hold a household's phone
PHONES = ("mobile", "phone")


class Relation(NamedTuple):
    """Two customers who belong together. `group` numbers all who hang together by one kind of relation."""

    row_left: int
    row_right: int
    customer_left: str
    customer_right: str
    relation: str  # household, colleague, branch
    group: int
    evidence: str  # in the user's language


class People(NamedTuple):
    """Customers by what may tie them, one number per customer, -1 for nothing; phones hold two per customer."""

    name: Ints
    surname: Ints
    door: Ints
    phone: tuple[Ints, ...]
    company: Ints
    root: Ints  # of the company and all its branches


def relate(book: Book, schema: Schema) -> Book:
    """Return the book with the table `relations` of its customers (frames as `Relation`), and `facts:relate`."""
    customers = book.tables.get("customers")
    if customers is None or customers.empty or "customers" not in schema:
        return book
    found, facts = related(customers)
    told = DataFrame({"key": list(facts), "value": [str(each) for each in facts.values()]}, dtype="str")
    return replace(book, tables={**book.tables, TABLE: found, "facts:relate": told})


def related(customers: DataFrame) -> tuple[DataFrame, dict[str, int]]:
    """Return the relations between *customers* (merged, one row each), and how many of each kind, and what was left out."""
    ids = _column(customers, "customer_id")
    customers = customers.iloc[np.lexsort((ids, ids.str.len()))]  # C2 before C10
    people, capped = _people(customers), np.zeros(len(customers), bool)
    parts: list[DataFrame] = []
    settled = np.empty(0, np.int64)  # pairs that have a relation already: colleagues are no household
    for relation, links in (
        (COLLEAGUE, _colleagues(people)),
        (BRANCH, _branches(people)),
        (HOUSEHOLD, _households(people)),
    ):
        part, left_out = _together(relation, links, people, settled)
        capped |= left_out
        settled = np.r_[settled, part["row_left"].to_numpy() * len(customers) + part["row_right"].to_numpy()]
        parts.append(part)
    every = pd.concat(parts, ignore_index=True)
    counts = {f"relations_{each}": int((every["relation"] == each).sum()) for each in LARGEST}
    return _named(every, customers), {**counts, "relations_capped": int(capped.sum())}


def _people(customers: DataFrame) -> People:
    """Return what may tie the customers together; who shares nothing with anybody needs no name."""
    phones = pd.concat([_column(customers, each) for each in PHONES], ignore_index=True)
    held = _coded(phones.str.replace(";.*", "", regex=True))
    held = np.where(_few(held, len(customers)), held, -1)
    mobile, phone = np.split(held, len(PHONES))
    company, root = roots(_column(customers, "company"))
    door = _doors(_column(customers, "address"))
    tied = np.any([_shared(each)[: len(customers)] for each in (door, company, held)], axis=0)
    tied |= _shared(held)[len(customers) :]
    names = columns.chosen(tied, _column(customers, "name"))
    sight = person.clean_column(names)  # a person's at sight; the others are looked at one by one
    doubtful = columns.chosen(sight == "", names)
    looked_at = columns.mapped(doubtful, lambda each: each if each and person.is_personal(each) else "")
    personal = columns.chosen(sight == "", looked_at, names)
    begun = columns.mapped(columns.chosen(sight != "", names.str.slice(0, 2)), surname_of)  # which says it of these
    family = columns.chosen(
        sight == "", columns.mapped(looked_at, lambda each: person.surname(each) if each else ""), begun
    )
    return People(_coded(personal), _coded(family), door, (mobile, phone), company, root)


def _shared(codes: Ints) -> NDArray[np.bool_]:
    """Return which of these numbers stand there more than once."""
    count = np.bincount(codes[codes >= 0], minlength=int(codes.max(initial=0)) + 1)
    return np.asarray((codes >= 0) & (count[np.maximum(codes, 0)] > 1))


def _column(customers: DataFrame, field: str) -> Series:
    return customers[field].astype("str") if field in customers else columns.blanks(customers.index)


def _coded(values: Series) -> Ints:
    """Return the number of each value, -1 for blanks."""
    number, unique = pd.factorize(values)
    return np.where(np.asarray(unique == "", bool)[number], -1, number).astype(np.int64)


def _doors(addresses: Series) -> Ints:
    number, unique = pd.factorize(addresses)
    return np.asarray(keyed.numbered("address", Series(unique, dtype="str"))[:, 0][number])


def _few(phones: Ints, customers: int) -> NDArray[np.bool_]:
    """Return which phones (of two columns, one below the other) few enough customers hold."""
    who = np.tile(np.arange(customers), len(PHONES))
    pairs = np.unique(phones[phones >= 0] * customers + who[phones >= 0])
    holders = np.bincount(pairs // customers, minlength=int(phones.max(initial=0)) + 1)
    return np.asarray(holders[np.maximum(phones, 0)] <= HELD)


def _households(people: People) -> Iterator[tuple[Ints, Ints, str]]:
    """Yield position, number of the group and evidence for everything two of a household share."""
    every = np.arange(len(people.name))
    named, home = people.name >= 0, (people.name >= 0) & (people.door >= 0)
    family = people.surname >= 0
    yield _group(every, home & family, people.door, people.surname, "address_surname")
    twice, phone = np.tile(every, len(people.phone)), np.concatenate(people.phone)
    held = (phone >= 0) & named[twice]
    yield _group(twice, held & home[twice], people.door[twice], phone, "address_phone")
    yield _group(twice, held & family[twice], phone, people.surname[twice], "phone_surname")


def _colleagues(people: People) -> Iterator[tuple[Ints, Ints, str]]:
    named = (people.name >= 0) & (people.company >= 0)
    yield _group(np.arange(len(named)), named, people.company, people.company, "company")


def _branches(people: People) -> Iterator[tuple[Ints, Ints, str]]:
    tied = people.root >= 0
    yield _group(np.arange(len(tied)), tied, people.root, people.root, "branch")


def _group(every: Ints, wanted: NDArray[np.bool_], one: Ints, other: Ints, evidence: str) -> tuple[Ints, Ints, str]:
    both = one[wanted] * (int(other.max(initial=0)) + 1) + other[wanted]
    return every[wanted], both, evidence


def _together(
    relation: str, groups: Iterator[tuple[Ints, Ints, str]], people: People, settled: Ints
) -> tuple[DataFrame, NDArray[np.bool_]]:
    """Return the links of one kind of relation, and which customers stand in groups that are too large."""
    count = len(people.name)
    capped = np.zeros(count, bool)
    apart = people.company if relation == BRANCH else people.name  # those who differ in it are two
    found: dict[int, list[str]] = {}
    for position, group, evidence in groups:
        left, right, large = _stars(position, group, LARGEST[relation])
        capped[large] = True
        differ = apart[left] != apart[right]
        pairs = left[differ] * count + right[differ]
        for pair in pairs[~np.isin(pairs, settled)].tolist():
            found.setdefault(pair, []).append(evidence)
    pairs = np.asarray(sorted(found), np.int64)
    left, right = pairs // count, pairs % count
    label = components(count, left, right)
    evidence_ = [tuple(found[pair]) for pair in pairs.tolist()]
    said = {each: _said(each) for each in set(evidence_)}
    columns_ = {
        "row_left": left,
        "row_right": right,
        "group": label[left],
        "relation": relation,
        "evidence": [said[each] for each in evidence_],
    }
    return frame(Relation, columns_), capped


def _said(evidence: tuple[str, ...]) -> str:
    """Return the evidence in words, each piece once."""
    words = lookup("relations", "evidence")
    return str(lookup("relations", "between")).join(str(words[each]) for each in dict.fromkeys(evidence))


def _stars(position: Ints, group: Ints, largest: int) -> tuple[Ints, Ints, Ints]:
    """Return the links from the first member of each group to its others, and the members of groups that are too large."""
    order = np.lexsort((position, group))
    position, group = position[order], group[order]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, len(group)])
    first, size = np.repeat(position[starts], sizes), np.repeat(sizes, sizes)
    tied = (first != position) & (size <= largest)
    return first[tied], position[tied], position[size > largest]


def _named(found: DataFrame, customers: DataFrame) -> DataFrame:
    """Return the relations by row and customer id instead of by position, groups numbered from 1."""
    found = found.sort_values(["relation", "group", "row_left", "row_right"], kind="stable", ignore_index=True)
    ids = _column(customers, "customer_id")
    left, right = found["row_left"].to_numpy(), found["row_right"].to_numpy()
    number, _ = pd.factorize(found["relation"] + found["group"].astype("str"))
    return found.assign(
        row_left=customers.index.to_numpy()[left],
        row_right=customers.index.to_numpy()[right],
        customer_left=ids.iloc[left].array,
        customer_right=ids.iloc[right].array,
        group=number.astype(np.int64) + 1,
    )

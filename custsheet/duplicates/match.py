"""The stage `match`: which rows are one customer, and which pairs a person should look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series

import custsheet.duplicates.decide as decide
import custsheet.duplicates.ids as ids
import custsheet.duplicates.met as memory
import custsheet.duplicates.notices as notices
from custsheet import corrected
from custsheet.duplicates.coded import Coded, coded
from custsheet.duplicates.decide import ANCHORS, DECISIONS, Asked, Pair
from custsheet.duplicates.engine import Resolved, Scored, resolved
from custsheet.duplicates.evidence import Ints
from custsheet.duplicates.known import Known
from custsheet.duplicates.met import Met
from custsheet.duplicates.reasons import reasons
from custsheet.duplicates.references import References, references
from custsheet.duplicates.repeats import repeats, restated
from custsheet.model import Book, Match, frame, together
from custsheet.schema import Schema, TableSpec
from custsheet.texts import say

Decisions = tuple[tuple[int, int, bool], ...]  # two rows, and whether a person said that they are the same customer


class _Found(NamedTuple):
    """Per row the first row of its group and whether an equal row stands before; noteworthy pairs; what the engine tells."""

    group: Series
    repeated: Series
    matches: DataFrame
    contradicts: NDArray[np.bool_]  # per match
    disputed: DataFrame  # further matches: pairs on which people's decisions contradict each other
    borrowed: Index  # rows whose number is another customer's
    unlisted: Index  # rows whose number the customer list does not have
    facts: dict[str, int]
    met: Met


def matching(
    decisions: Decisions | DataFrame = (),
    merge: str = "certain",
    known: Known | None = None,
    met: DataFrame | None = None,
) -> Callable[[Book, Schema], Book]:
    """Return the stage that finds which rows are one customer.

    It fills `Book.matches` and the customer ids of `Book.lineage` for customers and orders, lists what a person should
    decide, and keeps the sheet's own customer numbers in a column of their own where they do not serve as ids.
    *decisions*, pairs of rows or a frame of pairs of fingerprints, come before every score; with *merge* `none` only exact
    repeats share an id; customers *known* from the last run keep theirs. With the table of what an earlier run *met*
    (empty at first, see `duplicates.met`) only what is new or changed is compared, and the book holds the next such table.
    """
    before = None if met is None else memory.read(met)

    def match(book: Book, schema: Schema) -> Book:
        customers = book.tables.get("customers")
        if customers is None or customers.empty or "customers" not in schema:
            return ids.with_orders(book)
        asked = _asked(decisions, book, schema["customers"])
        found = _found(book, schema["customers"], asked, merge, before)
        told = _tables(book, schema["customers"], asked, found)
        if before is not None:
            told[memory.TABLE] = memory.told(found.met)
        book = replace(book, matches=found.matches).with_issues(notices.unlisted(book, found.unlisted))
        book = ids.with_customers(book, found.group, found.repeated, known, found.borrowed)
        noticed = [
            *notices.noticed(book, found.group, found.contradicts, found.facts),
            notices.disputed(book, found.disputed),
        ]
        every = together(Match, [found.matches, found.disputed])
        return replace(book, matches=every).with_tables(**told).with_issues(*noticed)

    return match


def _asked(decisions: Decisions | DataFrame, book: Book, spec: TableSpec) -> Asked:
    if isinstance(decisions, DataFrame):
        return decide.asked(decisions, book, spec)
    return Asked(decisions, (), DataFrame())


def _tables(book: Book, spec: TableSpec, asked: Asked, found: _Found) -> dict[str, DataFrame]:
    """Return what the stage tells about itself, the decisions, and by what the rows in question will be known again."""
    group, matches = found.group, found.matches
    noted = group.index.isin([*matches["row_left"], *matches["row_right"]])
    noted |= (group.duplicated(keep=False) & ~found.repeated).to_numpy()
    facts = DataFrame({"key": list(found.facts), "value": [str(each) for each in found.facts.values()]}, dtype="str")
    return {
        "facts:match": facts,
        DECISIONS: asked.told,
        ANCHORS: decide.anchors(book, spec, group.index[noted]),
    }


def _found(book: Book, spec: TableSpec, people: Asked, merge: str, met: Met | None) -> _Found:
    """Compare one row of every set of repeats with all others, and tell the answer for all rows."""
    customers = coded(book.tables["customers"])
    source = book.origin["source"].reindex(customers.index, fill_value=0)
    ordered = _ordered(book, customers)
    equal = repeats(customers, spec, source, ordered)
    if apart := _apart(people.obeyed, Series(equal, index=customers.index)):
        equal = repeats(customers, spec, source, ordered, apart)
    chosen, place = np.unique(equal, return_inverse=True)
    rows = customers.index.to_numpy()
    refer = references(customers, source.map(book.sources["file"]), ordered)
    same = dict(zip(rows.tolist(), rows[equal].tolist(), strict=True))
    people = decide.with_ties(people, _of_equal(refer.same.itertuples(index=False, name=None), same), "listed")
    people = decide.with_ties(people, _of_equal(corrected.pairs(book), same), "corrected")
    asked = _places(people.obeyed, Series(place, index=rows))
    told = resolved(customers.some(chosen), spec, source.iloc[chosen], asked, met)
    first = chosen[told.group][place] if merge != "none" else equal
    group = Series(rows[first], index=rows)
    pairs, joined = _worth_telling(told, asked)
    heads = restated(customers, spec, first, ordered, _referred(refer, customers.index))
    matches = _matches(pairs, joined, rows[chosen], reasons(told.evidence, pairs.told, pairs.weight, spec))
    every = together(Match, [matches, _asked_for(people, matches, group), _misnamed(refer, people, matches, group)])
    contradicts = np.r_[pairs.verdict.contradicts, np.zeros(len(every) - len(matches), bool)]
    news = ~_restatements(every, Series(np.r_[rows, -1][heads], index=rows))
    return _Found(
        group,
        Series((equal != np.arange(len(equal))) | (heads >= 0), index=rows),
        every[news].reset_index(drop=True),
        contradicts[news],
        _disputed(people.disputed, group),
        Index(refer.doubtful["line"]),
        refer.unlisted,
        {"rows": len(customers), "compared": len(chosen), **told.facts},
        told.met,
    )


def _restatements(matches: DataFrame, heads: Series) -> NDArray[np.bool_]:
    """Return which pairs tell nothing new: an order line says no more than a row of the list, which is in the pair or has its own."""
    sides = matches[["row_left", "row_right"]].to_numpy()
    of_list = heads[sides.ravel()].to_numpy().reshape(sides.shape)
    restating = (of_list >= 0).any(axis=1)
    stands = np.sort(np.where(of_list >= 0, of_list, sides), axis=1)
    keys = stands[:, 0] * (sides.max(initial=0) + 1) + stands[:, 1]
    return restating & ((stands[:, 0] == stands[:, 1]) | np.isin(keys, keys[~restating]))


def _referred(refer: References, rows: Index) -> Ints:
    """Return, per position, that of the row of the list that it refers to, -1 for none."""
    told = np.full(len(rows), -1)
    told[rows.get_indexer(Index(refer.same["line"]))] = rows.get_indexer(Index(refer.same["listed"]))
    return told


def _of_equal(pairs: Iterable[Pair], same: Mapping[int, int]) -> list[Pair]:
    """Return pairs of rows, once for all rows that say the same."""
    told = {(same.get(one, one), same.get(other, other)) for one, other in pairs}
    return sorted((one, other) for one, other in told if one != other)


def _ordered(book: Book, customers: Coded) -> NDArray[np.bool_]:
    """Return which customers' rows carry an order."""
    rows = [book.tables[name].index for name in ("orders", "quarantined:orders") if name in book.tables]
    return np.asarray(customers.index.isin(np.concatenate(rows))) if rows else np.zeros(len(customers), bool)


def _apart(decisions: Decisions, equal: Series) -> set[int]:
    """Return the rows of which a person said that they differ from an equal one."""
    pairs = [(a, b) for a, b, same in decisions if not same and a in equal.index and b in equal.index]
    return {row for a, b in pairs if equal[a] == equal[b] for row in (a, b)}


def _places(decisions: Decisions, place: Series) -> list[tuple[int, int, bool]]:
    """Return decisions by the place of their rows among those compared."""
    here = [(a, b, same) for a, b, same in decisions if a in place.index and b in place.index]
    return [(int(place[a]), int(place[b]), same) for a, b, same in here]


def _worth_telling(told: Resolved, asked: list[tuple[int, int, bool]]) -> tuple[Scored, NDArray[np.bool_]]:
    """Return the pairs to list, and which of them were joined; customers decided to be different are not asked about again."""
    left, right = told.group[told.pairs.left], told.group[told.pairs.right]
    joined = left == right
    wanted = joined | told.pairs.verdict.possible | told.pairs.verdict.certain
    settled = {(int(told.group[a]), int(told.group[b])) for a, b, same in asked if not same}
    if settled:
        settled |= {(b, a) for a, b in settled}
        pairs = zip(left.tolist(), right.tolist(), strict=True)
        wanted &= joined | ~np.fromiter((pair in settled for pair in pairs), bool, len(wanted))
    return told.pairs.where(wanted), joined[wanted]


def _matches(pairs: Scored, joined: NDArray[np.bool_], rows: Ints, reason: Series) -> DataFrame:
    """Return the Match frame of the pairs."""
    left, right = rows[pairs.left], rows[pairs.right]
    return frame(
        Match,
        {
            "row_left": np.minimum(left, right),
            "row_right": np.maximum(left, right),
            "probability": pairs.verdict.probability.round(6),
            "weight": pairs.weight.weight.round(3),
            "band": Series(np.where(joined, "certain", "possible"), dtype="str"),
            "reason": reason,
        },
    )


def _asked_for(people: Asked, matches: DataFrame, group: Series) -> DataFrame:
    """Return the pairs that people decided, or took, to be the same and that no score found."""
    found = set(zip(matches["row_left"], matches["row_right"], strict=True))
    asked = {(min(a, b), max(a, b)) for a, b, same in people.obeyed if same and a in group.index and b in group.index}
    new = sorted(asked - found)
    told = [
        say("match", "decided", people.tied.get((a, b), "same")) if group[a] == group[b] else say("match", "unsettled")
        for a, b in new
    ]
    band = ["certain" if group[a] == group[b] else "possible" for a, b in new]
    columns = {"row_left": [a for a, _ in new], "row_right": [b for _, b in new], "band": band, "reason": told}
    return frame(Match, {**columns, "probability": 1.0}) if new else frame(Match)


def _misnamed(refer: References, people: Asked, matches: DataFrame, group: Series) -> DataFrame:
    """Return the pairs of a customer and a line with his number and another's name, unless it is known what to think of them."""
    known = set(zip(matches["row_left"], matches["row_right"], strict=True))
    known |= {(min(a, b), max(a, b)) for a, b, _ in people.obeyed}
    found = refer.doubtful[
        (group.reindex(refer.doubtful["listed"]).array != group.reindex(refer.doubtful["line"]).array)
    ]
    pairs = [(min(a, b), max(a, b)) for a, b in found.itertuples(index=False, name=None)]
    return _to_ask([pair for pair in pairs if pair not in known], "misnamed")


def _disputed(pairs: tuple[Pair, ...], group: Series) -> DataFrame:
    """Return the pairs on which people contradict one another, to be asked again."""
    apart = [(a, b) for a, b in pairs if a in group.index and b in group.index and group[a] != group[b]]
    return _to_ask(apart, "unsettled")


def _to_ask(pairs: list[Pair], reason: str) -> DataFrame:
    if not pairs:
        return frame(Match)
    sides = {"row_left": [a for a, _ in pairs], "row_right": [b for _, b in pairs]}
    return frame(Match, {**sides, "probability": 0.5, "band": "possible", "reason": say("match", reason)})

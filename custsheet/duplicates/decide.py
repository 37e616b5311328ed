"""People's decisions, anchored in fresh data: rows are known by what they say, never by where they stand.

A row answers to a decision by its fingerprint. Where none does any more, because a customer moved, the row with the same
identity values stands in: the one with the same number of its own in the same file, else the only one. Once an identity
value changed, the decision has lost its anchor and is asked again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from pandas import DataFrame, Index, Series

from custsheet import fingerprint
from custsheet.fingerprint import KNOWN
from custsheet.model import Book
from custsheet.schema import TableSpec

DECISIONS, ANCHORS = "decisions:customers", "anchors:customers"  # tables of the book
GONE, CHANGED, ASIDE, OBEYED, DISPUTED = "gone", "changed", "aside", "in_force", "disputed"
_SIDES = ("left", "right")
_NEEDED = (
    *("left", "right", "same", "field", "value", "state", "left_identity", "right_identity"),
    *("left_others", "right_others"),
)
Pair = tuple[int, int]
Decision = tuple[int, int, bool]  # two rows, and whether they are the same customer


class Asked(NamedTuple):
    """What people decided, by row: the decisions to obey, the pairs to ask about again, and every decision with its state."""

    obeyed: tuple[Decision, ...]
    disputed: tuple[Pair, ...]
    told: DataFrame  # the decisions given, with row_left and row_right (as text, "" for none) and state
    tied: Mapping[Pair, str] = {}  # what of it nobody decided, and why they are one: `corrected`, `listed`


def asked(decisions: DataFrame, book: Book, spec: TableSpec) -> Asked:
    """Return what is to be obeyed of *decisions*, and what of it contradicts itself.

    *decisions* has at least left, right (fingerprints) and same ("1", "0"); the other columns are those of the ledger.
    A decision holds for all rows that its two customers were made of when it was made, and for all rows that say the same.
    Of decisions that contradict one another by transitivity those that say *same* are withheld.
    """
    known = book.tables.get(KNOWN + "customers")
    wanted = list(dict.fromkeys([*decisions.columns, *_NEEDED]))
    decisions = decisions.reindex(columns=wanted, fill_value="").fillna("").astype("str")
    if known is None or decisions.empty:
        return Asked((), (), decisions.assign(row_left="", row_right=""))
    found = [_rows(decisions, side, known["fingerprint"], book, spec) for side in _SIDES]
    lines = list(zip(decisions.to_dict("records"), *found, strict=True))
    states = [_state(line, left, right) for line, left, right in lines]
    pairs = [
        pair
        for (line, left, right), state in zip(lines, states, strict=True)
        if state in (OBEYED, DISPUTED) and line["same"]
        for pair in _pairs(left.rows, right.rows, line["same"] == "1" and state == OBEYED)
    ]
    withheld = _withheld(pairs)
    told = decisions.assign(
        row_left=[str(left.rows[0]) if left.rows else "" for left in found[0]],
        row_right=[str(right.rows[0]) if right.rows else "" for right in found[1]],
        state=[
            DISPUTED if state == OBEYED and not withheld.isdisjoint(_keys(line[1].rows, line[2].rows)) else state
            for line, state in zip(lines, states, strict=True)
        ],
    )
    disputed = withheld | {
        key
        for (_, left, right), state in zip(lines, states, strict=True)
        if state == DISPUTED
        for key in _keys(left.rows[:1], right.rows[:1])
    }
    obeyed = tuple(each for each in pairs if not each[2] or _key(*each[:2]) not in withheld)
    return Asked(obeyed, tuple(sorted(disputed)), told)


def with_ties(told: Asked, ties: Iterable[Pair], why: str) -> Asked:
    """Return what is to be obeyed, with rows that are the same customer unless a person decided otherwise.

    >>> told = Asked(((1, 2, True), (1, 3, False), (1, 4, False)), (), DataFrame())
    >>> with_ties(told, [(2, 3), (2, 4), (2, 5)], "corrected").obeyed[3:]
    ((2, 5, True),)
    """
    decided = {_key(one, other) for one, other, same in told.obeyed if same}
    group: dict[int, set[int]] = {}
    for one, other in decided:
        _join(group, one, other)
    apart = [(one, other) for one, other, same in told.obeyed if not same]
    kept = []
    for tie in sorted({_key(*each) for each in ties} - decided):
        left, right = (group.get(each, {each}) for each in tie)
        if not any((a in left and b in right) or (a in right and b in left) for a, b in apart):
            _join(group, *tie)
            kept.append(tie)
    return told._replace(
        obeyed=(*told.obeyed, *((*each, True) for each in kept)), tied={**told.tied, **dict.fromkeys(kept, why)}
    )


def _join(group: dict[int, set[int]], one: int, other: int) -> None:
    """Let two rows and all that belong to them be one set."""
    whole = group.get(one, {one}) | group.get(other, {other})
    group.update(dict.fromkeys(whole, whole))


class _Anchor(NamedTuple):
    """The rows that answer to one side of a decision; why there are none."""

    rows: list[int]
    lost: str = ""


def _rows(decisions: DataFrame, side: str, known: Series, book: Book, spec: TableSpec) -> list[_Anchor]:
    """Return the anchor of one side of every decision."""
    customers = book.tables["customers"]
    others = [each.split() for each in decisions[f"{side}_others"]]
    wanted = known[known.isin({*decisions[side], *(each for several in others for each in several)})]
    by_print: dict[str, list[int]] = {}
    for row, each_print in zip(wanted.index.tolist(), wanted, strict=True):
        by_print.setdefault(each_print, []).append(row)
    return [
        each._replace(rows=list(dict.fromkeys([*each.rows, *_further(by_print, more, customers.index)])))
        if each.rows
        else each
        for each, more in zip(_firsts(decisions, side, by_print, book, spec), others, strict=True)
    ]


def _further(by_print: Mapping[str, list[int]], prints: list[str], customers: Index) -> list[int]:
    """Return the rows with some fingerprints."""
    return _here([row for each in prints for row in by_print.get(each, [])], customers).rows


def _firsts(
    decisions: DataFrame, side: str, by_print: Mapping[str, list[int]], book: Book, spec: TableSpec
) -> list[_Anchor]:
    """Return the anchor of the very row that one side of every decision was about."""
    customers = book.tables["customers"]
    missing = decisions[side].map(lambda each: each not in by_print)
    if not missing.any() or not (decisions.loc[missing, f"{side}_identity"] != "").any():
        return [_here(by_print.get(each, []), customers.index) for each in decisions[side]]
    stand_ins = anchors(book, spec, customers.index)
    return [
        _here(by_print[line[side]], customers.index) if line[side] in by_print else _stand_in(line, side, stand_ins)
        for line in decisions.to_dict("records")
    ]


def anchors(book: Book, spec: TableSpec, rows: Index) -> DataFrame:
    """Return by what else these rows of the customers are known: identity (a fingerprint) and number (file and own id)."""
    customers = book.tables["customers"].loc[rows]
    file = book.origin["source"].reindex(rows).map(book.sources["file"]).fillna("").astype("str")
    own = customers["customer_id"] if "customer_id" in customers else Series("", index=rows, dtype="str")
    identity, known = fingerprint.identities(customers, spec), book.tables.get(KNOWN + "customers", DataFrame())
    if fingerprint.IDENTITY in known:
        told = known[fingerprint.IDENTITY].reindex(rows).fillna("")
        identity = told.where((told != "").to_numpy(), identity)
    return DataFrame({"identity": identity, "number": number(file, own)}, index=rows).astype("str")


def number(file: Series, own: Series) -> Series:
    """Return what the number of a row's own is compared as: within its file, "" for none."""
    return (file + "|" + own).where((own != "").to_numpy(), "")


def _stand_in(line: Mapping[object, str], side: str, known: DataFrame) -> _Anchor:
    """Return the row with the identity that the decision was about: of the same number, else the only one."""
    number, identity = line.get(f"{side}_number", ""), line[f"{side}_identity"]
    same = known[(known["identity"] == identity).to_numpy() & bool(identity)]
    numbered = same[same["number"] == number] if number else same
    if len(numbered) == 1 or (len(numbered) and number):
        return _Anchor([int(each) for each in numbered.index])
    if len(same) == 1:
        return _Anchor([int(same.index[0])])
    return _Anchor([], CHANGED if number and (known["number"] == number).any() else GONE)


def _here(rows: list[int], customers: Index) -> _Anchor:
    here = [int(each) for each in rows if each in customers]
    return _Anchor(here, "" if here else ASIDE if rows else GONE)


def _state(line: Mapping[object, str], left: _Anchor, right: _Anchor) -> str:
    if line["state"] not in ("", OBEYED):
        return line["state"] if (left.rows and right.rows) or line["state"] != DISPUTED else left.lost or right.lost
    return left.lost or right.lost or OBEYED


def _pairs(left: list[int], right: list[int], same: bool) -> list[Decision]:
    """Return what a decision says of rows: all are one customer, or none of the one side is with any of the other.

    >>> _pairs([1, 2], [3, 4], same=True)
    [(1, 2, True), (1, 3, True), (1, 4, True)]
    >>> _pairs([1, 2], [2, 3], same=False)
    [(1, 3, False)]
    """
    if same:
        return [(left[0], other, True) for other in dict.fromkeys([*left, *right]) if other != left[0]]
    alone = [each for each in left if each not in right] or left, [each for each in right if each not in left] or right
    return [(one, other, False) for one in alone[0] for other in alone[1] if one != other]


def _keys(left: list[int], right: list[int]) -> set[Pair]:
    return {_key(one, other) for one in left for other in right}


def _key(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)


def _withheld(pairs: Iterable[Decision]) -> set[Pair]:
    """Return the decisions, as pairs of rows, that say *same* on a way between two rows that another says to differ.

    >>> sorted(_withheld([(1, 2, True), (2, 3, True), (1, 3, False), (7, 8, True)]))
    [(1, 2), (2, 3)]
    """
    pairs = list(pairs)
    near: dict[int, set[int]] = {}
    for one, other, same in pairs:
        if same:
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
    held: set[Pair] = set()
    for one, other, same in pairs:
        while not same and (way := _way(near, one, other)):
            for left, right in way:
                near[left].discard(right)
                near[right].discard(left)
                held.add(_key(left, right))
    return held


def _way(near: Mapping[int, set[int]], start: int, end: int) -> list[Pair]:
    """Return the shortest way between two rows as its steps, none where there is no way."""
    before, waiting = {start: start}, deque([start])
    while waiting and end not in before:
        here = waiting.popleft()
        for there in sorted(near.get(here, ())):
            if there not in before:
                before[there] = here
                waiting.append(there)
    if end not in before:
        return []
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return list(pairwise(way))

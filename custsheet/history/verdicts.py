"""What people typed into a review workbook, read back as decisions.

A decision says that two rows, known by their fingerprints, are the same customer or are not, or which value holds where
they disagree. Reading is tolerant: rows may be sorted, filtered or hidden, columns moved or added, the file renamed, one
group decided and the next left open.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

from pandas import DataFrame

from custsheet.history.decisions import COLUMNS
from custsheet.history.sheets import evened, pages, place, words

MEMBERS = (
    "fingerprint",
    "identity",
    "number",
    "suggested",
    "scores",
    "known",
    "others",
)  # hidden columns of a member row
PAIR = ("left", "right", "field", "known")  # hidden columns of a line about a pair
ANCHORS = ("left_identity", "right_identity", "left_number", "right_number")  # … and those it may have besides


class Line(NamedTuple):
    """One member row of a review sheet."""

    group: str
    verdict: str
    who: str
    why: str
    told: str
    fingerprint: str
    identity: str = ""
    number: str = ""
    suggested: str = ""
    scores: str = ""  # `fingerprint=probability …` of the pairs it is in
    known: str = ""
    others: str = ""  # fingerprints of the further rows of the customer

    @property
    def read(self) -> bool:
        """Whether the verdict is a letter or one of our words; anything else decides nothing, and is told."""
        letter = len(self.verdict) == 1 and self.verdict.isascii() and self.verdict.isalpha()
        return letter or self.verdict in {"", *words("review", "undo"), *words("review", "different")}


def unread(path: Path) -> list[str]:
    """Return the verdicts that are neither letters nor words of ours, with the row they were typed at."""
    lines = (line for rows in pages(path) for line in _lines(rows))
    return [f"{line.verdict} ({line.told})" for line in lines if not line.read]


def decisions(path: Path) -> DataFrame:
    """Return the decisions in a review workbook: the columns of the ledger, all text, `when` left open.

    Within a group of the sheet to review, equal letters are one customer, different ones are not, and `keep` is none of
    the others; blanks decide nothing. In the sheet of merged customers `undo` takes a row away from all others. Among the
    choices of values a value counts as soon as it is chosen, among the remembered decisions `withdraw`.
    """
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for rows in pages(path):
        lines = [line if line.read else line._replace(verdict="", suggested="") for line in _lines(rows)]
        for group in dict.fromkeys(line.group for line in lines):
            members = [line for line in lines if line.group == group]
            for one, other, same in _decided(members):
                if one.fingerprint != other.fingerprint or not same:
                    entry = _entry(one, other, "1" if same else "0", members)
                    found[entry["left"], entry["right"], ""] = entry
            for one, other in _left_open(members):
                entry = _entry(one, other, "", members)
                found[entry["left"], entry["right"], ""] = entry
        for entry in _about_pairs(rows):
            found[entry["left"], entry["right"], entry["field"]] = entry
    return DataFrame([{**each, "source": path.name} for each in found.values()], columns=COLUMNS, dtype="str").fillna(
        ""
    )


def _decided(members: list[Line]) -> Iterator[tuple[Line, Line, bool]]:
    """Yield what the verdicts of one group say; in a merged group the rows without a verdict stay together."""
    apart = [line for line in members if line.verdict in words("review", "undo") | words("review", "different")]
    undone = any(line.verdict in words("review", "undo") for line in apart)
    rest = [line for line in members if line not in apart and (line.verdict or undone)]
    for alone in apart:
        yield from ((alone, other, False) for other in members if other is not alone)
    by_letter: dict[str, list[Line]] = {}
    for line in rest:
        by_letter.setdefault(line.verdict, []).append(line)
    for same in by_letter.values():
        yield from ((one, other, True) for one, other in pairwise(same))
        yield from ((one, other, True) for one, other in combinations(same, 2) if _score(one, other))
    for one, other in combinations(by_letter.values(), 2):
        yield from ((left, right, False) for left in one for right in other)


def _left_open(members: list[Line]) -> Iterator[tuple[Line, Line]]:
    """Yield the pairs of which a suggested letter was taken away: they are to be left open, not suggested again."""
    cleared = [line for line in members if line.suggested and not line.verdict]
    yield from ((one, other) for one, other in combinations(cleared, 2) if one.suggested == other.suggested)


def _entry(one: Line, other: Line, same: str, members: list[Line]) -> dict[str, str]:
    left, right = sorted((one, other), key=lambda line: line.fingerprint)
    touched = any(evened(line.suggested) != line.verdict or line.who or line.why for line in members)
    return {
        "left": left.fingerprint,
        "right": right.fingerprint,
        "same": same,
        "who": one.who or other.who or _first(line.who for line in members),
        "why": one.why or other.why or _first(line.why for line in members),
        "known": one.known,
        "typed": "1" if touched else "0",
        "probability": _score(one, other),
        "left_identity": left.identity,
        "right_identity": right.identity,
        "left_number": left.number,
        "right_number": right.number,
        "told": " | ".join(filter(None, (left.told, right.told))),
        "left_others": left.others,
        "right_others": right.others,
    }


def _first(values: Iterator[str]) -> str:
    return next(filter(None, values), "")


def _score(one: Line, other: Line) -> str:
    """Return what the matcher thought of a pair, "" where it had nothing to say."""
    told = dict(each.partition("=")[::2] for each in f"{one.scores} {other.scores}".split())
    return told.get(other.fingerprint) or told.get(one.fingerprint) or ""


def _lines(rows: list[list[str]]) -> Iterator[Line]:
    """Yield the member rows of a sheet, found by the headings of their hidden columns."""
    head = next((number for number, row in enumerate(rows) if {"row", "fingerprint"} <= set(row)), None)
    if head is None:
        return
    heading = rows[head]
    verdict = place(heading, "review", ("columns", "verdict"), ("columns", "undo"))
    group = place(heading, "review", ("columns", "group"))
    if verdict is None or group is None:
        return
    shown = [place(heading, "review", ("columns", name)) for name in ("reviewer", "note")]
    hidden = [heading.index(name) if name in heading else None for name in ("told", *MEMBERS)]
    for row in rows[head + 1 :]:
        who, why, told, fingerprint, *more = (_cell(row, column) for column in (*shown, *hidden))
        if fingerprint:
            yield Line(_cell(row, group), evened(_cell(row, verdict)), who, why, told, fingerprint, *more)


def _about_pairs(rows: list[list[str]]) -> Iterator[dict[str, str]]:
    """Yield the chosen values, or the withdrawn decisions, of a sheet whose lines are about pairs."""
    head = next((number for number, row in enumerate(rows) if set(PAIR) <= set(row)), None)
    if head is None:
        return
    heading = rows[head]
    names = ("choice", "other", "withdraw", "reviewer", "note")
    column = {name: place(heading, "review", ("columns", name)) for name in names}
    for row in rows[head + 1 :]:
        said = {name: _cell(row, number) for name, number in column.items()}
        value = said["other"] if evened(said["choice"]) in words("review", "other") | {""} else said["choice"]
        withdrawn = evened(said["withdraw"]) in words("review", "withdraw")
        if withdrawn or value:
            told = {"who": said["reviewer"], "why": said["note"], "typed": "1", "same": ""}
            pair = {name: _cell(row, heading.index(name)) for name in (*PAIR, *ANCHORS, "told") if name in heading}
            yield {**pair, **told, "value": "" if withdrawn else value}


def _cell(row: list[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""

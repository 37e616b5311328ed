"""Verdicts that people typed into a review workbook, read back as decisions.

A decision says that two rows, known by their fingerprints, are the same customer or are not. Reading is tolerant: rows
may be sorted, filtered or hidden, columns moved or added, the file renamed, one group decided and the next left open.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

from pandas import DataFrame

from custsheet.history.sheets import evened, pages, place, words

COLUMNS = ["left", "right", "same"]  # fingerprints; same: "1" or "0"


class Line(NamedTuple):
    """One member row of a review sheet."""

    group: str
    verdict: str
    fingerprint: str


def decisions(path: Path) -> DataFrame:
    """Return the decisions in a review workbook: left, right (fingerprints, sorted) and same, all text.

    Within a group of the sheet to review, equal letters are one customer, different ones are not, and `keep` is none of
    the others; blanks decide nothing. In the sheet of merged customers `undo` takes a row away from all others.
    """
    found: list[tuple[str, str, bool]] = []
    for rows in pages(path):
        lines = list(_lines(rows))
        for group in dict.fromkeys(line.group for line in lines):
            found += _decided([line for line in lines if line.group == group])
    ordered = {
        (min(left, right), max(left, right)): "1" if same else "0" for left, right, same in found if left != right
    }
    return DataFrame([(*pair, same) for pair, same in ordered.items()], columns=COLUMNS, dtype="str")


def _decided(members: list[Line]) -> Iterator[tuple[str, str, bool]]:
    """Yield what the verdicts of one group say; in a merged group the rows without a verdict stay together."""
    apart = [line for line in members if line.verdict in words("review", "undo") | words("review", "different")]
    undone = any(line.verdict in words("review", "undo") for line in apart)
    rest = [line for line in members if line not in apart and (line.verdict or undone)]
    for alone in apart:
        yield from ((alone.fingerprint, other.fingerprint, False) for other in members if other is not alone)
    by_letter: dict[str, list[str]] = {}
    for line in rest:
        by_letter.setdefault(line.verdict, []).append(line.fingerprint)
    for same in by_letter.values():
        yield from ((left, right, True) for left, right in pairwise(same))
    for one, other in combinations(by_letter.values(), 2):
        yield from ((left, right, False) for left in one for right in other)


def _lines(rows: list[list[str]]) -> Iterator[Line]:
    """Yield the member rows of a sheet, found by the headings of their hidden columns."""
    head = next((number for number, row in enumerate(rows) if {"row", "fingerprint"} <= set(row)), None)
    if head is None:
        return
    heading = rows[head]
    verdict = place(heading, "review", ("columns", "verdict"), ("columns", "undo"))
    group = place(heading, "review", ("columns", "group"))
    fingerprint = heading.index("fingerprint")
    for row in rows[head + 1 :]:
        if len(row) > fingerprint and row[fingerprint] and verdict is not None and group is not None:
            yield Line(row[group], evened(row[verdict]), row[fingerprint])

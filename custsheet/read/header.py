"""Where the header stands: below title rows, above the first row of values, and why.

Known headings decide; where none is known, the first line that fills the width of the table with short, different texts
of which none comes again below.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from pandas import DataFrame

from custsheet.texts import say

LOOKED_AT = 40  # lines
_VALUE = re.compile(r"[+-]?[\d,.\s%¥￥$]+|\d{4}[-/.年]\d.*|.*@.*\..*|TRUE|FALSE|.*\d{5,}.*", re.DOTALL)
_LONGEST = 60


class Header(NamedTuple):
    """A header found: its line, the headings by position, the lines above it, and the evidence in the user's language."""

    line: int
    last: int  # the last line of it, where it takes two
    headings: dict[int, str]
    evidence: str


def find_header(cells: DataFrame, known: Callable[[str], bool], given: int = 0) -> Header | None:
    """Return the header of a sheet, None where no line looks like one. *given* is the line the user names."""
    if given:
        return _header(cells, given, say("read", "header", "given", line=given)) if given in cells.index else None
    start = cells.iloc[: LOOKED_AT * 2]
    texts = [[str(each).strip() for each in row] for row in start.to_numpy()]
    lines = [number for number, row in enumerate(texts) if any(row)][:LOOKED_AT]
    counts = {number: sum(known(each) for each in texts[number] if each) for number in lines}
    best = max(counts.values(), default=0)
    if best >= 2:
        number = next(each for each in lines if counts[each] >= max(2, 0.6 * best))
        return _header(cells, int(start.index[number]), _why("known", start, number, counts[number]))
    shaped = _unknown_header(texts, lines, counts)
    return None if shaped is None else _header(cells, int(start.index[shaped]), _why("shape", start, shaped, 0))


def _unknown_header(texts: list[list[str]], lines: list[int], counts: dict[int, int]) -> int | None:
    """Return the first line that looks like headings though at most one of them is known."""
    widths = [sum(map(bool, texts[number])) for number in lines]
    usual = int(np.median(sorted(widths)[len(widths) // 2 :])) if widths else 0
    for number in lines:
        filled = [each for each in texts[number] if each]
        wide = len(filled) >= max(1, 0.6 * usual)
        if (
            wide
            and (_looks_like_headings(filled) or (counts[number] and len(filled) <= 2))
            and not _come_again(texts, number, lines)
        ):
            return number
    return None


def _looks_like_headings(filled: list[str]) -> bool:
    fine = [each for each in filled if len(each) <= _LONGEST and not _VALUE.fullmatch(each)]
    return len(fine) > 0.6 * len(filled) and len(set(filled)) >= 0.6 * len(filled)


def _come_again(texts: list[list[str]], number: int, lines: list[int]) -> bool:
    """Return whether several of a line's texts are values of their columns: not headings then (unless the whole line repeats)."""
    below = [texts[each] for each in lines if each > number and texts[each] != texts[number]]
    again = [any(row[place] == text for row in below) for place, text in enumerate(texts[number]) if text]
    return len(again) > 1 and sum(again) > 0.3 * len(again)


def _why(key: str, start: DataFrame, number: int, count: int) -> str:
    above = say("read", "header", "above", count=number) if number else ""
    return say("read", "header", key, line=int(start.index[number]), count=count) + above


def _header(cells: DataFrame, line: int, evidence: str) -> Header:
    row = cells.loc[line]
    headings = {int(str(position)): " ".join(str(text).split()) for position, text in row.items() if str(text).strip()}
    return Header(line, line, headings, evidence)

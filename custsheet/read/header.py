"""Where the header stands: below title rows, above the first row of values, and why.

Known headings decide; where none is known, the first line that fills the width of the table with short, different texts
of which none comes again below.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from pandas import DataFrame

from custsheet.read.layers import VALUE, layered
from custsheet.texts import say

LOOKED_AT = 40  # lines
_LONGEST = 60
_UNIT = re.compile(r"单位\s*[:：]?\s*(?:人民币)?\s*((?:百|千|十)?[万亿]元|千元)")


class Header(NamedTuple):
    """A header found: its line, the headings by position, and the evidence in the user's language."""

    line: int
    last: int  # the last line of it, where it takes several
    headings: dict[int, str]
    evidence: str
    own: dict[int, str]  # the last part of headings that several lines make up
    units: dict[int, str]  # what stands below the headings: 元, （万元）, （必填）
    unit: str = ""  # of all amounts of the sheet, said above the table: 万元
    first: int = 0  # the first line of it, where it takes several


def find_header(
    cells: DataFrame, known: Callable[[str], bool], given: int = 0, merged: Sequence[str] = ()
) -> Header | None:
    """Return the header of a sheet, None where no line looks like one.

    *given* is the line the user names, *merged* the merged ranges of the sheet: they show headers of several lines.
    """
    found = _found(cells, known, given)
    if found is None:
        return None
    line, evidence = found
    layers = layered(cells, line, merged, known)
    if layers.last > layers.first:
        evidence += say("read", "header", "layers", first=layers.first, last=layers.last)
    unit = _unit(cells.loc[: layers.first - 1])
    return Header(line, layers.last, layers.headings, evidence, layers.own, layers.units, unit, layers.first)


def _unit(above: DataFrame) -> str:
    """Return the unit of amounts that is said above a table (单位：万元), "" for none or plain 元."""
    texts = (str(text)[:200] for row in above.iloc[-LOOKED_AT:].to_numpy() for text in row)
    return next((found[1] for text in texts if (found := _UNIT.search(text))), "")


def _found(cells: DataFrame, known: Callable[[str], bool], given: int) -> tuple[int, str] | None:
    """Return the line of the headings and why it is that."""
    if given:
        return (given, say("read", "header", "given", line=given)) if given in cells.index else None
    start = cells.iloc[: LOOKED_AT * 2]
    texts = [[str(each).strip() for each in row] for row in start.to_numpy()]
    lines = [number for number, row in enumerate(texts) if any(row)][:LOOKED_AT]
    counts = {number: sum(known(each) for each in texts[number] if each) for number in lines}
    best = max(counts.values(), default=0)
    if best >= 2:
        number = next(each for each in lines if counts[each] >= max(2, 0.6 * best))
        return int(start.index[number]), _why("known", start, number, counts[number])
    shaped = _unknown_header(texts, lines, counts)
    return None if shaped is None else (int(start.index[shaped]), _why("shape", start, shaped, 0))


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
    fine = [each for each in filled if len(each) <= _LONGEST and not VALUE.fullmatch(each)]
    return len(fine) > 0.6 * len(filled) and len(set(filled)) >= 0.6 * len(filled)


def _come_again(texts: list[list[str]], number: int, lines: list[int]) -> bool:
    """Return whether several of a line's texts are values of their columns: not headings then (unless the whole line repeats)."""
    below = [texts[each] for each in lines if each > number and texts[each] != texts[number]]
    again = [any(row[place] == text for row in below) for place, text in enumerate(texts[number]) if text]
    return len(again) > 1 and sum(again) > 0.3 * len(again)


def _why(key: str, start: DataFrame, number: int, count: int) -> str:
    above = say("read", "header", "above", count=number) if number else ""
    return say("read", "header", key, line=int(start.index[number]), count=count) + above

"""Headers of several lines flattened to one: groups above (联系人 over 姓名 and 电话), parts below, a line of units.

Merged cells show the lines that belong together. Without them (CSV, .xls) it takes a clear pattern: blanks in one line
exactly where the other has the parts of the filled cell beside them.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pandas import DataFrame

VALUE = re.compile(r"[+-]?[\d,.\s%¥￥$]+|\d{4}[-/.年]\d.*|.*@.*\..*|TRUE|FALSE|.*\d{5,}.*", re.DOTALL)
DEEPEST = 6  # lines
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_NO_GROUP = re.compile(r".*[:：].*|.*(?:表|清单|名单|统计|明细|报告)|.{21,}", re.DOTALL)
_UNIT = re.compile(
    r"[(（\[【].{1,30}[)）\]】]|(?:人民币)?[百千十]?[万亿]?元|[¥￥$%‰]|[个件次分岁人天笔]|kg|cm|pcs|usd|cny|rmb|eur|必填|选填|文本|数字|日期"
    r"|yyyy[-/]mm[-/]dd",
    re.IGNORECASE,
)
Known = Callable[[str], bool]
Texts = dict[int, str]


class Span(NamedTuple):
    """A merged range: first and last line, first and last 0-based position."""

    top: int
    bottom: int
    left: int
    right: int


class Layers(NamedTuple):
    """A header flattened: its lines, the whole headings and their own last parts by position, the units below them."""

    first: int
    last: int
    headings: Texts
    own: Texts
    units: Texts


def spans(merged: Sequence[str]) -> list[Span]:
    """Return merged ranges as numbers.

    >>> spans(["B2:C4"])
    [Span(top=2, bottom=4, left=1, right=2)]
    """
    found = [_RANGE.fullmatch(each) for each in merged]
    return [Span(int(each[2]), int(each[4]), _number(each[1]), _number(each[3])) for each in found if each]


def _number(letters: str) -> int:
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - 64
    return number - 1


def layered(cells: DataFrame, line: int, merged: Sequence[str], known: Known) -> Layers:
    """Return the header around *line*, with the lines above and below that belong to it."""
    around = [each for each in spans(merged) if each.top <= line + DEEPEST and each.bottom >= line - DEEPEST]
    first, last = _upright(cells, line, around)
    if last == line and _parts_below(cells, line, around, known):
        last = line + 1
    if first == line and _groups_above(cells, line, around):
        first = line - 1
    lowest = set(_texts(cells, last))
    layers = [_filled_right(cells, each, around, lowest) for each in range(first, last)] + [_texts(cells, last)]
    headings, own = _joined(layers)
    units = _units_below(cells, last)
    return Layers(first, last + bool(units), headings, own, units)


def _texts(cells: DataFrame, line: int) -> Texts:
    """Return the texts of a line by position, blanks left out; {} for a line that is not there."""
    if line not in cells.index:
        return {}
    row = cells.loc[line]
    return {int(str(position)): " ".join(str(text).split()) for position, text in row.items() if str(text).strip()}


def _upright(cells: DataFrame, line: int, merged: list[Span]) -> tuple[int, int]:
    """Return the first and last line of the merged cells that stand upright across *line*, if no values are between."""
    upright = [each for each in merged if each.top <= line <= each.bottom and each.bottom > each.top]
    first = min((each.top for each in upright), default=line)
    last = max((each.bottom for each in upright), default=line)
    texts = [text for each in range(first, last + 1) for text in _texts(cells, each).values()]
    below = cells.index.max() > last
    return (first, last) if last - first < DEEPEST and below and not any(map(VALUE.fullmatch, texts)) else (line, line)


def _parts_below(cells: DataFrame, line: int, merged: list[Span], known: Known) -> bool:
    """Return whether the next line holds the parts of headings: under merged cells, or beside a filled cell only."""
    here, below = _texts(cells, line), _texts(cells, line + 1)
    flat = [each for each in merged if each.top == each.bottom == line and each.right > each.left]
    if not below or any(map(VALUE.fullmatch, below.values())) or line + 2 not in cells.index:
        return False
    if flat:
        under = {place for each in flat for place in range(each.left, each.right + 1)}
        return set(below) <= under and len(below) >= 2 and any(map(known, below.values()))
    parts = [place for place in below if place not in here]
    starts = {max((start for start in here if start < place), default=-1) for place in parts}
    return bool(parts) and starts | set(parts) == set(below) and any(map(known, below.values()))


def _groups_above(cells: DataFrame, line: int, merged: list[Span]) -> bool:
    """Return whether the line above names groups of columns."""
    here, above = _texts(cells, line), _texts(cells, line - 1)
    if not above or any(VALUE.fullmatch(each) or _NO_GROUP.fullmatch(each) for each in above.values()):
        return False
    if len(_texts(cells, line - 2)) > 1:  # notes above the table, not its title
        return False
    flat = [each for each in merged if each.top == each.bottom == line - 1 and each.right > each.left]
    if not flat:
        return len(above) >= 2 and set(above) < set(here) and min(above) == min(here)
    widest = max(sum(each.left <= place <= each.right for place in here) for each in flat)
    return 2 <= widest < len(here) or len(above) >= 2


def _filled_right(cells: DataFrame, line: int, merged: list[Span], lowest: set[int]) -> Texts:
    """Return the texts of a line, each repeated over the cells it is merged with, or, where none are, up to the next text."""
    texts = _texts(cells, line)
    across = [each for each in merged if each.top <= line <= each.bottom]
    filled = dict(texts)
    for each in across:
        text = _texts(cells, each.top).get(each.left, "")
        filled |= {place: text for place in range(each.left, min(each.right, each.left + 100) + 1) if text}
    if across:
        return filled
    last = ""
    for place in range(min(texts, default=0), max(lowest, default=0) + 1):
        last = texts.get(place, last)
        filled |= {place: last} if place in lowest and last else {}
    return filled


def _joined(layers: list[Texts]) -> tuple[Texts, Texts]:
    """Return whole and own headings of the columns: the different texts of the lines, from above to below."""
    if len(layers) == 1:
        return layers[0], {}
    places = sorted({place for each in layers for place in each})
    parts = {place: list(dict.fromkeys(each[place] for each in layers if each.get(place))) for place in places}
    return {place: "/".join(each) for place, each in parts.items()}, {place: each[-1] for place, each in parts.items()}


def _units_below(cells: DataFrame, line: int) -> Texts:
    """Return the units or hints that stand below the headings, {} where the next line is none of those."""
    below = _texts(cells, line + 1)
    return below if below and all(map(_UNIT.fullmatch, below.values())) and line + 2 in cells.index else {}

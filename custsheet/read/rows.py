"""What each line below the header is: a row of values, or one of those that are skipped and why.

Skipped are totals (合计, 小计, Total), blank lines, the header printed again, and notes below the table.
"""

import numpy as np
from pandas import DataFrame, Series

from custsheet.read.grid import filled_cells, fully
from custsheet.read.layers import VALUE

REMARKS = 12  # lines of remarks below a table

_TOTAL = r"(?:[本当]?[页頁日月季年周期]|[总總]|分类|部门)?(?:合|总|總|小|累)[计計]|grand total|sub-?total|total|sum|总和|汇总"
_TOTAL_CELL = rf"\s*(?:{_TOTAL})\s*[:：]?\s*(?:[(（].*[)）])?\s*"
_NOTE = r"\s*(?:[*※]|注[:：]|备注[:：]|说明[:：]|制表|审核|填表|打印|note\b|source\b|来源[:：]).*"


def fates(cells: DataFrame, headings: dict[int, str]) -> Series:
    """Return for each line below the header "" for a row of values, else blank, total, header or note."""
    fate = np.full(len(cells), "", dtype=object)
    filled = filled_cells(cells)
    fate[filled == 0] = "blank"
    usual = np.median(filled[filled > 0]) if (filled > 0).any() else 0
    odd = np.flatnonzero((filled > 0) & ((filled < usual) | (filled <= 2)))
    first = _first_texts(cells.iloc[odd])
    fate[odd[fully(first, _TOTAL_CELL)]] = "total"
    explains = fully(first, _NOTE) | (first.str.len() > 40).to_numpy(bool) & (len(headings) > 3)
    fate[odd[(filled[odd] == 1) & explains]] = "note"
    fate[_remarks_below(cells, filled, len(headings))] = "note"
    fate[_repeats(cells, headings, filled)] = "header"
    return Series(fate, index=cells.index, dtype="str")


def _remarks_below(cells: DataFrame, filled: np.ndarray, width: int) -> np.ndarray:
    """Return the places of the last lines where these are remarks: few words each, no numbers, not like the rows above.

    A lone word under the first heading may be a customer, so a blank line must come before it, or other lines have to
    leave that column empty.
    """
    sparse = filled <= max(1, int(0.4 * np.median(filled[filled > 0]))) if width > 3 and filled.any() else filled < 0
    full = np.flatnonzero(~sparse)
    start = int(full[-1]) + 1 if len(full) else len(filled)
    places = np.arange(start, len(filled))
    places = places[filled[start:] > 0]
    lines = cells.iloc[places[:REMARKS]].to_numpy()
    words = [[text for text in map(str.strip, map(str, line)) if text] for line in lines]
    plain = not any(VALUE.fullmatch(text) for line in words for text in line)
    apart = len(places) and (places[0] > start or (lines[:, 0] == "").any())
    return places if apart and plain and len(places) <= REMARKS else places[:0]


def _repeats(cells: DataFrame, headings: dict[int, str], filled: np.ndarray) -> np.ndarray:
    """Return the lines that repeat the header: every heading in its place, or all but one."""
    same = np.zeros(len(cells), np.int32)
    for position, heading in headings.items():
        same += (cells[position] == heading).to_numpy(bool)
    return (same >= max(2, len(headings) - 1)) | (same == len(headings)) & (filled == len(headings))


def _first_texts(cells: DataFrame) -> Series:
    """Return the first text of each line within its first four columns (a serial number may stand before it)."""
    first = Series("", index=cells.index, dtype="str")
    for position in list(cells)[:4]:
        first = first.where(~fully(first, r"\s*\d*\s*"), cells[position])
    return first

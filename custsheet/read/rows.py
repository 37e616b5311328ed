"""What each line below the header is: a row of values, or one of those that are skipped and why.

Skipped are totals (合计, 小计, Total), blank lines, the header printed again, and notes below the table.
"""

import numpy as np
from pandas import DataFrame, Series

from custsheet.read.grid import filled_cells, fully

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
    if len(headings) > 3:
        explains = fully(first, _NOTE) | (first.str.len() > 40).to_numpy(bool)
        fate[odd[(filled[odd] == 1) & explains]] = "note"
    fate[_repeats(cells, headings, filled)] = "header"
    return Series(fate, index=cells.index, dtype="str")


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

"""What each line below the header is: a row of values, or one of those that are skipped and why.

Skipped are totals (合计, 小计, Total), blank lines, the header printed again, and notes below the table.
"""

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

_TOTAL = r"(?:[本当]?[页頁日月季年周期]|[总總]|分类|部门)?(?:合|总|總|小|累)[计計]|grand total|sub-?total|total|sum|总和|汇总"
_TOTAL_CELL = rf"\s*(?:{_TOTAL})\s*[:：]?\s*(?:[(（].*[)）])?\s*"
_NOTE = r"\s*(?:[*※]|注[:：]|备注[:：]|说明[:：]|制表|审核|填表|打印|note\b|source\b|来源[:：]).*"


def fates(cells: DataFrame, headings: dict[int, str]) -> Series:
    """Return for each line below the header "" for a row of values, else blank, total, header or note."""
    fate = np.full(len(cells), "", dtype=object)
    filled = _filled(cells)
    fate[filled == 0] = "blank"
    fate[_headers(cells, headings, filled)] = "header"
    fate[_totals(cells, filled) & (fate == "")] = "total"
    if len(headings) > 3:
        fate[_notes(cells, filled) & (fate == "")] = "note"
    return Series(fate, index=cells.index, dtype="str")


def _filled(cells: DataFrame) -> np.ndarray:
    """Return how many cells of each line hold more than blanks."""
    count = np.zeros(len(cells), np.int32)
    for position in cells:
        count += ~cells[position].str.fullmatch(r"\s*").to_numpy(bool)
    return count


def _headers(cells: DataFrame, headings: dict[int, str], filled: np.ndarray) -> np.ndarray:
    """Return the lines that repeat the header: every heading in its place, or all but one."""
    same = np.zeros(len(cells), np.int32)
    for position, heading in headings.items():
        same += (cells[position].str.strip() == heading).to_numpy(bool)
    return (same >= max(2, len(headings) - 1)) | (same == len(headings)) & (filled == len(headings))


def _totals(cells: DataFrame, filled: np.ndarray) -> np.ndarray:
    """Return the lines whose first text is a word for a total, and which lack what their neighbours have."""
    first = _first_texts(cells)
    word = first.str.fullmatch(_TOTAL_CELL, case=False).to_numpy(bool)
    usual = np.median(filled[filled > 0]) if (filled > 0).any() else 0
    return word & ((filled < usual) | (filled <= 2))


def _notes(cells: DataFrame, filled: np.ndarray) -> np.ndarray:
    """Return the lines of a single cell that explains something."""
    first = _first_texts(cells)
    return (filled == 1) & (first.str.fullmatch(_NOTE, case=False).to_numpy(bool) | (first.str.len() > 40).to_numpy(bool))


def _first_texts(cells: DataFrame) -> Series:
    """Return the first text of each line within its first four columns (a serial number may stand before it)."""
    first = Series("", index=cells.index, dtype="str")
    for position in list(cells)[:4]:
        number = first.str.fullmatch(r"\s*\d*\s*").to_numpy(bool)
        first = first.where(~number, cells[position]) if number.any() else first
    return pd.Series(first, dtype="str")

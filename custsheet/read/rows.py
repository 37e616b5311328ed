"""What each line below the header is: a row of values, or one of those that are skipped and why.

Skipped are totals (合计, 本月合计, Total) whichever column says so, blank lines, the header printed again, and notes below the table.
"""

from collections.abc import Mapping

import numpy as np
from pandas import DataFrame, Index, Series

from custsheet.read.grid import filled_cells, fully
from custsheet.read.layers import VALUE

REMARKS = 12  # lines of remarks below a table
LINES_ABOVE = 20  # of titles and headings that printed pages may repeat

_PERIOD = (
    r"[本当上下全]?(?:[页頁日周月季年]|周期)度?|[总總]|分类|部门|[上下]半年|第?[一二三四1-4]季度?|[一二三四五六七八九十]{1,2}月份?"
    r"|(?:\d{2,4}年)?(?:\d{1,2}月份?)?度?"
)
_TOTAL = rf"(?:{_PERIOD})?(?:合|总|總|小|累|共)[计計]|grand total|sub-?\s?total|total|sum|总和|总共|汇总"
_TOTAL_CELL = rf"\s*(?:{_TOTAL})\s*[:：]?\s*(?:[(（].*[)）])?\s*"
_SUMS = r"\s*(?:[+\-]?\s*[¥￥$€£]?\s*[+\-]?[\d,]*\.?\d+\s*(?:%|[元万件个次人笔位条单份]|万元)?|共.*|大写.*|[零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟圆元角分整]+)\s*"
_OF_SOMEBODY = (  # values that a row of totals does not have
    r"\s*(?:(?:\+?86[- ]?)?1[3-9]\d{9}|[^@\s]+@[^@\s]+\.[^@\s]+|\d{17}[\dXx]|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}.*)\s*"
)
_NOTE = r"\s*(?:[*※]|注[:：]|备注[:：]|说明[:：]|制表|审核|填表|打印|note\b|source\b|来源[:：]).*"


def fates(cells: DataFrame, headings: dict[int, str], above: DataFrame, remarks: bool = True) -> Series:
    """Return for each line below the header "" for a row of values, else blank, total, header or note.

    *above* are the lines down to the end of the header: printed pages bring them again, titles and all. Where there are
    no *remarks* below the table, as in our own workbooks, few words in the last lines are rows that somebody added.
    """
    fate = np.full(len(cells), "", dtype=object)
    filled = filled_cells(cells)
    fate[filled == 0] = "blank"
    usual = np.median(filled[filled > 0]) if (filled > 0).any() else 0
    odd = np.flatnonzero((filled > 0) & ((filled < usual) | (filled <= 2)))
    first = _first_texts(cells.iloc[odd])
    fate[odd[_totals(cells.iloc[odd], first)]] = "total"
    explains = fully(first, _NOTE) | (first.str.len() > 40).to_numpy(bool) & (len(headings) > 3)
    fate[odd[(filled[odd] == 1) & explains]] = "note"
    if remarks:
        fate[_remarks_below(cells, filled, len(headings))] = "note"
    fate[_repeats(cells, headings, filled)] = "header"
    fate[_printed_again(cells, above, filled, fate == "header")] = "header"
    return Series(fate, index=cells.index, dtype="str")


def _totals(lines: DataFrame, first: Series) -> np.ndarray:
    """Return which lines are totals: the first text says so, or any other among nothing but sums; nobody's number or day."""
    says, sums, somebody = (np.zeros(len(lines), np.int32) for _ in range(3))
    for position in lines:
        values = lines[position]
        word = fully(values, _TOTAL_CELL)
        says += word
        sums += word | fully(values, _SUMS) | fully(values, r"\s*")
        somebody += fully(values, _OF_SOMEBODY)
    only = (says > 0) & (sums == lines.shape[1])
    return (somebody == 0) & (fully(first, _TOTAL_CELL) | only)


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


def _printed_again(cells: DataFrame, above: DataFrame, filled: np.ndarray, header: np.ndarray) -> np.ndarray:
    """Return the lines that repeat, cell by cell, those above the first row of values: headers of several lines, titles.

    A line with a single text (a title, a group of columns) counts in a run with others only: a value may look like it.
    """
    same = header.copy()
    for _, line in above.iloc[-LINES_ABOVE:].iterrows():
        texts = line[line.str.strip() != ""]
        like = np.flatnonzero(filled == len(texts)) if len(texts) else np.zeros(0, np.int64)
        for position, text in texts.items():
            like = like[(cells[position].iloc[like] == text).to_numpy(bool)]
        same[like] = True
    run = np.cumsum(~same & (filled > 0))
    sure = np.unique(run[header | same & (filled >= 2)])
    return same & np.isin(run, sure)


def continuing(rows: DataFrame, tables: Mapping[str, Mapping[int, str]]) -> Index:
    """Return the lines that go on with the order above: its further goods, without a day, a sum or a customer of their own.

    Shops export an order of several goods so (`#1003` twice, the second time with the order's e-mail at most): the order
    number is that of the line above, and what there is of the customer too.
    """
    customers, orders = tables.get("customers", {}), tables.get("orders", {})
    places = {field: position for position, field in orders.items()}
    paid = [places[field] for field in ("order_date", "amount") if field in places]
    if not customers or not paid or "order_id" not in places:
        return rows.index[:0]
    number = rows[places["order_id"]]
    same = (number != "") & (number == number.shift())
    for position in [*customers, *paid] if same.any() else []:
        blank = rows[position] == ""
        same &= blank | (rows[position] == rows[position].shift()) if position in customers else blank
    return rows.index[same]


def _first_texts(cells: DataFrame) -> Series:
    """Return the first text of each line within its first four columns (a serial number may stand before it)."""
    first = Series("", index=cells.index, dtype="str")
    for position in list(cells)[:4]:
        first = first.where(~fully(first, r"\s*\d*\s*"), cells[position])
    return first

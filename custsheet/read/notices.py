"""What there is to say about lines and values of a grid, whatever kind of file it comes from."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas import DataFrame, Series

from custsheet.model import facts
from custsheet.read.grid import Grid, Noticed, holding, text_column
from custsheet.read.layers import spans

SHOWN = 20  # lines named one by one
LONGEST = 32_767  # characters a cell of a workbook takes
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"
_SIGN = r"^[\s\x{FEFF}\x{200B}]*[=+\-@＝＋－＠]"
_FORMULA = (
    r"^[\s\x{FEFF}\x{200B}]*(?:[=＝][^=\s>\"-]|[=＝]\"[^\"]*\".|[+\-＋－][\d.]+[+*/^]|[+\-＋－][A-Z]{1,3}\d+(?:[+\-*/:]|$)"
    r"|[+\-@＋－＠].*(?:[A-Za-z]\(|\||!\$?[A-Z]+\$?\d))"
)


def of_lines(below: DataFrame, fate: Series, ragged: pd.Index) -> list[Noticed]:
    """Return what there is to say about lines: totals, notes and ragged ones one by one, the others together."""
    told = [
        Noticed(f"row.{why}", int(line), -1, _text(below.loc[line]), "")
        for why in ("total", "note")
        for line in fate.index[fate == why]
    ]
    for why in ("blank", "header"):
        lines = fate.index[fate == why]
        told += [Noticed(f"row.{why}", 0, -1, "", counted(lines))] if len(lines) else []
    return [*told, *(Noticed("row.ragged", int(line), -1, _text(below.loc[line]), "") for line in ragged)]


def counted(lines: Iterable[int]) -> str:
    """Return how many lines there are and which, as facts."""
    told = [str(int(each)) for each in lines]
    return facts(count=len(told), lines=", ".join(told[:SHOWN]) + ("…" if len(told) > SHOWN else ""))


def _text(row: Series) -> str:
    return " | ".join(str(each).strip() for each in row if str(each).strip())[:500]


def of_values(grid: Grid) -> Iterator[Noticed]:
    """Yield the cells with control characters, with more than a workbook's cell takes, and with what looks like a formula."""
    for position in grid.cells:
        values = grid.cells[position]
        yield from _each("cell.control", values, holding(values, _CONTROL))
        yield from _each("cell.long", values, (values.str.len() > LONGEST).to_numpy(bool))
        signs = np.flatnonzero(holding(values, _SIGN))
        if len(signs):
            some = values.iloc[signs]
            yield from _each("cell.formula_text", some, holding(some, _FORMULA))


def _each(code: str, values: Series, where: np.ndarray) -> Iterator[Noticed]:
    for place in np.flatnonzero(where).tolist():
        yield Noticed(code, int(values.index[place]), int(str(values.name)), values.iloc[place][:200], "")


def of_merged(grid: Grid, last: int) -> list[Noticed]:
    """Return the merged cells below line *last*, together."""
    end = int(grid.cells.index.max())
    found = [
        text for text in grid.merged for each in spans([text]) if last < each.top <= end and each.left in grid.cells
    ]
    shown = ", ".join(found[:SHOWN]) + ("…" if len(found) > SHOWN else "")
    return [Noticed("sheet.merged", 0, -1, "", facts(count=len(found), ranges=shown))] if found else []


def filled_down(grid: Grid, last: int) -> Grid:
    """Return the grid with the text of every merged range below line *last* in all its cells."""
    columns = {position: grid.cells[position].to_numpy(dtype=object) for position in grid.cells}
    for each in spans(grid.merged):
        if each.top > last and each.top in grid.cells.index and each.left in columns:
            start, stop = np.searchsorted(grid.cells.index, [each.top, each.bottom + 1])
            text = columns[each.left][start]
            for position in range(each.left, each.right + 1):
                if position in columns:
                    columns[position][start:stop] = text
    texts = {position: text_column(pa.array(values, pa.string())) for position, values in columns.items()}
    return replace(grid, cells=DataFrame(texts, index=grid.cells.index))

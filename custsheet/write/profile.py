"""What a column looks like: how full, how many values, which patterns, which values most often."""

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

_SHAPELESS = {"address", "company", "name", "tags", "choice", "gender", "yesno"}
_MOST_PATTERN = 24  # longer shapes say nothing
_MOST_VALUE = 40
_SIGNS = (("[a-z]", "a"), ("[A-Z]", "A"), ("[0-9]", "d"), ("[\u3400-\u9fff]", "字"))
_SAMPLE = 50_000  # distinct values that patterns are taken from


def of(values: Series, kind: str, issues: DataFrame) -> dict[str, object]:
    """Return rows, filled, rate, distinct, patterns, top and examples (of faulty values) of one column."""
    counts = values[values != ""].value_counts()
    filled = int(counts.sum())
    return {
        "rows": len(values),
        "filled": filled,
        "rate": filled / len(values) if len(values) else 0.0,
        "distinct": len(counts),
        "patterns": _told(patterns(counts)) if kind not in _SHAPELESS else "",
        "top": _told(counts[counts > 1].sort_index().sort_values(ascending=False, kind="stable").head(5)),
        "issues": len(issues),
        "examples": " · ".join(_cut(each) for each in issues["value"][issues["value"] != ""].unique()[:3]),
    }


def patterns(counts: Series, most: int = 3) -> Series:
    """Return the commonest shapes of values and how often they occur.

    `d` is a digit, `A` and `a` Latin letters, `字` a Chinese character; a digit that all values of a shape begin with stays.

    >>> patterns(Series([2, 1], index=["13800138000", "010-8888"])).to_dict()
    {'1dddddddddd': 2, '0dd-dddd': 1}
    """
    known = counts.head(_SAMPLE)
    text = Series(known.index.astype("str"))
    shape = text
    for pattern, sign in _SIGNS:
        shape = shape.str.replace(pattern, sign, regex=True)
    number, shapes = pd.factorize(shape)
    start, starts = pd.factorize(text.str.slice(0, 1))
    least, last = np.full(len(shapes), len(starts)), np.full(len(shapes), -1)
    np.minimum.at(least, number, start)
    np.maximum.at(last, number, start)
    begun = [str(starts[each]) if each == other else "" for each, other in zip(least, last, strict=True)]
    told = [
        begin + each[1:] if begin.isascii() and begin.isdecimal() else each
        for begin, each in zip(begun, map(str, shapes), strict=True)
    ]
    found = (
        Series(np.bincount(number, known.to_numpy(), len(shapes)).astype("int64"), index=told).groupby(level=0).sum()
    )
    found = found[found.index.str.len() <= _MOST_PATTERN]
    return found.sort_index().sort_values(ascending=False, kind="stable").head(most)


def _told(counts: Series) -> str:
    return " · ".join(f"{_cut(str(value))} ×{count:,}" for value, count in counts.items())


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_VALUE else text[: _MOST_VALUE - 1] + "…"

"""What a column looks like: how full, how many values, which patterns, which values most often."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas import DataFrame, Series

from custsheet.columnar import as_bytes, offsets_of, text_of

_SHAPELESS = {"address", "company", "name", "tags", "choice", "gender", "yesno"}
_MOST_PATTERN = 24  # longer shapes say nothing
_MOST_VALUE = 40
_SIGNS = bytes.maketrans(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", b"a" * 26 + b"A" * 26 + b"d" * 10
)
_HANZI = np.frombuffer("字".encode(), dtype="uint8")
_SAMPLE = 50_000  # distinct values that patterns are taken from


def of(values: Series, kind: str, issues: DataFrame) -> dict[str, object]:
    """Return rows, filled, rate, distinct, patterns, top and examples (of faulty values) of one column."""
    counts = _counted(values)
    filled = int(counts.sum())
    return {
        "rows": len(values),
        "filled": filled,
        "rate": filled / len(values) if len(values) else 0.0,
        "distinct": len(counts),
        "patterns": _told(patterns(counts)) if kind not in _SHAPELESS else "",
        "top": _told(_first(counts, 5, least=2)),
        "issues": len(issues),
        "examples": " · ".join(_cut(each) for each in issues["value"][issues["value"] != ""].unique()[:3]),
    }


def _counted(values: Series) -> Series:
    """Return how often each value occurs, the most frequent first; blanks do not count."""
    found = text_of(values).value_counts()
    number = found.field("counts").to_numpy()
    order = np.argsort(-number, kind="stable")
    order = order[pc.not_equal(found.field("values"), "").to_numpy(zero_copy_only=False)[order]]
    texts = values.array.dtype.__from_arrow__(found.field("values").take(pa.array(order)))
    return Series(number[order], index=pd.Index(texts))


def patterns(counts: Series, most: int = 3) -> Series:
    """Return the commonest shapes of values and how often they occur.

    `d` is a digit, `A` and `a` Latin letters, `字` a Chinese character; a digit that all values of a shape begin with stays.

    >>> patterns(Series([2, 1], index=["13800138000", "010-8888"])).to_dict()
    {'1dddddddddd': 2, '0dd-dddd': 1}
    """
    known = counts.head(_SAMPLE)
    text = Series(known.index.astype("str"))
    number, shapes = pd.factorize(_shapes(text))
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
    return _first(found, most)


def _shapes(text: Series) -> Series:
    """Return texts with a sign for each letter, digit and Chinese character; signs are as long in UTF-8 as what they stand for."""
    held = text_of(text)
    written = np.frombuffer(as_bytes(held).translate(_SIGNS), dtype="uint8").copy()
    first = np.flatnonzero((written[:-2] >= 0xE3) & (written[:-2] <= 0xE9))  # U+3000 to U+9FFF
    first = first[(written[first] > 0xE3) | (written[first + 1] >= 0x90)]  # from U+3400 on
    for place, byte in enumerate(_HANZI):
        written[first + place] = byte
    offsets = offsets_of(held) - offsets_of(held)[0]
    shapes = pa.LargeStringArray.from_buffers(len(held), pa.py_buffer(offsets.tobytes()), pa.py_buffer(written))
    return Series(text.array.dtype.__from_arrow__(shapes))


def _first(counts: Series, most: int, least: int = 1) -> Series:
    """Return the greatest counts of *least* or more, equal ones by name."""
    number = counts.to_numpy()
    least = max(least, int(np.sort(number, kind="stable")[-most])) if len(number) > most else least
    counts = counts.iloc[np.flatnonzero(number >= least)]
    return counts.sort_index().sort_values(ascending=False, kind="stable").head(most)


def _told(counts: Series) -> str:
    return " · ".join(f"{_cut(str(value))} ×{count:,}" for value, count in counts.items())


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_VALUE else text[: _MOST_VALUE - 1] + "…"

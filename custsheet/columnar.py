"""Columns of text as Arrow holds them: put together row by row, and taken out as bytes."""

import json
from collections.abc import Sequence
from string import Formatter
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandas import Series

TEXT = pa.large_string()
_ESCAPED = ['"', "\\", *map(chr, range(0x20))]  # in JSON


def text_of(values: Series) -> pa.Array:
    """Return a column of texts as one Arrow array."""
    found: Any = pa.array(values.array, TEXT)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def joined(*parts: Any) -> pa.Array:
    """Return texts put together row by row; what is no column stands in every row; null where a part is null.

    >>> joined("<", pa.array(["a", "b"], TEXT), ">").to_pylist()
    ['<a>', '<b>']
    """
    return pc.binary_join_element_wise(*(constant(each) for each in parts), constant(""))


def filled(template: str, **columns: pa.Array) -> pa.Array:
    """Return a template row by row, with columns in the places of its facts.

    >>> filled("row {line} of {file}", line=pa.array(["2"], TEXT), file=pa.array(["a.csv"], TEXT)).to_pylist()
    ['row 2 of a.csv']
    """
    parts: list[Any] = []
    for words, name, _, _ in Formatter().parse(template):
        parts += [words] if name is None else [words, columns[name]]
    return joined(*parts)


def in_json(texts: pa.Array) -> pa.Array:
    r"""Return texts as JSON writes them.

    >>> in_json(pa.array(["a", 'b"c'], TEXT)).to_pylist()
    ['"a"', '"b\\"c"']
    """
    plain = joined('"', texts, '"')
    if not holds(texts, *_ESCAPED):
        return plain
    odd = pc.match_substring_regex(texts, '["\\\\\x00-\x1f]')
    dumped = [json.dumps(each, ensure_ascii=False) for each in texts.filter(odd).to_pylist()]
    return pc.replace_with_mask(plain, odd, pa.array(dumped, TEXT))


def facts_of(**known: pa.Array) -> pa.Array:
    """Return columns of facts as `model.facts` writes one row of them: a JSON object per row.

    >>> facts_of(line=pa.array(["2"], TEXT), file=pa.array(["a.csv"], TEXT)).to_pylist()
    ['{"file": "a.csv", "line": "2"}']
    """
    said = [part for name in sorted(known) for part in (f', "{name}": ', in_json(known[name]))]
    return joined("{" + said[0].removeprefix(", "), *said[1:], "}")


def numbered(*columns: pa.Array | pa.ChunkedArray) -> tuple[list[NDArray[np.int64]], pa.Array]:
    """Return columns as numbers, for equal cells of all of them the same, in the order in which they come, and what these stand for.

    >>> numbers, cells = numbered(pa.array(["b", "a"], TEXT), pa.array(["a"], TEXT))
    >>> [each.tolist() for each in numbers], cells.to_pylist()
    ([[0, 1], [1]], ['b', 'a'])
    """
    chunks = [part for each in columns for part in (each.chunks if isinstance(each, pa.ChunkedArray) else [each])]
    coded = pa.chunked_array(chunks, columns[0].type).combine_chunks().dictionary_encode()
    ends = np.cumsum([len(each) for each in columns])[:-1]
    return np.split(coded.indices.to_numpy().astype(np.int64), ends), coded.dictionary


def among(values: Series, known: "Series | Sequence[str]") -> Series:
    """Return which texts are among the *known* ones; some thirty times faster than `Series.isin`, which lists them first.

    >>> among(Series(["a", "b"], dtype="str"), ["b", "c"]).tolist()
    [False, True]
    """
    told = text_of(known) if isinstance(known, Series) else pa.array(known, TEXT)
    found = pc.is_in(text_of(values), value_set=told, skip_nulls=True)
    return Series(found.to_numpy(zero_copy_only=False), index=values.index, dtype="bool")


def places(values: Series, known: Series) -> NDArray[np.int64]:
    """Return where each text stands among the *known* ones, the first of equal ones; -1 for nowhere.

    >>> places(Series(["b", "x"], dtype="str"), Series(["a", "b", "b"], dtype="str")).tolist()
    [1, -1]
    """
    found = pc.index_in(text_of(values), value_set=text_of(known), skip_nulls=True)
    return pc.fill_null(found, -1).to_numpy().astype(np.int64)


def floats(values: Series) -> Series:
    """Return numbers written as text, NaN for what is none: what `pandas.to_numeric` says, in a fraction of its time.

    >>> floats(Series(["-1.50", "", "about 3"], dtype="str")).tolist()
    [-1.5, nan, nan]
    """
    text = text_of(values)
    plain = pc.match_substring_regex(text, r"^-?[0-9]+(?:\.[0-9]+)?$")
    found = pc.if_else(plain, text, None).cast(pa.float64()).to_numpy(zero_copy_only=False).copy()
    others = pc.and_not(pc.not_equal(text, ""), plain).to_numpy(zero_copy_only=False)
    if others.any():
        found[others] = pd.to_numeric(values[others], errors="coerce")
    return Series(found, index=values.index, dtype="float64")


def constant(part: Any) -> Any:
    """Return a text as Arrow's scalar; a column stays what it is."""
    return pa.scalar(part, TEXT) if isinstance(part, str) else part


def as_bytes(texts: pa.Array) -> bytes:
    """Return all texts one after the other, in UTF-8: so they lie in Arrow's memory already."""
    if not len(texts):
        return b""
    offsets = offsets_of(texts)
    return bytes(memoryview(texts.buffers()[2] or b"")[offsets[0] : offsets[-1]])


def holds(texts: pa.Array, *signs: str) -> bool:
    """Return whether any of the signs stands anywhere in the texts: one look at all their bytes, where a pattern looks at each text.

    >>> holds(pa.array(["a", "b,c"], TEXT), ",", ";"), holds(pa.array(["a", ","], TEXT)[:1], ",")
    (True, False)
    """
    whole = as_bytes(texts)
    return any(each.encode() in whole for each in signs)


def offsets_of(texts: pa.Array) -> NDArray[np.int64]:
    """Return where each text begins in Arrow's memory, and where the last one ends."""
    return np.frombuffer(texts.buffers()[1], dtype="int64")[texts.offset : texts.offset + len(texts) + 1]

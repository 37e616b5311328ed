"""What an earlier run compared already: a known book with a few new rows compares what is new or changed, no more.

How alike two rows are depends on their contents alone, so that answer may be kept, under a signature of both rows and of
what the sheet is compared by. What agreement is worth depends on the whole sheet, so all pairs are weighed, judged and
grouped anew, and the groups are those of a full run. Where the sheet is compared by other columns than before, or by
another version, every pair is new.
"""

import hashlib
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pandas import DataFrame, Series

import custsheet.duplicates.stretches as stretches
from custsheet import __version__
from custsheet.columnar import as_bytes, text_of
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.fields import columns

TABLE = "met:customers"  # a table of the book: `pair` and `levels`, 16 hex digits and one letter per piece of evidence
Signatures = NDArray[np.uint64]
Levels = NDArray[np.int8]
_FACTOR = np.uint64(stretches.FACTOR)
_LETTER = ord("b")  # of level 0


class Met(NamedTuple):
    """The signatures of pairs that were compared, and what came of it: a line of levels per pair.

    What is kept is ascending, each pair once.
    """

    pairs: Signatures
    levels: Levels


NOTHING = Met(np.empty(0, np.uint64), np.empty((0, 0), np.int8))


def signed(content: Signatures, source: Ints, evidence: list[Evidence]) -> Signatures:
    """Return a signature per row: of its *content* and of what the sheet is compared by; own ids count within their sheet."""
    compared = ";".join(f"{each.field}:{each.kind}:{len(each.codes)}" for each in evidence)
    start = hashlib.blake2b(f"{__version__};{compared}".encode(), digest_size=8).digest()
    numbered = any(each.kind == "own_id" for each in evidence)
    within = source.astype(np.uint64) if numbered else np.uint64(0)
    return (content * _FACTOR + within) * _FACTOR + np.frombuffer(start, np.uint64)[0]


def paired(signature: Signatures, left: Ints, right: Ints) -> Signatures:
    """Return the signature of each pair, whichever row comes first."""
    one, other = signature[left], signature[right]
    return np.minimum(one, other) * _FACTOR + np.maximum(one, other)


def place(pairs: Signatures, met: Met) -> Ints:
    """Return where among those met each pair stands, -1 for one that was not compared yet.

    >>> place(np.array([7, 9], np.uint64), Met(np.array([3, 7], np.uint64), np.zeros((2, 1), np.int8))).tolist()
    [1, -1]
    """
    if not len(met.pairs):
        return np.full(len(pairs), -1)
    found = np.minimum(np.searchsorted(met.pairs, pairs), len(met.pairs) - 1)
    return np.where(met.pairs[found] == pairs, found, -1)


def learned(pairs: Signatures, levels: Levels) -> Met:
    """Return what is to be kept of the pairs compared, each once."""
    _, first = np.unique(pairs, return_index=True)
    return Met(pairs[first], levels[first])


def told(met: Met) -> DataFrame:
    """Return what was compared as a table, to be kept."""
    pairs = met.pairs.astype(">u8").tobytes().hex()
    levels = (met.levels + _LETTER).astype(np.uint8).tobytes().decode("ascii")
    return DataFrame({"pair": _cut(pairs, 16), "levels": _cut(levels, met.levels.shape[1])})


def _cut(text: str, width: int) -> Series:
    """Return a text cut into pieces of one width."""
    ends = np.arange(0, len(text) + 1, max(width, 1), dtype=np.int64)
    count = len(ends) - 1
    return columns.texts(pa.LargeStringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(text.encode())))


def read(table: DataFrame) -> Met:
    """Return what a table tells that `told` made; nothing for an empty one."""
    if table.empty:
        return NOTHING
    pairs, levels = (as_bytes(text_of(table[name])) for name in ("pair", "levels"))
    met = np.frombuffer(bytes.fromhex(pairs.decode()), ">u8").astype(np.uint64)
    return Met(met, np.frombuffer(levels, np.uint8).astype(np.int8).reshape(len(met), -1) - np.int8(_LETTER))

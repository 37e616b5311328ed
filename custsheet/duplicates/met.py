"""What an earlier run compared already: a known book with a few new rows compares what is new or changed, no more.

Rows are known by a signature of all that they are compared by, pairs by those of both rows. Whether a pair is worth
comparing letter by letter depends on its two rows alone, so that answer may be kept; what agreement is worth depends on
the whole sheet, so the pairs kept are weighed, judged and grouped anew, and the groups are those of a full run. Where the
sheet is compared by other columns than before, all rows count as new.

>>> fresh(np.array([7, 7, 9], np.uint64), Met(np.array([7, 9], np.uint64), np.array([], np.uint64))).tolist()
[True, True, False]
"""

import hashlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from custsheet.duplicates.evidence import Evidence, Ints

RULES = 1  # raised whenever other pairs become worth comparing, so that nothing kept is used any more
TABLE = "met:customers"  # a table of the book: `of` (row, pair) and `signature`, 16 hex digits
Signatures = NDArray[np.uint64]
_FACTOR = np.uint64(6364136223846793005)  # of Knuth's linear congruential generator


class Met(NamedTuple):
    """The signatures of all rows that were compared, and of the pairs found worth it."""

    rows: Signatures
    pairs: Signatures


def signed(content: Signatures, source: Ints, evidence: list[Evidence]) -> Signatures:
    """Return a signature per row: of its *content* and of what the sheet is compared by; own ids count within their sheet."""
    compared = ";".join(f"{each.field}:{each.kind}:{len(each.codes)}" for each in evidence)
    start = hashlib.blake2b(f"{RULES};{compared}".encode(), digest_size=8).digest()
    numbered = any(each.kind == "own_id" for each in evidence)
    within = source.astype(np.uint64) if numbered else np.uint64(0)
    return (content * _FACTOR + within) * _FACTOR + np.frombuffer(start, np.uint64)[0]


def fresh(signature: Signatures, met: Met) -> NDArray[np.bool_]:
    """Return which rows the earlier run had not, or not as often."""
    if not len(met.rows):
        return np.ones(len(signature), bool)
    own, number, here = np.unique(signature, return_inverse=True, return_counts=True)
    known, often = np.unique(met.rows, return_counts=True)
    place = np.minimum(np.searchsorted(known, own), len(known) - 1)
    return np.asarray((np.where(known[place] == own, often[place], 0) < here)[number])


def paired(signature: Signatures, left: Ints, right: Ints) -> Signatures:
    """Return the signature of each pair, whichever row comes first."""
    one, other = signature[left], signature[right]
    return np.minimum(one, other) * _FACTOR + np.maximum(one, other)


def told(met: Met) -> DataFrame:
    """Return what was compared as a table, to be kept."""
    hexed = [f"{each:016x}" for part in met for each in part.tolist()]
    return DataFrame({"of": ["row"] * len(met.rows) + ["pair"] * len(met.pairs), "signature": hexed}, dtype="str")


def read(table: DataFrame) -> Met:
    """Return what a table tells that `told` made; nothing for an empty one."""
    if table.empty:
        return Met(np.empty(0, np.uint64), np.empty(0, np.uint64))
    number = np.array([int(each, 16) for each in table["signature"].to_numpy(object)], np.uint64)
    of = table["of"].to_numpy(object)
    return Met(number[of == "row"], number[of == "pair"])

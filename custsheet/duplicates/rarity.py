"""How rare a value is: the chance that two strangers share it.

A name is as rare as it is on the sheet (Winkler's frequency adjustment). What is made for one customer only, a phone, an
e-mail, an ID, is rare by design, however often its owner comes; it is common as far as different people hold it: a
household's phone a little, a switchboard so much that it says next to nothing.
"""

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import ALIKE, EXACT, KINDS

Floats = NDArray[np.float64]
Rarity = tuple[Floats, Floats]  # log2 u of every value, and of every key
ROWS_WEIGHT = 100  # rows that the default chance counts as
SHARED = 4  # people who hold a value from which it says next to nothing


def is_shared(each: Evidence, spread: Ints) -> NDArray[np.bool_]:
    """Return which values too many people hold to tell them apart."""
    return (spread >= SHARED) & (KINDS[each.kind].pointed or each.kind == "address")


def who(evidence: list[Evidence], count: int) -> Ints:
    """Return a coarse number per row for who it is: the first letter of the name, so that slips do not count as people."""
    for kind in ("name", "given", "surname", "company"):
        for each in evidence:
            if each.kind == kind:
                letters = pc.utf8_slice_codeunits(each.values, 0, 1).dictionary_encode()
                first = letters.indices.to_numpy().astype(np.int64)
                codes = each.codes[0]
                return np.where(codes >= 0, first[codes], -1)
    return np.arange(count)


def spread_of(each: Evidence, people: Ints) -> Ints:
    """Return by how many different people every value is held, 1 at least."""
    return np.maximum(_holders(np.concatenate(each.codes), np.tile(people, len(each.codes)), len(each.values)), 1)


def _holders(codes: Ints, people: Ints, count: int) -> Ints:
    """Return by how many different *people* each of *count* numbers is held; *codes* and people below 0 are nobody's."""
    filled = (codes >= 0) & (people >= 0)
    codes, people, width = codes[filled], people[filled], people.max(initial=0) + 1
    often = np.bincount(people, minlength=1)[people] > 1
    pairs = pd.unique(codes[often] * width + people[often])
    return np.bincount(codes[~often], minlength=count) + np.bincount(pairs // width, minlength=count)


def rarity_of(each: Evidence, spread: Ints, customers: Ints, count: int) -> Rarity:
    """Return log2 u of every value, and of every key; *customers* numbers who the rows are held to be of, *count* different ones.

    A value is as common as the customers who have it beyond the pair itself; one made for a single customer as its
    further holders.
    """
    told = KINDS[each.kind]
    values = _holders(np.concatenate(each.codes), np.tile(customers, len(each.codes)), len(each.values))
    beyond = (np.minimum(spread, np.maximum(values, 1)) - 1) / 2 if told.pointed else np.maximum(values - 2, 0) + 0.5
    held = _held(each, values)
    further = np.maximum(held - 2, 0) / 4 if told.pointed else np.maximum(held - 2, 0) + 0.5
    return _log_rarity(beyond, told.u[EXACT], told.floor, count), _log_rarity(further, told.u[ALIKE], told.floor, count)


def _log_rarity(beyond: Floats, default: float, floor: float, count: int) -> Floats:
    share = (beyond + ROWS_WEIGHT * default) / (count + ROWS_WEIGHT)
    return np.log2(np.clip(share, floor, 1.0))


def _held(each: Evidence, values: Ints) -> Ints:
    """Return by how many holders of its *values* every key is held; who holds two values of one key counts twice."""
    if not each.keys.size:
        return np.zeros(1, np.int64)
    filled = each.keys >= 0
    holders = np.broadcast_to(values[:, None], each.keys.shape)[filled]
    return np.bincount(each.keys[filled], weights=holders).astype(np.int64)

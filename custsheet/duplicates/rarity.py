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
    """Return by how many different people every value is held."""
    codes = np.concatenate(each.codes)
    who = np.tile(people, len(each.codes))
    filled = (codes >= 0) & (who >= 0)
    pairs = pd.unique(codes[filled] * (people.max(initial=0) + 1) + who[filled])
    return np.maximum(np.bincount(pairs // (people.max(initial=0) + 1), minlength=len(each.values)), 1)


def rarity_of(each: Evidence, spread: Ints, count: int) -> tuple[Floats, Floats]:
    """Return log2 u of every value, and of every key.

    A value is as common as its rows beyond the pair itself; one made for a single customer as its further holders.
    """
    told = KINDS[each.kind]
    codes = np.concatenate(each.codes)
    rows = np.bincount(codes[codes >= 0], minlength=len(each.values))
    beyond = (spread - 1) / 2 if told.pointed else np.maximum(rows - 2, 0) + 0.5
    held = _held(each, rows)
    further = np.maximum(held - 2, 0) / 4 if told.pointed else np.maximum(held - 2, 0) + 0.5
    return _log_rarity(beyond, told.u[EXACT], told.floor, count), _log_rarity(further, told.u[ALIKE], told.floor, count)


def _log_rarity(beyond: Floats, default: float, floor: float, count: int) -> Floats:
    share = (beyond + ROWS_WEIGHT * default) / (count + ROWS_WEIGHT)
    return np.log2(np.clip(share, floor, 1.0))


def _held(each: Evidence, rows: Ints) -> Ints:
    """Return by how many rows every key is held."""
    if not each.keys.size:
        return np.zeros(1, np.int64)
    filled = each.keys >= 0
    return np.bincount(each.keys[filled], weights=np.broadcast_to(rows[:, None], each.keys.shape)[filled]).astype(
        np.int64
    )

"""The same person entered twice: what differs between two lines that staff wrote about one customer."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator
from pandas import DataFrame

from custsheet.samples.people import mobiles, read_pairs
from custsheet.samples.vocabulary import GIVEN

_GIVEN, _READINGS = read_pairs(GIVEN)
_HOMOPHONES = {
    sign: [other for other in _GIVEN[reading == _READINGS] if other != sign]
    for sign, reading in zip(_GIVEN, _READINGS, strict=True)
}


def with_twins(table: DataFrame, share: float, rng: Generator) -> DataFrame:
    """Return *table* (column `person`) in random order, so enlarged that *share* of its rows are second entries."""
    extra = round(len(table) * share / (1 - share))
    chosen = table.iloc[rng.integers(len(table), size=extra)]
    both = pd.concat([table, varied(chosen, rng)], ignore_index=True)
    return both.iloc[rng.permutation(len(both))].reset_index(drop=True)


def varied(table: DataFrame, rng: Generator) -> DataFrame:
    """Return *table* as another member of staff would have entered it: one or two things differ in every row."""
    count = len(table)
    kinds = rng.integers(6, size=(2, count))
    second = rng.random(count) < 0.4
    does = [(kinds[0] == kind) | (second & (kinds[1] == kind)) for kind in range(6)]
    new = table.copy()
    new["name"] = np.where(
        does[0],
        [_homophone(each, at) for each, at in zip(table["name"], rng.random(count), strict=True)],
        table["name"],
    )
    new["mobile"] = np.where(does[1] & ~does[2], table["mobile"].map(_swapped), table["mobile"])
    new["mobile"] = np.where(does[2], mobiles(count, rng), new["mobile"])
    new["address"] = np.where(does[3], table["address"].map(_brief), table["address"])
    new["email"] = np.where(does[4] & ~does[2] & ~does[1], "", table["email"])  # something must still tie the two
    new["company"] = np.where(does[5], "", table["company"])
    new["id_number"] = np.where(rng.random(count) < 0.5, "", table["id_number"])
    return new


def _homophone(name: str, at: float) -> str:
    """Return *name* with its last sign replaced by one that sounds the same, where there is one."""
    others = _HOMOPHONES.get(name[-1], [])
    return name[:-1] + others[int(at * len(others))] if others else name


def _swapped(number: str) -> str:
    """Return *number* with two neighbouring digits swapped: the slip that is made most."""
    places = [place for place in range(len(number) - 1, 7, -1) if number[place] != number[place - 1]]
    if not places:
        return number
    place = places[0]
    return number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :]


def _brief(address: str) -> str:
    """Return *address* without its province and with the door as numbers: 7号楼2单元802室 is 7-2-802."""
    rest = address.partition("省")[2] or address
    return rest.replace("号楼", "-").replace("单元", "-").replace("室", "")

"""The places that a whole column of addresses names: a beginning that many share is read once.

What `江苏省南京市鼓楼区中山` says, every address says that begins so: a district named in full is the end of it, unless a
separator follows or the place is said again. Such beginnings are read for all their addresses, the others one by one.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series

from custsheet.fields import columns
from custsheet.fields.address_parts import FARTHEST, Place, beginning_of, place, strange
from custsheet.fields.address_prefixes import settled

# Letters of a beginning: enough for most addresses, for those of autonomous districts, and for the longest names.
_REACHES = (11, 16, 27)
_LEGIBLE = "[一-鿿0-9A-Za-z#-]+"


def beginnings(addresses: Series) -> Series:
    """Return as much of each address as divisions are looked for in, legible (`beginning_of`)."""
    legible = columns.sure(addresses, _LEGIBLE, f"[{''.join(sorted(filter(str.isalpha, strange())))}]")
    left = (legible == "").to_numpy()
    number, unique = pd.factorize(addresses[left])
    evened = columns.texts([beginning_of(each) for each in columns.listed(Series(unique))])
    beginning = legible.str.slice(0, FARTHEST)
    beginning[left] = evened.take(number).array
    return beginning


def places(texts: Series) -> tuple[NDArray[np.intp], list[Place]]:
    """Return the number of the place that each legible text names, and the places."""
    number = np.zeros(len(texts), dtype=np.intp)
    found: list[Place] = []
    left = np.arange(len(texts))
    for reach in (*_REACHES, 0):
        codes, unique = pd.factorize(texts.iloc[left].str.slice(0, reach or None))
        read = [_settled(each) if reach else place(each) for each in columns.listed(Series(unique))]
        known = np.array([each is not None for each in read], dtype=bool)[codes]
        number[left[known]] = len(found) + (np.cumsum([each is not None for each in read]) - 1)[codes[known]]
        found += [each for each in read if each is not None]
        left = left[~known]
    return number, found


def _settled(text: str) -> Place | None:
    found = settled(text)
    return Place(found[0].unit, found[1], found[0].method, found[0].confidence) if found else None

"""The places that a whole column of addresses names: a beginning that many share is read once.

What `江苏省南京市鼓楼区中山` says, every address says that begins so: a district named in full is the end of it, unless a
separator follows or the place is said again. Such beginnings are read for all their addresses, the others one by one.
"""

import json

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

import custsheet.fields.columns as columns
import custsheet.fields.divisions as divisions
from custsheet.fields.address_parts import (
    EDGES,
    FARTHEST,
    LONG_NUMBER,
    PARTS,
    Place,
    beginning_of,
    known,
    parts,
    place,
    strange,
)
from custsheet.fields.address_prefixes import beginning, settled
from custsheet.fields.address_walk import contradiction

# Letters of a beginning: enough for most addresses, for those of autonomous districts, and for the longest names.
_REACHES = (16, 27)
_PLACES = (  # two names in full, perhaps a third: as far as one can contradict another
    "^[一-鿿]{2,7}?(?:省|市|自治区|行政区) ?[一-鿿]{2,10}?(?:市|自治州|地区|盟|区|县|旗)(?: ?[一-鿿]{2,7}?(?:市|区|县|旗))?"
)
_WHOLE = (
    "^(?P<head>(?:[一-鿿]{2,6}?(?:省|自治区|市|行政区))?[一-鿿]{2,10}?(?:市|自治州|地区|盟)[一-鿿]{1,10}?(?:区|县|旗|市))"
    "(?P<behind>[一-鿿0-9A-Za-z][一-鿿0-9A-Za-z])"
)
_NO_NAME = "甲乙"  # begins no division's name
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


def parse(addresses: Series) -> DataFrame:
    """Return the parts of addresses in Chinese letters that need no evening: what `parts` says of each."""
    numbered = addresses.str.contains(LONG_NUMBER.pattern).to_numpy()  # perhaps a postcode, or a telephone number
    plain = _parsed(addresses[~numbered])
    if not numbered.any():
        return plain
    rest = DataFrame([parts(each) for each in columns.listed(addresses[numbered])], dtype="str")
    places_of = np.concatenate([np.flatnonzero(~numbered), np.flatnonzero(numbered)])
    return pd.concat([plain, rest]).iloc[np.argsort(places_of)].set_axis(addresses.index)


def _parsed(addresses: Series) -> DataFrame:
    number, found = places(beginnings(addresses))
    told = [known(each.unit, *each[2:]) for each in found]
    table = {name: columns.texts([each[name] for each in told]).take(number).array for name in PARTS}
    ends = np.array([each.end for each in found], dtype=np.intp)[number].tolist()
    details = [text[end:].strip(EDGES) for text, end in zip(columns.listed(addresses), ends, strict=True)]
    return DataFrame(table | {"detail": columns.texts(details).array}, index=addresses.index)


def contradictions(addresses: Series) -> DataFrame:
    """Return the reason `contradiction`, with both names as facts, where an address names a place that is not in the one before."""
    told = columns.mapped(columns.beginnings(addresses, _PLACES), _contradiction)
    return DataFrame(
        {"reason": columns.chosen(told != "", columns.repeated("contradiction", told.index)), "facts": told}
    )


def _contradiction(text: str) -> str:
    """Return the facts of a beginning whose places contradict each other, JSON; "" for any other."""
    found = contradiction(text) if text and beginning(text) is None else None
    return json.dumps(dict(zip(("one", "other"), found, strict=True)), ensure_ascii=False) if found else ""


def places(texts: Series) -> tuple[NDArray[np.intp], list[Place]]:
    """Return the number of the place that each legible text names, and the places."""
    number, found = _whole(texts)
    left = np.flatnonzero(number < 0)
    for reach in (*_REACHES, 0):
        codes, unique = pd.factorize(texts.iloc[left].str.slice(0, reach or None))
        read = [_settled(each) if reach else place(each) for each in columns.listed(Series(unique))]
        known = np.array([each is not None for each in read], dtype=bool)[codes]
        number[left[known]] = len(found) + (np.cumsum([each is not None for each in read]) - 1)[codes[known]]
        found += [each for each in read if each is not None]
        left = left[~known]
    return number, found


def _whole(texts: Series) -> tuple[NDArray[np.intp], list[Place]]:
    """Return the number of the place of each text that begins with city and district in full, -1 for others, and the places.

    What follows must not say one of the names again.
    """
    parts = columns.groups(texts, _WHOLE)
    codes, heads = pd.factorize(parts["head"])
    read = [_settled(f"{each}{_NO_NAME}") for each in heads]
    good = [bool(each and each.end == len(head)) for each, head in zip(read, heads, strict=True)]
    behind = parts["behind"]
    sure = np.array(good, dtype=bool)[codes] & ~behind.str.slice(0, 1).isin(["场", "民"]).to_numpy()
    lines = [divisions.line(each.unit) if each else () for each in read]
    for level in range(3):
        again = columns.texts([divisions.named(line[level])[:2] if level < len(line) else "" for line in lines])
        sure &= (behind.array != again.take(codes).array).astype(bool)
    found = [each for each, kept in zip(read, good, strict=True) if each and kept]
    return np.where(sure, (np.cumsum(good, dtype=np.intp) - 1)[codes], -1), found


def _settled(text: str) -> Place | None:
    found = settled(text)
    return Place(found[0].unit, found[1], found[0].method, found[0].confidence) if found else None

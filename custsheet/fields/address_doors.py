"""The keys of a whole column of Chinese addresses: what stands before the first digit is read once for all that share it.

`江苏省南京市鼓楼区中山北路` says place and road whatever follows; `12号7号楼2单元802室` is numbers. Only addresses written
plainly are read here: divisions down to a district, a road or an estate, then numbers.
"""

from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Series

import custsheet.fields.columns as columns
from custsheet.fields.address_likeness import NUMERALS, ROAD, TOWN, UNIT_WORDS
from custsheet.fields.address_parts import FARTHEST, strange
from custsheet.fields.address_prefixes import settled
from custsheet.fields.divisions import province_city_district

_PLAIN = "[一-鿿]{4,}[0-9][一-鿿0-9A-Za-z-]*[一-鿿0-9A-Za-z]"
_DOUBTFUL = f"{NUMERALS}(?:{UNIT_WORDS})|--|[0-9]{{6}}|[A-Za-z]{{2}}|(?:代收|收件|收货|收|附近)$"
_ROAD_SIGN = "[路街道巷弄里]|胡同"
_PARTS = "^(?P<start>[^0-9]+)(?P<number>[0-9]+(?:-[0-9]+)?)(?P<rest>.*)$"


class _Start(NamedTuple):
    """What stands before the first digit; all blank where only the whole address tells."""

    district: str = ""  # with its city
    city: str = ""
    road: str = ""
    ends: str = ""  # road or estate, where its number follows; else inside


def keys(addresses: Series) -> DataFrame:
    """Return the two keys of each address, blank where `address_likeness.keys` has to look."""
    read_as_others = f"[{''.join(sorted(filter(str.isalpha, strange())))}]"
    plain = columns.sure(addresses, _PLAIN, f"{read_as_others}|{_DOUBTFUL}")
    parts = columns.groups(columns.chosen(addresses.str.len() <= FARTHEST, plain), _PARTS)
    district, city, road, ends = _starts(parts["start"])
    inside = ends == "inside"
    number = columns.chosen(~inside, parts["number"])
    building, lane = _tails(columns.chosen(inside, columns.joined(parts["number"], parts["rest"]), parts["rest"]))
    known = (district != "") & ((number != "") | (building != "")) & ((ends != "estate") | ~lane)
    exact = columns.joined(district, "|", road, "|", number, "|", building)
    return DataFrame(
        {
            0: columns.chosen(known, exact),
            1: columns.chosen(known & (number != ""), columns.joined(city, "|", road, "|", number)),
        }
    )


def _tails(tails: Series) -> tuple[Series, Series]:
    """Return the numbers in what follows, and whether it names a road; distinct tails read once."""
    number, unique = pd.factorize(tails)
    distinct = Series(unique)
    building, lane = _numbers(distinct), distinct.str.contains(_ROAD_SIGN)
    return building.take(number).set_axis(tails.index), lane.take(number).set_axis(tails.index)


def _starts(starts: Series) -> list[Series]:
    """Return the fields of the _Start of each text, distinct ones read once."""
    return columns.told(starts, _read, 4)


def _read(text: str) -> _Start:
    known = settled(text)
    if known is None:
        return _Start()
    province, city, district = province_city_district(known[0].unit)
    rest = TOWN.sub("", text[known[1] :] + "0")[:-1]
    whole, above = (city or province) + district, city or province
    if road := ROAD.match(rest):
        return _Start(whole, above, road[1], "road" if road.end(1) == len(rest) else "inside")
    return _Start(whole, above, rest, "estate") if len(rest) > 1 else _Start()


def _numbers(texts: Series) -> Series:
    """Return the numbers and single letters of each text, a stroke between them, without leading zeros."""
    apart = texts.str.lower().str.replace("[^0-9a-z]+", "-", regex=True)
    for pattern in ("([0-9])([a-z])", "([a-z])([0-9])"):
        apart = apart.str.replace(pattern, r"\1-\2", regex=True)
    return apart.str.strip("-").str.replace("(^|-)0+([0-9])", r"\1\2", regex=True)

"""Reading the divisions at the beginning of an address, from left to right.

A set of candidates is kept; every further name must belong to one of them, or repeat what was said. Inventing a place is
far worse than leaving a blank, so a short name is refused where a road, a building or a body may be named after it
(南京西路, 朝阳门大街, 东方广场, 北京大学), and a name that several places bear stays open.
"""

import re
from typing import NamedTuple

import custsheet.fields.divisions as divisions
from custsheet.fields.address_names import GENERIC, Names, names
from custsheet.fields.address_words import (
    BETWEEN,
    CONTINUES,
    EVERYDAY,
    KNOWN_ALONE,
    PSEUDO_STARTS,
    is_landmark,
    is_no_city,
    is_road_or_house,
    pseudo,
)
from custsheet.fields.divisions import CITY, DISTRICT, PROVINCE

_TOWN = re.compile(r"[北南中]区")
_STEM = re.compile(r"([一-龥]{2,3}?)[区县市]")


class Reading(NamedTuple):
    """What the beginning of an address says: candidates, the place behind it, and how it was said."""

    units: tuple[str, ...]
    end: int
    levels: int = 0  # how many names were read
    full: int = 0  # how many of them in full
    loose: bool = False  # the last only resembles a name
    old: bool = False  # one of them is the name of a unit that is gone
    torn: tuple[str, ...] = ()  # candidates of a second beginning that contradicts the first


class _Name(NamedTuple):
    units: tuple[str, ...]
    end: int
    full: bool
    names: int = 1


def walk(text: str, start: int = 0) -> Reading:
    """Return what *text* says from *start* on; no units where no name stands there."""
    index = names()
    reading = Reading((), start)
    while True:
        at = _skip(text, reading.end, reading.units)
        further = _next(text, at, reading.units, index)
        if further is None:
            break
        reading = _grown(reading, further)
    if reading.units and reading.end < len(text):
        reading = reading._replace(end=reading.end + len(_pseudo(text, reading.end, reading.units[0])))
    if reading.levels == 1 and not reading.full and _is_weak(reading.units, text, reading.end):
        return Reading((), start)
    return _resembling(text, _contradicted(text, reading, index))


def _grown(reading: Reading, name: _Name) -> Reading:
    if name.units == reading.units:  # said again
        return reading._replace(end=name.end)
    old = reading.old or all(divisions.units()[code].successor for code in name.units)
    return Reading(name.units, name.end, reading.levels + name.names, reading.full + name.full, old=old)


def _skip(text: str, at: int, known: tuple[str, ...]) -> int:
    """Return where the next name may begin: behind separators and pseudo-divisions of the known places."""
    while at < len(text):
        letter = text[at]
        if letter in BETWEEN:
            at += 1
        elif known and letter in PSEUDO_STARTS and (word := _pseudo(text, at, known[0])):
            at += len(word)
        else:
            break
    return at


def _pseudo(text: str, at: int, known: str) -> str:
    """Return what statistics write between a known place and those below it: 市辖区, the 县 of 重庆市县城口县."""
    if known == "500000" and text[at] == "县" and text[at + 1 : at + 3] in names().lengths:
        return "县"
    return pseudo(text, at, known)


def is_named_after(text: str, at: int, level: int) -> bool:
    """Tell whether a short name that ends at *at* rather belongs to a road, a building, a body or a smaller place."""
    return is_road_or_house(text, at) or (level == DISTRICT and is_landmark(text, at))


def may_go_on(text: str, at: int) -> bool:
    """Tell whether what follows may belong to the name that ends at *at*, be a further name, or a separator."""
    return text[at : at + 1] in CONTINUES or bool(_STEM.match(text, at)) or _may_name(text, at)


def _may_name(text: str, at: int) -> bool:
    """Tell whether the name of any place begins at *at*, other than one that a road is named after."""
    index = names()
    for length in index.lengths.get(text[at : at + 2], ()):
        name, end = text[at : at + length], at + length
        if name in index.full:
            return True
        if name in index.short and (not is_road_or_house(text, end) or text[end : end + 2] in index.lengths):
            return True
    return False


def _next(text: str, at: int, known: tuple[str, ...], index: Names) -> _Name | None:
    """Return the longest name at *at* that fits what is known, or repeats it."""
    for length in index.lengths.get(text[at : at + 2], ()):
        name, end = text[at : at + length], at + length
        if len(name) == length and (found := _fitting(text, name, end, known, index)):
            return found
    return None


def _fitting(text: str, name: str, end: int, known: tuple[str, ...], index: Names) -> _Name | None:
    full = () if name in GENERIC and not known else index.full.get(name, ())
    if units := _belonging(full, known, index):
        if not is_no_city(text, end) or _leads_on(text, end, units, index):
            return _split_town(text, name, end, units, index) or _Name(units, end, True)
    elif full and (again := _repeated(full, known, index)) and not is_no_city(text, end):
        return _Name(again, end, True)
    return _fitting_short(text, name, end, known, index)


def _fitting_short(text: str, name: str, end: int, known: tuple[str, ...], index: Names) -> _Name | None:
    short = index.short.get(name, ())
    if not short:
        return None
    if is_named_after(text, end, DISTRICT):
        short = _cities(text, end, short) or (
            short if _leads_on(text, end, _belonging(short, known, index), index) else ()
        )
    if units := _belonging(short, known, index):
        return _Name(units, end, False)
    again = _repeated(short, known, index)
    follows = _next(text, _skip(text, end, known), again, index) if again else None
    return _Name(again, end, False) if follows and follows.full else None


def _cities(text: str, end: int, short: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cities and provinces among *short*, unless a road or a building is named after them."""
    if is_road_or_house(text, end):
        return ()
    return tuple(code for code in short if divisions.units()[code].level < DISTRICT)


def _leads_on(text: str, at: int, units: tuple[str, ...], index: Names) -> bool:
    """Tell whether a place below *units* is named right behind them (唐山路南区), so that no road is meant."""
    return bool(units) and _next(text, at, units, index) is not None


def _belonging(units: tuple[str, ...], known: tuple[str, ...], index: Names) -> tuple[str, ...]:
    """Return the units that belong to one of the known, and are none of them."""
    if not known:
        return units
    return tuple(each for each in units if each not in known and not index.above[each].isdisjoint(known)) or _same(
        units, known
    )


def _same(units: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of several candidates that the name says again."""
    return tuple(each for each in known if each in units) if len(known) > 1 else ()


def _repeated(units: tuple[str, ...], known: tuple[str, ...], index: Names) -> tuple[str, ...]:
    """Return the known units if a name only says again what they are, or belong to."""
    return tuple(each for each in known if not index.above[each].isdisjoint(units))


def _split_town(text: str, name: str, end: int, units: tuple[str, ...], index: Names) -> _Name | None:
    """Read 青岛市北区 as 青岛 + 市北区, where the town has such a district."""
    if name[-1] != "市" or not _TOWN.match(text, end):
        return None
    district = "市" + text[end : end + 2]
    found = _belonging(index.full.get(district, ()), units, index)
    return _Name(found, end + 2, True, 2) if found else None


def _is_weak(units: tuple[str, ...], text: str, end: int) -> bool:
    """Tell whether a short name alone is no evidence: everyday words, and districts that need their city named."""
    levels = {divisions.units()[code].level for code in units}
    if DISTRICT not in levels or levels & {PROVINCE, CITY}:
        return False
    kinds = {divisions.named(code)[-1] for code in units}
    name = divisions.short(units[0])
    return name in EVERYDAY or (kinds != {"市"} and len(name) < 3 and name not in KNOWN_ALONE and bool(text[end:]))


def _contradicted(text: str, reading: Reading, index: Names) -> Reading:
    """Note a full city or province behind the reading that does not belong to it: 江苏省杭州市."""
    if not reading.units:
        return reading
    at = _skip(text, reading.end, reading.units)
    for length in index.lengths.get(text[at : at + 2], ()):
        name = text[at : at + length]
        other = [code for code in index.full.get(name, ()) if divisions.units()[code].level < DISTRICT]
        if other and not is_no_city(text, at + length) and not is_road_or_house(text, at + length):
            return reading._replace(torn=walk(text, at).units)
    return reading


def contradiction(text: str) -> tuple[str, str] | None:
    """Return the names of two places of which the second does not lie in the first: 四川省, 广州市; None where all agree."""
    reading = walk(text)
    return (divisions.named(reading.units[0]), divisions.named(reading.torn[0])) if reading.torn else None


def _resembling(text: str, reading: Reading) -> Reading:
    """Take 南京市雨花区 for 雨花台区: the only district of a known city whose name begins so."""
    found = _STEM.match(text, reading.end)
    if not found or len(reading.units) != 1 or divisions.units()[reading.units[0]].level != CITY or reading.torn:
        return reading
    below = [code for code in divisions.units() if _continues(code, found[1], reading.units[0])]
    return reading._replace(units=(below[0],), end=found.end(), loose=True) if len(below) == 1 else reading


def _continues(code: str, stem: str, city: str) -> bool:
    unit = divisions.units()[code]
    return unit.parent == city and not unit.successor and unit.name.startswith(stem)

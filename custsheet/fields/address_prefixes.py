"""Whole beginnings of addresses that name one place beyond doubt: 浙江省杭州市西湖区, 浙江杭州西湖, 杭州市.

Most addresses begin with one of some 50,000 such strings. They are put together when an address first begins with their
first two letters, so that a single address costs next to nothing and a million cost two look-ups each. Whatever is not
among them is read by `address_walk`, to the same answer.
"""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

import custsheet.fields.divisions as divisions
from custsheet.fields.address_names import GENERIC, is_current, names
from custsheet.fields.address_walk import is_named_after, may_go_on
from custsheet.fields.address_words import BETWEEN, CONTINUES, is_no_city
from custsheet.fields.divisions import CITY, DISTRICT, PROVINCE

_GAP = frozenset(BETWEEN)
_CAREFUL = _GAP | {"场", "民"}
_REACH = 40  # letters in which separators are looked for


class Beginning(NamedTuple):
    """What a whole beginning names."""

    unit: str
    method: str
    confidence: str
    full: bool  # the last name is a full one
    level: int
    again: frozenset[str]  # what begins a repetition: two letters each
    settled: bool  # a district in full: nothing can follow that belongs to it


class Shelf(NamedTuple):
    """All beginnings that share their first two letters."""

    found: dict[str, Beginning]
    lengths: tuple[int, ...]  # longest first


def beginning(text: str) -> tuple[Beginning, int] | None:
    """Return what whole beginning *text* has, and its length; None where only the careful walk can tell."""
    known, lengths = _shelf(text[:2])
    for length in lengths:
        found = known.get(text[:length])
        if found is not None:
            end = length if length < len(text) else len(text)
            following = text[end : end + 2]
            if found.settled and following[:1] not in _CAREFUL:
                return (found, end) if following not in found.again else None
            if _ends(text, end, found):
                return found, end
            break
    return _spaced(text) if not _GAP.isdisjoint(text[:12]) else None


def settled(text: str) -> tuple[Beginning, int] | None:
    """Return what `beginning` says of every address that begins with *text*, whatever follows; None where that matters."""
    known = beginning(text)
    if known is None or not known[0].settled:
        return None
    end = known[1]
    behind = text[end : end + 2]
    return known if len(behind) == 2 and behind[0] not in _CAREFUL and _GAP.isdisjoint(text[:end]) else None


def _spaced(text: str) -> tuple[Beginning, int] | None:
    """Return a beginning written with separators: 浙江省 杭州市 西湖区."""
    kept = [at for at, letter in enumerate(text[:_REACH]) if letter not in _GAP]
    packed = "".join([text[at] for at in kept])
    shelf = _shelf(packed[:2])
    for length in shelf.lengths:
        found = shelf.found.get(packed[:length]) if length <= len(packed) else None
        if found is not None:
            end = kept[length - 1] + 1
            return (found, end) if found.level == DISTRICT and _ends(text, end, found) else None
    return None


def _ends(text: str, at: int, found: Beginning) -> bool:
    """Tell whether the beginning is over: nothing behind it could belong to it, or say it again."""
    if not found.full and (is_named_after(text, at, found.level) or _is_longer(text, at, divisions.short(found.unit))):
        return False
    if found.full and is_no_city(text, at):
        return False
    if found.level < DISTRICT:
        return not may_go_on(text, at)
    if not found.full and text[at : at + 1] in CONTINUES:
        return False
    while text[at : at + 1] in _GAP and at < len(text):
        at += 1
    return text[at : at + 2] not in found.again


def _is_longer(text: str, at: int, stem: str) -> bool:
    """Tell whether a longer name than the short one that ends at *at* is written: 雅安地区."""
    start, index = at - len(stem), names()
    longer = (text[start : start + length] for length in index.lengths[stem[:2]] if length > len(stem))
    return any(name in index.full for name in longer)


@cache
def _shelf(start: str) -> Shelf:
    found: dict[str, Beginning] = {}
    doubtful = set(GENERIC)
    for code in _starting().get(start, ()):
        for text, answer in _from(code):
            if found.setdefault(text, answer).unit != answer.unit:
                doubtful.add(text)
    certain = {text: each for text, each in found.items() if text not in doubtful and not _is_open(text, each, start)}
    return Shelf(certain, tuple(sorted(set(map(len, certain)), reverse=True)))


def _is_open(text: str, found: Beginning, start: str) -> bool:
    """Tell whether the last name may mean a rival: one gone of late below the same first name; any, where it stands alone."""
    rivals = _rivals(found.unit, found.full)
    if not rivals or found.unit in rivals:
        return bool(rivals)
    if text == (divisions.named(found.unit) if found.full else divisions.short(found.unit)):
        return True
    first = {
        code for code in _starting()[start] if text.startswith((divisions.named(code), divisions.short(code) or start))
    }
    above, every = names().above, divisions.units()
    return any(every[code].successor and not above[code].isdisjoint(first) for code in rivals)


@cache
def _rivals(code: str, full: bool) -> tuple[str, ...]:
    """Return the other units of a unit's full or short name that people still mean, itself among them if the name is another's full one."""
    index, level = names(), divisions.units()[code].level
    own = divisions.named(code) if full else divisions.short(code)
    if not full and own in index.full:
        return (code,)
    bearing = (*index.full.get(own, ()), *index.short.get(own, ()))
    return tuple(
        each for each in bearing if each != code and (is_current(each) or divisions.units()[each].level < level)
    )


@cache
def _starting() -> dict[str, tuple[str, ...]]:
    """Return first two letters -> the units of today whose name begins so, provinces first."""
    found: dict[str, list[str]] = defaultdict(list)
    for unit in sorted(divisions.units().values(), key=lambda unit: unit.level):
        if not unit.successor:
            found[unit.name[:2]].append(unit.code)
    return {start: tuple(codes) for start, codes in found.items()}


@cache
def _below() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code, unit in divisions.units().items():
        if not unit.successor:
            found[unit.parent].append(code)
    return {parent: tuple(codes) for parent, codes in found.items()}


class _Way(NamedTuple):
    """One way to name a unit: the text, how many names it has, and whether some are short, or a level is missing."""

    code: str
    text: str
    names: int
    short: bool
    gap: bool
    full: bool


_Found = list[tuple[str, Beginning]]


def _from(code: str) -> _Found:
    """Return the beginnings whose first name is that of *code*."""
    unit = divisions.units()[code]
    ways = [_Way(code, name, 1, not full, unit.level > PROVINCE, full) for name, full in _called(code)]
    if unit.level == PROVINCE and divisions.province_city_district(code)[1]:  # 上海 上海市 浦东新区
        ways += [way._replace(text=way.text + name, full=full) for way in ways for name, full in _called(code)]
    found: _Found = []
    for way in ways:
        _collect(way, found)
    return found


@cache
def _called(code: str) -> tuple[tuple[str, bool], ...]:
    stem = divisions.short(code)
    return ((divisions.named(code), True), (stem, False)) if stem else ((divisions.named(code), True),)


def _collect(way: _Way, found: _Found) -> None:
    """Add what *way* names, and everything below it; a city may be left out between province and district."""
    if way.full or way.names > 1:
        found.append((way.text, _answer(way)))
    for child in _below().get(way.code, ()):
        for deeper in _deeper(way, child, way.gap):
            _collect(deeper, found)
        if divisions.units()[child].level == CITY:
            left_out = [each for district in _below().get(child, ()) for each in _deeper(way, district, True)]
            found += [(each.text, _answer(each)) for each in left_out]


def _deeper(way: _Way, code: str, gap: bool) -> list[_Way]:
    """Return the ways to go on to *code*; not by a short name that only repeats, nor by 市南, for 青岛市南京路."""
    said = divisions.short(way.code)
    return [
        _Way(code, way.text + name, way.names + 1, way.short or not full, gap, full)
        for name, full in _called(code)
        if full or (name != said and name[0] != "市")
    ]


def _answer(way: _Way) -> Beginning:
    method = "inferred" if way.gap else "short" if way.short else "exact"
    return _named(way.code, method, way.names == 1, way.full)


@cache
def _named(code: str, method: str, alone: bool, full: bool) -> Beginning:
    level = divisions.units()[code].level
    confidence = "medium" if method == "inferred" and alone and level == DISTRICT else "high"
    again = frozenset(divisions.named(each)[:2] for each in divisions.line(code))
    return Beginning(code, method, confidence, full, level, again, full and level == DISTRICT)

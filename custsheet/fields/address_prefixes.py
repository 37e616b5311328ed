"""Whole beginnings of addresses that name one place beyond doubt: 浙江省杭州市西湖区, 浙江杭州西湖, 杭州市.

Most addresses begin with one of some 50,000 such strings. They are put together when an address first begins with their
first two letters, so that a single address costs next to nothing and a million cost two look-ups each. Whatever is not
among them is read by `address_walk`, to the same answer.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from custsheet.fields import divisions
from custsheet.fields.address_names import GENERIC, is_current, names
from custsheet.fields.address_walk import is_named_after, may_go_on
from custsheet.fields.address_words import BETWEEN, is_no_city
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


class Shelf(NamedTuple):
    """All beginnings that share their first two letters."""

    found: dict[str, Beginning]
    lengths: tuple[int, ...]  # longest first


def beginning(text: str) -> tuple[Beginning, int] | None:
    """Return what whole beginning *text* has, and its length; None where only the careful walk can tell."""
    shelf = _shelf(text[:2])
    for length in shelf.lengths:
        found = shelf.found.get(text[:length]) if length <= len(text) else None
        if found is not None:
            following = text[length : length + 2]
            if found.level == DISTRICT and found.full and following[:1] not in _CAREFUL:
                return (found, length) if following not in found.again else None
            if _ends(text, length, found):
                return found, length
            break
    return _spaced(text) if not _GAP.isdisjoint(text[:12]) else None


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
    if found.level < DISTRICT or not found.full:
        return not may_go_on(text, at)
    while text[at : at + 1] in _GAP and at < len(text):
        at += 1
    return text[at : at + 2] not in found.again


def _is_longer(text: str, at: int, stem: str) -> bool:
    """Tell whether a longer name than the short one that ends at *at* is written: 雅安地区."""
    start, index = at - len(stem), names()
    longer = (text[start : start + length] for length in index.lengths[stem[:2]] if length > len(stem))
    return any(name in index.full for name in longer)


def _shelf(start: str) -> Shelf:
    return _filled(start) if start in _starting() else _EMPTY


_EMPTY = Shelf({}, ())


@cache
def _filled(start: str) -> Shelf:
    found: dict[str, Beginning] = {}
    doubtful = set(GENERIC)
    for text, answer in (each for code in _starting()[start] for each in _from(code)):
        if found.setdefault(text, answer).unit != answer.unit:
            doubtful.add(text)
    certain = {text: each for text, each in found.items() if text not in doubtful and not _rivalled(text, each, start)}
    return Shelf(certain, tuple(sorted({len(text) for text in certain}, reverse=True)))


def _rivalled(text: str, found: Beginning, start: str) -> bool:
    """Tell whether the last name may mean another unit: one gone of late below the same first name; any, where it stands alone."""
    own = divisions.named(found.unit) if found.full else divisions.short(found.unit)
    if not found.full and own in names().full:
        return True
    bearing = [code for code in _bearing(own) if code != found.unit]
    others = [code for code in bearing if is_current(code) or divisions.units()[code].level < found.level]
    if text == own:
        return bool(others)
    first = {
        code for code in _starting()[start] if text.startswith((divisions.named(code), divisions.short(code) or start))
    }
    above, every = names().above, divisions.units()
    return any(every[code].successor and not above[code].isdisjoint(first) for code in others)


@cache
def _bearing(name: str) -> tuple[str, ...]:
    return (*names().full.get(name, ()), *names().short.get(name, ()))


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


def _from(code: str) -> Iterator[tuple[str, Beginning]]:
    """Yield the beginnings whose first name is that of *code*."""
    unit = divisions.units()[code]
    ways = [_Way(code, name, 1, not full, unit.level > PROVINCE, full) for name, full in _called(code)]
    if len(divisions.line(code)) == 1 and divisions.province_city_district(code)[1]:  # 上海 上海市 浦东新区
        ways += [way._replace(text=way.text + name, full=full) for way in ways for name, full in _called(code)]
    for way in ways:
        yield from _onwards(way)


def _called(code: str) -> list[tuple[str, bool]]:
    stem = divisions.short(code)
    return [(divisions.named(code), True)] + ([(stem, False)] if stem else [])


def _onwards(way: _Way) -> Iterator[tuple[str, Beginning]]:
    """Yield what *way* names, and everything below it; a city may be left out between province and district."""
    if way.full or way.names > 1:
        yield way.text, _answer(way)
    for child in _below().get(way.code, ()):
        for name, full in _called(child):
            if not full and (name == divisions.short(way.code) or name[0] == "市"):  # said again; 青岛市南京路
                continue
            yield from _onwards(_Way(child, way.text + name, way.names + 1, way.short or not full, way.gap, full))
        if divisions.units()[child].level == CITY:
            yield from _leaving_out(way, child)


def _leaving_out(way: _Way, city: str) -> Iterator[tuple[str, Beginning]]:
    for district in _below().get(city, ()):
        for name, full in _called(district):
            if not full and name[0] == "市":
                continue
            found = _Way(district, way.text + name, way.names + 1, way.short or not full, True, full)
            yield found.text, _answer(found)


def _answer(way: _Way) -> Beginning:
    method = "inferred" if way.gap else "short" if way.short else "exact"
    return _named(way.code, method, way.names == 1, way.full)


@cache
def _named(code: str, method: str, alone: bool, full: bool) -> Beginning:
    level = divisions.units()[code].level
    confidence = "medium" if method == "inferred" and alone and level == DISTRICT else "high"
    again = frozenset(divisions.named(each)[:2] for each in divisions.line(code))
    return Beginning(code, method, confidence, full, level, again)

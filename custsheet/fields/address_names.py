"""How divisions are named in addresses, indexed for reading from left to right.

Two dictionaries: `Names` (any name -> units, with the lengths to try for its first two letters) serves the careful walk,
`prefixes` (whole beginnings such as 浙江杭州市西湖区 -> unit) answers most addresses at once.
"""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from custsheet.fields import divisions
from custsheet.fields.divisions import DISTRICT

# Names that say where in a town something lies: they name a district only once the town is known.
GENERIC = frozenset("城区 郊区 矿区 东区 西区 南区 北区 中区 市区 新区 老城区 新市区 市郊区 城中区 城东区 城西区 城南区 城北区 港口区".split())


class Names(NamedTuple):
    """Names of divisions: units by full name and by short name, and what lengths names have."""

    full: dict[str, tuple[str, ...]]
    short: dict[str, tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]  # by the first two letters, longest first
    above: dict[str, frozenset[str]]  # a unit, what it belongs to, and whatever became one of those


@cache
def names() -> Names:
    """Return the index over all divisions, current and historical."""
    full: dict[str, list[str]] = defaultdict(list)
    short: dict[str, list[str]] = defaultdict(list)
    for code, unit in divisions.units().items():
        for each in {unit.name, *divisions.spellings(code)}:
            full[each].append(code)
        if stem := divisions.short(code):
            short[stem].append(code)
    return Names(_fixed(full), _fixed(short), _lengths([*full, *short]), _above())


def _fixed(found: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(codes) for name, codes in found.items()}


def _lengths(every: list[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = defaultdict(set)
    for name in every:
        found[name[:2]].add(len(name))
    return {start: tuple(sorted(lengths, reverse=True)) for start, lengths in found.items()}


def _above() -> dict[str, frozenset[str]]:
    became: dict[str, set[str]] = defaultdict(set)
    for code, unit in divisions.units().items():
        if unit.successor:
            became[unit.successor].add(code)
    chains = {code: divisions.line(code) for code in divisions.units()}
    return {code: frozenset(chain).union(*(became[each] for each in chain if each in became)) for code, chain in chains.items()}


class Prefixes(NamedTuple):
    """Whole beginnings of addresses that name one district beyond doubt."""

    found: dict[str, tuple[str, str, str]]  # beginning -> unit, method, confidence
    lengths: dict[str, tuple[int, ...]]  # by the first three letters, longest first


@cache
def prefixes() -> Prefixes:
    """Return all of [province][city]district that name one unit, in full and short names."""
    found: dict[str, tuple[str, str, str]] = {}
    doubtful = _doubtful()
    for code, unit in divisions.units().items():
        if unit.level == DISTRICT and not unit.successor:
            for beginning, method in _beginnings(code):
                if beginning in doubtful or found.get(beginning, (code,))[0] != code:
                    doubtful.add(beginning)
                else:
                    found.setdefault(beginning, (code, method, "medium" if beginning == unit.name else "high"))
    certain = {beginning: answer for beginning, answer in found.items() if beginning not in doubtful}
    return Prefixes(certain, _lengths3(certain))


def _lengths3(every: dict[str, tuple[str, str, str]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = defaultdict(set)
    for name in every:
        found[name[:3]].add(len(name))
    return {start: tuple(sorted(lengths, reverse=True)) for start, lengths in found.items()}


def _doubtful() -> set[str]:
    """Return beginnings that also name a unit that is gone: those are for the careful walk."""
    found = set(GENERIC)
    for code, unit in divisions.units().items():
        if unit.successor:
            province = divisions.line(code)[0]
            found |= {unit.name, divisions.named(province) + unit.name, divisions.short(province) + unit.name}
    return found


def _beginnings(code: str) -> list[tuple[str, str]]:
    """Return every way to begin an address in a district, best method first."""
    province, *between = divisions.line(code)[:-1]
    city, name = between[0] if between else province, divisions.named(code)
    provinces = [(divisions.named(province), "exact"), (divisions.short(province), "short"), ("", "inferred")]
    cities = [(divisions.named(city), "exact"), (divisions.short(city), "short"), ("", "inferred")]
    if not between:  # nothing is missing where there is no city
        cities = [*(cities[:2] if divisions.province_city_district(code)[1] else []), ("", "exact")]
    return [(p + c + name, worse(one, two)) for p, one in provinces for c, two in cities]


RANK = ("exact", "short", "inferred", "historic", "ambiguous", "none")


def worse(one: str, two: str) -> str:
    """Return the weaker of two methods."""
    return max(one, two, key=RANK.index)

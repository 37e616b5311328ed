"""How divisions are named in addresses, indexed for reading from left to right.

Any name leads to its units; the first two letters of a text tell which lengths are worth trying.
"""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

import custsheet.fields.divisions as divisions

# Names that say where in a town something lies: they name a district only once the town is known.
GENERIC = frozenset(
    [
        "城区",
        "郊区",
        "矿区",
        "东区",
        "西区",
        "南区",
        "北区",
        "中区",
        "市区",
        "新区",
        "老城区",
        "新市区",
        "市郊区",
        "城中区",
        "城东区",
        "城西区",
        "城南区",
        "城北区",
        "港口区",
    ]
)


_RECENT = "2015"  # units gone before are no rival to one of today that bears the name


def is_current(code: str) -> bool:
    """Tell whether a unit exists, or is gone so short a time that people still write its name."""
    unit = divisions.units()[code]
    return not unit.successor or unit.valid_to >= _RECENT


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
    return {
        code: frozenset(chain).union(*(became[each] for each in chain if each in became))
        for code, chain in chains.items()
    }

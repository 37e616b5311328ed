"""Chinese characters: toneless readings, standard forms, and which look alike. From the Unicode Han database.

The table (`data/hanzi.txt.gz`, built by `tools/build_hanzi.py`) is read when first asked for, in some ten milliseconds.

>>> readings("长"), standard("張"), alike("未", "末"), readings("𠮷")
(('zhang', 'chang'), '张', True, ('ji',))
"""

import gzip
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from rapidfuzz.distance import OSA, Hamming

FIRST = 0x4E00
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_ALL_HAN = re.compile(f"[{HAN}]+")
_HAN = re.compile(f"[{HAN}]")


class Table(NamedTuple):
    """What is known of the characters: lists from U+4E00 on, and pairs."""

    reading: list[str]
    corner: list[str]
    strokes: list[str]
    cangjie: list[str]
    others: dict[str, tuple[str, ...]]
    beyond: dict[str, str]
    standard: dict[int, str]  # by code point, as `str.translate` wants it
    version: str


@cache
def table() -> Table:
    """Return the shipped table."""
    packed = files(__package__).joinpath("data", "hanzi.txt.gz").read_bytes()
    reading, corner, strokes, cangjie, others, beyond, forms, version = gzip.decompress(packed).decode().split("\n")
    return Table(
        reading.split(" "),
        corner.split(" "),
        strokes.split(" "),
        cangjie.split(" "),
        _grouped(others.split(" ")),
        {each[0]: each[1:] for each in beyond.split(" ")},
        {ord(each[0]): each[1] for each in forms.split(" ")},
        version,
    )


def is_han(text: str) -> bool:
    """Return whether *text* is Chinese characters only."""
    return bool(_ALL_HAN.fullmatch(text))


def has_han(text: str) -> bool:
    """Return whether *text* has a Chinese character."""
    return bool(_HAN.search(text))


@cache
def readings(sign: str) -> tuple[str, ...]:
    """Return the toneless readings of a character, the usual one first; none for what is not known."""
    known, place = table(), ord(sign) - FIRST
    if 0 <= place < len(known.reading):
        usual = known.reading[place]
        return () if usual == "-" else (usual, *known.others.get(sign, ()))
    return (known.beyond[sign],) if sign in known.beyond else ()


def standard(text: str) -> str:
    """Return *text* with traditional and variant characters in their standard form; for keys, never for storing."""
    return text.translate(table().standard)


@cache
def alike(one: str, other: str) -> bool:
    """Return whether two characters look alike: four-corner and Cangjie codes differ by two at most, strokes by one.

    >>> alike("己", "已"), alike("未", "末"), alike("张", "李")
    (True, True, False)
    """
    first, second = _shape(one), _shape(other)
    if not first or not second:
        return False
    (corner, strokes, cangjie), (corner2, strokes2, cangjie2) = first, second
    corners = Hamming.distance(corner, corner2)
    return corners <= 1 and abs(strokes - strokes2) <= 1 and OSA.distance(cangjie, cangjie2) <= 2 - corners


def _shape(sign: str) -> tuple[str, int, str] | None:
    """Return four-corner code, strokes and Cangjie code; None where one is not known."""
    known, place = table(), ord(sign) - FIRST
    if not 0 <= place < len(known.corner) or "-" in (known.corner[place], known.strokes[place], known.cangjie[place]):
        return None
    return known.corner[place], int(known.strokes[place]), known.cangjie[place]


def _grouped(pairs: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in pairs:
        found[each[0]] = (*found.get(each[0], ()), each[1:])
    return found

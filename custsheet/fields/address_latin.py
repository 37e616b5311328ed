"""Addresses in Latin letters: evened out word by word, for finding and comparing only.

>>> tokens("12 North Main Street, Apt. 4")
('12', 'n', 'main', 'st', 'apt', '4')
"""

import re

from rapidfuzz import fuzz

from custsheet.fields.base import plain

# United States Postal Service, Publication 28, and what is usual in other countries.
_SHORT = {
    long: short
    for short, longs in {
        "st": "street str", "rd": "road", "ave": "avenue av aven", "blvd": "boulevard boul", "dr": "drive drv", "ln": "lane",
        "ct": "court", "cl": "close", "cres": "crescent cr", "pl": "place", "sq": "square", "ter": "terrace tce terr",
        "pkwy": "parkway", "hwy": "highway", "cir": "circle circ", "trl": "trail", "way": "wy", "gdns": "gardens gdn garden",
        "gr": "grove gv gve", "pde": "parade", "apt": "apartment appartement", "fl": "floor flr", "ste": "suite",
        "rm": "room", "bldg": "building", "mt": "mount", "ft": "fort", "hts": "heights", "n": "north", "s": "south",
        "e": "east", "w": "west", "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest", "no": "number nr",
    }.items()
    for long in longs.split()
}  # fmt: skip
_STREET_WORDS = frozenset(_SHORT.values())
_LONGEST = 300  # letters that are read
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+[a-z]?$")
_POSTCODES = re.compile(
    r"\b(?:[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}|[a-z]\d[a-z] ?\d[a-z]\d|\d{5}(?:-\d{4})?|\d{3}-\d{4})\b(?=\W*(?:[a-z .]+)?$)"
)


def tokens(value: str) -> tuple[str, ...]:
    """Return the words of an address, street words and points of the compass shortened."""
    return tuple(_SHORT.get(each, each) for each in _WORD.findall(plain(value[:_LONGEST]).replace("'", "")))


def postcode(value: str) -> str:
    """Return the postcode near the end of an address, "" for none.

    >>> postcode("1 High St, London SW1A 1AA"), postcode("12 Main St")
    ('SW1A 1AA', '')
    """
    found = [each for each in _POSTCODES.finditer(plain(value[:_LONGEST])) if each.start() > 0]
    return found[-1][0].upper() if found else ""


def house(words: tuple[str, ...]) -> str:
    """Return the house number: the first word that begins with a digit."""
    return next((each for each in words if each[0].isdigit()), "")


def keys(value: str) -> list[str]:
    """Return house number with the first word of the street, and with the postcode.

    >>> keys("12 North Main Street, Springfield, IL 62701")
    ['12 main', '62701 12']
    """
    words = tokens(value)
    number, code = house(words), postcode(value)
    street = next((each for each in words if len(each) > 1 and each not in _STREET_WORDS and not each[0].isdigit()), "")
    found = [f"{number} {street}".strip()] if street else []
    return found + ([f"{code.replace(' ', '')} {number}"] if code and number else [])


def compare(left: str, right: str) -> float:
    """Return the likeness 0…1: 1 same words, .95 and .8 same house number and much the same words, below .35 another house."""
    one, two = tokens(left), tokens(right)
    if sorted(one) == sorted(two):
        return 1.0
    likeness = _words(one, two)
    numbers = {house(one), house(two)}
    if "" in numbers:
        return round(0.75 * likeness, 3)
    if len(numbers) > 1:
        return round(0.35 * likeness, 3)
    return 0.95 if likeness >= 0.9 else 0.8 if likeness >= 0.75 else round(0.7 * likeness, 3)


def _words(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    """Return how like the words other than the house number are, in any order; a part that one side leaves out costs little."""
    left, right = (" ".join(sorted(set(words) - {house(words)})) for words in (one, two))
    if not left or not right:
        return float(left == right)
    return max(fuzz.ratio(left, right), 0.9 * fuzz.token_set_ratio(left, right)) / 100

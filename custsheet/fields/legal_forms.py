"""Legal forms of companies in Latin, Cyrillic and other letters, and the name that is left without them.

>>> base_name("Berkshire Hathaway Inc."), base_name("Oy Hello World Ab"), base_name("ОАО Новороссийский порт")
('Berkshire Hathaway', 'Hello World', 'Новороссийский порт')

A form is taken off the end as often as one stands there, off the front where that is its place (Oy, Ab, ОАО, PT), and out
of the middle where it is unmistakable. Written in full after a short form, a word belongs to the name: Euro Company Ltd.
Source: abbreviations of ISO 20275 (entity legal forms) as they are commonly written.
"""

import re
import unicodedata
from functools import lru_cache

from custsheet.fields.words import words

_WORDS = words("legal_forms")
FORMS = frozenset(tuple(each.split()) for each in _WORDS["forms"])
_LONGEST = max(map(len, FORMS))
_FIRST = frozenset(_WORDS["first"])
_INSIDE = frozenset(tuple(each.split()) for each in _WORDS["inside"])
_IN_FULL = frozenset(_WORDS["in_full"])
_UNMARKED = str.maketrans("łøđħıß", "lodhis")
_TAIL = re.compile(r"[^.\w\u0590-\u05ff)）]+$|(?<=\s)[.]+$")


@lru_cache(maxsize=100_000)
def base_name(value: str) -> str:
    """Return a company's name without its legal forms; "" where it is nothing but legal forms."""
    typed = _without_tail(value).split()
    plain = [_plain(each) for each in typed]
    stop = _suffix_start(plain)
    start = 1 if stop > 1 and plain[0] in _FIRST else 0
    start += 1 if start and stop > start + 1 and plain[start] in _FIRST else 0
    kept = _without_middle(plain, start, stop)
    return _without_tail(" ".join(typed[place] for place in kept))


def form_of(value: str) -> str:
    """Return the legal forms at the end of a name, as written; "" for none.

    >>> form_of("Ainsworth Lumber Co. Ltd.")
    'Co. Ltd.'
    """
    typed = value.split()
    return " ".join(typed[_suffix_start([_plain(each) for each in typed]) :])


def _suffix_start(plain: list[str]) -> int:
    """Return the place where the legal forms at the end begin."""
    stop, spent = len(plain), False
    while found := _last_form(plain[:stop]):
        if spent and plain[stop - found] in _IN_FULL and found == 1:
            break
        spent = found == 1
        stop -= found
    return stop


def _last_form(plain: list[str]) -> int:
    """Return the number of words in the longest form at the end, 0 for none."""
    lengths = range(min(_LONGEST, len(plain)), 0, -1)
    return next((length for length in lengths if tuple(plain[-length:]) in FORMS), 0)


def _without_middle(plain: list[str], start: int, stop: int) -> list[int]:
    """Return the places of the words that stay between front and end."""
    kept, place = [], start
    while place < stop:
        inside = next(
            (n for n in (3, 2, 1) if start < place < stop - n + 1 and tuple(plain[place : place + n]) in _INSIDE), 0
        )
        if inside and place + inside < stop:
            place += inside
            continue
        kept.append(place)
        place += 1
    return kept


def _plain(word: str) -> str:
    """Return a word in small letters without accents and the signs `. , -`."""
    folded = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign) and sign not in ".,-")
    return bare.translate(_UNMARKED)


def _without_tail(text: str) -> str:
    return _TAIL.sub("", text.strip())

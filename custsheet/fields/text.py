"""Free text, and everything custsheet has no other kind for. Its content is never changed.

Only blanks and invisible characters at its two ends go, and byte-order marks anywhere. `=1+1`, `NA`, `00123` and rare
characters stay as they are.

>>> clean(" 00123 "), clean("=1+1"), clean("NA")
('00123', '=1+1', 'NA')
"""

import re

from pandas import Series
from rapidfuzz import fuzz

import custsheet.fields.columns as columns
from custsheet.fields.base import INVISIBLE, Reason, plain

REASONS: dict[str, Reason] = {}

_ENDS = "".join(map(chr, INVISIBLE))
_SEEN = "!-~¡-¬®-˿、-〿一-鿿！-～"
_TAILED = re.compile(r"[0-9]+\.0")
_GUARDED = "^[='].*[0-9]"
_MARKS = dict.fromkeys([0xFEFF, 0x200B])  # joiners inside a word or an emoji belong to it


def clean(value: str, tail: bool = False) -> str:
    """Return the text without blanks and invisible characters around it; with *tail*, whole numbers without `.0`."""
    text = value if value.isascii() else value.translate(_MARKS)
    stripped = text.strip().strip(_ENDS)
    if stripped != text:
        return clean(stripped, tail)
    return stripped.removesuffix(".0") if tail and _TAILED.fullmatch(stripped) else stripped


def clean_column(values: Series, tail: bool = False) -> Series:
    """Return the texts of a column that begin and end in a letter, digit or sign and have nothing invisible inside."""
    but = (_GUARDED, f"^{_TAILED.pattern}$") if tail else (_GUARDED,)
    return columns.sure(values, rf"[{_SEEN}](?:[{_SEEN}\s]*[{_SEEN}])?", *but)


def survey(values: Series, heading: str = "") -> dict[str, bool]:
    """Return `tail` where every value is a whole number with `.0`: numbers that passed through a program as floats."""
    filled = values[values != ""]
    return {"tail": True} if len(filled) >= 3 and filled.str.fullmatch(_TAILED.pattern).all() else {}


def rule(before: str, after: str) -> str:
    """Return the name of the change: blanks, or the `.0` behind a whole number."""
    return "text.tail" if _TAILED.fullmatch(before.strip()) else "space"


def keys(value: str) -> list[str]:
    """Return the text, case and width evened out."""
    even = plain(value)
    return [even] if even else []


def compare(left: str, right: str) -> float:
    """Return 1 for texts that differ in nothing but case, blanks and width; for words, how alike they are (Indel ratio).

    Codes, that is texts with digits, are alike or not.
    """
    one, other = plain(left), plain(right)
    if left == right or one == other:
        return 1.0
    if any(map(str.isdecimal, one + other)):
        return 0.0
    return float(fuzz.ratio(one, other)) / 100


def mask(value: str) -> str:
    """Return the first character of a text of several, and stars.

    >>> mask("老客户"), mask("A")
    ('老***', '***')
    """
    text = value.strip()
    return (text[0] if len(text) > 1 else "") + "***" if text else value

"""QQ numbers: 5 to 11 digits, the first not 0.

>>> clean("QQ：12345678"), mask("12345678")
('12345678', '12****78')
"""

import re

from custsheet.fields.base import Reason, Unreadable, halfwidth, squeeze
from custsheet.fields.wording import starred

REASONS: dict[str, Reason] = {
    "length": Reason("error"),
    "characters": Reason("error"),
    "damaged": Reason("error", "validity"),
    "masked": Reason("info", "completeness"),
}

_LABEL = re.compile(r"(?:qq|扣扣)(?:号码?)? ?[:：]? ?", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")


def clean(value: str) -> str:
    """Return the digits. Reasons: see REASONS."""
    number = _typed(value)
    if "*" in number:
        raise Unreadable("masked")
    if re.fullmatch(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+", number):
        raise Unreadable("damaged")
    if not _DIGITS.fullmatch(number):
        raise Unreadable("characters", *_inside(number))
    if number[0] == "0" or not 5 <= len(number) <= 11:
        raise Unreadable("length", digits=len(number))
    return number


def keys(value: str) -> list[str]:
    """Return the digits where they are a QQ number."""
    try:
        return [clean(value)]
    except Unreadable:
        return []


def compare(left: str, right: str) -> float:
    """Return 1 for the same number."""
    return float(left == right or _typed(left) == _typed(right))


def mask(value: str) -> str:
    """Return the first and the last two digits."""
    return starred(value, 2, 2)


def _typed(value: str) -> str:
    text = halfwidth(squeeze(value))
    label = _LABEL.match(text)
    return re.sub(r"[\s-]", "", text[label.end() :] if label else text).removesuffix(".0")


def _inside(text: str) -> tuple[str, str]:
    """Return the number of a QQ mail address as a suggestion."""
    found = re.fullmatch(r"([1-9][0-9]{4,10})@qq\.com", text, re.IGNORECASE)
    return (found[1], "high") if found else ("", "")

"""Bank card numbers (ISO/IEC 7812-1): 16 to 19 digits, the last a check digit after Luhn.

>>> clean("6222 0212 3456 7894")
'6222021234567894'
>>> mask("6222021234567894")
'6222********7894'
"""

import re

from custsheet.fields.base import Reason, Unreadable, halfwidth, squeeze
from custsheet.fields.wording import starred

REASONS: dict[str, Reason] = {
    "length": Reason("error"),
    "characters": Reason("error"),
    "checksum": Reason("error"),
    "damaged": Reason("error", "validity"),
    "masked": Reason("info", "completeness"),
}

_SIGNS = re.compile(r"[\s\d*-]+")
_DIGITS = re.compile(r"[0-9]+")
_LABEL = re.compile(r"(?:银行)?(?:卡号|账号|帐号|账户|card(?: ?no\.?)?) ?[:：] ?", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+")


def clean(value: str) -> str:
    """Return the digits. Reasons: see REASONS; `damaged` where Excel has replaced the last digits by zeros."""
    number = _typed(value)
    if "*" in number:
        raise Unreadable("masked")
    if _SCIENTIFIC.fullmatch(number):
        raise Unreadable("damaged")
    if not _DIGITS.fullmatch(number):
        raise Unreadable("characters")
    if not 16 <= len(number) <= 19:
        raise Unreadable("length", digits=len(number))
    if not luhn(number):
        raise Unreadable("damaged" if number.endswith("0" * (len(number) - 15)) else "checksum")
    return number


def luhn(number: str) -> bool:
    """Tell whether the last digit is the check digit of the others (Luhn, ISO/IEC 7812-1 annex B).

    >>> luhn("6222021234567894"), luhn("6222021234567895")
    (True, False)
    """
    doubled = (int(digit) * 2 for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(two // 10 + two % 10 for two in doubled)) % 10 == 0


def keys(value: str) -> list[str]:
    """Return the digits where they are all there."""
    number = _typed(value)
    return [number] if len(number) >= 12 and _DIGITS.fullmatch(number) else []


def compare(left: str, right: str) -> float:
    """Return 1 for the same digits, else 0."""
    return float(left == right or _typed(left) == _typed(right))


def mask(value: str) -> str:
    """Return the first and the last four digits."""
    return starred(value, 4, 4) if _SIGNS.fullmatch(value) else starred(value, 0, 0)


def _typed(value: str) -> str:
    text = halfwidth(squeeze(value)).lstrip("'")
    label = _LABEL.match(text)
    return re.sub(r"[\s-]", "", text[label.end() :] if label else text).upper()

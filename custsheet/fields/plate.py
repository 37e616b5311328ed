"""Chinese number plates (GA 36-2018): province, letter, then five signs, or six on the plates of new-energy vehicles.

The letters I and O are not used in the serial. Blanks, dashes and dots go; letters are capitals.

>>> clean("京a·12345"), clean("粤B D12345"), mask("京A12345")
('京A12345', '粤BD12345', '京A***45')
"""

import re

from custsheet.fields.base import Reason, Unreadable, halfwidth, squeeze
from custsheet.fields.wording import starred

REASONS: dict[str, Reason] = {
    "length": Reason("error"),
    "region": Reason("error"),
    "characters": Reason("error"),
    "masked": Reason("info", "completeness"),
}
PARTS = ("province", "authority", "energy")

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_SIGN = "[A-HJ-NP-Z0-9]"
_ORDINARY = re.compile(rf"[{_PROVINCES}][A-Z]{_SIGN}{{4}}[A-HJ-NP-Z0-9挂学警港澳试超使领]|[使领]{_SIGN}{{6}}")
_NEW_ENERGY = re.compile(rf"[{_PROVINCES}][A-Z](?:[A-HJK]{_SIGN}[0-9]{{4}}|[0-9]{{5}}[A-HJK])")
_LABEL = re.compile(r"(?:车牌号?码?|号牌) ?[:：] ?")


def clean(value: str) -> str:
    """Return the plate without blanks and dashes, in capitals. Reasons: see REASONS."""
    plate = _typed(value)
    if "*" in plate:
        raise Unreadable("masked")
    if plate[:1] not in _PROVINCES:
        raise Unreadable("region")
    if len(plate) not in (7, 8):
        raise Unreadable("length", digits=len(plate))
    if not _is_plate(plate):
        raise Unreadable("characters", *_meant(plate))
    return plate


def parse(value: str) -> dict[str, str]:
    """Return province (short), authority (letter) and energy (new or ordinary)."""
    plate = clean(value)
    return {"province": plate[0], "authority": plate[1], "energy": "new" if len(plate) == 8 else "ordinary"}


def keys(value: str) -> list[str]:
    """Return the plate as typed, evened out."""
    plate = _typed(value)
    return [plate] if len(plate) in (7, 8) and "*" not in plate else []


def compare(left: str, right: str) -> float:
    """Return 1 for the same plate."""
    return float(left == right or _typed(left) == _typed(right))


def mask(value: str) -> str:
    """Return the place and the last two signs."""
    return starred(value, 2, 2) if len(value) > 7 else _short(value)


def _short(value: str) -> str:
    signs = sum(map(str.isalnum, value))
    return f"{value[:2]}***{value[-2:]}" if signs == 7 else starred(value, 0, 0)


def _typed(value: str) -> str:
    text = halfwidth(squeeze(value)).upper()
    label = _LABEL.match(text)
    return re.sub(r"[\s·•・.-]", "", text[label.end() :] if label else text)


def _is_plate(plate: str) -> bool:
    return (_ORDINARY if len(plate) == 7 else _NEW_ENERGY).fullmatch(plate) is not None


def _meant(plate: str) -> tuple[str, str]:
    """Return the plate with I and O as digits, where that makes it one."""
    other = plate[:2] + plate[2:].replace("I", "1").replace("O", "0")
    return (other, "high") if _is_plate(other) else ("", "")

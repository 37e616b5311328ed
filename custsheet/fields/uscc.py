"""Unified social credit codes of organisations (GB 32100-2015): 18 signs, the last a check character modulo 31.

The letters I, O, S, V and Z never occur. Before 2015 organisations had registration or tax numbers of 15 signs.

>>> clean("9135 0100 M000 100Y 43")
'91350100M000100Y43'
"""

import re

from custsheet.fields.base import Reason, Unreadable, halfwidth, squeeze

REASONS: dict[str, Reason] = {
    "length": Reason("error"),
    "characters": Reason("error"),
    "checksum": Reason("error"),
    "damaged": Reason("error", "validity"),
    "legacy": Reason("warning", "timeliness"),
}
PARTS = ("authority", "region_code", "organisation")

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}
_CODE = re.compile(f"[{_SIGNS}]{{2}}[0-9]{{6}}[{_SIGNS}]{{10}}")
_LEGACY = re.compile(r"[0-9]{15}|[0-9]{6}[0-9A-Z]{9}")
_LABEL = re.compile(r"(?:统一)?(?:社会)?(?:信用代码|税号|纳税人识别号|纳税识别号) ?[:：] ?")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+")
_LOOKALIKE = str.maketrans("IOSVZ", "105U2")


def clean(value: str) -> str:
    """Return the 18 signs in capitals, without blanks. Reasons: see REASONS."""
    code = _typed(value)
    if _SCIENTIFIC.fullmatch(code):
        raise Unreadable("damaged")
    if len(code) == 15 and _LEGACY.fullmatch(code):
        raise Unreadable("legacy")
    if len(code) != 18:
        raise Unreadable("length", digits=len(code))
    if not _CODE.fullmatch(code):
        raise Unreadable("characters", *_meant(code))
    if code[17] != check_character(code):
        raise Unreadable("checksum")
    return code


def check_character(code: str) -> str:
    """Return the check character of the first 17 signs.

    >>> check_character("91350100M000100Y4")
    '3'
    """
    total = sum(_VALUES[sign] * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return _SIGNS[-total % 31]


def parse(value: str) -> dict[str, str]:
    """Return authority (first two signs), region_code (six digits) and organisation (its own nine signs)."""
    code = clean(value)
    return {"authority": code[:2], "region_code": code[2:8], "organisation": code[8:17]}


def keys(value: str) -> list[str]:
    """Return the code; of any other value what it has of letters and digits, if ten at least."""
    code = _typed(value)
    return [code] if len(code) >= 10 and "*" not in code and not _SCIENTIFIC.fullmatch(code) else []


def compare(left: str, right: str) -> float:
    """Return 1 for the same code, .85 where one sign differs and one of the two cannot be valid, else 0."""
    one, other = _typed(left), _typed(right)
    if left == right or one == other:
        return 1.0
    slips = sum(a != b for a, b in zip(one, other, strict=True)) if len(one) == len(other) == 18 else 18
    return 0.85 if slips == 1 and not (_is_valid(one) and _is_valid(other)) else 0.0


def mask(value: str) -> str:
    """Return the value: credit codes are published."""
    return value


def _typed(value: str) -> str:
    text = halfwidth(squeeze(value)).upper().lstrip("'")
    label = _LABEL.match(text)
    return re.sub(r"[\s-]", "", text[label.end() :] if label else text)


def _meant(code: str) -> tuple[str, str]:
    """Return the code with look-alike letters as digits, and how sure that is, where its check character agrees."""
    other = code.translate(_LOOKALIKE)
    return (other, "medium") if _is_valid(other) else ("", "")


def _is_valid(code: str) -> bool:
    return _CODE.fullmatch(code) is not None and code[17] == check_character(code)

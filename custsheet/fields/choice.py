"""One of a list of values: customer type, source, status.

With a list, case, blanks and width are evened out to the listed value; what is not listed stays as it was typed, with the
nearest listed value as a suggestion. Without a list only outer blanks go.

>>> clean("vip 客户", values=("VIP客户", "普通客户"))
'VIP客户'
"""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from custsheet.fields.base import Reason, Unreadable, plain, squeeze

REASONS: dict[str, Reason] = {"unlisted": Reason("warning")}
NEAR = 60.0  # likeness, 0-100 (Indel), from which a listed value is suggested


def clean(value: str, values: Sequence[str] = ()) -> str:
    """Return the listed value that differs in nothing but case, blanks and width. Unreadable `unlisted`."""
    text = squeeze(value)
    if not values or text in values:
        return text
    listed = _evened(tuple(values))
    even = _even(text)
    if even in listed:
        return listed[even]
    found = process.extractOne(even, list(listed), scorer=fuzz.ratio, score_cutoff=NEAR)
    raise Unreadable(
        "unlisted", listed[found[0]] if found else "", _confidence(found[1]) if found else "", listed="、".join(values)
    )


def keys(value: str) -> list[str]:
    """Return none: many customers share it."""
    return []


def compare(left: str, right: str) -> float:
    """Return 1 for values that differ in nothing but case, blanks and width."""
    return float(left == right or _even(left) == _even(right))


def mask(value: str) -> str:
    """Return the value: it names nobody."""
    return value


@lru_cache(maxsize=64)
def _evened(values: tuple[str, ...]) -> dict[str, str]:
    """Return the listed values by their evened form; of two alike the first."""
    return {_even(value): value for value in reversed(values)}


def _even(text: str) -> str:
    return plain(text).replace(" ", "")


def _confidence(likeness: float) -> str:
    return "high" if likeness >= 85 else "medium"

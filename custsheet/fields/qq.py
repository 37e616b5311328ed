"""PLACEHOLDER to be written."""

from custsheet.fields.base import Reason, squeeze

REASONS: dict[str, Reason] = {}


def clean(value: str) -> str:
    """Return the value without outer blanks."""
    return squeeze(value)


def keys(value: str) -> list[str]:
    """Return the keys to find it by."""
    return [value] if value else []


def compare(left: str, right: str) -> float:
    """Return 1 for equal values."""
    return float(left == right)


def mask(value: str) -> str:
    """Return what may be shown."""
    return value

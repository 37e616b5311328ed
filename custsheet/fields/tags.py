"""Lists of words in one cell: tags, interests.

Semicolons, commas, vertical bars and line breaks part them; blanks and slashes do not (`A/B 测试` is one tag), nor a comma
between digits. Each tag is kept once, in the order typed; 、 joins them where one of them is Chinese, else `; `.

>>> clean("VIP，老客户;VIP"), clean("vip|new")
('VIP、老客户', 'vip; new')
"""

import re

from custsheet.fields.base import Reason, plain, squeeze
from custsheet.fields.wording import has_han

REASONS: dict[str, Reason] = {}

_BETWEEN = re.compile(r":::|[;；、|｜\r\n]|(?<![0-9])[,，]|[,，](?![0-9])")


def clean(value: str) -> str:
    """Return the tags, each once, joined alike."""
    each = split(value)
    return ("、" if any(map(has_han, each)) else "; ").join(each)


def split(value: str) -> list[str]:
    """Return the tags in the order typed, each once whatever its case and width."""
    found = (squeeze(part) for part in _BETWEEN.split(value))
    first: dict[str, str] = {}
    for tag in filter(None, found):
        first.setdefault(plain(tag), tag)
    return list(first.values())


def keys(value: str) -> list[str]:
    """Return none: many customers share a tag."""
    return []


def compare(left: str, right: str) -> float:
    """Return which part of all their tags two lists share (Jaccard)."""
    one, other = ({plain(tag) for tag in split(value)} for value in (left, right))
    if left == right or one == other:
        return 1.0
    return len(one & other) / len(one | other)


def mask(value: str) -> str:
    """Return the value: it names nobody."""
    return value

"""What kinds of few words share: the language of a column, and stars over what must not be seen."""

import re
from collections.abc import Iterable

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def has_han(text: str) -> bool:
    """Tell whether *text* holds a Chinese character."""
    return _HAN.search(text) is not None


def language_of(values: Iterable[str], heading: str = "") -> str:
    """Return zh or en: the language of a column's heading, else of most of its distinct values; "" where nothing tells.

    >>> language_of(["M", "F"], "性别"), language_of(["男", "F", "女"]), language_of(["1", "0"])
    ('zh', 'zh', '')
    """
    if any(map(str.isalpha, heading)):
        return "zh" if has_han(heading) else "en"
    words = [value for value in dict.fromkeys(values) if value and any(map(str.isalpha, value))]
    if not words:
        return ""
    return "zh" if 2 * sum(map(has_han, words)) >= len(words) else "en"


def starred(value: str, head: int, tail: int) -> str:
    """Return *value* with all its letters and digits as stars but the first *head* and the last *tail*.

    Where fewer than four would be hidden, all are.

    >>> starred("11010519491231002X", 6, 4), starred("1101", 6, 4)
    ('110105********002X', '****')
    """
    places = [place for place, sign in enumerate(value) if sign.isalnum()]
    shown = {*places[:head], *places[len(places) - tail :]} if len(places) >= head + tail + 4 else set()
    return "".join("*" if sign.isalnum() and place not in shown else sign for place, sign in enumerate(value))

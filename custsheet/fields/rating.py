"""Ratings: stars, points out of five or ten (recommendation scores), words of satisfaction.

Numbers and stars become the plain number; words stay words, for no scale is certain behind them (`parse` gives the usual one).
A column of points out of a hundred is recognised by its values.

>>> clean("五星"), clean("★★★★☆"), clean("4.0分"), clean("非常满意")
('5', '4', '4', '非常满意')
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from custsheet.fields.base import Reason, Unreadable, halfwidth, plain, squeeze

REASONS: dict[str, Reason] = {"range": Reason("error"), "unclear": Reason("warning")}
PARTS = ("score", "scale")

_DIGITS = {sign: str(number) for number, sign in enumerate("零一二三四五六七八九十")} | {"两": "2"}
_NUMBER = re.compile(
    r"([0-9]{1,3}(?:\.[0-9]{1,2})?) ?(?:星级?|分|颗星|stars?|points?)?(?: ?/ ?(5|10|100))?", re.IGNORECASE
)
_STARS = re.compile(r"([★⭐🌟]{1,5})\ufe0f?(☆{0,4})")
_HAN_STARS = re.compile(rf"([{''.join(_DIGITS)}]) ?(?:星级?|分|颗星)")
_WORDS = {
    "5": "非常满意 很满意 十分满意 好评 非常好 优秀 优 excellent",
    "4": "满意 比较满意 较满意 好 良好 良 good satisfied",
    "3": "一般 中评 还行 还可以 普通 中 中等 neutral average ok fair",
    "2": "不满意 不太满意 较差 poor dissatisfied",
    "1": "非常不满意 很不满意 差评 差 很差 非常差 bad terrible",
}
_SCORE = {word: score for score, words in _WORDS.items() for word in words.split()}
_SCORE |= {"very satisfied": "5", "very dissatisfied": "1"}


def clean(value: str, top: int = 10) -> str:
    """Return the number, or the word. *top* is the highest number there may be. Reasons: see REASONS."""
    text = squeeze(halfwidth(value))
    if plain(text) in _SCORE:
        return text
    number, scale = _read(text)
    if number > (int(scale) if scale else top):
        raise Unreadable("range", top=scale or top)
    return f"{number}/{scale}" if scale else str(number)


def parse(value: str, top: int = 10) -> dict[str, str]:
    """Return score and scale: 5 for words and stars, what stands behind a stroke, else ""."""
    cleaned = clean(value, top)
    if plain(cleaned) in _SCORE:
        return {"score": _SCORE[plain(cleaned)], "scale": "5"}
    score, _, scale = cleaned.partition("/")
    return {"score": score, "scale": scale}


def survey(values: Iterable[str], heading: str = "") -> dict[str, int]:
    """Return the highest possible number: 100 where most numbers are above 10, else 10."""
    numbers = [
        float(text)
        for value in dict.fromkeys(values)
        if re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", text := value.strip(), re.ASCII)
    ]
    high = sum(10 < number <= 100 for number in numbers)
    return {"top": 100 if 2 * high > len(numbers) else 10}


def keys(value: str) -> list[str]:
    """Return none: many customers share it."""
    return []


def compare(left: str, right: str) -> float:
    """Return 1 for the same rating, however it is written."""
    return float(left == right or _even(left) == _even(right))


def mask(value: str) -> str:
    """Return the value: it names nobody."""
    return value


def _even(value: str) -> str:
    try:
        return clean(value)
    except Unreadable:
        return plain(value)


def _read(text: str) -> tuple[Decimal, str]:
    """Return the number and the scale behind a stroke. Unreadable: range (below zero), unclear."""
    if found := _STARS.fullmatch(text):
        return Decimal(len(found[1])), ""
    if found := _HAN_STARS.fullmatch(text):
        return Decimal(_DIGITS[found[1]]), ""
    if found := _NUMBER.fullmatch(text):
        number = Decimal(found[1]).normalize()
        return (number.quantize(Decimal(1)) if number == number.to_integral_value() else number), found[2] or ""
    if re.fullmatch(r"-[0-9.]+", text):
        raise Unreadable("range", top=10)
    raise Unreadable("unclear")

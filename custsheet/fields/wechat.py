"""WeChat ids: a letter, then letters, digits, `-` and `_`, 6 to 20 in all; or the mobile or QQ number a person is found by.

>>> clean("微信号：zhang_san88"), clean("138 0013 8000")
('zhang_san88', '13800138000')
"""

import re

from custsheet.fields.base import Reason, Unreadable, halfwidth, squeeze
from custsheet.fields.wording import has_han, starred

REASONS: dict[str, Reason] = {
    "length": Reason("error"),
    "characters": Reason("error"),
    "nickname": Reason("warning"),
    "same_as_phone": Reason("info", "completeness"),
    "masked": Reason("info", "completeness"),
}

_LABEL = re.compile(r"(?:微信号?|薇信|vx|wx|wechat(?: ?id)?|weixin) ?[:：] ?", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z][-_A-Za-z0-9]{5,19}")
_NUMBER = re.compile(r"1[3-9][0-9]{9}|[1-9][0-9]{4,10}")
_TYPED_NUMBER = re.compile(r"(?:\+?86[ -]?)?([0-9][0-9 -]{3,14}[0-9])")
_SAME = re.compile(r"(?:同|和|与)?(?:手机|电话|上)号?码?(?:同号|相同|一样|同)?|同号|手机号?微信同号|微信同号")


def clean(value: str) -> str:
    """Return the id as it was typed (its case has no meaning but is kept), or the digits of a number. Reasons: see REASONS."""
    text = _typed(value)
    if _ID.fullmatch(text) or _NUMBER.fullmatch(text):
        return text
    if "*" in text:
        raise Unreadable("masked")
    if _SAME.fullmatch(text):
        raise Unreadable("same_as_phone")
    if has_han(text):
        raise Unreadable("nickname")
    if re.fullmatch(r"[-_A-Za-z0-9]+", text):
        raise Unreadable("length" if not 6 <= len(text) <= 20 else "characters", digits=len(text))
    raise Unreadable("characters")


def keys(value: str) -> list[str]:
    """Return the id in lower case: WeChat knows no capitals."""
    try:
        return [clean(value).casefold()]
    except Unreadable:
        return []


def compare(left: str, right: str) -> float:
    """Return 1 for the same id in any case."""
    return float(left == right or _typed(left).casefold() == _typed(right).casefold())


def mask(value: str) -> str:
    """Return the first two signs and stars.

    >>> mask("zhang_san88")
    'zh*********'
    """
    masked = starred(value, 2, 0)
    return masked[:2] + "*" * (len(masked) - 2) if masked != value else masked


def _typed(value: str) -> str:
    text = halfwidth(squeeze(value))
    label = _LABEL.match(text)
    text = text[label.end() :] if label else text
    number = _TYPED_NUMBER.fullmatch(text)
    return re.sub(r"[ -]", "", number[1]) if number else text

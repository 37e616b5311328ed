"""Gender: one word per language of the column.

Chinese words become 男, 女, 其他, 未知; all others male, female, other, unknown. `lang` (told by the column's heading, else by
most of its values) brings a mixed column to one language. Bare numbers are not changed: 1 and 2 mean male and female in
GB/T 2261.1, yet 0 and 1 do in other systems.

>>> clean("女士"), clean("M"), clean("F", lang="zh")
('女', 'male', '女')
"""

import re
from collections.abc import Iterable

from custsheet.fields.base import Reason, Unreadable, plain
from custsheet.fields.wording import has_han, language_of

REASONS: dict[str, Reason] = {"unknown_word": Reason("warning"), "number": Reason("warning", "consistency")}

_ZH = {"male": "男", "female": "女", "other": "其他", "unknown": "未知"}
_WORDS = {
    "male": "男 男性 男士 男生 男人 男孩 先生 帅哥 ♂ m male man mr mr. boy gentleman",
    "female": "女 女性 女士 女生 女人 女孩 小姐 太太 美女 ♀ f female woman mrs mrs. ms ms. miss girl lady",
    "other": "其他 其它 other x diverse non-binary nonbinary",
    "unknown": "未知 不详 保密 未说明 未填写 unknown undisclosed n/a u",
}
_MEANING = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}
_STANDARD = {"1": "male", "2": "female"}  # GB/T 2261.1


def clean(value: str, lang: str = "") -> str:
    """Return the word for the gender in *lang* (zh or en), or else in the language it was typed in."""
    text = plain(value)
    if text in _MEANING:
        return _said(_MEANING[text], text, lang)
    if re.fullmatch(r"[0-9](?:\.0)?", text):
        meant = _STANDARD.get(text[0], "")
        raise Unreadable("number", _said(meant, "男", lang) if meant else "", "low" if meant else "")
    raise Unreadable("unknown_word")


def meaning(value: str) -> str:
    """Return male, female, other or unknown, in whatever language it was typed; "" for anything else.

    >>> meaning("男"), meaning("Ms."), meaning("1")
    ('male', 'female', '')
    """
    return _MEANING.get(plain(value), "")


def survey(values: Iterable[str], heading: str = "") -> dict[str, str]:
    """Return the language of the column."""
    return {"lang": language_of(values, heading)}


def keys(value: str) -> list[str]:
    """Return none: half of all customers share it."""
    return []


def compare(left: str, right: str) -> float:
    """Return 1 for the same meaning in whatever language."""
    return float(left == right or (meaning(left) or left) == (meaning(right) or right))


def mask(value: str) -> str:
    """Return a star."""
    return "*" if value.strip() else value


def _said(meant: str, typed: str, lang: str) -> str:
    return _ZH[meant] if lang == "zh" or (lang != "en" and (has_han(typed) or typed in "♂♀")) else meant

"""The words of closed choices and headings, in the language in use when writing, in any when reading."""

import difflib
import re
import unicodedata
from functools import cache

from custsheet.checks import CHECKS
from custsheet.dictionary.columns import CHOICES
from custsheet.texts import LANGUAGES, say

ROOM = "dictionary"
_LOOSE = {
    **dict.fromkeys(["y", "t", "true", "1", "√", "✓", "✔", "v", "对", "有"], "yes"),
    **dict.fromkeys(["n", "f", "false", "0", "×", "✗", "x", "无", "不", "-"], "no"),
}


def heading(name: str, lang: str | None = None) -> str:
    """Return the heading of a column."""
    return say(ROOM, "columns", name, "title", lang=lang)


def check_heading(check: str, lang: str | None = None) -> str:
    """Return the heading of a check's column: what it is called, and below it its name."""
    return f"{say('rules', CHECKS[check].ID, 'title', lang=lang)}\n{check}"


def word(group: str, code: str) -> str:
    """Return how a choice is written."""
    return say(ROOM, "choices", group, code, "word")


def words(group: str) -> list[str]:
    """Return all choices of a group as they are written."""
    return [word(group, code) for code in CHOICES[group]]


def code_of(group: str, typed: str) -> str:
    """Return the choice that somebody typed, in any language or as the schema has it; "" for none known."""
    return _codes(group).get(evened(typed), "")


def nearest(typed: str, known: list[str]) -> str:
    """Return the nearest known words; all of them where none is near."""
    by_word = {evened(each): each for each in known}
    near = difflib.get_close_matches(evened(typed), list(by_word), n=2, cutoff=0.4)
    return " / ".join([by_word[each] for each in near] or known[:12])


def evened(text: str) -> str:
    """Return typed words without the differences that do not matter.

    >>> evened(" Ｙｅｓ "), evened("日期在将来 \\n future_date")
    ('yes', '日期在将来future_date')
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


@cache
def _codes(group: str) -> dict[str, str]:
    choices = {code: code for code in CHOICES[group]}
    for lang in LANGUAGES:
        choices |= {evened(say(ROOM, "choices", group, code, "word", lang=lang)): code for code in CHOICES[group]}
    return {**_LOOSE, **choices} if group == "yesno" else choices

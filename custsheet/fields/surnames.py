"""Chinese surnames: which there are, and how they are read where the surname's reading is not the usual one.

The single and compound surnames are those of 百家姓 (Song dynasty, public domain) and others common today.
"""

import re

from custsheet.fields.words import words

_WORDS = words("surnames")
SINGLE = frozenset("".join(_WORDS["single"]))
COMPOUND = frozenset(_WORDS["compound"])
READ = dict(re.findall("([^a-z]+)([a-z]+)", "".join(_WORDS["readings"])))


def surname_of(han: str) -> str:
    """Return the surname at the front of a name in Chinese characters, "" where it begins with none.

    >>> surname_of("欧阳修"), surname_of("张三"), surname_of("欧阳"), surname_of("阿卜杜拉")
    ('欧阳', '张', '欧阳', '')
    """
    if han[:2] in COMPOUND:
        return han[:2]
    return han[:1] if han[:1] in SINGLE else ""


def reading_of(surname: str) -> str:
    """Return the toneless reading of a surname where it has one of its own, else ""."""
    return READ.get(surname, "")

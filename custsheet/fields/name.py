"""Names of persons, stored as typed but for blanks, full-width letters and the middle dot.

>>> clean(" 张 三 "), clean("阿卜杜拉•买买提"), clean("ZHANG, San")
('张三', '阿卜杜拉·买买提', 'ZHANG, San')
>>> readings("曾小贤"), mask("欧阳修文"), name_class("张伟", "张玮")
(('zengxiaoxian',), '欧阳**', 'reading')

Order and case of Latin names stay as they are; traditional characters too: 范 and 範, 余 and 餘 are different families, so the
simplified form is a key only. A name proves nothing by itself. Titles, notes, masks, two names, companies, numbers and
characters lost on the way are named, and the value stays. Sources: Unicode Han database (`hanzi`), 百家姓 (`surnames`).
"""

from pandas import DataFrame, Series

import custsheet.fields.columns as columns
import custsheet.fields.name_column as name_column
from custsheet.fields.base import Reason, Unreadable, squeeze
from custsheet.fields.hanzi import has_han, is_han, standard
from custsheet.fields.namesakes import LIKENESS, name_class, spelled, tokens
from custsheet.fields.persons import SUSPECT, core, evened, is_plain, why_not
from custsheet.fields.surnames import COMPOUND, SINGLE, surname_of

REASONS: dict[str, Reason] = {
    "placeholder": Reason("warning", "completeness"),
    "lost": Reason("error", "validity"),
    "masked": Reason("info", "completeness"),
    "two_names": Reason("warning"),
    "company": Reason("info"),
    "digits": Reason("warning"),
    "honorific": Reason("info", "completeness"),
    "note": Reason("info"),
    "symbols": Reason("info"),
    "short": Reason("info", "completeness"),
    "long": Reason("info"),
}
PARTS = ("surname", "given", "reading")
_PLAIN = f"(?:[{''.join(sorted(SINGLE))}]|{'|'.join(sorted(COMPOUND))})[一-鿿]{{1,2}}"
_NO_PERSON = frozenset({"placeholder", "lost", "masked", "company", "two_names", "short"})


def clean(value: str) -> str:
    """Return the name as it is stored. Raises Unreadable for whatever a person should look at."""
    if is_plain(value):
        return value
    text = evened(value)
    if text and (reason := why_not(text)):
        raise reason
    return text


def clean_column(values: Series) -> Series:
    """Return the Chinese names of a column in which nothing could be a title, a filler or a company, "" for all others."""
    names = columns.sure(values, _PLAIN, SUSPECT)
    return columns.chosen(~names.isin(list(COMPOUND)), names)


def rule(before: str, after: str) -> str:
    """Name the change: the middle dot evened, or blanks inside a Chinese name removed."""
    if ("·" in after and "·" not in before) or before.count("·") != after.count("·"):
        return "name.dot"
    return "name.gap" if "".join(squeeze(before).split()) == after else ""


def readings(value: str) -> tuple[str, ...]:
    """Return the toneless readings of a name in Chinese characters, without blanks, the likeliest first; at most eight."""
    return tuple(dict.fromkeys("".join(each) for each in spelled(core(value)))) if has_han(value) else ()


def surname(value: str) -> str:
    """Return the surname: the first character or a compound one; what stands before the comma, or the last Latin word."""
    if is_plain(value):
        return value[:1]
    name = core(value)
    if has_han(name):
        return "" if "·" in name else surname_of(name)
    before, comma, _ = name.partition(",")
    return before.strip() if comma else (name.split() or [""])[-1]


def is_personal(value: str) -> bool:
    """Return whether a value names one person in full: no filler, mask, company, second name, or title behind a bare surname."""
    if is_plain(value):
        return True
    text = evened(value)
    reason = why_not(text) if text else Unreadable("placeholder")
    if reason is None:
        return True
    bare = core(value)
    return reason.reason not in _NO_PERSON and (len(bare) > 1 and bare not in COMPOUND)


def parse(value: str) -> dict[str, str]:
    """Return surname, given name and reading; blanks where there is none."""
    name, family = core(value), surname(value)
    given = (
        name.replace(family, "", 1) if is_han(name) else " ".join(name.replace(family, "", 1).replace(",", " ").split())
    )
    return {"surname": family, "given": given, "reading": (*readings(value), "")[0]}


def keys(value: str) -> list[str]:
    """Return the standard form and the readings of a Chinese name, the sorted words of a Latin one and its likely readings."""
    if not is_personal(value):
        return []
    name = core(value)
    if has_han(name):
        return list(dict.fromkeys([standard("".join(name.replace("·", "").split())), *readings(value)]))
    words = "".join(sign if sign.isalnum() else " " for sign in name.casefold()).split()
    spelt = (" ".join(tokens(name)), "".join(words), "".join([*words[-1:], *words[:-1]]))
    return list(dict.fromkeys(filter(None, spelt)))


def keys_column(values: Series) -> DataFrame:
    """Return the first three keys of the names that `clean_column` recognises, blank for most others."""
    return name_column.keys(clean_column(values))


def compare(left: str, right: str) -> float:
    """Return the likeness of two names by their class (`name_class`)."""
    return LIKENESS[name_class(left, right)]


def mask(value: str) -> str:
    """Return the surname and, of three characters, the last: 张*, 张*三, 欧阳**; the initials of Latin names: J*** S***."""
    text = evened(value)
    if not is_han(text):
        return " ".join(_starred(each) for each in text.split())
    family = text[:2] if text[:2] in COMPOUND and len(text) > 2 else text[:1]
    if len(text) == 3 and len(family) == 1:
        return f"{family}*{text[2]}"
    return family + "*" * (len(text) - len(family)) if len(text) > 1 else "*"


def mask_column(values: Series) -> Series:
    """Return the masks of the names that `clean_column` recognises, blank for the others."""
    names = clean_column(values)
    return columns.chosen((names != "") & (names.str.len() < 5), name_column.masks(names))


def _starred(word: str) -> str:
    return (word[0] if word[0].isalpha() else "") + "***"


__all__ = [
    "LIKENESS", "PARTS", "REASONS", "clean", "clean_column", "compare", "is_personal", "keys", "keys_column", "mask", "name_class", "parse", "readings", "rule", "surname",
]  # fmt: skip

"""How alike two names are: classes in place of one ratio, for names of two or three characters make edit distance meaningless."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, product

from rapidfuzz.distance import JaroWinkler

from custsheet.fields.hanzi import alike, has_han, is_han, standard
from custsheet.fields.hanzi import readings as sign_readings
from custsheet.fields.persons import core
from custsheet.fields.surnames import reading_of, surname_of

LIKENESS = {
    "same": 1.0,
    "variant": 0.97,  # 張三 / 张三, 阿·买 / 阿买
    "order": 0.95,  # San Zhang / ZHANG, San
    "reading": 0.8,  # 张伟 / 张玮: same surname, same reading
    "close": 0.8,  # Jonathon / Jonathan
    "initials": 0.75,  # J. Smith / John Smith
    "glyph": 0.75,  # 王未 / 王末
    "homophone": 0.65,  # 张伟 / 章伟: another surname, same reading
    "romanized": 0.65,  # 张伟 / Zhang Wei
    "fuzzy": 0.6,  # 陈林 / 成林: z/zh c/ch s/sh n/l f/h, an/ang en/eng in/ing
    "part": 0.2,  # 张三 / 张三丰, 张先生 / 张三
    "different": 0.0,
}
MOST = 8  # readings of one name

_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_INITIAL = (("l", "n"), ("h", "f"))


@lru_cache(maxsize=200_000)
def spelled(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the possible readings of a name in Chinese characters, each a tuple of parts, the surname first."""
    han = "".join(sign for sign in name if sign != "·" and not sign.isspace())
    surname = surname_of(standard(han)) if "·" not in name else ""
    own = reading_of(surname)
    start = [(own,)] if own else [sign_readings(sign)[:1] for sign in han[: len(surname)]]
    parts = [*start, *(sign_readings(sign) for sign in han[len(surname) :])]
    return tuple(islice(product(*parts), MOST)) if all(parts) else ()


def name_class(left: str, right: str) -> str:
    """Return the class of likeness of two names, a key of LIKENESS. Titles, notes and numbers do not count."""
    if left == right:
        return "same"
    one, other = core(left), core(right)
    if not one or not other:
        return "different"
    if one == other:
        return "variant"
    if has_han(one) != has_han(other):
        return "romanized" if _joined(one) & _joined(other) else "different"
    return _han_class(standard(_bare(one)), standard(_bare(other))) if has_han(one) else _latin_class(one, other)


def tokens(name: str) -> tuple[str, ...]:
    """Return the words of a Latin name, case folded, in alphabetical order."""
    return tuple(sorted(_words(name)))


def _words(name: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " if sign not in "'’`" else "" for sign in name.casefold()).split()


def _bare(name: str) -> str:
    return "".join(name.replace("·", "").split())


def _han_class(one: str, other: str) -> str:
    if one == other:
        return "variant"
    if len(one) == len(other) > 1:
        return _same_length(one, other)
    short, long = sorted((one, other), key=len)
    return "part" if long.startswith(short) or (long.endswith(short) and len(short) > 1) else "different"


def _same_length(one: str, other: str) -> str:
    readings, others = ({"".join(each) for each in spelled(name)} for name in (one, other))
    if readings & others:
        return "reading" if surname_of(one) == surname_of(other) != "" or one[0] == other[0] else "homophone"
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(differing) == 1 and is_han(one + other) and alike(*differing[0]):
        return "glyph"
    return (
        "fuzzy"
        if {_folded(each) for each in spelled(one)} & {_folded(each) for each in spelled(other)}
        else "different"
    )


def _folded(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(_without_accent(each) for each in parts)


def _without_accent(syllable: str) -> str:
    """Return a syllable as dialects may pronounce it."""
    for exact, fuzzy in _FUZZY[:3]:
        if syllable.startswith(exact):
            syllable = fuzzy + syllable[len(exact) :]
    for exact, fuzzy in _FUZZY[3:]:
        if syllable.endswith(exact):
            syllable = syllable[: -len(exact)] + fuzzy
    for exact, fuzzy in _INITIAL:
        if syllable.startswith(exact):
            syllable = fuzzy + syllable[1:]
    return syllable


def _joined(name: str) -> set[str]:
    """Return the spellings without blanks under which a Chinese name and its romanization meet."""
    if has_han(name):
        return {"".join(each) for each in spelled(_bare(name))}
    words = _words(name)
    return {"".join(words), "".join([words[-1], *words[:-1]]), "".join([*words[1:], words[0]])} if words else set()


def _latin_class(one: str, other: str) -> str:
    left, right = tokens(one), tokens(other)
    if left == right or "".join(left) == "".join(right):
        return "variant" if _words(one) == _words(other) else "order"
    if not left or not right:
        return "different"
    if _initials(left, right):
        return "initials"
    if JaroWinkler.similarity(" ".join(left), " ".join(right)) >= 0.92 and len(left) == len(right):
        return "close"
    return "part" if set(left) < set(right) or set(right) < set(left) else "different"


def _initials(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Return whether the names have a full word in common, and the rest agree as initials (J. Smith / John Smith)."""
    shared = {each for each in set(left) & set(right) if len(each) > 1}
    rest, others = ([each for each in words if each not in shared] for words in (left, right))
    short = any(len(each) == 1 for each in (*rest, *others))
    return (
        bool(shared)
        and short
        and len(rest) == len(others)
        and all(a[0] == b[0] and 1 in (len(a), len(b)) for a, b in zip(rest, others, strict=True))
    )

"""What all kinds share: the answer of a cleaner, and how text is evened out."""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

_written = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class Outcome(NamedTuple):
    """A cleaner's answer for one value, all text: `value` canonical, or as typed where `issue` names a code."""

    value: str
    issue: str = ""  # "phone.length"; "" where the value could be read
    rule: str = ""  # the name of the change; "" where nothing changed
    suggestion: str = ""  # a better value that a person may accept; never invented
    confidence: str = ""  # of the suggestion: high, medium, low
    facts: str = ""  # JSON object for the message


class Reason(NamedTuple):
    """How bad a reason is, and which dimension of quality it touches."""

    level: str  # error, warning, info
    dimension: str = "validity"  # completeness, validity, uniqueness, consistency, timeliness, accuracy


class Unreadable(ValueError):
    """A value that cannot be read, or must not be changed, and why.

    `reason` is a key of the kind's REASONS; `suggestion` a better value a person may accept; other facts fill the message.
    """

    def __init__(self, reason: str, suggestion: str = "", confidence: str = "", **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.suggestion = suggestion
        self.confidence = confidence or ("medium" if suggestion else "")
        self.facts = facts

    def outcome(self, kind: str, value: str) -> Outcome:
        """Return the Outcome that keeps *value* as it was typed."""
        known = _written(self.facts) if self.facts else ""
        return Outcome(value, f"{kind}.{self.reason}", "", self.suggestion, self.confidence, known)


WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), 0xFEFF, 0x2060, 0xAD])


def halfwidth(text: str) -> str:
    """Return *text* with full-width Latin letters, digits and signs as ordinary ones; nothing else changes.

    >>> halfwidth("１３８（Ａ）")
    '138(A)'
    """
    return text if text.isascii() else text.translate(WIDE)


def squeeze(text: str) -> str:
    """Return *text* without invisible characters, outer blanks and runs of blanks.

    >>> squeeze("  a \\u200b b\\t")
    'a b'
    """
    return " ".join((text if text.isascii() else text.translate(INVISIBLE)).split())


_GUARDS = ("=", "'", "\t", " ")
_GUARD = re.compile(r"""=\s*"([^"]*)"|'(\+?\d[\d\s.-]*[\dXx]?)""")


def unguarded(text: str) -> str:
    """Return *text* without what shop systems put around numbers so that spreadsheets leave them alone.

    >>> unguarded('="00123"'), unguarded("'13800138000"), unguarded("'s-Hertogenbosch"), unguarded("=1+1")
    ('00123', '13800138000', "'s-Hertogenbosch", '=1+1')
    """
    while found := _GUARD.fullmatch(text.strip()):
        text = found[2] if found[1] is None else found[1]
    return text


def plain(text: str) -> str:
    """Return *text* evened out for comparing, never for storing: compatibility forms folded, case folded, squeezed.

    >>> plain("ＡＢＣ　①")
    'abc 1'
    """
    return squeeze(unicodedata.normalize("NFKC", text)).casefold()


def attempt(
    kind: str,
    clean: Callable[..., str],
    value: str,
    options: dict[str, Any],
    rule: Callable[[str, str], str] | None = None,
) -> Outcome:
    """Return what *clean* makes of one value: the canonical form with the name of the change, or the value with its issue.

    The guards of shop systems are taken off first; where nothing else changes, that is the rule `guard`.
    """
    bare = unguarded(value) if value[:1] in _GUARDS else value
    if not bare.strip():
        return Outcome("", rule="guard" if bare != value else "space" if value else "")
    try:
        cleaned = clean(bare, **options)
    except Unreadable as reason:
        return reason.outcome(kind, value)
    return Outcome(cleaned, rule="guard" if bare == cleaned != value else _change(kind, bare, cleaned, rule))


def _change(kind: str, before: str, after: str, rule: Callable[[str, str], str] | None) -> str:
    """Name the change from *before* to *after*; "" where there is none."""
    if before == after:
        return ""
    if squeeze(before) == after:
        return "space"
    if squeeze(halfwidth(before)) == after:
        return "width"
    return (rule(before, after) if rule else "") or f"{kind}.format"

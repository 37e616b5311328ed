"""How alike two values of a kind can be, and what that says by default.

Five levels: `EXACT` (the same form), `ALIKE` (another form of the same: a homophone, the same local part of an e-mail, the
same company core), `CLOSE` (a slip of the pen), `NEAR` (much in common) and `FAR`; `BLANK` where a side says nothing.

*m* is the probability of a level among pairs that are the same customer, *u* among pairs that are not (Fellegi and Sunter
1969). The figures here are what such columns show in ordinary customer files; `weigh` lets a large file correct them.
"""

from typing import NamedTuple

BLANK, EXACT, ALIKE, CLOSE, NEAR, FAR = -1, 0, 1, 2, 3, 4
OPEN = FAR + 1  # not known before letters are compared
LEVELS = ("exact", "alike", "close", "near", "far")
EXTRA = ("number", "text")  # kinds of columns that the schema does not know
DOUBTS = ("line", "called")  # kinds that say less than others and find no pairs
AGAINST = ("line",)  # kinds that may speak against a pair, never for it
NEVER = -1  # a kind whose agreement alone identifies nobody


class Kind(NamedTuple):
    """How one kind of evidence is compared, and its default weights."""

    family: str  # kinds of one family say the same thing twice
    scorer: str  # of `likeness.SCORERS`; "" where only equal values count
    close: float  # likeness from which values are CLOSE, and NEAR
    near: float
    m: tuple[float, float, float, float, float]
    u: tuple[float, float, float, float, float]
    floor: float  # no value is held to be rarer than this
    agrees: int  # the last level that counts as an agreeing identifying field
    pointed: bool = False  # made to be had by one customer only: a phone, an e-mail, an ID


KINDS: dict[str, Kind] = {
    "name": Kind(
        "name", "names", 0.92, 0.80, (0.78, 0.08, 0.07, 0.03, 0.04), (5e-4, 5e-4, 1e-3, 0.02, 0.978), 1e-5, CLOSE
    ),
    "given": Kind(
        "name", "letters", 0.88, 0.78, (0.76, 0.04, 0.11, 0.03, 0.06), (5e-3, 1e-3, 4e-3, 0.03, 0.96), 1e-4, CLOSE
    ),
    "surname": Kind(
        "surname", "letters", 0.88, 0.78, (0.76, 0.04, 0.11, 0.03, 0.06), (3e-3, 1e-3, 3e-3, 0.02, 0.973), 1e-4, CLOSE
    ),
    "phone": Kind(
        "phone", "slip", 0.90, 0.80, (0.74, 0.03, 0.05, 0.02, 0.16), (1e-6, 1e-6, 1e-5, 0.01, 0.99), 1e-5, ALIKE, True
    ),
    "email": Kind(
        "email", "text", 0.90, 0.80, (0.71, 0.05, 0.08, 0.03, 0.13), (1e-6, 1e-4, 1e-4, 2e-3, 0.998), 1e-5, CLOSE, True
    ),
    "handle": Kind(
        "handle", "slip", 0.90, 0.80, (0.80, 0.02, 0.03, 0.01, 0.14), (1e-6, 1e-6, 1e-5, 0.01, 0.99), 1e-5, ALIKE, True
    ),
    "id": Kind(
        "id", "slip", 0.90, 0.80, (0.90, 0.01, 0.05, 0.01, 0.03), (1e-7, 1e-7, 1e-5, 1e-3, 0.999), 1e-6, ALIKE, True
    ),
    "own_id": Kind(
        "id", "", 2, 2, (0.96, 0.01, 0.01, 0.01, 0.01), (1e-6, 1e-6, 1e-6, 1e-6, 0.999996), 1e-5, ALIKE, True
    ),
    "company": Kind(
        "company", "text", 0.90, 0.75, (0.68, 0.12, 0.06, 0.04, 0.10), (1e-3, 1e-3, 1e-3, 0.01, 0.987), 1e-4, CLOSE
    ),
    "address": Kind(
        "place", "places", 0.88, 0.70, (0.55, 0.10, 0.12, 0.08, 0.15), (1e-5, 1e-4, 1e-3, 0.02, 0.979), 1e-5, CLOSE
    ),
    "place": Kind(
        "place", "letters", 0.92, 0.85, (0.85, 0.01, 0.05, 0.02, 0.07), (0.05, 1e-3, 0.01, 0.02, 0.919), 1e-3, NEVER
    ),
    "date": Kind(
        "birth", "date", 0.90, 0.50, (0.84, 0.01, 0.07, 0.03, 0.05), (5e-5, 1e-5, 3e-3, 0.03, 0.967), 3e-5, CLOSE
    ),
    "gender": Kind("gender", "", 2, 2, (0.96, 0.01, 0.01, 0.01, 0.01), (0.50, 1e-3, 1e-3, 1e-3, 0.497), 0.1, NEVER),
    "line": Kind("line", "", 2, 2, (0.81, 0.01, 0.01, 0.01, 0.16), (0.01, 1e-3, 1e-3, 1e-3, 0.987), 1e-2, NEVER),
    "called": Kind("called", "", 2, 2, (0.92, 0.01, 0.01, 0.01, 0.05), (0.05, 1e-3, 1e-3, 1e-3, 0.947), 0.03, NEVER),
    "number": Kind(
        "", "slip", 0.90, 0.80, (0.50, 0.02, 0.08, 0.05, 0.35), (0.01, 1e-3, 1e-3, 1e-3, 0.987), 1e-5, NEVER
    ),
    "text": Kind(
        "", "letters", 0.92, 0.80, (0.50, 0.02, 0.08, 0.05, 0.35), (0.01, 1e-3, 1e-3, 0.01, 0.978), 1e-4, NEVER
    ),
}

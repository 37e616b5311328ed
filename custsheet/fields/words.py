"""Word lists of the kinds of values, kept as text in `data/*.words`: `section: word word …`, `#` for remarks.

A section that goes on over several lines repeats its name. Words that contain blanks stand between bars: `a b | c d`.
"""

from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> dict[str, tuple[str, ...]]:
    """Return the sections of one list.

    >>> words("company")["partnerships"][:2]
    ('普通合伙', '有限合伙')
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in files(__package__).joinpath("data", f"{name}.words").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            section, _, listed = line.partition(": ")
            parts = [each.strip() for each in listed.split("|")] if "|" in listed else listed.split()
            found[section] = (*found.get(section, ()), *parts)
    return found

"""What may be typed, by kind: as a formula for a workbook and as a pattern for a page, one meaning in both.

Where values from abroad are possible a rule only doubts (`warning`); what cannot be right is refused (`stop`).
"""

from typing import NamedTuple


class Rule(NamedTuple):
    """A rule for a text: the spreadsheet formula about cell `{c}`, the pattern of the text without blanks and hyphens, how strict."""

    formula: str
    pattern: str
    level: str = "warning"


_BARE = 'SUBSTITUTE(SUBSTITUTE({c}," ",""),"-","")'
_DIGITS = f"ISNUMBER(VALUE({_BARE}))"


def _long(least: int, most: int) -> str:
    """Return the formula for so many digits."""
    return f"AND({_DIGITS},LEN({_BARE})>={least},LEN({_BARE})<={most})"


RULES: dict[str, Rule] = {
    "phone": Rule(
        f'IF(LEFT({{c}},1)="+",TRUE,AND({_DIGITS},LEN({_BARE})>=7,LEN({_BARE})<=12,OR(LEFT({{c}},1)<>"1",LEN({_BARE})=11)))',
        r"\+.*|1\d{10}|[02-9]\d{6,11}",
    ),
    "resident_id": Rule(
        f'AND(LEN({_BARE})=18,ISNUMBER(VALUE(LEFT({_BARE},17))),OR(UPPER(RIGHT({{c}},1))="X",ISNUMBER(VALUE(RIGHT({{c}},1)))))',
        r"\d{17}[\dXx]",
    ),
    "email": Rule(
        'AND(FIND("@",{c})>1,FIND(".",{c},FIND("@",{c})+2)>1,ISERROR(FIND(" ",{c})),RIGHT({c},1)<>".")',
        r"[^@\s]+@[^@\s]+\.[^@\s]*[^@\s.]",
        "stop",
    ),
    "postcode": Rule(_long(6, 6), r"\d{6}"),
    "qq": Rule(_long(5, 11), r"\d{5,11}"),
    "bankcard": Rule(_long(12, 19), r"\d{12,19}"),
    "uscc": Rule(f"LEN({_BARE})=18", r".{18}"),
}

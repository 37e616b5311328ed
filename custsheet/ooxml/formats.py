"""Number formats: what a format code shows of a number, a date, a time, or leading zeros.

Built-in ids as ECMA-376 part 1, 18.8.30, with their zh-CN meaning (27-36 and 50-58 are dates and times).

>>> shows("yyyy\\"年\\"m\\"月\\"d\\"日\\""), shows("00000"), shows("[Red]0.00%"), shows("h:mm"), shows("[h]:mm")
('date', 'zeros5', '', 'time', 'span')
"""

import re
from functools import cache
from xml.etree.ElementTree import Element

from custsheet.ooxml.package import attribute, local

BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "h:mm:ss"),
    46: "[h]:mm:ss",
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    22: "yyyy-mm-dd h:mm",
    49: "@",
}
_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.')
_BRACKET = re.compile(r"\[(?!(?:h+|m+|s+)\])[^\]]*\]", re.IGNORECASE)


@cache
def shows(code: str) -> str:
    """Return what a format code shows: `date` (with a time or not), `time`, `span` (of hours), `zeros<n>`, or "" for all else."""
    first = _BRACKET.sub("", _LITERAL.sub("", code)).split(";")[0].casefold()
    if "general" in first or re.search(r"[0#?]e[+-]", first):
        return ""
    if re.search(r"\[(?:h+|m+|s+)\]", first):
        return "span"
    if re.search(r"[yd]|aaa|^[^hs]*m[^hs]*$|(?<![a-z])[eg](?![a-z])", first):
        return "date"
    if re.search(r"[hs]", first):
        return "time"
    plain = first.strip()
    return f"zeros{len(plain)}" if re.fullmatch(r"0{2,}", plain) else ""


def cell_formats(styles: Element | None) -> list[str]:
    """Return the format code of each cell style, in the order cells refer to them, from the root of `styles.xml`."""
    codes = dict(BUILT_IN)
    if styles is None:
        return []
    for each in styles.iter():
        if local(each) == "numFmt" and attribute(each, "numFmtId").isdigit():
            codes.setdefault(int(attribute(each, "numFmtId")), attribute(each, "formatCode"))
    used = next((each for each in styles if local(each) == "cellXfs"), ())
    return [codes.get(_number(attribute(each, "numFmtId")), "General") for each in used]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0

"""The unit in the heading of an amount (金额（万元））: how many yuan one is, and the heading once they are yuan.

>>> factor("金额（万元）"), in_yuan("金额（万元）"), factor("金额（元）"), factor("万元户姓名")
(10000, '金额（元）', 1, 1)
"""

import re

_FACTORS = {"千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_UNIT = re.compile(r"([(（\[【/:：_\s-]|单位|人民币|额|价|款|费)(百万|千万|十万|千|万|亿)元(?=[)）\]】\s]*$)")
OWN_UNIT = re.compile(r"[千万亿kw]", re.IGNORECASE)  # in a value that says its unit itself


def factor(heading: str) -> int:
    """Return how many yuan the unit at the end of a heading is, 1 where there is none."""
    found = _UNIT.search(heading)
    return _FACTORS[found[2]] if found else 1


def unit(heading: str) -> str:
    """Return the unit at the end of a heading (万元), "" for none."""
    found = _UNIT.search(heading)
    return f"{found[2]}元" if found else ""


def in_yuan(heading: str) -> str:
    """Return a heading with 元 in place of its unit."""
    return _UNIT.sub(r"\1元", heading)

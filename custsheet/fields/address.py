"""Postal addresses: kept as they were written, read as far as they can be.

An address is never rewritten: only blanks, invisible characters and full-width letters and digits are evened out.
`parse` tells province, city and district, as far as they are written or certain (see `address_walk`); a historical
division gives the one of today, with method `historic`. Addresses in other letters are read for their postcode only.

>>> parse("江苏南京鼓楼区中山北路１号")["district"]
'鼓楼区'
>>> clean("上海市　黄浦区  南京东路１号")
'上海市 黄浦区 南京东路1号'
>>> mask("杭州市西湖区文三路478号")
'浙江省杭州市西湖区***'
"""

import re

from pandas import Series

import custsheet.fields.columns as columns
from custsheet.fields.address_column import contradictions as remarks
from custsheet.fields.address_column import parse as parse_column
from custsheet.fields.address_doors import keys as keys_column
from custsheet.fields.address_fill import fill
from custsheet.fields.address_likeness import compare, keys
from custsheet.fields.address_parts import PARTS, is_even, parts
from custsheet.fields.base import Reason, Unreadable, squeeze
from custsheet.fields.divisions import canonical_region

__all__ = [
    "PARTS",
    "REASONS",
    "canonical_region",
    "clean",
    "clean_column",
    "compare",
    "fill",
    "keys",
    "keys_column",
    "mask",
    "parse",
    "parse_column",
    "remarks",
]

REASONS: dict[str, Reason] = {
    "placeholder": Reason("warning", "completeness"),
    "too_short": Reason("info", "completeness"),
    "damaged": Reason("error"),
    "contradiction": Reason("warning", "consistency"),
}

_LETTERS = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE = frozenset(map(chr, _LETTERS))
_PLACEHOLDER = re.compile(
    r"[\s\-—_/\\.。,，?？*xX#0]+|无|没有|暂无|未知|不详|未填|未填写|待补充|待定|空|同上|测试|地址|详细地址|其他|保密|n/?a|none|null|nil|unknown|test|tbd",
    re.IGNORECASE,
)
_DAMAGED = re.compile(r"�|锟斤拷|烫烫烫|\?{3,}|#(?:REF|N/A|VALUE|NAME)[!?]?")


def clean(value: str) -> str:
    """Return the address trimmed, letters and digits in half width.

    Unreadable: placeholder (无, 未知, -), damaged (characters lost: �, 锟斤拷, ???), too_short (a single letter).
    """
    narrow = value if _WIDE.isdisjoint(value) else value.translate(_LETTERS)
    address = narrow if is_even(narrow) else squeeze(narrow)
    if _PLACEHOLDER.fullmatch(address):
        raise Unreadable("placeholder")
    if _DAMAGED.search(address):
        raise Unreadable("damaged")
    if len(address) == 1:
        raise Unreadable("too_short")
    return address


def clean_column(values: Series) -> Series:
    """Return the addresses of a column that begin with a Chinese letter and have no odd sign."""
    return columns.sure(values, "[一-鿿][一-鿿0-9A-Za-z（）()-]{5,}", "锟斤拷|烫烫烫")


def rule(before: str, after: str) -> str:
    """Return the name of the change: letters in half width, or blanks."""
    return "width" if squeeze(before) != after else "space"


def parse(value: str) -> dict[str, str]:
    """Return the PARTS of an address, all text, blank where unknown.

    *method*: exact (all levels in full), short (short names), inferred (a level was missing, and there is one such
    place), historic (a division that is gone; the parts name its successor), ambiguous (parts name what the
    `candidates` have in common), none. *confidence*: high, medium, low, or blank for none.
    """
    return parts(value)


def mask(value: str) -> str:
    """Return province, city and district, then stars."""
    found = parts(value)
    known = dict.fromkeys((found["province"], found["city"], found["district"]))
    return "".join(known) + "***" if value.strip() else ""

"""Keys and likeness of addresses: the same door, however it is written.

The door is place, road, number and building: ７号楼2单元802 is 7-2-802, whatever is said in brackets is left out.
Nothing here is ever stored.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

import custsheet.fields.address_latin as address_latin
from custsheet.fields.address_parts import HAN, parts
from custsheet.fields.base import plain

_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNIT_WORDS = "号楼|号|栋|幢|座|单元|室|户|层|楼|弄|组|期|排|门|院"
NUMERALS = "[零〇一二两三四五六七八九十百]"
_CHINESE_NUMBER = re.compile(rf"{NUMERALS}+(?=(?:{UNIT_WORDS})(?!线))")
_ASIDE = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]|(?:代收|收件|收货)$|收$|附近$")
TOWN = re.compile(r"^[一-鿿]{1,8}?(?:街道办事处|街道|镇|乡)(?=.)")
ROAD = re.compile(r"([一-鿿\d]{1,12}?(?:大道|大街|胡同|[路街道巷弄里]))(\d+(?:-\d+)?)?(?:号|弄)?")
_PLACE = re.compile(r"([一-鿿a-z]{2,}?)(\d+(?:-\d+)?)")
_NUMBER = re.compile(r"\d+|(?<![a-z])[a-z](?![a-z])")

_LONGEST = 200  # letters of a detail that are compared


class Door(NamedTuple):
    """What tells one address from another."""

    city: str
    district: str
    road: str
    number: str
    building: str
    text: str  # everything behind the divisions, evened out


@lru_cache(maxsize=200_000)
def door(value: str) -> Door:
    """Return the door of a Chinese address.

    >>> door("南京市鼓楼区中山北路１２号（邮局旁）七号楼2单元802室")
    Door(city='南京市', district='鼓楼区', road='中山北路', number='12', building='7-2-802', text='中山北路12号7号楼2单元802室')
    """
    found = parts(value)
    text = evened(found["detail"][:_LONGEST])
    road, number, rest = _road(TOWN.sub("", text))
    building = "-".join(each.lstrip("0") or "0" for each in _NUMBER.findall(rest))
    return Door(found["city"] or found["province"], found["district"], road, number, building, text)


def evened(detail: str) -> str:
    """Return a detail without brackets, blanks and signs, numbers as digits."""
    text = _ASIDE.sub("", _ASIDE.sub("", plain(detail)).strip())
    text = re.sub(r"(?<=\d)[-—–~#/\s]+(?=[\da-z])", "-", text)
    return re.sub(r"[^\w-]|_", "", _CHINESE_NUMBER.sub(lambda found: str(_arabic(found[0])), text))


def _arabic(numeral: str) -> int:
    """Return the value of a Chinese numeral below a thousand; digit by digit where it has no 十 and 百.

    >>> [_arabic(each) for each in ("七", "十二", "二十", "一百零八", "八零二")]
    [7, 12, 20, 108, 802]
    """
    if not set(numeral) & {"十", "百"}:
        return int("".join(str(_DIGITS[letter]) for letter in numeral))
    total, digit = 0, 1
    for letter in numeral:
        if letter in "十百":
            total, digit = total + digit * (10 if letter == "十" else 100), 0
        else:
            digit = _DIGITS[letter]
    return total + (digit if numeral[-1] not in "十百" else 0)


def _road(text: str) -> tuple[str, str, str]:
    """Return road (or estate), number in it, and the rest."""
    found = ROAD.match(text) or _PLACE.match(text)
    if not found:
        return text, "", ""
    return found[1], found[2] or "", text[found.end() :]


def keys(value: str) -> list[str]:
    """Return the door in its district, and road and number in its city; for Latin addresses see `address_latin`.

    >>> keys("杭州市西湖区文三路478号7号楼2单元802")
    ['杭州市西湖区|文三路|478|7-2-802', '杭州市|文三路|478']
    """
    if not HAN.search(value):
        return address_latin.keys(value)
    known = door(value)
    if not known.road or not (known.number or known.building):
        return []
    exact = f"{known.city}{known.district}|{known.road}|{known.number}|{known.building}"
    return [exact, f"{known.city}|{known.road}|{known.number}"] if known.number else [exact]


def compare(left: str, right: str) -> float:
    """Return the likeness 0…1 of two addresses, by classes.

    1 the same; .95 same road, number and building; .8 same road and number, one building unknown (.6 buildings differ);
    .7 one contains the other; .2–.3 same district, another road; .1–.2 same city; 0 another city. Unlike districts cap at .6.
    """
    if left == right:
        return 1.0
    if not HAN.search(left) or not HAN.search(right):
        return address_latin.compare(left, right) if not HAN.search(left + right) else 0.0
    one, two = door(left), door(right)
    if one.city and two.city and one.city != two.city:
        return 0.0
    apart = bool(one.district and two.district and one.district != two.district)
    likeness = _same_place(one, two)
    return min(likeness, 0.6 if likeness > 0.5 else 0.15) if apart else likeness


def _same_place(one: Door, two: Door) -> float:
    if one.text == two.text and one.text:
        return 1.0 if one[:2] == two[:2] else 0.9
    if one.road and one.number and (one.road, one.number) == (two.road, two.number):
        return _same_number(one.building, two.building)
    if one.text and two.text and _contains(one, two):
        return 0.7
    likeness = fuzz.ratio(one.text, two.text) / 100
    return round((0.2 if one.district and one.district == two.district else 0.1) + 0.1 * likeness, 3)


def _same_number(one: str, two: str) -> float:
    if one == two:
        return 0.95
    return 0.6 if one and two else 0.8


def _contains(one: Door, two: Door) -> bool:
    """Tell whether one text holds the other, and not just the beginning of another number."""
    short, long = sorted((one.text, two.text), key=len)
    at = long.find(short)
    end = at + len(short)
    return at >= 0 and len(short) > 3 and not (short[-1].isdigit() and long[end : end + 1].isdigit())

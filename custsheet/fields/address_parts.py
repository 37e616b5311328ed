"""The parts of a Chinese address: divisions, detail, postcode, and how sure they are.

Method after the design of our own, measured against labelled public addresses; no other package's code or data is used
at run time.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

import custsheet.fields.address_latin as address_latin
import custsheet.fields.divisions as divisions
from custsheet.fields.address_names import is_current, names
from custsheet.fields.address_prefixes import beginning
from custsheet.fields.address_walk import Reading, walk
from custsheet.fields.base import squeeze
from custsheet.fields.divisions import CITY, DISTRICT

PARTS = ("province", "city", "district", "detail", "postcode", "code", "method", "confidence", "candidates")
FARTHEST = 80  # letters in which divisions are looked for
EDGES = " ,，、;；:：.。·-—_/|\\>\x1f\t"
_MARK = re.compile(r"[\s,，、;；:：。()（）\[\]【】|/\d国是址住往寄到于在]")
HAN = re.compile(r"[一-鿿]")
LONG_NUMBER = re.compile(r"\d{6}")
_POSTCODE = re.compile(r"(?:邮政编码|邮编|邮码|[Pp]\.?[Cc]\.?)[:：\s]*(\d{6})(?!\d)|(?<![\d-])(\d{6})(?![\d号室弄-])")
_PHONE = re.compile(
    r"(?:(?:手机|电话|联系方式|Tel|TEL|tel)[号码]*[:：]?)?(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)"
)
_LOOKALIKES = dict(
    zip("⻄⻓⻔⻅⻋⻢⻰⻩⻥⻬⻘⺠⻛⻜⻦⻨⻳⻝⻙⻚⻉⻁", "西长门见车马龙黄鱼齐青民风飞鸟麦龟食韦页贝虎", strict=True)
)


class Place(NamedTuple):
    """Where the divisions of an address end, and what they are."""

    unit: str  # the unit of today; "" where unknown
    end: int
    method: str
    confidence: str
    candidates: tuple[str, ...] = ()


@cache
def _letters() -> dict[int, str]:
    """Return the letters that are read as others: full-width, radicals, traditional ones of place names."""
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
    radicals = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    return wide | radicals | {ord(old): new for old, new in (_LOOKALIKES | divisions.traditional()).items()}


@cache
def strange() -> frozenset[str]:
    """Return the letters that are read as others."""
    return frozenset(map(chr, _letters()))


def legible(text: str) -> str:
    """Return *text* with every letter as the index knows it; the length stays."""
    return text if strange().isdisjoint(text) else text.translate(_letters())


_NOWHERE = Place("", 0, "none", "")


def beginning_of(address: str) -> str:
    """Return as much of an address as divisions are looked for in, legible."""
    return legible(address if is_even(address) else squeeze(address))[:FARTHEST]


def place(text: str) -> Place:
    """Return the divisions that legible *text* names."""
    found = beginning(text)
    if found is not None:
        return Place(found[0].unit, found[1], found[0].method, found[0].confidence)
    return judged_by_walk(text)


_CONFIDENCE = {
    "exact": "high",
    "short": "high",
    "inferred": "medium",
    "historic": "medium",
    "ambiguous": "low",
    "none": "",
}


def judged_by_walk(text: str) -> Place:
    """Return the divisions that legible *text* names, without the short cut."""
    reading = walk(text)
    if reading.levels < 2 and not reading.full:
        return _elsewhere(text) or _judged(reading)
    return _judged(reading)


def _elsewhere(text: str) -> Place | None:
    """Return what an address inside the text names: behind a mark, or anywhere if it says two levels, one in full."""
    starts = names().lengths
    for at in range(1, len(text)):
        if text[at : at + 2] in starts and (_MARK.match(text[at - 1]) or text[:at] == "市辖区"):
            if (whole := beginning(text[at:])) and whole[0].full:
                return Place(whole[0].unit, at + whole[1], whole[0].method, whole[0].confidence)
            if (reading := walk(text, at)).full:
                return _judged(reading)
    readings = (walk(text, at) for at in range(1, len(text)) if text[at : at + 2] in starts)
    return next((_judged(each) for each in readings if each.levels > 1 and each.full and not each.torn), None)


def _judged(reading: Reading) -> Place:
    if not reading.units:
        return _NOWHERE
    units = _most_likely(reading.units)
    today = tuple(dict.fromkeys(map(divisions.now, units)))
    if reading.torn or len(today) > 1:
        every = tuple(dict.fromkeys((*today, *map(divisions.now, reading.torn))))
        return Place(_common(every), reading.end, "ambiguous", "low", every)
    method = _method(reading, units[0])
    return Place(today[0], reading.end, method, _confidence(reading, method, today[0]))


def _confidence(reading: Reading, method: str, unit: str) -> str:
    """Return how sure a place is: what was missing is certain below a named city, or of a city named in full."""
    if reading.loose:
        return "low"
    named = reading.levels > 1 or (reading.full and divisions.units()[unit].level == CITY)
    return "high" if method == "inferred" and named else _CONFIDENCE[method]


def _most_likely(units: tuple[str, ...]) -> tuple[str, ...]:
    """Return, of several units of one name, those not long gone, and of these the highest (西安, 吉林)."""
    every = divisions.units()
    recent = tuple(filter(is_current, units)) or units
    levels = [every[code].level for code in recent]
    top = min(levels)
    if top < DISTRICT and levels.count(top) == 1 and divisions.short(recent[levels.index(top)]) not in _RIVALS:
        return (recent[levels.index(top)],)
    return recent


_RIVALS = ("朝阳", "兴安", "新北")  # cities no better known than the district of the same name


def _common(units: tuple[str, ...]) -> str:
    """Return the lowest unit to which all belong, "" for none."""
    lines = [divisions.line(code) for code in units]
    shared = [level[0] for level in zip(*lines, strict=False) if len(set(level)) == 1]
    return shared[-1] if shared else ""


def _method(reading: Reading, unit: str) -> str:
    """Name how the place was found: exact, short, inferred (a level was missing) or historic."""
    if reading.old or divisions.units()[unit].successor:
        return "historic"
    needed = len(divisions.line(unit))
    if reading.loose or reading.levels < needed:
        return "inferred"
    return "exact" if reading.full >= reading.levels else "short"


_BLANK = dict.fromkeys(PARTS, "")


def parts(value: str) -> dict[str, str]:
    """Return the parts of an address, all text, blank where unknown. An address without Chinese letters has a postcode at most.

    `candidates` lists the places of an ambiguous address, "/" between levels and ";" between places.
    """
    written = value if is_even(value) else squeeze(value)
    text = legible(written)
    whole = beginning(text)
    if whole is not None:
        named, end = whole
        answer = known(named.unit, named.method, named.confidence, ()).copy()
    elif HAN.search(text):
        found = judged_by_walk(text[:FARTHEST])
        answer, end = known(found.unit, *found[2:]).copy(), found.end
    else:
        return _BLANK | {"method": "none", "postcode": address_latin.postcode(text)}
    detail = written[end:]
    if LONG_NUMBER.search(text):
        answer["postcode"] = _postcode(text)
        detail = _without_numbers(detail, answer["postcode"])
    answer["detail"] = detail.strip(EDGES)
    return answer


def is_even(value: str) -> bool:
    """Tell whether nothing needs squeezing; cheaper than to squeeze."""
    return value.isprintable() and "  " not in value and value[:1] != " " and value[-1:] != " "


@cache
def known(unit: str, method: str, confidence: str, candidates: tuple[str, ...]) -> dict[str, str]:
    """Return the parts that a place settles; the others blank."""
    province, city, district = divisions.province_city_district(unit) if unit else ("", "", "")
    return _BLANK | {
        "province": province,
        "city": city,
        "district": district,
        "code": divisions.output_code(unit) if unit else "",
        "method": method,
        "confidence": confidence,
        "candidates": ";".join(map(full_name, candidates)),
    }


@cache
def full_name(code: str) -> str:
    """Return province/city/district of a unit, without repeating.

    >>> full_name("110105"), full_name("320106")
    ('北京市/朝阳区', '江苏省/南京市/鼓楼区')
    """
    return "/".join(map(divisions.named, divisions.line(code)))


def _postcode(text: str) -> str:
    """Return the postcode in an address: six digits that stand alone, or behind 邮编."""
    found = _POSTCODE.search(text)
    return (found[1] or found[2]) if found else ""


def _without_numbers(rest: str, postcode: str) -> str:
    """Return a detail without telephone numbers, and without its postcode."""
    rest = _PHONE.sub("", rest)
    return _POSTCODE.sub("", rest, count=1) if postcode else rest

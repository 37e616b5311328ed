"""Telephone numbers, kept in E.164; an extension follows as `;ext=801` (RFC 3966).

Chinese numbers are read by the ministry's numbering plan (`numbering`), those of other countries by `phonenumbers`
(`foreign`), whatever is typed around the digits by `dialled`. A number is changed only where it is certain which number
was meant: labels, blanks, dashes, full-width digits, a `.0` from a number cell. Everything else stays as it was typed
and says why; what is probably meant is a suggestion.

>>> clean("138 0013 8000"), clean("021-62345678转801")
('+8613800138000', '+862162345678;ext=801')
>>> show("+862162345678;ext=801")
'021-62345678-801'
>>> mask("+8613800138000")
'+86138****8000'
"""

import re
from collections.abc import Iterable
from itertools import islice

from pandas import DataFrame, Series

import custsheet.fields.columns as columns
import custsheet.fields.foreign as foreign
import custsheet.fields.numbering as numbering
import custsheet.fields.phone_column as phone_column
from custsheet.fields.base import Reason, Unreadable
from custsheet.fields.dialled import (
    candidates,
    dialled,
    even,
    pieces,
    refuse_damaged,
    refuse_foreign_kinds,
    refuse_masked,
    unlabelled,
)

REASONS: dict[str, Reason] = {
    "length": Reason("error"),
    "prefix": Reason("error"),
    "letters": Reason("error"),
    "invalid": Reason("error"),
    "damaged": Reason("error", "validity"),
    "area_code": Reason("warning", "completeness"),
    "placeholder": Reason("warning", "completeness"),
    "routed": Reason("warning", "consistency"),
    "service": Reason("warning"),
    "two_numbers": Reason("warning", "consistency"),
    "masked": Reason("info", "completeness"),
    "privacy": Reason("info", "timeliness"),
}
PARTS = ("number", "ext", "type", "area_code")
UNFINDABLE = frozenset({"masked", "privacy", "placeholder", "service", "routed", "damaged"})

_MOBILE = re.compile(rf"(?:(?:\+|00)?86[- ]?)?({numbering.PREFIX})[- ]?(\d{{4}})[- ]?(\d{{4}})", re.ASCII)
_LANDLINE = re.compile(r"\(?0(10|2\d|[3-9]\d\d)\)?[- ]?(\d{7,8})(?:(?:-| ?转 ?)(\d{1,6}))?", re.ASCII)
_CANONICAL = re.compile(r"\+[1-9]\d{5,14}(?:;ext=\d{1,7})?", re.ASCII)
_NORTH_AMERICAN = re.compile(
    r"(?:\([2-9]\d\d\) ?-?|(?!400|800)[2-9]\d\d[-. ])[2-9]\d\d[-. ]\d{4}", re.ASCII
)  # 3-3-4, no 400 or 800
_TRUNK_ZERO = frozenset(
    ("CN", "DE", "FR", "GB", "AU", "NZ", "JP", "KR", "TW", "NL", "TH", "VN", "MY")
)  # begin with 0 at home
_SHARED = re.compile(r"([48]00)[- ]?(\d{3})[- ]?(\d{4})", re.ASCII)
_PRIVATE = re.compile(r"(?:86)?1[3-9]\d{9}", re.ASCII)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def clean(value: str, region: str = "CN", area_code: str = "") -> str:
    """Return the number in E.164, an extension behind `;ext=`.

    Numbers without a country code are dialled in *region*; local Chinese ones in *area_code*. Reasons: see REASONS.
    """
    if region == "CN" and (number := _ordinary(value)):
        return number
    text = even(value)
    if region == "CN" and (bare := unlabelled(text)) != value and (number := _ordinary(bare)):
        return number
    parts = pieces(text := _readable(text))
    if len(parts) > 1 and (numbers := _all_read(parts, region, area_code)):
        if len(numbers) == 1:
            return numbers[0]
        raise Unreadable("two_numbers", show(numbers[0], region), "low", numbers=len(numbers))
    try:
        return _single("-".join(parts), region, area_code)  # 415/563-4755: a stroke inside one number
    except Unreadable as fault:
        raise _with_suggestion(fault, text, region, area_code) from None


def clean_column(values: Series, region: str = "CN", area_code: str = "") -> Series:
    """Return the Chinese numbers of a column that are typed in the usual ways in E.164, "" for all others."""
    if region != "CN":
        return columns.blanks(values.index)
    return phone_column.read(values)


def show_column(values: Series, region: str = "CN") -> Series:
    """Return the Chinese mobile numbers of a column as they are written in *region*, "" for all others."""
    return phone_column.shown(values) if region == "CN" else columns.blanks(values.index)


def show(value: str, region: str = "CN") -> str:
    """Return a canonical number as it is written in *region*; numbers of other countries stay in E.164.

    `clean` reads it back to the same number.
    """
    if not _CANONICAL.fullmatch(value):
        return value
    number, _, extension = value.partition(";ext=")
    if region == "CN":
        return _shown(number[3:], extension) or value if number.startswith("+86") else value
    written = foreign.national(number, region)
    return _read_back(written + (f" ext. {extension}" if extension else ""), value, region) if written else value


def split(value: str, region: str = "CN", area_code: str = "") -> list[str]:
    """Return the numbers in a cell, each as it was typed; the value itself where it does not hold several good ones.

    >>> split("13800138000/010-62345678")
    ['13800138000', '010-62345678']
    """
    if _ordinary(value):
        return [value]
    try:
        parts = pieces(_readable(even(value)))
    except Unreadable:
        return [value]
    return parts if len(parts) > 1 and _all_read(parts, region, area_code) else [value]


def parse(value: str, region: str = "CN", area_code: str = "") -> dict[str, str]:
    """Return number, ext, type (mobile, landline, shared, things; "" abroad) and area_code (with its 0)."""
    number, _, extension = clean(value, region, area_code).partition(";ext=")
    inland = number[3:] if number.startswith("+86") else ""
    area = numbering.area_of(inland) if numbering.type_of(inland) == "landline" else ""
    return {"number": number, "ext": extension, "type": numbering.type_of(inland), "area_code": area and "0" + area}


def keys(value: str) -> list[str]:
    """Return the last eight digits of each number in the value; none where it names nobody (masked, service …)."""
    if _CANONICAL.fullmatch(value) and ";" not in value:
        return [value[-8:]]
    try:
        return [clean(value).partition(";ext=")[0][-8:]]
    except Unreadable as fault:
        if fault.reason in UNFINDABLE:
            return []
    found = (re.sub(r"\D", "", part, flags=re.ASCII) for part in pieces(even(value)))
    return list(dict.fromkeys(digits[-8:] for digits in found if len(digits) >= 7))


def keys_column(values: Series) -> DataFrame:
    """Return the key of canonical numbers without an extension, blank for all others."""
    return DataFrame({0: columns.sure(values, r"\+[1-9][0-9]{5,14}").str.slice(-8)})


def compare(left: str, right: str) -> float:
    """Return 1 for the same number, .9 where only the extension differs, .85 where one digit is off or two are swapped."""
    if left == right:
        return 1.0
    (one, extension), (other, other_extension) = _number_and_extension(left), _number_and_extension(right)
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0 if extension == other_extension else 0.9
    return 0.85 if _one_slip(one, other) else 0.0


def mask(value: str) -> str:
    """Return the value with the middle digits, and every letter, as stars.

    >>> mask("010-62345678"), mask("123456789")
    ('010-****5678', '1****6789')
    """
    number, extended, _ = value.partition(";ext=")
    places = [place for place, sign in enumerate(number) if sign.isdecimal()]
    tail = 4 if len(places) >= 7 else 0
    open_places = {*places[: max(0, min(5, len(places) - 8))], *(places[-tail:] if tail else ())}
    signs = ("*" if sign.isalnum() and place not in open_places else sign for place, sign in enumerate(number))
    return "".join(signs) + (";ext=***" if extended else "")


def survey(values: Iterable[str], heading: str = "") -> dict[str, str]:
    """Return the region under which most of a column's numbers are valid: CN unless it is clearly another.

    Only numbers without a country code tell. Sixty of them are looked at; numbers mostly typed 3-3-4 are North American.
    """
    distinct = dict.fromkeys(columns.listed(values))
    if _mostly_north_american(distinct):
        return {"region": "US"}
    told = (re.sub(r"[\s().-]", "", even(value)) for value in distinct if value and value.strip())
    sample = list(islice(filter(_bare, told), 60))
    chinese = sum(digits[:1] in "014" and _is_chinese(digits) for digits in sample)
    if len(sample) < 3 or 2 * chinese >= len(sample):
        return {"region": "CN"}
    possible = sum(map(_may_be_chinese, sample)) if _HAN.search(heading) else chinese
    best = max(foreign.CANDIDATES, key=lambda region: foreign.share(sample, region))
    clear = foreign.share(sample, best) >= 0.8 and possible / len(sample) <= 0.3
    return {"region": best if clear else "CN"}


def _may_be_chinese(digits: str) -> bool:
    """Tell whether a number is Chinese, or a mobile number with a digit too few or too many."""
    return _is_chinese(digits) or bool(re.fullmatch(r"1[3-9]\d{8}(?:\d\d)?", digits))


def _mostly_north_american(values: Iterable[str]) -> bool:
    """Tell whether most of the numbers without a country code, two at least, are typed 3-3-4."""
    typed = islice((text for each in values if (text := even(each)) and text[0] in "(0123456789"), 60)
    shaped = [bool(_NORTH_AMERICAN.fullmatch(text)) for text in typed]
    return sum(shaped) >= 2 and 2 * sum(shaped) > len(shaped)


def _ordinary(value: str) -> str:
    """Return the E.164 form of a Chinese number typed in an ordinary way; "" for all others."""
    if found := _MOBILE.fullmatch(value):
        head, middle, tail = found.groups()
        return "" if middle + tail in phone_column.FILLED else f"+86{head}{middle}{tail}"
    if found := _LANDLINE.fullmatch(value):
        area, local, extension = found.groups()
        if len(local) in numbering.AREAS.get(area, ()) and local[0] > "1" and len(set(area + local)) > 1:
            return f"+86{area}{local};ext={extension}" if extension else f"+86{area}{local}"
        return ""
    found = _SHARED.fullmatch(value)
    return "+86" + "".join(found.groups()) if found and found[3] != "0000" else ""


def _readable(text: str) -> str:
    """Return evened text that looks like numbers. Unreadable: damaged, routed, masked."""
    text = refuse_damaged(text)
    refuse_foreign_kinds(text)
    refuse_masked(text)
    return text


def _single(text: str, region: str, area_code: str) -> str:
    """Return one number in E.164; *text* holds nothing else."""
    if region == "CN" and (number := _ordinary(text)):
        return number
    digits, international, extension = dialled(text)
    if extension and _PRIVATE.fullmatch(digits):
        raise Unreadable("privacy")
    if not international and region in _TRUNK_ZERO and _NORTH_AMERICAN.match(text):
        international, digits = True, "1" + digits
    if international:
        number = _abroad(digits)
    elif region == "CN":
        number = "+86" + numbering.significant(_without_country(digits), area_code)
    else:
        number = _inland(digits, region)
    return f"{number};ext={extension}" if extension else number


def _without_country(digits: str) -> str:
    rest = digits[2:]
    return rest if digits.startswith("86") and len(rest) >= 10 and numbering.type_of(rest) else digits


def _abroad(digits: str) -> str:
    if digits.startswith("86"):
        return "+86" + numbering.significant(digits[2:])
    return foreign.read("+" + digits, "")


def _inland(digits: str, region: str) -> str:
    number = foreign.read(digits, region)
    return _abroad(number[1:]) if number.startswith("+86") else number


def _all_read(parts: list[str], region: str, area_code: str) -> list[str]:
    """Return the distinct numbers of all parts in E.164; none where one of them cannot be read."""
    try:
        return list(dict.fromkeys(_single(part, region, area_code) for part in parts))
    except Unreadable:
        return []


def _with_suggestion(fault: Unreadable, text: str, region: str, area_code: str) -> Unreadable:
    """Return *fault* with the number that is probably meant, where the text holds exactly one."""
    if fault.suggestion or fault.reason not in ("letters", "invalid", "prefix"):
        return fault
    tried = (
        candidates(text)
        if fault.reason != "prefix"
        else [f"+{even(text)}"] * (region == "CN" and text[:3] in ("852", "853", "886"))
    )
    found = {number for part in tried for number in _all_read([part], region, area_code)}
    if len(found) != 1:
        return fault
    return Unreadable(fault.reason, show(found.pop(), region), "medium", **fault.facts)


def _shown(number: str, extension: str) -> str:
    """Return a Chinese number in its national form, "" where it has none."""
    behind = f"-{extension}" if extension else ""
    match numbering.type_of(number):
        case "mobile" | "things":
            return "" if extension else number
        case "landline":
            area = numbering.area_of(number)
            return f"0{area}-{number[len(area) :]}{behind}"
        case "shared":
            return f"{number[:3]}-{number[3:6]}-{number[6:]}{behind}"
    return ""


def _read_back(written: str, value: str, region: str) -> str:
    try:
        return written if clean(written, region) == value else value
    except Unreadable:
        return value


def _number_and_extension(value: str) -> tuple[str, str]:
    if not _CANONICAL.fullmatch(value):
        try:
            value = clean(value)
        except Unreadable as fault:
            return ("" if fault.reason in UNFINDABLE else re.sub(r"\D", "", value, flags=re.ASCII)), ""
    number, _, extension = value.partition(";ext=")
    return number[1:], extension


def _one_slip(left: str, right: str) -> bool:
    """Tell whether one digit differs, or two neighbours are swapped."""
    if len(left) != len(right) or len(left) < 7:
        return False
    places = [place for place, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(places) == 1:
        return True
    return (
        len(places) == 2
        and places[1] - places[0] == 1
        and left[places[0]] == right[places[1]]
        and left[places[1]] == right[places[0]]
    )


def _bare(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 13


def _is_chinese(digits: str) -> bool:
    return bool(numbering.type_of(digits.removeprefix("0")))

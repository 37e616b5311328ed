"""Postal codes: six digits in China, the country's own form elsewhere.

Formats are those the postal operators publish (Universal Postal Union, addressing systems). A code that has another
country's form is no fault: customers live anywhere.

>>> clean("１０００８０")
'100080'
>>> province_of("518000"), clean("sw1a1aa", region="GB")
('广东省', 'SW1A 1AA')
"""

import re
from collections.abc import Iterable

import custsheet.fields.columns as columns
from custsheet.fields.base import Reason, Unreadable, halfwidth, squeeze

REASONS: dict[str, Reason] = {
    "length": Reason("error"),
    "format": Reason("error"),
    "unassigned": Reason("warning"),
    "placeholder": Reason("warning", "completeness"),
}

# First two digits of Chinese postcodes (China Post); 99 and 00 are not in use.
_PROVINCES = {
    "北京市": "10", "上海市": "20", "天津市": "30", "内蒙古自治区": "01 02", "山西省": "03 04", "河北省": "05 06 07",
    "辽宁省": "11 12", "吉林省": "13", "黑龙江省": "15 16", "江苏省": "21 22", "安徽省": "23 24", "山东省": "25 26 27",
    "浙江省": "31 32", "江西省": "33 34", "福建省": "35 36", "重庆市": "40", "湖南省": "41 42", "湖北省": "43 44",
    "河南省": "45 46 47", "广东省": "51 52", "广西壮族自治区": "53 54", "贵州省": "55 56", "海南省": "57", "四川省": "61 62 63 64",
    "云南省": "65 66 67", "陕西省": "71 72", "甘肃省": "73 74", "宁夏回族自治区": "75", "青海省": "81", "新疆维吾尔自治区": "83 84",
    "西藏自治区": "85 86", "香港特别行政区": "99", "澳门特别行政区": "99",
}  # fmt: skip
_BY_DIGITS = {digits: province for province, every in _PROVINCES.items() for digits in every.split() if digits != "99"}

# region -> (the code without blanks and hyphens, how it is written)
_FORMATS: dict[str, tuple[str, str]] = {
    "US": (r"(\d{5})(\d{4})?", "{0}-{1}"),
    "GB": (r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", "{0} {1}"),
    "CA": (r"([ABCEGHJ-NPRSTVXY]\d[A-Z])(\d[A-Z]\d)", "{0} {1}"),
    "AU": (r"(\d{4})", "{0}"),
    "NZ": (r"(\d{4})", "{0}"),
    "DE": (r"(?:DE|D)?(\d{5})", "{0}"),
    "FR": (r"(?:FR|F)?(\d{5})", "{0}"),
    "ES": (r"(\d{5})", "{0}"),
    "IT": (r"(\d{5})", "{0}"),
    "NL": (r"(\d{4})([A-Z]{2})", "{0} {1}"),
    "BE": (r"(?:BE|B)?(\d{4})", "{0}"),
    "CH": (r"(?:CH)?(\d{4})", "{0}"),
    "AT": (r"(?:AT|A)?(\d{4})", "{0}"),
    "DK": (r"(?:DK)?(\d{4})", "{0}"),
    "NO": (r"(?:NO|N)?(\d{4})", "{0}"),
    "SE": (r"(?:SE|S)?(\d{3})(\d{2})", "{0} {1}"),
    "PL": (r"(\d{2})(\d{3})", "{0}-{1}"),
    "PT": (r"(\d{4})(\d{3})?", "{0}-{1}"),
    "BR": (r"(\d{5})(\d{3})", "{0}-{1}"),
    "IE": (r"([AC-FHKNPRTV-Y]\d[\dW])([\dAC-FHKNPRTV-Y]{4})", "{0} {1}"),
    "IN": (r"([1-9]\d{5})", "{0}"),
    "JP": (r"〒?(\d{3})(\d{4})", "{0}-{1}"),
    "KR": (r"(\d{5})", "{0}"),
    "SG": (r"(\d{6})", "{0}"),
    "MY": (r"(\d{5})", "{0}"),
    "TH": (r"(\d{5})", "{0}"),
    "TW": (r"(\d{3})(\d{2,3})?", "{0}{1}"),
    "RU": (r"(\d{6})", "{0}"),
}
_COMPILED = {region: (re.compile(pattern), form) for region, (pattern, form) in _FORMATS.items()}
_PLACEHOLDER = re.compile(r"0+|9+|123456|[-—/\\.?*xX]+|无|没有|未知|不详|n/?a|none|null", re.IGNORECASE)
_LABEL = re.compile(r"^(?:邮政编码|邮编|邮码|zip ?code|zip|post ?code|p\.?c\.?)\s*[:：]?\s*", re.IGNORECASE)
_NUMERIC = re.compile(r"(\d+)\.0+")
_SOMEWHERE = re.compile(r"[A-Z]{0,3}[\dA-Z]{3,10}")
_SHARE = 0.5  # of a column's codes that must be Chinese, or the column is an international one
_HAN = re.compile(r"[一-鿿]")


def clean(value: str, region: str = "CN", mixed: bool = False, zeros: bool = False) -> str:
    """Return the postcode as *region* writes it; a code in another country's unmistakable form is returned in that form.

    *mixed*: the column holds codes of many countries, so nothing of a postcode's shape is a fault. *zeros*: the column
    has lost its leading zeros (both are found by `survey`). Unreadable: length, format, unassigned (no such province),
    placeholder.
    """
    typed = _LABEL.sub("", squeeze(halfwidth(value))).upper()
    if _PLACEHOLDER.fullmatch(typed):
        raise Unreadable("placeholder")
    bare = re.sub(r"[\s\-‐-―]", "", _NUMERIC.sub(r"\1", typed))
    if region == "CN":
        return _chinese(bare, typed, mixed, zeros)
    return _foreign(bare, typed, region, mixed)


def _chinese(bare: str, typed: str, mixed: bool, zeros: bool) -> str:
    if not bare.isdecimal() or (len(bare) != 6 and "-" in typed):
        if form := _elsewhere(bare):
            return form
        raise Unreadable("format", digits=len(re.sub(r"\D", "", bare)))
    if mixed and len(bare) != 6 and 3 <= len(bare) <= 10:
        return typed
    if len(bare) != 6:
        lost = len(bare) == 5 and zeros and "0" + bare[0] in _BY_DIGITS
        raise Unreadable("length", suggestion="0" + bare if lost else "", digits=len(bare))
    if bare[:2] not in _BY_DIGITS and bare[:3] != "999" and not mixed:
        raise Unreadable("unassigned", start=bare[:2])
    return bare


def _foreign(bare: str, typed: str, region: str, mixed: bool) -> str:
    if form := _written(bare, region):
        return form
    if region in _COMPILED and not mixed:
        if form := _elsewhere(bare) or (bare if len(bare) == 6 and bare[:2] in _BY_DIGITS else ""):
            return form
        raise Unreadable("format", digits=len(re.sub(r"\D", "", bare)))
    if not _SOMEWHERE.fullmatch(bare):
        raise Unreadable("format", digits=len(re.sub(r"\D", "", bare)))
    return _elsewhere(bare) or typed


def _written(bare: str, region: str) -> str:
    """Return a code as *region* writes it, "" where it is none of that region's."""
    pattern, form = _COMPILED.get(region, (None, ""))
    found = pattern.fullmatch(bare) if pattern else None
    return form.format(*(part or "" for part in found.groups())).rstrip("- ") if found else ""


def _elsewhere(bare: str) -> str:
    """Return a code in the form of the one country that writes letters so, or nine digits as the United States do."""
    unmistakable = ("GB", "CA", "NL", "IE") if not bare.isdecimal() else ("US",) if len(bare) == 9 else ()
    return next((form for region in unmistakable if (form := _written(bare, region))), "")


def survey(values: Iterable[str], heading: str = "") -> dict[str, object]:
    """Return, for a column of codes, whether it is `mixed` (most are no Chinese ones) and has lost its `zeros`.

    Zeros count as lost where no code begins with 0 and some have five digits that a leading 0 would make right. Such
    codes speak for China only under a Chinese heading, for five digits are also the form of other countries.
    """
    filled = columns.counted(values)
    typed = [(re.sub(r"[\s-]", "", halfwidth(each)), count) for each, count in filled.items()]
    chinese = sum(count for each, count in typed if province_of(each))
    short = sum(count for each, count in typed if len(each) == 5 and province_of("0" + each))
    likely = chinese + (short if _HAN.search(heading) else 0)
    mixed = likely < _SHARE * filled.total()
    return {"mixed": mixed, "zeros": bool(short) and not mixed and not any(each.startswith("0") for each, _ in typed)}


def province_of(postcode: str) -> str:
    """Return the province of a Chinese postcode, by its first two digits; "" for anything else.

    >>> province_of("010020"), province_of("SW1A 1AA")
    ('内蒙古自治区', '')
    """
    return _BY_DIGITS.get(postcode[:2], "") if len(postcode) == 6 and postcode.isdecimal() else ""


def keys(value: str) -> list[str]:
    """Return the code without blanks and hyphens."""
    bare = re.sub(r"[\W_]", "", halfwidth(value)).upper()
    return [bare] if bare else []


def compare(left: str, right: str) -> float:
    """Return 1 for the same code, .5 for the same delivery area (first four signs of a long code, three of a short), else 0."""
    if left == right:
        return 1.0
    one, two = ("".join(keys(each)) for each in (left, right))
    if one == two:
        return float(bool(one))
    same = 4 if min(len(one), len(two)) >= 6 else 3
    return 0.5 if one and two and one[:same] == two[:same] else 0.0


def mask(value: str) -> str:
    """Return the first two signs, then stars.

    >>> mask("100080")
    '10****'
    """
    return value[:2] + "*" * max(len(value) - 2, 0) if len(value) > 3 else "*" * len(value)

"""The Chinese numbering plan: which digits are a number at all, and what is wrong with those that are not.

Mobile prefixes as assigned by the ministry (MIIT, telecommunication network numbering plan, 2017 and its later
assignments): all operators, virtual ones, satellite (1349, 17400-17405) and the 13-digit numbers of things (140, 141,
144, 146, 148, 10648). Area codes and the length of local numbers: the plan as told by libphonenumber's metadata.
"""

import re

from custsheet.fields.base import Unreadable

PREFIX = r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-35-8]|8\d|9[0-35-9])"  # of mobile numbers, as a pattern
_MOBILE = re.compile(rf"{PREFIX}\d{{8}}|1740[0-5]\d{{6}}", re.ASCII)
_THINGS = re.compile(r"14[01468]\d{10}|10648\d{8}", re.ASCII)
_SHARED = re.compile(r"[48]00\d{7}", re.ASCII)
_SERVICE = re.compile(r"1(?:1[0-9]|2[0-2])|1[02]\d{3}|11[68]\d{3}|9[56]\d{3,6}", re.ASCII)
_PLACEHOLDER = re.compile(r"0*(\d)\1{6,}|12345678901|0?1\d\d(?:0{8}|12345678)", re.ASCII)
_LOCAL = re.compile(r"[2-8]\d{6,7}", re.ASCII)
_MISSING_ONE = re.compile(r"[3-9]\d{9}", re.ASCII)

_EIGHT = """10 20 21 22 23 24 25 27 28 29 311 371 377 379 411 431 432 433 435 451 510-519 523 527 531 532 551 571
573-577 579 591 595 731 754 755 757 760 769 791 851 871 898"""
_SEVEN = """310 312-319 335 349-359 370 372-376 391-396 398 412 415-419 421 427 429 433-439 452-459 464 467-479 482
483 530 533-539 543 546 550 552-559 561-564 566 570 572 578 580 592-594 596-599 631-633 635 660 662 663 668 691 692
701 710-719 722 724 728 730 734-739 743-746 750-754 756 758 759 762 763 766 768 770-779 790 792-799 812 813 816-818
825-827 830-839 851 854-859 870 872-879 883 886-888 891-897 901-903 906 908 909 911-917 919 930-939 941 943 951-955
970-979 990-999"""


def _codes(text: str) -> set[str]:
    spans = [part.partition("-") for part in text.split()]
    return {str(code) for first, _, last in spans for code in range(int(first), int(last or first) + 1)}


# lengths of the local numbers behind an area code (written without its 0)
_LENGTHS = {7: _codes(_SEVEN), 8: _codes(_EIGHT)}
AREAS: dict[str, tuple[int, ...]] = {
    code: tuple(length for length, codes in _LENGTHS.items() if code in codes)
    for code in set().union(*_LENGTHS.values())
}


def significant(digits: str, area_code: str = "") -> str:
    """Return Chinese *digits* as dialled from abroad behind +86: without the leading 0, with the area code.

    A local number takes *area_code* (with or without 0). Raises Unreadable: placeholder, service, area_code, prefix,
    length.

    >>> significant("01062345678"), significant("62345678", area_code="010")
    ('1062345678', '1062345678')
    """
    if _PLACEHOLDER.fullmatch(digits):
        raise Unreadable("placeholder")
    number = digits.removeprefix("0")
    kind = type_of(number)
    if kind and (digits is number or kind in ("mobile", "landline")):  # nobody dials 0400…
        return number
    if _SERVICE.fullmatch(digits):
        raise Unreadable("service")
    if _LOCAL.fullmatch(digits):
        return _with_area(digits, area_code.lstrip("0"))
    raise _fault(digits, number)


def type_of(number: str) -> str:
    """Return mobile, landline, shared (400/800) or things for a number without its leading 0; "" for any other."""
    if _MOBILE.fullmatch(number):
        return "mobile"
    if area_of(number):
        return "landline"
    if _SHARED.fullmatch(number):
        return "shared"
    return "things" if _THINGS.fullmatch(number) else ""


def area_of(number: str) -> str:
    """Return the area code of a landline number without its leading 0; "" for any other number."""
    code = _area_code(number)
    local = number[len(code) :]
    return code if len(local) in AREAS.get(code, ()) and local[0] in "23456789" else ""


def is_mobile(digits: str) -> bool:
    """Tell whether *digits* are a mobile number of eleven digits."""
    return _MOBILE.fullmatch(digits) is not None


def _with_area(local: str, area_code: str) -> str:
    if not area_of(area_code + local):
        raise Unreadable("area_code", digits=len(local))
    return area_code + local


def _fault(digits: str, number: str) -> Unreadable:
    """Name what is wrong with digits that are no number."""
    if len(digits) == 11 and digits[0] == "1":
        return Unreadable("prefix", prefix=digits[:3])
    if digits[:1] == "0" and 10 <= len(number) <= 11 and _area_code(number) not in AREAS:
        return Unreadable("prefix", prefix="0" + _area_code(number))
    if _MISSING_ONE.fullmatch(digits) and is_mobile("1" + digits):
        return Unreadable("length", "1" + digits, "low", digits=len(digits))
    if len(digits) == 11 and digits[0] != "0":
        return Unreadable("prefix", prefix=digits[:3])
    if len(number) - len(_area_code(number)) in AREAS.get(_area_code(number), ()):
        return Unreadable("invalid")
    return Unreadable("length", digits=len(digits))


def _area_code(number: str) -> str:
    return number[:2] if number[:1] in ("1", "2") else number[:3]

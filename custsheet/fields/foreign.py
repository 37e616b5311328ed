"""Telephone numbers of other countries, read and shown by the `phonenumbers` library (loaded when first needed)."""

from functools import cache, lru_cache
from types import ModuleType

from custsheet.fields.base import Unreadable

# countries tried, in this order, where a sheet's numbers are not Chinese and carry no country code
CANDIDATES = [
    "US",
    "GB",
    "HK",
    "TW",
    "SG",
    "AU",
    "JP",
    "KR",
    "MO",
    "MY",
    "DE",
    "FR",
    "IN",
    "CA",
    "IT",
    "ES",
    "NL",
    "NZ",
    "TH",
    "VN",
    "PH",
    "ID",
    "RU",
    "BR",
]


@cache
def _library() -> ModuleType:
    import phonenumbers

    return phonenumbers


def known_region(code: str) -> bool:
    """Return whether a country or region has a numbering plan: ISO 3166-1 alpha-2, in capitals.

    >>> known_region("CN"), known_region("cn"), known_region("XX")
    (True, False, False)
    """
    return code in _library().SUPPORTED_REGIONS


@lru_cache(maxsize=65536)
def read(digits: str, region: str) -> str:
    """Return the E.164 form of a number dialled in *region*; of one with its country code (`+…`) where that is "".

    Raises Unreadable: length, invalid. Numbering plans: libphonenumber.

    >>> read("+12015550123", ""), read("2015550123", "US")
    ('+12015550123', '+12015550123')
    """
    library = _library()
    try:
        number = library.parse(digits, region or None)
    except library.NumberParseException as error:
        wrong_length = error.error_type in (error.TOO_SHORT_NSN, error.TOO_LONG, error.TOO_SHORT_AFTER_IDD)
        raise _fault(digits, wrong_length) from None
    if not library.is_valid_number(number):
        verdict = library.is_possible_number_with_reason(number)
        reasons = library.ValidationResult
        raise _fault(digits, verdict in (reasons.TOO_SHORT, reasons.TOO_LONG, reasons.INVALID_LENGTH))
    return str(library.format_number(number, library.PhoneNumberFormat.E164))


@lru_cache(maxsize=65536)
def national(number: str, region: str) -> str:
    """Return an E.164 number as it is written in *region*, its own country; "" where it is of another country.

    >>> national("+12015550123", "US"), national("+12015550123", "GB")
    ('(201) 555-0123', '')
    """
    library = _library()
    try:
        parsed = library.parse(number, None)
    except library.NumberParseException:
        return ""
    if parsed.country_code != library.country_code_for_region(region):
        return ""
    return str(library.format_number(parsed, library.PhoneNumberFormat.NATIONAL))


def share(numbers: list[str], region: str) -> float:
    """Return which part, 0…1, of *numbers* is valid when dialled in *region*."""
    return sum(_is_of(number, region) for number in numbers) / len(numbers) if numbers else 0.0


def _is_of(number: str, region: str) -> bool:
    library = _library()
    try:
        return bool(library.is_valid_number_for_region(library.parse(number, region), region))
    except library.NumberParseException:
        return False


def _fault(digits: str, wrong_length: bool) -> Unreadable:
    return Unreadable("length", digits=len(digits.lstrip("+"))) if wrong_length else Unreadable("invalid")

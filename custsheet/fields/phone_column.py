"""Chinese telephone numbers of a whole column, typed in the ways most people type them: mobiles, landlines, 400 and 800.

Labels and notes that say nothing, a `.0`, blanks around and full-width digits are left out as `phone.clean` leaves them out.

>>> read(Series(["手机：138 0013 8001", "(010)62345678转12", "400-800-1024", "12345"], dtype="str")).tolist()
['+8613800138001', '+861062345678;ext=12', '+864008001024', '']
"""

from pandas import Series

import custsheet.fields.columns as columns
import custsheet.fields.numbering as numbering
from custsheet.fields.base import WIDE

FILLED = ("00000000", "12345678")  # tails nobody has but everybody types

_LABEL = (
    "(?:手机号码|手机号|手机|移动电话|联系电话|联系手机|联系方式|电话号码|电话|座机|固定电话|固话|办公电话|"
    "[Mm]obile|[Pp]hone|[Tt]el|TEL)(?: ?[:：] ?| ?)"
)
_NOTE = " ?[(（](?:微信同号|同微信|微信|手机|本人|办公|公司|家)[)）]| ?微信同号"
_LANDLINE = "|".join(
    f"{code}[2-9][0-9]{{{length - 1}}}" for code, lengths in numbering.AREAS.items() for length in lengths
)
_SAME = "|".join(f"{digit}+" for digit in "23456789")
_CANONICAL = rf"\+86(?:{_LANDLINE}|[48]00[0-9]{{7}})(?:;ext=[0-9]{{1,7}})?"
_TYPED = (
    rf"(?:(?:\+|00)?86[- ]?)?(?P<mobile>{numbering.PREFIX}[- ]?[0-9]{{4}}[- ]?[0-9]{{4}})"
    r"|\(?0(?P<area>10|2[0-9]|[3-9][0-9]{2})\)?[- ]?(?P<local>[2-9][0-9]{6,7})(?:(?:-| ?转 ?)(?P<ext>[0-9]{1,6}))?"
    "|(?P<shared>[48]00[- ]?[0-9]{3}[- ]?[0-9]{4})"
)
_PATTERN = f"^(?:{_LABEL})?(?:{_TYPED})(?:{_NOTE})?$"
_WIDE_DIGITS = "[０-９][０-９－]+"


def read(values: Series) -> Series:
    """Return the numbers that leave no doubt in E.164, an extension behind `;ext=`; "" for all others."""
    found = _mobiles(values)
    for reader in (_canonical, _typed):
        left = (found == "").to_numpy()
        if left.any():
            found[left] = reader(values[left]).array
    return found


def shown(values: Series) -> Series:
    """Return Chinese mobile numbers as they are written at home, "" for all other values.

    >>> shown(Series(["+8613800138001", "+861062345678"], dtype="str")).tolist()
    ['13800138001', '']
    """
    return columns.sure(values, rf"\+86{numbering.PREFIX}[0-9]{{8}}").str.slice(3)


def _mobiles(values: Series) -> Series:
    typed = columns.sure(values, rf"(?:(?:\+|00)?86[- ]?)?{numbering.PREFIX}[- ]?[0-9]{{4}}[- ]?[0-9]{{4}}")
    number = _digits(typed).str.slice(-11)
    return columns.chosen((number != "") & ~number.str.slice(3).isin(FILLED), columns.joined("+86", number))


def _canonical(values: Series) -> Series:
    return columns.sure(values, _CANONICAL, rf"^\+86(?:{_SAME})(?:;|$)")


def _typed(values: Series) -> Series:
    bare = _bare(values)
    parts = columns.groups(bare, _PATTERN)
    mobile, shared = (_digits(parts[name]) for name in ("mobile", "shared"))
    mobile = columns.chosen(~mobile.str.slice(3).isin(FILLED), mobile)
    shared = columns.chosen(~shared.str.endswith("0000"), shared)
    landline = columns.sure(columns.joined(parts["area"], parts["local"]), _LANDLINE, f"^(?:{_SAME})$")
    number = columns.joined(mobile, shared, landline)
    extension = columns.chosen(parts["ext"] != "", columns.joined(";ext=", parts["ext"]))
    even = bare.str.startswith("+") & (bare != values)  # blanks around a number are a change of their own
    return columns.chosen((number != "") & ~even, columns.joined("+86", number, extension))


def _bare(values: Series) -> Series:
    """Return values without outer blanks; without `.0` and with ordinary digits where they hold nothing but digits."""
    bare = values.str.strip(" ")
    decimal = columns.sure(bare, r"[0-9]{11}\.0")
    bare = columns.chosen(decimal != "", decimal.str.slice(0, 11), bare)
    wide = bare.str.fullmatch(_WIDE_DIGITS).to_numpy()
    if wide.any():
        bare[wide] = columns.texts([each.translate(WIDE) for each in columns.listed(bare[wide])]).array
    return bare


def _digits(texts: Series) -> Series:
    return texts.str.replace("[+ -]", "", regex=True)

"""Times of day, as they stand beside a date."""

import re
from typing import NamedTuple

from custsheet.fields.base import Unreadable

_ZONE = (
    r"(?:\s*\[?(?:Z|(?:UTC|GMT)[+-][0-9]{1,2}|(?:UTC|GMT)?[+-][0-9]{2}:?[0-9]{2}(?:\s*\([^)]*\))?|(?!AD\b)[A-Z]{3,4})"
    r"(?![A-Za-z0-9:])\]?)?"
)
_TIME = re.compile(
    r"(?:T|\b)?(上午|下午|晚上|中午|凌晨|早上|傍晚)?\s*(?<![0-9])([0-9]{1,2})(?:[:时时點点]([0-9]{1,2})?(?:[:分]([0-9]{1,2})?(?:[.,]([0-9]+))?)?)秒?"
    r"\s*([ap]\.?m\b\.?)?" + _ZONE,
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?<=[0-9])T([0-9]{2})([0-9]{2})?([0-9]{2})?(?:\.([0-9]+))?" + _ZONE + "$")
_HOUR_ONLY = re.compile(r"\s(上午|下午|晚上|中午|凌晨|早上|傍晚)?\s*([0-9]{1,2})\s*([ap]\.?m\b\.?)", re.IGNORECASE)
_MAYBE = re.compile(r"[:时時点點]|[0-9][Th]|[0-9]\s*[aApP]\.?[mM]|T[0-9]")
_HALF = re.compile("下午|晚上|傍晚|中午|p", re.IGNORECASE)
_FIRST_HALF = re.compile("上午|凌晨|早上|a", re.IGNORECASE)


class Clock(NamedTuple):
    """A time of day: `HH:MM:SS` with up to six decimals; "" for midnight, which stands for no time."""

    text: str = ""

    @classmethod
    def of(
        cls,
        hour: str,
        minute: str | None = None,
        second: str | None = None,
        fraction: str | None = None,
        half: str = "",
    ) -> "Clock":
        """Return the time; *half* holds 上午, 下午, am, pm. Raises Unreadable (`impossible`)."""
        number = int(hour)
        if half and number > 12 and not _HALF.search(half):
            raise Unreadable("impossible")
        if _HALF.search(half) and number < 12 and not (half == "中午" and number > 9):
            number += 12
        elif _FIRST_HALF.search(half) and number == 12:
            number = 0
        if number > 23 or int(minute or 0) > 59 or int(second or 0) > 59:
            raise Unreadable("impossible")
        parts = (fraction or "")[:6].rstrip("0")
        text = f"{number:02}:{int(minute or 0):02}:{int(second or 0):02}" + (f".{parts}" if parts else "")
        return cls("" if text == "00:00:00" else text)


def take_off(text: str) -> tuple[str, Clock]:
    """Return *text* without its time of day and zone, and that time as it stands on the clock there.

    >>> take_off("2023/1/5 下午3:20"), take_off("Thu Sep 25 10:36:28 2003")
    (('2023/1/5', Clock(text='15:20:00')), ('Thu Sep 25 2003', Clock(text='10:36:28')))
    """
    if not _MAYBE.search(text):
        return text, Clock()
    if (hour := _HOUR.search(text)) and ":" not in text:
        return text[: hour.start()], Clock.of(*hour.groups())
    if not (time := _TIME.search(text)):
        return _hour_only(text)
    clock = Clock.of(time[2], time[3], time[4], time[5], (time[1] or "") + (time[6] or ""))
    rest = f"{text[: time.start()].rstrip('T ')} {text[time.end() :].lstrip()}"
    return rest.strip(" ,"), clock


def _hour_only(text: str) -> tuple[str, Clock]:
    hour = _HOUR_ONLY.search(text)
    if not hour:
        return text, Clock()
    return (text[: hour.start()] + text[hour.end() :]).strip(), Clock.of(hour[2], half=(hour[1] or "") + hour[3])

"""The day a sheet is of, by the names that people give to exports: `客户_2026-03.xlsx`, `20260315客户.csv`, sheet `2026年3月`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pandas import DataFrame, Series

_WRITTEN = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)?(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d) ?[-_./年 ] ?(\d\d?)(?: ?[-_./月 ] ?(\d\d?))?(?!\d)"),
)


def exported(sources: DataFrame) -> Series:
    """Return for every source the day in the name of its sheet, else of its file, ISO; "" where neither names one."""
    days = [_day(str(sheet)) or _day(str(file)) for sheet, file in zip(sources["sheet"], sources["file"], strict=True)]
    return Series(days, index=sources.index, dtype="str")


def _day(name: str) -> str:
    """Return the last day that a name holds; a month is its first day.

    >>> [_day(each) for each in ("客户_2026-03.xlsx", "20260315客户", "2026年3月", "客户 2026.1.2-2026.3.4", "13800138000", "2026-13")]
    ['2026-03-01', '2026-03-15', '2026-03-01', '2026-03-04', '', '']
    """
    return max(_days(name), default="")


def _days(name: str) -> Iterator[str]:
    for pattern in _WRITTEN:
        for year, month, day in pattern.findall(name):
            try:
                yield date(int(year), int(month), int(day or 1)).isoformat()
            except ValueError:
                continue

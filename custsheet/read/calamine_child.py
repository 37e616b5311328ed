"""Run as a program of its own: print the sheets of a workbook that only calamine reads (.xls, .xlsb, .ods), as JSON lines.

It stands alone, so that a file that crashes the parser or eats all memory takes nothing with it but this process.
Usage: `python calamine_child.py FILE`. A line per sheet: `{"sheet", "hidden", "rows", "merged", "cut"}`. `-` reads the
workbook from standard input.
"""

import contextlib
import json
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any

MEMORY = 4_000_000_000


def main(path: str) -> None:
    """Print every sheet of the workbook at *path*."""
    _limit_memory()
    from python_calamine import CalamineWorkbook

    content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    book = CalamineWorkbook.from_filelike(BytesIO(content))  # a path's extension would be believed
    for known in book.sheets_metadata:
        if str(known.typ).endswith("WorkSheet"):
            hidden = not str(known.visible).endswith("Visible")
            print(json.dumps({"sheet": known.name, "hidden": hidden, **read(book.get_sheet_by_name(known.name))}))


def read(sheet: Any) -> dict[str, object]:
    """Return the rows of a sheet as text, its merged ranges, and the places of numbers that have lost digits."""
    given = sheet.to_python(skip_empty_area=False)
    cut = [
        (line, place)
        for line, row in enumerate(given, 1)
        for place, cell in enumerate(row)
        if isinstance(cell, float) and 1e15 <= abs(cell) < 1e21 and cell == int(cell)
    ]
    ranges = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    merged = [f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}" for top, left, bottom, right in ranges]
    return {"rows": [[shown(cell) for cell in row] for row in given], "merged": merged, "cut": cut}


def letters(column: int) -> str:
    """Return the letters of a 0-based column.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def shown(cell: object) -> str:
    """Return a cell as text: numbers as their shortest decimal, dates ISO.

    >>> shown(13800138000.0), shown(datetime(2023, 1, 5)), shown(True), shown(timedelta(hours=30, minutes=15))
    ('13800138000', '2023-01-05', 'TRUE', '30:15:00')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _decimal(cell)
    if isinstance(cell, datetime):
        return (cell + timedelta(microseconds=500_000)).strftime("%Y-%m-%d %H:%M:%S").removesuffix(" 00:00:00")
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return cell.isoformat() if isinstance(cell, date | time) else str(cell).replace("\0", "")


def _decimal(number: float) -> str:
    if not isfinite(number):
        return str(number)
    text = repr(number)
    return format(Decimal(text), "f").removesuffix(".0") if abs(number) < 1e21 else text


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main(sys.argv[1])

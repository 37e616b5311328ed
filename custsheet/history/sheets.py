"""Our own workbooks as people hand them back: cells as text, columns found by their headings in any language."""

import unicodedata
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

from custsheet.texts import LANGUAGES, say


def pages(path: Path) -> Iterator[list[list[str]]]:
    """Yield the rows of every sheet of a workbook."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield [[text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    book.close()


def place(heading: list[str], room: str, *paths: tuple[str, ...]) -> int | None:
    """Return the column whose heading is said at one of *paths* in a texts room, in any language."""
    known = {say(room, *path, lang=lang) for path in paths for lang in LANGUAGES}
    return next((number for number, title in enumerate(heading) if title in known), None)


def words(room: str, *path: str) -> set[str]:
    """Return how a word is written in any language, evened out."""
    return {evened(say(room, *path, lang=lang)) for lang in LANGUAGES}


def evened(word: str) -> str:
    """Return a typed word without the differences that do not matter."""
    return unicodedata.normalize("NFKC", word).strip().casefold()


def text(value: object) -> str:
    """Return a cell's value as text: whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()

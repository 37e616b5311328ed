"""The sheets of an edited workbook as lines of named cells, each of which knows where it stands."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from custsheet.dictionary.words import evened, nearest
from custsheet.errors import ConfigError, InputError
from custsheet.history.sheets import text
from custsheet.write.excel import cell_name

_LOOKED_AT = 10  # lines among which the headings are looked for


@dataclass(frozen=True)
class Cell:
    """The text of a cell, and where it stands."""

    file: str
    sheet: str
    place: str
    text: str

    def fault(self, code: str, **facts: object) -> ConfigError:
        """Return the error that names this cell."""
        where = {"file": self.file, "sheet": self.sheet, "cell": self.place}
        return ConfigError(code, **{**where, "word": self.text, **facts})

    def unknown(self, known: Sequence[str], word: str = "") -> ConfigError:
        """Return the error for a word nobody knows, with the nearest known ones."""
        return self.fault("E_DICTIONARY_WORD", word=word or self.text, near=nearest(word or self.text, list(known)))

    def number(self) -> int:
        """Return the whole number in the cell."""
        try:
            return int(evened(self.text))
        except ValueError as error:
            raise self.fault("E_DICTIONARY_NUMBER") from error


@dataclass(frozen=True)
class Page:
    """One sheet: its rows of texts."""

    file: str
    sheet: str
    rows: tuple[tuple[str, ...], ...]

    def lines(self, headings: Mapping[str, str], needed: str) -> Iterator[dict[str, Cell]]:
        """Yield the lines below the headings, by the columns' names; those without a *needed* value are passed over.

        Columns that no heading names are the user's own; one that is nearly a known heading is a mistake.
        """
        top = self._top(headings, needed)
        names = {column: name for column, name in enumerate(self._named(top, headings)) if name}
        for number, row in enumerate(self.rows[top + 1 :], top + 1):
            line = {name: self._cell(number, column, row) for column, name in names.items()}
            if line[needed].text:
                yield line

    def _cell(self, row: int, column: int, cells: tuple[str, ...]) -> Cell:
        return Cell(self.file, self.sheet, cell_name(row, column), cells[column] if column < len(cells) else "")

    def _top(self, headings: Mapping[str, str], needed: str) -> int:
        for number, row in enumerate(self.rows[:_LOOKED_AT]):
            if needed in {headings.get(evened(each)) for each in row}:
                return number
        wanted = next(heading for heading, name in headings.items() if name == needed)
        raise ConfigError("E_DICTIONARY_HEADING", file=self.file, sheet=self.sheet, heading=wanted)

    def _named(self, top: int, headings: Mapping[str, str]) -> Iterator[str]:
        """Yield the name of each column, "" for the user's own."""
        seen: set[str] = set()
        for column, heading in enumerate(self.rows[top]):
            name, cell = headings.get(evened(heading), ""), self._cell(top, column, self.rows[top])
            if name in seen:
                raise cell.fault("E_DICTIONARY_TWICE")
            if not name and get_close_matches(evened(heading), list(headings), n=1, cutoff=0.75):
                raise cell.unknown([each for each in headings if headings[each] not in seen])
            seen |= {name} - {""}
            yield name


def pages(path: Path) -> list[Page]:
    """Return the sheets of a workbook. InputError where it is missing or none."""
    import openpyxl

    if not path.is_file():
        raise InputError("E_MISSING", file=path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, openpyxl.utils.exceptions.InvalidFileException) as error:
        raise InputError("E_DAMAGED", file=path.name) from error
    found = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = tuple(tuple(text(value) for value in row) for row in sheet.iter_rows(values_only=True))
        found.append(Page(path.name, sheet.title, rows))
    book.close()
    return found

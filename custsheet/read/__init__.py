"""Reading spreadsheets of every kind into one book.

`read(inputs)` is the one entry; the package itself can be called in its place (`custsheet.read([...])`), because the
public function and the package share a name.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any

from pandas import DataFrame

from custsheet.errors import ConfigError, InputError
from custsheet.model import Book, Issue, Source, facts, frame
from custsheet.read.aliases import names_of, plain
from custsheet.read.files import grids_of
from custsheet.read.gather import gathered
from custsheet.read.grid import Grid
from custsheet.read.inputs import common_folder, expand, relative_name, spreadsheets_in
from custsheet.read.passwords import Password
from custsheet.read.regions import regions
from custsheet.read.sheet import Sheet, Wishes, understood
from custsheet.read.stable import copied
from custsheet.schema import Schema, check_mapping, load_schema

__all__ = ["common_folder", "read", "spreadsheets_in"]


def read(
    inputs: Sequence[str | Path] | str | Path,
    schema: Schema | None = None,
    *,
    sheet: str = "",
    header_row: int = 0,
    mapping: Mapping[str, str] | None = None,
    skip_unreadable: bool = False,
    ranks: Mapping[str, int] | None = None,
    fill_merged: bool = False,
    password: Password = "",
    cross_check: bool = False,
    aside: Mapping[str, Mapping[int, str]] | None = None,
) -> Book:
    """Return the book of all sheets of all *inputs* (files, or folders of spreadsheets), every value as text.

    *sheet* and *header_row* (as Excel numbers it) override what would be found; *mapping* (heading -> field) wins over
    every other evidence; *ranks* (file name -> rank) says which sources are trusted more; *fill_merged* puts the text of
    merged cells into all of them; *password* (text, or a function that is asked with the file's name) opens encrypted workbooks;
    *aside* says of files, by their names, which lines are not to be read and why (a reason of the lineage);
    *cross_check* reads .xlsx a second time with calamine and lists cells that differ (`cell.differs`).
    Texts are in the language in use.
    Raises ConfigError where *mapping* or *sheet* names what no input has (`E_MAP`, `E_MAP_HEADING`, `E_SHEET_NONE`);
    InputError, one line that names the file; with *skip_unreadable* the file becomes an issue (`file.unreadable`).
    """
    schema = schema or load_schema()
    check_mapping(schema, mapping or {})
    wishes = Wishes(sheet, header_row, mapping or {}, fill_merged, password, cross_check)
    names = names_of(schema)
    files = expand(inputs)
    folder = common_folder(files)
    sheets: list[tuple[Source, Sheet]] = []
    issues: list[DataFrame] = []
    unread: set[str] = set()
    for path in files:
        name = relative_name(path, folder)
        try:
            found, told = _file(
                path, name, names, schema, wishes, (ranks or {}).get(name, (ranks or {}).get(path.name, 0)), aside or {}
            )
        except InputError as error:
            if not skip_unreadable:
                raise
            issues.append(_about_file("file.unreadable", name, "", why=str(error), error=error.code))
            unread.add(error.code)
            continue
        sheets += found
        issues += told
    if unread <= {"E_SHEET"}:
        _check_wishes(wishes, sheets)
    book = gathered(sheets, issues, names, schema)
    _required(book, schema)
    return book


def _check_wishes(wishes: Wishes, sheets: list[tuple[Source, Sheet]]) -> None:
    """Raise ConfigError where no input has the sheet or a heading that the user names."""
    named = dict.fromkeys(source.sheet for source, _ in sheets if source.sheet)
    if wishes.sheet and wishes.sheet not in named:
        raise ConfigError("E_SHEET_NONE", sheet=wishes.sheet, known=", ".join(named) or "–")
    headers = [sheet.header for _, sheet in sheets]
    headings = list(dict.fromkeys(text for header in headers for text in header.headings.values() if text))
    there = {plain(each) for each in (*headings, *(own for header in headers for own in header.own.values()))}
    for heading in wishes.mapping:
        if plain(heading) not in there:
            near = get_close_matches(heading, headings, 3, 0.4) or headings[:3]
            raise ConfigError("E_MAP_HEADING", heading=heading, near=", ".join(near))


def _file(
    path: Path,
    name: str,
    names: dict[str, str],
    schema: Schema,
    wishes: Wishes,
    rank: int,
    aside: Mapping[str, Mapping[int, str]],
) -> tuple[list[tuple[Source, Sheet]], list[DataFrame]]:
    """Return the sheets of one file that were understood, and issues about those that were not."""
    with copied(path) as (copy, digest):
        kind, grids = grids_of(copy, schema, wishes)
    chosen = _chosen(grids, wishes.sheet, path)
    if path.name in aside:
        chosen = [replace(grid, aside={**grid.aside, **aside[path.name]}) for grid in chosen]
    found: list[tuple[Source, Sheet]] = []
    issues: list[DataFrame] = []
    for grid in chosen:
        if grid.cells.empty:
            issues.append(_about_file("sheet.empty", name, grid.sheet))
            continue
        parts = [grid] if wishes.header_row or grid.header else regions(grid, names)
        sheets = [
            understood(part, names, schema, wishes, _title(path, part, place)) for place, part in enumerate(parts)
        ]
        if not any(sheets):
            issues.append(_about_file("sheet.no_header", name, grid.sheet))
            continue
        if grid.hidden:
            issues.append(_about_file("sheet.hidden", name, grid.sheet))
        found += [(_source(sheet, name, digest, kind, rank), sheet) for sheet in sheets if sheet]
    if not found and any(len(grid.cells) for grid in chosen):
        raise InputError("E_HEADER", file=path.name)
    if not found and kind != "custsheet":
        raise InputError("E_EMPTY", file=path.name)
    return found, issues


def _title(path: Path, grid: Grid, place: int) -> str:
    """Return the name for a table that no schema knows; the second one of a sheet gets a number."""
    return (grid.sheet or path.stem) + (f" ({place + 1})" if place else "")


def _source(sheet: Sheet, file: str, digest: str, kind: str, rank: int) -> Source:
    grid, header = sheet.grid, sheet.header
    evidence = " ".join(each for each in (header.evidence, grid.evidence) if each)
    return Source(file, grid.sheet, digest, kind, grid.encoding, header.line, evidence, rank)


def _chosen(grids: list[Grid], sheet: str, path: Path) -> list[Grid]:
    named = [grid for grid in grids if grid.sheet == sheet] if sheet and any(grid.sheet for grid in grids) else grids
    if not named and grids:
        raise InputError("E_SHEET", file=path.name, sheet=sheet, known=", ".join(grid.sheet for grid in grids))
    return named


def _about_file(code: str, file: str, sheet: str, **known: object) -> DataFrame:
    return frame(
        Issue,
        {"code": [code], "file": file, "sheet": sheet, "value": sheet or file, "facts": facts(name=file, **known)},
    )


def _required(book: Book, schema: Schema) -> None:
    """Raise InputError (`E_COLUMN`) where a table lacks a column that its schema requires."""
    for table in book.tables:
        fields = schema[table].fields if table in schema else {}
        missing = [field for field, spec in fields.items() if spec.required and field not in book.tables[table]]
        if missing:
            headings = ", ".join(dict.fromkeys(book.columns.loc[book.columns["table"] == table, "heading"]))
            title = fields[missing[0]].title
            raise InputError(
                "E_COLUMN", table=str(schema[table].title), field=missing[0], title=str(title), headings=headings
            )


class _Callable(ModuleType):
    """The package as a function: `custsheet.read([...])`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Book:
        return read(*args, **kwargs)


sys.modules[__name__].__class__ = _Callable

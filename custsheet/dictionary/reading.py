"""Read the workbook of a schema back into tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

import custsheet.dictionary.cells as cells
from custsheet import rules
from custsheet.checks import CHECKS
from custsheet.dictionary.columns import (
    CHECK_OPTIONS,
    COLUMNS,
    DEFAULT,
    LEVELS,
    RULES,
    TABLES,
    Column,
    field_checks,
)
from custsheet.dictionary.page import Cell, Page, pages
from custsheet.dictionary.words import ROOM, check_heading, code_of, evened, heading, words
from custsheet.errors import ConfigError
from custsheet.schema import TableSpec, unknown_name
from custsheet.texts import LANGUAGES, say

Places = dict[tuple[str, ...], Cell]  # where each part of a table was read


def tables(path: Path) -> dict[str, TableSpec]:
    """Return the tables of a workbook that `write` wrote and people edited.

    Raises ConfigError (`E_DICTIONARY…`) naming sheet, cell and the nearest known word; InputError for no workbook.
    """
    found = pages(path)
    listed = _sheet(found, _names("tables"))
    contents: dict[str, tuple[dict[str, Any], Places]] = {}
    for line in listed.lines(_known(TABLES), "table"):
        name = line["table"].text
        contents[name] = _table(_sheet(found, [line["sheet"].text], line["sheet"]), line)
    _add_rules(_sheet(found, _names("rules")), contents)
    _add_levels(_sheet(found, _names("levels")), contents)
    return {name: _valid(listed, *each) for name, each in contents.items()}


def _names(sheet: str) -> list[str]:
    return [say(ROOM, "sheets", sheet, lang=lang) for lang in LANGUAGES]


def _sheet(found: list[Page], names: list[str], asked: Cell | None = None) -> Page:
    by_name = {evened(page.sheet): page for page in found}
    for name in names:
        if evened(name) in by_name:
            return by_name[evened(name)]
    if asked is not None:
        raise asked.unknown([page.sheet for page in found])
    raise ConfigError("E_DICTIONARY_SHEET", file=found[0].file, sheet=names[0], known="、".join(p.sheet for p in found))


def _known(names: tuple[str, ...]) -> dict[str, str]:
    """Return heading -> name for columns of these names, in any language."""
    return {evened(heading(name, lang)): name for name in names for lang in LANGUAGES}


def _field_headings() -> dict[str, str]:
    known = _known(tuple(each.name for each in (*COLUMNS, CHECK_OPTIONS)))
    for check in field_checks():
        titles = [check_heading(check, lang) for lang in LANGUAGES]
        for each in (*titles, *(title.splitlines()[0] for title in titles), check):
            known.setdefault(evened(each), f"check.{check}")
    return known


def _table(page: Page, line: dict[str, Cell]) -> tuple[dict[str, Any], Places]:
    """Return what a sheet of fields says, and where each part stands."""
    content: dict[str, Any] = {"table": line["table"].text, "fields": {}, "title": _titles(line)}
    places: Places = {("table",): line["table"], ("title",): line["table"]}
    for row in page.lines(_field_headings(), "field"):
        name = row["field"].text
        if name in content["fields"]:
            raise row["field"].fault("E_DICTIONARY_TWICE")
        content["fields"][name] = _field(row)
        places[("fields", name)] = row["field"]
        places |= {("fields", name, part): cell for part, cell in row.items()}
        places |= {("fields", name, "checks"): row.get("check_options", row["field"])}
    return content, places


def _titles(row: dict[str, Cell]) -> dict[str, str]:
    """Return the titles in a row, one for the other where only one is given."""
    given = {lang: row[lang].text for lang in LANGUAGES if lang in row and row[lang].text}
    return {lang: given.get(lang, next(iter(given.values()), "")) for lang in LANGUAGES} if given else {}


def _field(row: dict[str, Cell]) -> dict[str, Any]:
    told: dict[str, Any] = {"title": _titles(row)}
    for column in COLUMNS:
        cell = row.get(column.name)
        if cell is not None and cell.text and column.name not in ("field", *LANGUAGES):
            told[column.name] = _READ.get(column.form, _chosen)(cell, column)
    checks = _checks(row)
    return {**told, **({"checks": checks} if checks else {})}


def _checks(row: dict[str, Cell]) -> dict[str, dict[str, Any]]:
    """Return the checks that a field's row puts to use."""
    used = {name: _use(row[f"check.{name}"]) for name in field_checks() if _filled(row, f"check.{name}")}
    options = row.get("check_options")
    for key, value in _settings(options).items() if options is not None else ():
        check, _, option = key.partition(".")
        if check not in used:
            raise (options or row["field"]).unknown(list(used) or field_checks(), check)
        used[check][option] = _on_fail(options or row["field"], str(value)) if option == "on_fail" else value
    return used


def _filled(row: dict[str, Cell], name: str) -> bool:
    return name in row and bool(row[name].text) and code_of("yesno", row[name].text) != "no"


def _use(cell: Cell) -> dict[str, Any]:
    """Return a check put to use as a cell says: at a level of its own, or at the check's (also for a mere yes)."""
    code = code_of("use", cell.text) or (DEFAULT if code_of("yesno", cell.text) == "yes" else "")
    if not code:
        raise cell.unknown(words("use"))
    return {} if code == DEFAULT else {"level": code}


def _on_fail(cell: Cell, typed: str) -> str:
    code = code_of("on_fail", typed)
    if not code:
        raise cell.unknown(words("on_fail"), typed)
    return code


def _chosen(cell: Cell, column: Column) -> str:
    code = code_of(column.form, cell.text)
    if not code:
        raise cell.unknown(words(column.form))
    return code


def _settings(cell: Cell) -> dict[str, Any]:
    try:
        return cells.unsettled(cell.text)
    except ValueError as error:
        raise cell.fault("E_DICTIONARY_SETTING", line=str(error)) from error


def _level_settings(cell: Cell, column: Column) -> dict[str, str]:
    levels = {}
    for code, typed in _settings(cell).items():
        levels[_rule(cell, code)] = code_of("level", str(typed)) or ("off" if typed is False else "")
        if not levels[code]:
            raise cell.unknown(words("level"), str(typed))
    return levels


def _rule(cell: Cell, code: str) -> str:
    known = [*rules.registry(), *rules.CHANGES]
    if code not in known:
        raise cell.unknown(known, code)
    return code


_READ: dict[str, Callable[[Cell, Column], Any]] = {
    "text": lambda cell, column: cell.text,
    "number": lambda cell, column: cell.number(),
    "yesno": lambda cell, column: _chosen(cell, column) == "yes",
    "list": lambda cell, column: cells.unlisted(cell.text),
    "settings": lambda cell, column: _settings(cell),
    "levels": _level_settings,
}


def _add_rules(page: Page, contents: dict[str, tuple[dict[str, Any], Places]]) -> None:
    """Put the rules across fields to use in their tables."""
    for line in page.lines(_known(RULES), "rule"):
        if not _filled(line, "use"):
            continue
        content, places = _of(contents, line["table"])
        rule, cell = _named_rule(line["rule"]), line["rule"]
        if rule in content.setdefault("rules", {}):
            raise cell.fault("E_DICTIONARY_TWICE")
        aside = {"on_fail": _on_fail(line["on_fail"], line["on_fail"].text)} if _filled(line, "on_fail") else {}
        options = _settings(line["rule_options"]) if "rule_options" in line else {}
        content["rules"][rule] = {**_use(line["use"]), **aside, **options}
        places |= {("rules", rule): line.get("rule_options", cell)}


def _of(contents: dict[str, tuple[dict[str, Any], Places]], table: Cell) -> tuple[dict[str, Any], Places]:
    if table.text not in contents:
        raise table.unknown(list(contents))
    return contents[table.text]


def _named_rule(cell: Cell) -> str:
    titles = {
        evened(say("rules", each.ID, "title", lang=lang)): name for name, each in CHECKS.items() for lang in LANGUAGES
    }
    name = cell.text if cell.text in CHECKS else titles.get(evened(cell.text), "")
    if not name:
        raise cell.unknown(list(CHECKS))
    return name


def _add_levels(page: Page, contents: dict[str, tuple[dict[str, Any], Places]]) -> None:
    """Add the levels and prices that each table's columns give to rules."""
    columns = {evened(name): f"table.{name}" for name in contents}
    for lang in LANGUAGES:
        columns |= {evened(say(ROOM, "price_of", lang=lang, table=name)): f"price.{name}" for name in contents}
    for line in page.lines({**_known(LEVELS), **columns}, "code"):
        for name, (content, places) in contents.items():
            cell = line.get(f"table.{name}")
            if cell is not None and cell.text:
                levels = content.setdefault("levels", {})
                levels[_rule(line["code"], line["code"].text)] = _chosen(cell, Column("level", "level", 0))
            cell = line.get(f"price.{name}")
            if cell is not None and cell.text:
                content.setdefault("prices", {})[_rule(line["code"], line["code"].text)] = cell.text
                places |= {("prices", line["code"].text): cell}


def _valid(listed: Page, content: dict[str, Any], places: Places) -> TableSpec:
    """Return the table, or raise the first of pydantic's findings with the cell it is about."""
    try:
        return TableSpec.model_validate(content)
    except ValidationError as error:
        fault = error.errors()[0]
    steps = tuple(str(each) for each in (*fault["loc"], *fault.get("ctx", {}).get("at", ())))
    cell = next(
        (places[part] for part in _prefixes(steps) if part in places), Cell(listed.file, listed.sheet, "A1", "")
    )
    if fault["type"] == "missing":
        raise cell.fault("E_DICTIONARY_NEEDED", place=steps[-1])
    key, known = unknown_name(fault)
    if known:
        raise cell.unknown(known, key)
    raise cell.fault("E_DICTIONARY_VALUE", why=fault["msg"].removeprefix("Value error, "))


def _prefixes(steps: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (steps[:length] for length in range(len(steps), 0, -1))

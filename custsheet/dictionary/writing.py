"""Write the schema as a workbook: drop-downs for closed choices, an explanation at every cell to fill in, headings frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from xlsxwriter.worksheet import Worksheet

import custsheet.dictionary.cells as cells
from custsheet import rules
from custsheet.checks import CHECKS
from custsheet.dictionary.columns import (
    CHECK_OPTIONS,
    CHECK_WIDTH,
    CHOICES,
    COLUMNS,
    DEFAULT,
    LEVELS,
    RULES,
    TABLES,
    Column,
    field_checks,
    row_checks,
)
from custsheet.dictionary.words import ROOM, check_heading, heading, word, words
from custsheet.errors import OutputError
from custsheet.ooxml.raw import letters_of
from custsheet.schema import FieldSpec, TableSpec, Use
from custsheet.texts import lookup, say
from custsheet.write import excel, lists
from custsheet.write.excel import Book
from custsheet.write.look import INPUT, PANEL

_SPARE_ROWS = 200  # below the last one, with drop-downs too
_WRAPPED = ("list", "settings", "levels")
_RULE_FORMS = {"use": "use", "on_fail": "on_fail", "rule_options": "settings"}
_RULE_WIDTHS = (14.0, 28.0, 34.0, 12.0, 14.0, 44.0)


class Head(NamedTuple):
    """A column of a sheet to be filled in: heading, explanation, form of its cells, width."""

    title: str
    help: str
    form: str
    width: float
    fixed: bool = False  # told, not asked


def write(tables: Mapping[str, TableSpec], path: Path, as_of: date) -> Path:
    """Write the workbook of these tables to *path*; a file that exists is never overwritten.

    Raises OutputError (`E_DRAFT_WRITE`).
    """
    if path.exists():
        raise OutputError("E_DRAFT_WRITE", path=path, why=say(ROOM, "exists"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book = excel.new(path, as_of, say(ROOM, "title"))
        _write_all(book, tables)
        book.close()
    except OSError as error:
        raise OutputError("E_DRAFT_WRITE", path=path, why=error.strerror or error) from error
    return path


def _write_all(book: Book, tables: Mapping[str, TableSpec]) -> None:
    lists.explain(book, say(ROOM, "sheets", "help"), lookup(ROOM, "help"))
    fields = book.sheet(say(ROOM, "sheets", "tables"))
    names = {}
    for name, spec in tables.items():
        sheet = book.sheet(str(spec.title))
        names[name] = sheet.get_name()
        _fill(book, sheet, _field_heads(), [_field(field, each) for field, each in spec.fields.items()], 3)
    told = [[names[name], name, spec.title.zh, spec.title.en] for name, spec in tables.items()]
    _fill(book, fields, _heads(TABLES, {}, (20.0, 20.0, 24.0, 24.0)), told, 0)
    lines = [line for name, spec in tables.items() for line in _rules(name, spec)]
    _fill(book, book.sheet(say(ROOM, "sheets", "rules")), _rule_heads(), lines, 0)
    _fill(book, book.sheet(say(ROOM, "sheets", "levels")), _level_heads(tables), _levels(tables), 2)
    _write_choices(book)


def _field_heads() -> list[Head]:
    own = [Head(heading(each.name), _help(each.name), each.form, each.width) for each in COLUMNS]
    checks = [Head(check_heading(name), _help_of_check(name), "use", CHECK_WIDTH) for name in field_checks()]
    last = CHECK_OPTIONS
    return [*own, *checks, Head(heading(last.name), _help(last.name), last.form, last.width)]


def _rule_heads() -> list[Head]:
    heads = _heads(RULES, _RULE_FORMS, _RULE_WIDTHS)
    return [each._replace(fixed=name == "title") for name, each in zip(RULES, heads, strict=True)]


def _level_heads(tables: Mapping[str, TableSpec]) -> list[Head]:
    fixed = [each._replace(fixed=True) for each in _heads(LEVELS, {}, (26.0, 44.0, 12.0))]
    levels = [Head(name, _help("level_of"), "level", 16.0) for name in tables]
    prices = [Head(say(ROOM, "price_of", table=name), _help("price_of"), "number", 14.0) for name in tables]
    return [*fixed, *levels, *prices]


def _heads(names: Sequence[str], forms: Mapping[str, str], widths: Sequence[float]) -> list[Head]:
    return [
        Head(heading(name), _help(name), forms.get(name, "text"), width)
        for name, width in zip(names, widths, strict=True)
    ]


def _help(name: str) -> str:
    return say(ROOM, "columns", name, "help")


def _help_of_check(check: str) -> str:
    options = "、".join(CHECKS[check].DEFAULTS)
    more = say(ROOM, "check_options", options=options) if options else ""
    return f"{say('rules', CHECKS[check].ID, 'why')} {more}".strip()


def _field(name: str, spec: FieldSpec) -> list[str]:
    """Return the cells of a field's row."""
    told = {**dict(spec), "field": name, "zh": spec.title.zh, "en": spec.title.en}
    own = [_WRITTEN.get(each.form, _choice)(told[each.name], each) for each in COLUMNS]
    uses = {check: use or Use() for check, use in spec.checks.items()}
    asked = [word("use", uses[name].level or DEFAULT) if name in uses else "" for name in field_checks()]
    return [*own, *asked, _check_options(uses)]


def _choice(value: Any, column: Column) -> str:
    return word(column.form, value)


def _yes(value: Any, column: Column) -> str:
    return word("yesno", "yes") if value else ""


def _plain(value: Any, column: Column) -> str:
    return "" if value is None else str(value)


_WRITTEN: dict[str, Callable[[Any, Column], str]] = {
    "text": _plain,
    "number": _plain,
    "yesno": _yes,
    "list": lambda value, column: cells.listed(value),
    "settings": lambda value, column: cells.settings(value),
    "levels": lambda value, column: cells.settings({code: word("level", each) for code, each in value.items()}),
}


def _check_options(uses: Mapping[str, Use]) -> str:
    """Return what checks are given besides their level: `too_old.years = 90`, a line each."""
    told: dict[str, Any] = {}
    for check, use in uses.items():
        aside = {"on_fail": word("on_fail", use.on_fail)} if use.on_fail != "issue" else {}
        told |= {f"{check}.{name}": each for name, each in {**aside, **use.options}.items()}
    return cells.settings(told)


def _rules(table: str, spec: TableSpec) -> list[list[str]]:
    """Return a line for each rule across fields that a table has, and for those that it could have."""
    could = [name for name in row_checks() if name not in spec.rules and _applies(name, spec)]
    told = [(name, use or Use()) for name, use in spec.rules.items()]
    lines = [
        [word("use", use.level or DEFAULT), word("on_fail", use.on_fail), cells.settings(use.options)]
        for _, use in told
    ]
    return [
        [table, name, say("rules", CHECKS[name].ID, "title"), *line]
        for name, line in zip([name for name, _ in told] + could, lines + [["", "", ""]] * len(could), strict=True)
    ]


def _applies(check: str, spec: TableSpec) -> bool:
    fields = [each for each in CHECKS[check].FIELDS if not each.startswith("@")]
    return (all if CHECKS[check].NEEDS == "all" else any)(each in spec.fields for each in fields)


def _levels(tables: Mapping[str, TableSpec]) -> list[list[str]]:
    """Return a line for each rule: its code, its title, its own level, and what each table says of it."""
    known = rules.registry()
    lines = [[code, say("rules", code, "title"), word("level", known[code].level)] for code in rules.codes()]
    lines += [[code, say(ROOM, "change"), say(ROOM, "applied")] for code in sorted(rules.CHANGES - set(known))]
    specs = tables.values()
    return [
        [*line, *(_level(each, line[0]) for each in specs), *(_price(each, line[0]) for each in specs)]
        for line in lines
    ]


def _level(spec: TableSpec, code: str) -> str:
    return word("level", spec.levels[code]) if code in spec.levels else ""


def _price(spec: TableSpec, code: str) -> str:
    return f"{spec.prices[code]:g}" if code in spec.prices else ""


def _fill(book: Book, sheet: Worksheet, heads: Sequence[Head], lines: Sequence[Sequence[str]], still: int) -> None:
    """Write headings and lines, offer what may be chosen, freeze the headings and the first *still* columns."""
    look = book.look
    last = len(lines) + _SPARE_ROWS
    for column, head in enumerate(heads):
        wrap = {"text_wrap": True} if head.form in _WRAPPED else {}
        style = look.cell(num_format="@", bg_color=PANEL if head.fixed else INPUT, **wrap, valign="top")
        sheet.set_column(column, column, head.width)
        sheet.write_string(0, column, head.title, look.heading())
        for row, line in enumerate(lines, 1):
            excel.write_text(book, sheet, row, column, line[column], style)
        _offer(sheet, (1, column, last, column), head)
    sheet.set_row(0, 58)
    sheet.freeze_panes(1, still)
    sheet.autofilter(0, 0, max(1, len(lines)), len(heads) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _offer(sheet: Worksheet, place: tuple[int, int, int, int], head: Head) -> None:
    """Explain the cells of a column, and offer the words of a closed choice."""
    told = {"input_title": head.title.split("\n")[0][:32], "input_message": head.help[:255]}
    offered = {"validate": "list", "source": _range(head.form), "error_type": "warning"} if head.form in CHOICES else {}
    sheet.data_validation(*place, {"validate": "any", **offered, **told})


def _range(group: str) -> str:
    column = letters_of(2 * list(CHOICES).index(group))
    return f"='{say(ROOM, 'sheets', 'choices')}'!${column}$2:${column}${len(CHOICES[group]) + 1}"


def _write_choices(book: Book) -> None:
    """Write every closed choice with what its words mean: the drop-downs take them from here."""
    sheet = book.sheet(say(ROOM, "sheets", "choices"))
    for number, group in enumerate(CHOICES):
        sheet.set_column(2 * number, 2 * number, 16)
        sheet.set_column(2 * number + 1, 2 * number + 1, 34)
        sheet.write_string(0, 2 * number, say(ROOM, "groups", group), book.look.heading())
        sheet.write_string(0, 2 * number + 1, say(ROOM, "meaning"), book.look.heading())
        for row, (code, shown) in enumerate(zip(CHOICES[group], words(group), strict=True), 1):
            sheet.write_string(row, 2 * number, shown, book.look.cell())
            meaning = say(ROOM, "choices", group, code, "help")
            sheet.write_string(row, 2 * number + 1, meaning, book.look.cell(text_wrap=True, valign="top"))
    sheet.freeze_panes(1, 0)

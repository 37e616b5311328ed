"""The settings of a workspace as a workbook: 设置 | 值 | 说明, and a sheet that says who owns which field."""

from itertools import chain
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from custsheet.errors import ConfigError
from custsheet.texts import LANGUAGES, lookup
from custsheet.workspace import GATES, SETTINGS

KEYS = (*SETTINGS, *(f"gates.{key}" for key in GATES))
YES, NO = ("是", "yes", "true", "1"), ("否", "no", "false", "0")


def write(path: Path, lang: str) -> None:
    """Write the workbook, its values those of the commented YAML."""
    texts = lookup("workspace", "book", lang=lang)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "valign": "vcenter"})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D9D9D9"})
        to_fill = book.add_format(
            {"text_wrap": True, "valign": "top", "bg_color": "#FFF9E5", "border": 1, "num_format": "@"}
        )
        sheet = book.add_worksheet(texts["sheet"])
        for place, (title, width) in enumerate(zip(texts["headings"], (20, 36, 70), strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, head)
        sheet.freeze_panes(1, 0)
        for line, key in enumerate(KEYS, 1):
            known = texts["settings"][key]
            sheet.write_string(line, 0, known["title"], cell)
            sheet.write_string(line, 1, str(known["value"]), to_fill)
            sheet.write_string(line, 2, known["about"], cell)
            if SETTINGS.get(key) == "flag":
                sheet.data_validation(
                    line, 1, line, 1, {"validate": "list", "source": [YES[lang != "zh"], NO[lang != "zh"]]}
                )
        owners = book.add_worksheet(texts["owners"])
        owners.set_column(0, 1, 28)
        for place, title in enumerate(texts["owner_headings"]):
            owners.write_string(0, place, title, head)


def given(path: Path) -> list[tuple[str, Any, int]]:
    """Return (name, value, line) of every setting filled in; names are the titles in either language, or the names themselves.

    Raises ConfigError (`E_CONFIG_YAML`) where it cannot be read.
    """
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        first, *others = [list(sheet.iter_rows(min_row=2, max_col=2, values_only=True)) for sheet in book]
        book.close()
    except Exception as error:  # openpyxl raises many kinds on a damaged file
        raise ConfigError("E_CONFIG_YAML", file=path.name, why=str(error)) from error
    names = {
        lookup("workspace", "book", "settings", key, "title", lang=lang): key for lang in LANGUAGES for key in KEYS
    }
    found = [
        (names.get(str(name).strip(), str(name).strip()), value, line)
        for line, (name, value) in enumerate(first, 2)
        if name
    ]
    owned = [
        (f"owners.{str(field).strip()}", owner, line)
        for line, (field, owner) in enumerate(chain.from_iterable(others), 2)
        if field and owner
    ]
    return [(key, _typed(key, value), line) for key, value, line in found if value not in (None, "")] + owned


def _typed(key: str, value: Any) -> Any:
    """Return a cell as its setting takes it: lists have one part a line, flags are 是 or 否."""
    kind = GATES.get(key.removeprefix("gates."), "") if key.startswith("gates.") else SETTINGS.get(key, "")
    text = str(value).strip()
    if kind in ("paths", "words"):
        return [part.strip() for part in text.replace("；", "\n").replace(";", "\n").splitlines() if part.strip()]
    if kind == "flag":
        return True if text.casefold() in YES else False if text.casefold() in NO else text
    if kind == "number":
        number = text.removesuffix("%").removesuffix(".0").strip()
        return int(number) if number.isdigit() else text
    return text

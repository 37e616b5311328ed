"""A workspace: a folder whose `custsheet.yaml` says what is run there and how, so that `custsheet run` needs no arguments.

The same settings can be kept in `配置.xlsx` (`settings.xlsx`), for people who would rather not touch YAML: where the workbook is there, it counts and the
YAML is not read. Paths are meant from the folder. An option on the command line and `CUSTSHEET_…` in the environment win over both.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from custsheet.errors import ConfigError
from custsheet.texts import LANGUAGES, lookup

FILE = "custsheet.yaml"
WORKBOOKS = ("配置.xlsx", "settings.xlsx")
SETTINGS = {  # name -> what it takes
    "inputs": "paths",
    "output": "path",
    "schema": "schema",
    "state": "path",
    "merge": "word",
    "layout": "word",
    "region": "word",
    "lang": "lang",
    "trust": "words",
    "password_file": "path",
    "skip_unreadable": "flag",
    "fill_merged": "flag",
    "cross_check": "flag",
    "unmasked": "flag",
}
GATES = {
    "fail_on": "word",
    "max_bad": "number",
    "max_drop_rows": "number",
    "min_score": "number",
    "max_drop": "number",
}
GROUPS = ("gates", "owners")


def is_workspace(folder: Path) -> bool:
    """Return whether a folder has settings of its own."""
    return any((folder / name).is_file() for name in (FILE, *WORKBOOKS))


def settings(folder: Path) -> dict[str, Any]:
    """Return the settings of a workspace by the names of the options, paths made whole; `owners` maps fields to names.

    Raises ConfigError: `E_CONFIG_KEY` (an unknown name: file, line and the nearest known one), `E_CONFIG_VALUE`, `E_CONFIG_YAML`.
    """
    workbook = next((folder / name for name in WORKBOOKS if (folder / name).is_file()), None)
    if workbook:
        from custsheet.workspace_book import given

        return settled(given(workbook), folder, workbook.name)
    return settled(_given(folder / FILE), folder, FILE)


def settled(given: list[tuple[str, Any, int]], folder: Path, file: str) -> dict[str, Any]:
    """Return settings, checked, from (name, value, line); names inside a group are written `gates.max_bad`."""
    found: dict[str, Any] = {}
    owners: dict[str, str] = {}
    for name, value, line in given:
        group, _, rest = name.partition(".")
        if group == "owners" and rest:
            owners[rest] = str(value)
            continue
        known = GATES if group == "gates" else SETTINGS
        key = rest if group == "gates" else name
        if key not in known:
            near = (
                difflib.get_close_matches(key, [*known, *([] if rest else GROUPS)], n=1, cutoff=0.4)
                or sorted(known)[:3]
            )
            raise ConfigError("E_CONFIG_KEY", file=file, line=line, key=name, near=", ".join(near))
        if value is not None and value != "":
            found[key] = _value(known[key], value, folder, {"file": file, "line": line, "key": name})
    return found | ({"owners": owners} if owners else {})


def template(lang: str) -> str:
    """Return the commented `custsheet.yaml` that `custsheet init` writes."""
    if lang not in LANGUAGES:
        raise ValueError(lang)
    return str(lookup("workspace", "yaml", lang=lang))


def _given(path: Path) -> list[tuple[str, Any, int]]:
    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError("E_CONFIG_YAML", file=path.name, why=" ".join(str(error).split())) from error
    except OSError as error:
        raise ConfigError("E_CONFIG_YAML", file=path.name, why=error.strerror) from error
    if root is None:
        return []
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError("E_CONFIG_YAML", file=path.name, why=type(root).__name__)
    return [line for key, node in root.value for line in _lines(str(key.value), key.start_mark.line + 1, node)]


def _lines(name: str, line: int, node: yaml.Node) -> list[tuple[str, Any, int]]:
    if isinstance(node, yaml.MappingNode) and name in GROUPS:
        return [(f"{name}.{key.value}", _plain(each), key.start_mark.line + 1) for key, each in node.value]
    return [] if name in GROUPS and _plain(node) is None else [(name, _plain(node), line)]


def _plain(node: yaml.Node) -> Any:
    return yaml.SafeLoader("").construct_object(node, deep=True)


def _value(kind: str, value: Any, folder: Path, place: Mapping[str, object]) -> Any:
    """Return a setting's value as its option takes it."""
    many = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    if kind == "paths":
        return [str(folder / each) for each in many]
    if kind == "words":
        return many
    if kind == "flag" and isinstance(value, bool):
        return value
    if kind == "number" and isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100:
        return value
    if kind == "lang" and value in LANGUAGES:
        return value
    if kind in ("flag", "number", "lang") or isinstance(value, list | dict):
        raise ConfigError("E_CONFIG_VALUE", value=str(value), want=lookup("workspace", "kinds", kind), **place)
    if kind == "path" or (kind == "schema" and (folder / str(value)).exists()):
        return str(folder / str(value))
    return str(value)

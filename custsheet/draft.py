"""A schema drafted from a workbook: what its headings were taken for, and why, to be corrected by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pandas import DataFrame

from custsheet import schema_yaml
from custsheet.errors import ConfigError, OutputError
from custsheet.read import read
from custsheet.schema import Schema, TableSpec
from custsheet.schema_yaml import entry
from custsheet.texts import say


def drafts(files: Sequence[Path], schema: Schema, **reading: object) -> dict[str, str]:
    """Return the YAML of one drafted schema per table found in *files*, the customers' first.

    A draft of a known table holds all its known fields: those found, with their headings as aliases, and the others.
    """
    columns = read(list(files), schema, **reading).columns  # type: ignore[arg-type]
    tables = sorted(set(columns["table"]) - {""}, key=lambda name: (name != "customers", name not in schema, name))
    return {_plain(name): _draft(_plain(name), columns[columns["table"] == name], schema) for name in tables}


def chosen(drafted: Mapping[str, str], table: str) -> str:
    """Return the *table* asked for, by default the first. ConfigError (`E_TABLE_UNKNOWN`) where it was not found."""
    if (table and table not in drafted) or not drafted:
        raise ConfigError("E_TABLE_UNKNOWN", table=table, known=", ".join(drafted))
    return table or next(iter(drafted))


def write(drafted: Mapping[str, str], place: Path, table: str = "") -> list[Path]:
    """Write one table to the file *place*, or every table to the folder *place*; a file that exists is never overwritten."""
    if place.suffix in (".yaml", ".yml"):
        return [_written(place, drafted[chosen(drafted, table)])]
    return [_written(place / f"{name}.yaml", text) for name, text in drafted.items() if name == (table or name)]


def _written(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise OutputError("E_DRAFT_WRITE", path=path, why=say("cli", "exists")) from error
    except OSError as error:
        raise OutputError("E_DRAFT_WRITE", path=path, why=error.strerror or error) from error
    return path


def _draft(name: str, columns: DataFrame, schema: Schema) -> str:
    known = schema.tables.get(name)
    found = columns.drop_duplicates("field")
    lines = [
        f"# {say('cli', 'draft', 'intro')}",
        entry("table", name),
        entry("title", _titles(known, name)),
        "fields:",
    ]
    for field, same in columns.groupby("field", sort=False):
        lines += [f"  # {_comment(same)}", "  " + entry(str(field), _field(same, known))]
    rest = [each for each in known.fields if each not in set(found["field"])] if known else []
    lines += [f"  # {say('cli', 'draft', 'rest')}"] if rest else []
    lines += ["  " + entry(each, _spec(known, each)) for each in rest]
    for part, told in (("rules", schema_yaml.used(known.rules)), ("levels", dict(known.levels))) if known else ():
        lines += [f"{part}:", *("  " + entry(name, each) for name, each in told.items())] if told else []
    return "\n".join(lines) + "\n"


def _comment(columns: DataFrame) -> str:
    places = [
        say("cli", "draft", "column", letter=each.letter, heading=each.heading, why=each.evidence)
        for each in columns.itertuples()
    ]
    return " ".join("; ".join(places).split())


def _field(columns: DataFrame, known: TableSpec | None) -> dict[str, Any]:
    field, kind = str(columns["field"].iloc[0]), str(columns["kind"].iloc[0])
    headings = [each for each in dict.fromkeys(columns["heading"]) if each]
    spec = _spec(known, field) or {
        "kind": kind or "text",
        "title": {"zh": headings[0] if headings else field, "en": headings[0] if headings else field},
    }
    aliases = list(dict.fromkeys([*spec.get("aliases", ()), *headings]))
    return {**spec, **({"aliases": aliases} if aliases else {})}


def _spec(known: TableSpec | None, field: str) -> dict[str, Any]:
    """Return a packaged field as it would be written in YAML."""
    return schema_yaml.field(known.fields[field]) if known is not None and field in known.fields else {}


def _titles(known: TableSpec | None, name: str) -> dict[str, str]:
    return {"zh": known.title.zh, "en": known.title.en} if known else {"zh": name, "en": name}


def _plain(table: str) -> str:
    return table.removeprefix("other:")

"""Every option of the command line, once; a command names those it takes.

An option can also be set in the environment: `--header-row` is `CUSTSHEET_HEADER_ROW`. What it is for stands in texts
room `cli`, path `options`.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

import custsheet.cli.settings as settings
from custsheet.texts import LANGUAGES, say

LEVELS = ("info", "warning", "error", "never")
_PATH = click.Path(path_type=Path)


def _pairs(context: click.Context, option: click.Parameter, given: Sequence[str]) -> dict[str, str]:
    """Return `heading=field` or `field=owner` pairs as a mapping."""
    parts = [each.partition("=") for each in given]
    for heading, sign, field in parts:
        if not (heading and sign and field):
            raise click.BadParameter(say("cli", f"bad_{option.name}", given=heading + sign + field), context, option)
    return {heading.strip(): field.strip() for heading, _, field in parts}


def _line(context: click.Context, option: click.Parameter, given: int | None) -> int:
    """Return the line asked for, 0 where none is."""
    if given is not None and given < 1:
        raise click.BadParameter(say("cli", "bad_line", given=given), context, option)
    return given or 0


def _names(context: click.Context, option: click.Parameter, given: str) -> tuple[str, ...]:
    """Return names given with commas between them."""
    return tuple(each.strip() for each in given.replace("，", ",").split(",") if each.strip())


def _meant(context: click.Context, argument: click.Parameter, given: Path | None) -> Path | None:
    """Return the output folder that is meant."""
    from custsheet.cli.place import meant

    return meant(context, argument, given)


def _day(context: click.Context, option: click.Parameter, given: datetime | None) -> object:
    return given.date() if given else None


OPTIONS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "output": (("-o", "--output"), {"type": _PATH}),
    "schema": (("--schema",), {"default": ""}),
    "sheet": (("--sheet",), {"default": ""}),
    "header_row": (("--header-row",), {"type": click.INT, "callback": _line}),
    "mapping": (("--map", "mapping"), {"multiple": True, "callback": _pairs}),
    "trust": (("--trust",), {"multiple": True}),
    "output_file": (("-o", "--output", "output_file"), {"type": _PATH}),
    "size": (("--size",), {"type": click.IntRange(min=1), "default": 100}),
    "seed": (("--seed",), {"type": click.IntRange(min=0), "default": 1}),
    "weighted": (("--weighted",), {"is_flag": True}),
    "merge": (("--merge",), {"type": click.Choice(["certain", "none"]), "default": "certain"}),
    "region": (("--region",), {"default": ""}),
    "as_of": (("--as-of",), {"type": click.DateTime(["%Y-%m-%d"]), "callback": _day}),
    "fill_merged": (("--fill-merged",), {"is_flag": True}),
    "cross_check": (("--cross-check",), {"is_flag": True}),
    "password_file": (("--password-file",), {"type": _PATH}),
    "skip_unreadable": (("--skip-unreadable",), {"is_flag": True}),
    "unmasked": (("--unmasked",), {"is_flag": True}),
    "layout": (("--layout",), {"type": click.Choice(["table", "keep"]), "default": "table"}),
    "unmarked_file": (("-o", "--output", "unmarked_file"), {"type": _PATH}),
    "form_file": (("-o", "--output", "form_file"), {"type": _PATH}),
    "fields": (("--fields",), {"default": "", "callback": _names}),
    "rows": (("--rows",), {"type": click.IntRange(1, 5000), "default": 200}),
    "html": (("--html",), {"is_flag": True}),
    "pdf": (("--pdf",), {"is_flag": True}),
    "restore": (("--restore",), {"is_flag": True}),
    "customer": (("--merge", "customer"), {"default": ""}),
    "state": (("--state",), {"type": _PATH}),
    "force": (("--force",), {"is_flag": True}),
    "run_number": (("--run", "run_number"), {"type": click.IntRange(min=1)}),
    "rule": (("--rule",), {"default": ""}),
    "column": (("--column",), {"default": ""}),
    "cell": (("--cell",), {"default": ""}),
    "why": (("--why",), {"default": ""}),
    "redo": (("--redo",), {"is_flag": True}),
    "dry_run": (("--dry-run",), {"is_flag": True}),
    "issues": (("--issues",), {"type": _PATH}),
    "min_score": (("--min-score",), {"type": click.FloatRange(0, 100)}),
    "max_drop": (("--max-drop",), {"type": click.FloatRange(0, 100)}),
    "fail_on": (("--fail-on",), {"type": click.Choice(LEVELS), "default": "never"}),
    "owners": (("--owner", "owners"), {"multiple": True, "callback": _pairs}),
    "max_bad": (("--max-bad",), {"type": click.IntRange(0, 100), "default": 95}),
    "max_drop_rows": (("--max-drop-rows",), {"type": click.IntRange(0, 100), "default": 0}),
    "excel": (("--excel",), {"is_flag": True}),
    "once": (("--once",), {"is_flag": True}),
    "interval": (("--interval",), {"type": click.FloatRange(min=0.1), "default": 5.0}),
    "form": (("--format", "form"), {"type": click.Choice(["text", "json", "nagios", "zabbix"]), "default": "text"}),
    "max_age": (("--max-age",), {"default": ""}),
    "at": (("--at",), {"default": "02:30"}),
    "cron": (("--cron",), {"is_flag": True}),
    "systemd": (("--systemd",), {"is_flag": True}),
    "windows": (("--windows",), {"is_flag": True}),
    "launchd": (("--launchd",), {"is_flag": True}),
    "table": (("--table",), {"default": ""}),
    "as_json": (("--json", "as_json"), {"is_flag": True}),
    "quiet": (("-q", "--quiet"), {"is_flag": True}),
    "verbose": (("-v", "--verbose"), {"is_flag": True}),
    "lang": (("--lang",), {"type": click.Choice(LANGUAGES)}),
}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "files": {"nargs": -1, "required": True, "type": _PATH, "is_eager": True, "callback": settings.meant},
    "folder": {"type": _PATH, "required": False, "callback": _meant},
    "workspace": {"type": _PATH, "default": Path()},
    "known": {"type": _PATH},
    "new": {"type": _PATH},
    "source": {"type": _PATH},
    "code": {"default": ""},
    "name": {"default": ""},
    "schema_name": {"default": ""},
    "file": {"type": _PATH},
    "marked": {"type": _PATH},
    "sides": {"nargs": -1, "type": _PATH},
    "someone": {},
}


def named(names: Sequence[str], **defaults: object) -> list[click.Parameter]:
    """Return the arguments and options of these *names*, some with another default."""
    return [_argument(each) if each in ARGUMENTS else _option(each, defaults) for each in names]


def everywhere(taken: Sequence[str]) -> list[click.Parameter]:
    """Return the options that every command has and none is told of (`main` looks at them), but for those *taken*."""
    found = [_option(each, {}) for each in ("verbose", "lang") if each not in taken]
    for option in found:
        option.expose_value = False
    return list(found)


class _Argument(click.Argument):
    """An argument that may be left out in some places: where it is needed it is named without the brackets."""

    def get_error_hint(self, ctx: click.Context | None) -> str:
        return f"'{str(self.metavar).strip('[]')}'"


def _argument(name: str) -> click.Argument:
    return _Argument([name], metavar=say("cli", "metavars", name), **ARGUMENTS[name])


def _option(name: str, defaults: dict[str, object]) -> click.Option:
    flags, settings = OPTIONS[name]
    settings = {**settings, **({"default": defaults[name]} if name in defaults else {})}
    if not settings.get("is_flag") and not isinstance(settings.get("type"), click.Choice):
        settings["metavar"] = say("cli", "metavars", name)
    settings.setdefault("show_default", bool(settings.get("default")))
    return click.Option(flags, help=say("cli", "options", name), envvar=variable(flags), **settings)


def variable(flags: Sequence[str]) -> str:
    """Return the environment variable that stands for an option.

    >>> variable(("-o", "--output"))
    'CUSTSHEET_OUTPUT'
    """
    long = next(flag for flag in flags if flag.startswith("--"))
    return "CUSTSHEET_" + long.removeprefix("--").replace("-", "_").upper()

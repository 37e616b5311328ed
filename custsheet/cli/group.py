"""The commands by name, each imported when it is called.

A command is a module: `PARAMETERS` names its arguments and options (see `options`), `call` does the work through one
call and returns the exit code; `DEFAULTS`, where there are any, replace an option's default. Its manual stands in texts
room `cli`, path `commands`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import click

import custsheet.cli.options as options
import custsheet.cli.settings as settings
import custsheet.cli.wide as wide
from custsheet import __version__
from custsheet.texts import say

COMMANDS: dict[str, str | dict[str, str]] = {
    "run": "run",
    "check": "check",
    "dedupe": "dedupe",
    "classify": "classify",
    "link": "link",
    "verify": {"sample": "verify_sample", "apply": "verify_apply"},
    "review": {"apply": "review_apply", "stats": "review_stats"},
    "undo": "undo",
    "diff": "diff",
    "show": "show",
    "history": "history",
    "state": {"check": "state_check"},
    "unmark": "unmark",
    "form": "form",
    "schema": {
        "list": "schema_list",
        "show": "schema_show",
        "draft": "schema_draft",
        "to-excel": "schema_to_excel",
        "from-excel": "schema_from_excel",
        "json-schema": "schema_json",
    },
    "init": "init",
    "watch": "watch",
    "schedule": {"print": "schedule_print"},
    "status": "status",
    "explain": "explain",
    "demo": "demo",
    "doctor": "doctor",
}
_SETTINGS = {"help_option_names": ["-h", "--help"]}


class Command(click.Command):
    """A command with help pages that stay aligned in Chinese."""

    context_class = wide.Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; what it does not say a workspace may."""
        settings.begin(ctx)
        return super().parse_args(ctx, args)


class Group(click.Group):
    """Commands that are imported when called; their one-line help comes from the texts alone."""

    context_class = wide.Context

    def __init__(self, name: str, homes: Mapping[str, str | dict[str, str]], **settings: object) -> None:
        super().__init__(name, context_settings=_SETTINGS, no_args_is_help=False, **settings)  # type: ignore[arg-type]
        self.homes = homes
        self.options_metavar = say("cli", "metavars", "options")
        self.subcommand_metavar = say("cli", "metavars", "command")

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they are listed."""
        return list(self.homes)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name."""
        home = self.homes.get(cmd_name)
        if isinstance(home, dict):
            return Group(
                cmd_name, home, help=say("cli", "commands", cmd_name, "help"), params=options.everywhere(("verbose",))
            )
        return command(cmd_name, home) if home else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section(say("cli", "click", "Commands")):
            formatter.write_dl(
                [(name, say("cli", "commands", _key(name, home), "short")) for name, home in self.homes.items()]
            )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; without any words it is a question for help."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command asked for; a name nobody knows is an error that names the nearest one."""
        if args[0] not in self.homes:
            raise click.UsageError(unknown(args[0], self.homes), ctx)
        return super().resolve_command(ctx, args)


def top() -> Group:
    """Return the command `custsheet` in the language in use."""
    version = click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_version,
        help=say("cli", "options", "version"),
    )
    epilog = "\b\n" + say("cli", "examples")
    return Group(
        "custsheet",
        COMMANDS,
        help=say("cli", "about"),
        epilog=epilog,
        params=[*options.everywhere(("verbose",)), version],
    )


def command(name: str, home: str) -> click.Command:
    """Return the command that lives in module *home*."""
    module = import_module(f"custsheet.cli.{home}")
    return Command(
        name,
        params=[
            *options.named(module.PARAMETERS, **getattr(module, "DEFAULTS", {})),
            *options.everywhere(module.PARAMETERS),
        ],
        callback=module.call,
        help=say("cli", "commands", home, "help"),
        options_metavar=say("cli", "metavars", "options"),
        context_settings=_SETTINGS,
    )


def with_run(args: list[str]) -> list[str]:
    """Return *args* with the command `run` put before plain files: `custsheet FILE…` is `custsheet run FILE…`.

    >>> with_run(["--lang", "en", "a.xlsx"])
    ['--lang', 'en', 'run', 'a.xlsx']
    """
    place = 0
    while place < len(args) and args[place].startswith("--lang"):
        place += 1 if "=" in args[place] else 2
    first = "".join(args[place : place + 1])
    if not first or first in COMMANDS or first in ("-h", "--help", "--version") or _mistyped(first):
        return args
    return [*args[:place], "run", *args[place:]]


def unknown(name: str, known: Mapping[str, object]) -> str:
    """Return the sentence for a command nobody knows."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return say("cli", "unknown_command", name=name) + (say("cli", "nearest", near=near[0]) if near else "")


def _mistyped(word: str) -> bool:
    """Is this a command with a slip in it rather than the name of a file?"""
    plain = word.isascii() and word.isalpha() and not Path(word).exists()
    return plain and bool(difflib.get_close_matches(word, COMMANDS, n=1, cutoff=0.6))


def _key(name: str, home: str | dict[str, str]) -> str:
    return home if isinstance(home, str) else name


def _version(context: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(f"custsheet {__version__}")
        context.exit()

"""Settings of a workspace as defaults of the command line: option > `CUSTSHEET_…` > `custsheet.yaml` > default."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

import custsheet.cli.language as language
from custsheet import texts

VERBS = ("run", "check", "dedupe", "classify")


def begin(context: click.Context) -> None:
    """Let the settings of the folder we are in be the defaults of a command that takes them."""
    if context.info_name in VERBS:
        _use(context, Path())


def meant(context: click.Context, argument: click.Parameter, given: Sequence[Path]) -> Sequence[Path]:
    """Return the inputs that are meant: a workspace stands for its own. Its settings become defaults."""
    if context.info_name not in VERBS or not given:
        return given
    source = context.get_parameter_source("files")
    if source is not click.core.ParameterSource.COMMANDLINE:
        return given
    whole = len(given) == 1 and given[0].is_dir()
    found = _use(context, given[0] if whole else given[0].parent)
    return [Path(each) for each in found["inputs"]] if whole and "inputs" in found else given


def _use(context: click.Context, folder: Path) -> dict[str, Any]:
    from custsheet.workspace import is_workspace, settings

    if not folder.is_dir() or not is_workspace(folder):
        return {}
    found = settings(folder)
    if "lang" in found and not language.wished(context.find_root().obj or (), os.environ):
        texts.use(found["lang"])
    known = {option.name: option for option in context.command.params}
    context.default_map = {
        **{("files" if name == "inputs" else name): each for name, each in found.items() if name != "owners"},
        **({"owners": [f"{field}={who}" for field, who in found["owners"].items()]} if "owners" in found else {}),
    }
    context.default_map = {name: each for name, each in context.default_map.items() if name in known}
    return found

"""Which output folder is meant where none is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from custsheet.cli.watch import places
from custsheet.workspace import is_workspace


def meant(context: click.Context, argument: click.Parameter, given: Path | None) -> Path | None:
    """Return the folder *given*, else the one that the folder we are in stands for; a usage error where that is not clear."""
    folder = given or here()
    if folder is None and not context.resilient_parsing:
        hint = str(argument.metavar).strip("[]")
        raise click.MissingParameter(ctx=context, param=argument, param_hint=f"'{hint}'")
    return folder


def sides(given: Sequence[Path]) -> list[Path]:
    """Return what to compare: numbers of runs alone are those of the folder that we are in."""
    folder = here() if all(each.name.isdigit() and not each.exists() for each in given) else None
    return [*([folder] if folder else []), *given] or [Path()]


def here() -> Path | None:
    """Return the output folder of the workspace we are in, this folder if it is one, else the only `…-custsheet` in it."""
    home = Path()
    if is_workspace(home) or (home / ".custsheet").is_dir():
        return places(home)[1]
    found = [each for each in sorted(home.glob("*-custsheet")) if each.is_dir()]
    return found[0] if len(found) == 1 else None

"""Which output folder is meant where none is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from custsheet.cli.watch import places
from custsheet.errors import InputError
from custsheet.workspace import is_workspace


def meant(context: click.Context, argument: click.Parameter, given: Path | None) -> Path | None:
    """Return the output folder that *given* stands for, else that of the folder we are in; a usage error where that is not clear."""
    folder = results(given) if given else here()
    if folder is None and not context.resilient_parsing:
        raise click.MissingParameter(ctx=context, param=argument)
    return folder


def sides(given: Sequence[Path]) -> list[Path]:
    """Return what to compare: numbers of runs alone are those of the folder that we are in."""
    folder = here() if all(each.name.isdigit() and not each.exists() for each in given) else None
    return [*([folder] if folder else []), *(results(each) if each.is_dir() else each for each in given)] or [Path()]


def results(given: Path) -> Path:
    """Return the output folder of a workspace, or of a folder of spreadsheets that was run; any other folder as it is.

    Raises InputError (`E_MISSING`) where there is no such folder.
    """
    if not given.is_dir():
        raise InputError("E_MISSING", file=str(given))
    found = places(given)[1]
    return found if is_workspace(given) or found.is_dir() else given


def here() -> Path | None:
    """Return the output folder of the workspace we are in, this folder if it is one, else the only `…-custsheet` in it."""
    home = Path()
    if is_workspace(home) or (home / ".custsheet").is_dir():
        return places(home)[1]
    found = [each for each in sorted(home.glob("*-custsheet")) if each.is_dir()]
    return found[0] if len(found) == 1 else None

"""The two streams: results on stdout, talk on stderr. Neither may break a run: not a GBK console, not a closed pipe."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from custsheet.texts import lookup, say

if TYPE_CHECKING:
    from rich.progress import Progress

_bars: list[Progress] = []  # that move on now


def prepare() -> None:
    """Make both streams print what they can; a sign the console does not know becomes `?`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def result(text: str) -> None:
    """Print a command's result. A reader who has had enough (`| head`) is no error."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - the interpreter flushes it on its way out


def result_json(content: dict[str, object]) -> None:
    """Print a command's result as one versioned JSON object, in ASCII where the console is not UTF-8."""
    wide = (getattr(sys.stdout, "encoding", "") or "").casefold().replace("-", "") == "utf8"
    result(json.dumps({"version": 1, **content}, ensure_ascii=not wide, indent=1, default=str))


def talk(text: str) -> None:
    """Tell the person at the console something that is not the result."""
    print(text, file=sys.stderr, flush=True)


def password_asker(silent: bool) -> Callable[[str], str] | None:
    """Return what asks a person for the password of a workbook; None where nobody is there, or wants to be asked."""
    there = not silent and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
    return _password if there else None


def _password(file: str) -> str:
    """Ask for a password without showing it, on stderr, while the bar rests; "" where the person just hits Enter."""
    for bar in _bars:
        bar.stop()
    word = str(
        click.prompt(say("cli", "password", file=file), default="", hide_input=True, show_default=False, err=True)
    )
    for bar in _bars:
        bar.start()
    return word


@contextmanager
def progress(stages: int, quiet: bool = False, verbose: bool = False) -> Iterator[Callable[[str], None]]:
    """Give a function that is told the name of each stage as it begins.

    On a terminal a bar moves on; elsewhere nothing is said, or one line per stage where *verbose*.
    """
    if sys.stderr.isatty() and not quiet and not verbose:
        with _bar(stages) as step:
            yield step
    else:
        yield _lines() if verbose else lambda stage: None


def stage_name(stage: str) -> str:
    """Return what a stage is called in the language in use."""
    return str(lookup("cli", "stages").get(stage, stage))


def _lines() -> Callable[[str], None]:
    started = time.perf_counter()
    return lambda stage: talk(
        say("cli", "stage_line", seconds=f"{time.perf_counter() - started:6.2f}", stage=stage_name(stage))
    )


@contextmanager
def _bar(stages: int) -> Iterator[Callable[[str], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=stages, completed=-1)
        _bars[:] = [bar]

        def step(stage: str) -> None:
            bar.update(task, description=stage_name(stage), advance=1)

        try:
            yield step
        finally:
            _bars.clear()

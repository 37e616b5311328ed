"""The command line: options, one call, a summary, an exit code.

Everything here is light: the commands import what they need when they are called, so that `--help` answers at once.
Exit codes: 0 fine, 1 findings at or above `--fail-on`, 2 command line or schema, 3 input, 4 internal,
6 output, 130 and 143 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Sequence

import click

from custsheet import texts
from custsheet.cli import console, group, language, words
from custsheet.errors import CustsheetError
from custsheet.texts import say

INTERRUPTED, TERMINATED, INTERNAL, USAGE = 130, 143, 4, 2


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line *args* (default: the process's own) and return its exit code. Nothing escapes as a traceback."""
    given = list(sys.argv[1:] if args is None else args)
    console.prepare()
    texts.use(language.chosen(given, os.environ))
    words.install()
    _on_termination()
    try:
        return int(group.top().main(group.with_run(given), "custsheet", standalone_mode=False, obj=given) or 0)
    except Exception as error:  # the one place where every fault becomes one line
        return _told(error, verbose=bool({"-v", "--verbose"} & set(given)), as_json="--json" in given)
    except KeyboardInterrupt:
        console.talk(say("cli", "interrupted"))
        return INTERRUPTED


def _told(error: Exception, verbose: bool, as_json: bool) -> int:
    """Tell *error* in one line and return its exit code; the traceback only for those who asked for it.

    Programs that asked for JSON have it as a result: `{"version": 1, "error": {"code", "message"}}`.
    """
    if isinstance(error, click.exceptions.Abort):
        console.talk(say("cli", "interrupted"))
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        console.talk(_usage(error))
        if as_json:
            console.result_json({"error": {"code": "E_USAGE", "message": _one_line(error.format_message())}})
        return USAGE
    if verbose:
        traceback.print_exception(error)
    told = f"E_INTERNAL: {say('errors', 'E_INTERNAL', what=f'{type(error).__name__}: {error}')}"
    line = _one_line(str(error) if isinstance(error, CustsheetError) else told)
    console.talk(line)
    if as_json:
        code, _, message = line.partition(": ")
        console.result_json({"error": {"code": code, "message": message}})
    return error.exit_code if isinstance(error, CustsheetError) else INTERNAL


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    hint = say("cli", "try_help", command=context.command_path if context else "custsheet")
    return _one_line(f"{say('cli', 'wrong_usage', message=error.format_message())} {hint}")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _on_termination() -> None:
    """Leave with 143 when told to end, by way of an exception, so that half-written files are cleared away."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(TERMINATED))

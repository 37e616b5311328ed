"""Reading .xls, .xlsb and .ods: calamine in a process of its own, with limits on time and memory.

What these formats keep to themselves (error values, number formats with leading zeros) is not seen.
"""

import json
import subprocess
import sys
from pathlib import Path

from custsheet.errors import InputError
from custsheet.read.grid import Grid, table_of

SECONDS = 120
_CHILD = Path(__file__).with_name("calamine_child.py")
_QUIET = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def read_foreign(path: Path) -> list[Grid]:
    """Return the sheets of a workbook. InputError: `E_PASSWORD`, `E_DAMAGED` for whatever else goes wrong."""
    try:
        answer = subprocess.run(
            [sys.executable, "-I", str(_CHILD), str(path)],
            capture_output=True,
            timeout=SECONDS,
            creationflags=_QUIET,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError("E_TOO_SLOW", file=path.name, seconds=SECONDS) from error
    if answer.returncode:
        raise InputError("E_PASSWORD" if b"assword" in answer.stderr else "E_DAMAGED", file=path.name)
    return [_grid(json.loads(line)) for line in answer.stdout.splitlines()]


def _grid(sheet: dict) -> Grid:
    return Grid(sheet["sheet"], table_of(sheet["rows"]), hidden=sheet["hidden"])

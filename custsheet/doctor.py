"""What this machine has: versions, fonts for Chinese, optional programs, packaged data, the output folder."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from custsheet import __version__
from custsheet.texts import lookup, say

PROGRAMS = {
    "soffice": ("soffice", "libreoffice"),
    "chromium": ("chromium", "chromium-browser", "google-chrome", "msedge", "chrome"),
}
PACKAGES = (
    "click", "defusedxml", "filelock", "isal", "Jinja2", "openpyxl", "pandas", "pandera", "phonenumbers", "psutil",
    "pyarrow", "pydantic", "python-calamine", "PyYAML", "rapidfuzz", "rich", "xlsxwriter",
)  # fmt: skip
ROOMS_WITH_DATA = ("fields/data", "read/data")


def examine(folder: Path) -> dict[str, Any]:
    """Return all findings, JSON-ready. Nothing is changed and nothing fetched."""
    return {
        "custsheet": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} ({platform.machine()})",
        "encoding": getattr(sys.stdout, "encoding", "") or "",
        "packages": packages(),
        "fonts": chinese_fonts(),
        "programs": {name: _found(commands) for name, commands in PROGRAMS.items()},
        "data": data_dates(),
        "output": output_state(folder),
    }


def packages() -> dict[str, str]:
    """Return the version of every package that custsheet needs, "" for a missing one."""
    return {name: _version(name) for name in PACKAGES}


def chinese_fonts() -> list[str] | None:
    """Return the families with Chinese signs, or None where the system cannot be asked (`fc-list`)."""
    if sys.platform == "win32":
        return sorted(
            path.name
            for path in _windows_fonts().glob("*.tt*")
            if path.stem.casefold() in ("msyh", "deng", "simsun", "simhei")
        )
    if not shutil.which("fc-list"):
        return None
    listed = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=20, check=False
    ).stdout
    return sorted({line.partition(",")[0].strip() for line in listed.splitlines() if line.strip()})


def data_dates() -> dict[str, str]:
    """Return the day of each packaged data file: as it says itself in its first lines, else of the file."""
    found = [
        path
        for room in ROOMS_WITH_DATA
        for path in sorted(Path(str(files("custsheet").joinpath(room))).glob("*"))
        if path.is_file()
    ]
    return {path.name: _day(path) for path in found}


def output_state(folder: Path) -> dict[str, object]:
    """Return whether outputs can be written there, and how much room is left, in bytes."""
    there = next(each for each in (folder.resolve(), *folder.resolve().parents) if each.exists())
    return {
        "folder": str(folder.resolve()),
        "writable": os.access(there, os.W_OK),
        "free": shutil.disk_usage(there).free,
    }


def as_text(found: dict[str, Any]) -> str:
    """Return the findings as a person reads them, with how to get what is missing."""
    words = lookup("cli", "doctor")
    lines = [f"custsheet {found['custsheet']} · Python {found['python']} · {found['system']} · {found['encoding']}"]
    lines += _section(
        words["packages"],
        (_mark(bool(has)) + f" {name} {has or words['missing']}" for name, has in found["packages"].items()),
    )
    lines += _section(words["fonts"], _font_lines(found["fonts"], words))
    lines += _section(
        words["programs"], (line for name, path in found["programs"].items() for line in _program(name, path, words))
    )
    lines += _section(words["data"], (f"  {name}  {day}" for name, day in found["data"].items()))
    state = found["output"]
    text = say(
        "cli",
        "doctor",
        "writable" if state["writable"] else "not_writable",
        folder=state["folder"],
        free=f"{state['free'] / 1e9:.1f}",
    )
    return "\n".join([*lines, *_section(words["output"], [_mark(state["writable"]) + " " + text])])


def _section(title: str, lines: Iterable[str]) -> list[str]:
    return ["", title, *lines]


def _mark(good: bool) -> str:
    return "  ok" if good else "  --"


def _font_lines(fonts: list[str] | None, words: dict[str, Any]) -> list[str]:
    if fonts is None:
        return [f"{_mark(False)} {words['fonts_unknown']}"]
    return [f"{_mark(True)} {', '.join(fonts[:5])}"] if fonts else [f"{_mark(False)} {words['get']['fonts']}"]


def _program(name: str, path: str, words: dict[str, Any]) -> list[str]:
    purpose = words["purpose"][name]
    return [f"{_mark(bool(path))} {name}: {purpose}", f"       {path or words['get'][name]}"]


def _found(commands: Iterable[str]) -> str:
    return next((path for path in map(shutil.which, commands) if path), "")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _day(path: Path) -> str:
    head = path.read_bytes()[:400].decode("utf-8", "ignore")
    said = re.search(r"\b20\d\d-\d\d(-\d\d)?\b", head)
    return said[0] if said else datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date().isoformat()


def _windows_fonts() -> Path:
    return Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"

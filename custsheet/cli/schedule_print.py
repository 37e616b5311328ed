"""`custsheet schedule print --systemd DIR`: what a scheduler takes; nothing is installed."""

import os
import re
import shutil
import sys
from pathlib import Path

import click

import custsheet.cli.console as console
import custsheet.cli.language as language
from custsheet.errors import ConfigError
from custsheet.texts import say

PARAMETERS = ("workspace", "cron", "systemd", "windows", "launchd", "at")


def call(workspace: Path, at: str, **kinds: bool) -> int:
    """Print the text for the scheduler asked for, by default that of this system."""
    from custsheet.watch import schedule

    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", at):
        raise ConfigError("E_SCHEDULE_AT", at=at)
    asked = [kind for kind in schedule.KINDS if kinds[kind]] or [_own()]
    folder = Path(os.path.realpath(workspace))
    if not folder.is_dir():
        console.talk(say("errors", "W_SCHEDULE_FOLDER", folder=folder))
    program = shutil.which("custsheet") or str(Path(sys.executable).with_name("custsheet"))
    lang = "" if language.wished(click.get_current_context().find_root().obj or (), os.environ) else _lang(folder)
    console.result("\n".join(schedule.text(kind, folder, program, at, lang) for kind in asked).rstrip())
    return 0


def _lang(folder: Path) -> str:
    """Return the language that a workspace is set to, "" for none."""
    from custsheet.workspace import is_workspace, settings

    return str(settings(folder).get("lang", "")) if folder.is_dir() and is_workspace(folder) else ""


def _own() -> str:
    return {"win32": "windows", "darwin": "launchd"}.get(
        sys.platform, "systemd" if Path("/run/systemd").exists() else "cron"
    )

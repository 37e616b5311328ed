"""The README speaks of commands and options that exist, and its generated tables are up to date."""

import re
import runpy
from pathlib import Path

import pytest

from custsheet.cli import group

ROOT = Path(__file__).parents[2]
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/README.en.md")}
CALLS = sorted(
    {
        call
        for page in PAGES.values()
        for call in re.findall(r"(?:^|`|/|\\)custsheet ([^`\n#]+)", page, flags=re.MULTILINE)
    }
)


@pytest.mark.parametrize("call", CALLS)
def test_calls(call):
    """A call that the README shows is understood: the command is there, and so is each of its options."""
    names = group.with_run(call.split())
    context = group.top().make_context("custsheet", ["--help"], resilient_parsing=True)
    command = group.top().get_command(context, names[0])
    while isinstance(command, group.Group):
        names = names[1:]
        command = command.get_command(context, names[0])
    assert command is not None, call
    known = {flag for option in command.params for flag in option.opts}
    assert {name.partition("=")[0] for name in names[1:] if name.startswith("-")} <= known


def test_some_calls_are_shown():
    """The pattern above finds the README's calls."""
    assert len(CALLS) >= 5


def test_tables_are_fresh():
    """`python tools/readme_tables.py` would change nothing."""
    tables = runpy.run_path(str(ROOT / "tools" / "readme_tables.py"))
    assert {name: tables["refreshed"](page) for name, page in PAGES.items()} == PAGES

"""The doctor tells what is there and how to get what is not."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from custsheet import doctor
from custsheet.cli import main
from custsheet.texts import LANGUAGES, use


def test_packages_are_those_of_the_project():
    """The doctor asks for exactly the packages that an installation needs."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[\[<>=]", each)[0].casefold() for each in project["dependencies"]}
    assert {name.casefold() for name in doctor.PACKAGES} == needed


def test_examine(tmp_path):
    """Versions, data and the output folder are found; a folder that does not exist yet can still be written."""
    found = doctor.examine(tmp_path / "还没有")
    assert found["packages"]["pandas"].startswith("3.")
    assert found["data"]["divisions.csv"] > "2025"
    assert found["output"]["writable"] and found["output"]["free"] > 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_missing_things_are_explained(lang, tmp_path, monkeypatch):
    """What is missing comes with a way to get it, on Debian too."""
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    use(lang)
    shown = doctor.as_text(doctor.examine(tmp_path))
    assert "apt install libreoffice-calc" in shown and "apt install chromium" in shown


def test_command(capsys):
    """`doctor --json` is one versioned object and leaves with 0."""
    assert main(["doctor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == 1

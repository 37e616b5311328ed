"""The manual page of a rule."""

import json

import pytest

from custsheet.cli import main
from custsheet.rules import CHANGES
from custsheet.texts import LANGUAGES, room


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_can_be_explained(lang, capsys):
    """Every rule's page says why and how to fix it, in both languages, without an open placeholder."""
    for code, page in room("rules", lang).items():
        assert main(["explain", code, "--lang", lang]) == 0
        shown = capsys.readouterr().out
        assert page["title"] in shown and str(page["why"]) in shown and str(page["fix"]) in shown
        assert "{" not in shown.partition(str(page["why"]))[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_corrections_can_be_explained(lang, capsys):
    """What `undo --rule` takes back has a page, too, and it says how."""
    for code in CHANGES:
        assert main(["explain", code, "--lang", lang]) == 0
        assert f"custsheet undo --rule {code}" in capsys.readouterr().out


def test_list(capsys):
    """Without a code all rules are listed, a line each."""
    assert main(["explain", "--lang", "en"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(room("rules", "en")) >= 25


def test_nearest(capsys):
    """A slip in a code is answered with the nearest one."""
    assert main(["explain", "value.blnk", "--lang", "zh"]) == 2
    assert "value.blank" in capsys.readouterr().err


def test_json(capsys):
    """`--json` gives the page as it is."""
    assert main(["explain", "value.blank", "--json", "--lang", "en"]) == 0
    assert set(json.loads(capsys.readouterr().out)["rules"]["value.blank"]) >= {"title", "why", "fix"}

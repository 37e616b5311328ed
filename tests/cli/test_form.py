"""The commands `form` and `--pdf`, as they are typed."""

import json

import pytest

from custsheet.cli import main
from custsheet.write import pdf
from tests.conftest import FOUNDING, workbook


@pytest.mark.parametrize(("given", "columns"), [(["--table", "orders"], 14), (["--fields", "name，mobile,consent"], 3)])
def test_form(tmp_path, capsys, given, columns):
    """A form is written and said where; the same again is refused, for it may have been filled in."""
    path = tmp_path / "form.xlsx"
    assert main(["form", "-o", str(path), "--json", *given]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["path"], told["columns"]) == (str(path), columns) and path.exists()
    assert main(["form", "-o", str(path), *given]) == 6


def test_page(tmp_path):
    """`--html` writes a page instead."""
    assert main(["form", "--html", "-o", str(tmp_path / "form.html"), "-q"]) == 0
    assert (tmp_path / "form.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_pdf_without_office(tmp_path, capsys, monkeypatch):
    """Where there is no LibreOffice, `--pdf` says how to get it; results and exit code are as without it."""
    monkeypatch.setattr(pdf, "program", lambda: "")
    source = workbook(tmp_path / "a.xlsx", FOUNDING)
    codes = [
        main(["check", str(source), "-o", str(tmp_path / name), *more]) for name, more in (("a", []), ("b", ["--pdf"]))
    ]
    assert codes == [1, 1]
    assert "W_PDF_NONE" in capsys.readouterr().err
    names = [{path.name for path in (tmp_path / name).iterdir() if not path.name.startswith(".")} for name in "ab"]
    assert names[0] == names[1] and "issues.xlsx" in names[1]

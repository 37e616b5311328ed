"""The summary on paper, where LibreOffice is installed; elsewhere a note."""

import os
import shutil

import pytest

from custsheet.write import pdf

needs_office = pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("CI"), reason="no LibreOffice to print with"
)


def test_without_office(build, tmp_path, monkeypatch):
    """Where there is no LibreOffice the note says how to get it, and no file is left."""
    monkeypatch.setattr(pdf, "program", lambda: "")
    (note,) = pdf.write(build(), tmp_path / "issues.pdf")
    assert note.startswith("W_PDF_NONE: ") and "libreoffice.org" in note
    assert not list(tmp_path.iterdir())


def test_office_that_fails(build, tmp_path, monkeypatch):
    """Where the program writes nothing, the note says why, and the run goes on."""
    monkeypatch.setattr(pdf, "program", lambda: "/bin/false" if os.name == "posix" else "no-such-program")
    (note,) = pdf.write(build(), tmp_path / "issues.pdf")
    assert note.startswith("W_PDF_FAILED: ")
    assert not list(tmp_path.iterdir())


@needs_office
def test_printed(build, tmp_path):
    """A real LibreOffice prints the summary, fonts embedded, on one page or few."""
    assert pdf.write(build(), tmp_path / "issues.pdf") == ()
    content = (tmp_path / "issues.pdf").read_bytes()
    assert content.startswith(b"%PDF-") and b"/FontFile" in content
    assert 1 <= content.count(b"/Type/Page/") + content.count(b"/Type/Page\n") <= 3

"""`issues.pdf`: the first sheet of `issues.xlsx` on paper, printed by LibreOffice where that is installed.

The sheet is written once more into a workbook of its own, which LibreOffice prints with a profile of its own: a LibreOffice that
somebody has open is neither needed nor disturbed. Without LibreOffice there is a note, and nothing else is the worse for it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import custsheet.write.excel as excel
import custsheet.write.summary as summary
from custsheet.report import Report
from custsheet.texts import say

NAME = "issues.pdf"
SECONDS = 120  # a first start with a new profile may take half a minute on a slow machine
_PLACES = {
    "win32": (
        "C:/Program Files/LibreOffice/program/soffice.exe",
        "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    ),
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
}


def program() -> str:
    """Return the path of LibreOffice, "" where there is none."""
    named = (shutil.which(name) or "" for name in ("soffice", "libreoffice"))
    there = (place for place in _PLACES.get(sys.platform, ()) if Path(place).is_file())
    return next((path for path in (*named, *there) if path), "")


def write(report: Report, path: Path) -> tuple[str, ...]:
    """Print the summary to *path*; return a note where that was not possible."""
    office = program()
    if not office:
        return (f"W_PDF_NONE: {say('errors', 'W_PDF_NONE')}",)
    with TemporaryDirectory() as aside:
        folder = Path(aside)
        sheet = folder / f"{path.stem}.xlsx"
        _write_sheet(report, sheet)
        why = _printed(office, sheet, folder)
        made = folder / f"{path.stem}.pdf"
        if made.is_file():
            shutil.copyfile(made, path)
            return ()
    return (f"W_PDF_FAILED: {say('errors', 'W_PDF_FAILED', why=why)}",)


def _write_sheet(report: Report, path: Path) -> None:
    book = excel.new(path, report.as_of, say("report", "summary", "title"))
    summary.write(book, report)
    book.close()


def _printed(office: str, sheet: Path, folder: Path) -> str:
    """Let LibreOffice print a workbook; return why it did not, in its own words."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, "--headless", "--norestore", profile, "--convert-to", "pdf", "--outdir", str(folder), str(sheet)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"> {SECONDS} s"
    except OSError as error:
        return error.strerror or str(error)
    told = done.stderr.decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(told) if line.strip()), f"exit {done.returncode}")[:200]

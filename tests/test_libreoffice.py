"""A real LibreOffice opens what a run writes: every sheet, every row, the same text."""

import os
import shutil
import subprocess

import openpyxl
import pytest

from custsheet.samples.sheets import packaged
from tests.conftest import AS_OF

pytestmark = pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("CI"), reason="no LibreOffice to open the workbooks with"
)


def shown(value):
    """Return a cell's value as text; LibreOffice keeps fifteen digits of a number."""
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def cells(path):
    """Return every sheet's rows as text, trailing blanks dropped."""
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book.worksheets:
        rows = [[shown(cell.value) for cell in row] for row in sheet.iter_rows()]
        while rows and not any(rows[-1]):
            rows.pop()
        found[sheet.title] = ["\t".join(row).rstrip("\t") for row in rows]
    return found


def test_every_workbook_opens_whole(run, tmp_path):
    """Saved again by LibreOffice, all three workbooks say what they said before, and hold no formula."""
    done = run(packaged() / "客户名单.xlsx", as_of=AS_OF)
    names = ["cleaned.xlsx", "issues.xlsx", "review.xlsx"]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "xlsx", "--outdir", str(tmp_path / "again")]
    subprocess.run([*command, *(str(done.out / name) for name in names)], check=True, capture_output=True, timeout=240)
    for name in names:
        before, after = cells(done.out / name), cells(tmp_path / "again" / name)
        assert list(before) == list(after)
        for sheet, rows in before.items():
            assert after[sheet] == rows, f"{name}: {sheet}"
            assert not [row for row in rows if row.startswith("=")]

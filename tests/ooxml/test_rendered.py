"""What LibreOffice draws of the sheets that marking left alone is dot for dot what it drew of them before."""

import os
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from custsheet import job
from tests.ooxml.rich import BOOKS, HEAD, RICH, ROWS, SHEET, make

OTHER = "别的"
WHOLE_SHEETS = 'pdf:calc_pdf_Export:{"SinglePageSheets":{"type":"boolean","value":"true"}}'  # a page each
PROGRAMS = ("soffice", "pdftoppm")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, PROGRAMS)) and not os.environ.get("CI"),
    reason="LibreOffice and pdftoppm (poppler-utils) are needed to look at sheets",
)


def beside(name, folder):
    """Make a rich workbook, where it can be with what is rich about it on a sheet that holds no customers."""
    path = make(name, folder)
    if name not in RICH or name in ("macros", "tables"):  # a table with our headings is one of customers
        return path
    book = xlsxwriter.Workbook(path)
    sheet, other = (book.add_worksheet(each) for each in (SHEET, OTHER))
    for number, row in enumerate([HEAD, *ROWS]):
        sheet.write_row(number, 0, row)
    other.write("L20", "甲")
    RICH[name](book, other)
    book.close()
    return path


def drawn(folder: Path, *paths: Path) -> dict[str, list[bytes]]:
    """Return the picture of every sheet of each workbook."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", WHOLE_SHEETS, "--outdir", str(folder), *map(str, paths)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    found = {}
    for path in paths:
        pages = folder / path.stem
        pages.mkdir()
        pdf = folder / f"{path.stem}.pdf"
        subprocess.run(["pdftoppm", "-r", "60", str(pdf), str(pages / "page")], check=True, timeout=60)
        found[path.stem] = [each.read_bytes() for each in sorted(pages.iterdir())]
    return found


def titles_of(path):
    """Return the titles of all sheets, hidden ones too, in order."""
    return [each.title for each in openpyxl.load_workbook(path)._sheets]


def test_sheets_left_alone_look_as_they_did(tmp_path):
    """Charts, pictures, comments, formats … on other sheets: the same picture after marking; of the marked sheet another."""
    (tmp_path / "in").mkdir()
    paths = [beside(name, tmp_path / "in") for name in BOOKS]
    done = job.run(paths, tmp_path / "out", layout="keep")
    marked = [done.out / "annotated" / each.name for each in paths]
    before, after = drawn(tmp_path / "before", *paths), drawn(tmp_path / "after", *marked)
    compared = 0
    for path, copy in zip(paths, marked, strict=True):
        titles, now = titles_of(path), titles_of(copy)
        assert [each for each in now if each in titles] == titles
        was, is_now = (dict(zip(*each, strict=True)) for each in ((titles, before[path.stem]), (now, after[path.stem])))
        for title in set(titles) - {SHEET}:
            assert was[title] == is_now[title], (path.name, title)
            compared += 1
        assert was[SHEET] != is_now[SHEET], path.name
    assert compared >= len(RICH)

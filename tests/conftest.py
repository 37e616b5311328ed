"""What tests share: real files made on the spot, and whole runs."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from custsheet import job, texts, write
from custsheet.read import stable

AS_OF = date(2023, 3, 1)
FOUNDING = [
    ["客户姓名", "联系方式", "电子邮件", "地址", "交易日期", "交易金额"],
    ["张三", "123456789", "zhangsan@", "北京市", "2023-01-01", "1000"],
    ["李四", "987654321", "lisi@", "上海市", "2023-02-15", "500"],
]


def pytest_addoption(parser):
    """`--months 20`: as many monthly exports, one after the other (`make months`)."""
    parser.addoption("--months", type=int, default=6, help="how many monthly exports tests/history/test_months.py runs")


@pytest.fixture(autouse=True)
def _chinese():
    """Every test begins in Chinese, whatever ran before; so do fixtures that are made between tests."""
    texts.use("zh")
    yield
    texts.use("zh")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    """Files made a moment ago are not waited for."""
    monkeypatch.setattr(stable, "PAUSES", (0.0, 0.0, 0.0))


def workbook(path: Path, rows, sheet="Sheet1", **more_sheets):
    """Write *rows* to an .xlsx file, values as they are typed, and return its path."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    _fill(book.active, rows)
    for name, lines in more_sheets.items():
        _fill(book.create_sheet(name), lines)
    book.save(path)
    return path


def _fill(sheet, rows):
    for line in rows:
        sheet.append(line)
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
        cell.data_type = "s"  # what looks like a formula is text here


def csv_file(path: Path, rows, encoding="utf-8"):
    """Write *rows* to a CSV file and return its path."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def table(path: Path):
    """Return the records of a CSV file that a run wrote."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def with_reports():
    """What single tests of a module ask for whose runs else are `without_reports`."""


@pytest.fixture
def without_issues_report(request, monkeypatch):
    """Runs write no issues report for readers, which is a quarter of a small run: for tests of many runs that do not look at it."""
    _without(request, monkeypatch, "issues.xlsx", "issues.html")


@pytest.fixture
def without_reports(without_issues_report, request, monkeypatch):
    """Nor is review.xlsx written."""
    _without(request, monkeypatch, "review.xlsx")


def _without(request, monkeypatch, *names):
    if "with_reports" not in request.fixturenames:
        monkeypatch.setitem(write.VERBS, "run", tuple(each for each in write.VERBS["run"] if each not in names))


@pytest.fixture
def run(tmp_path):
    """Run the whole job in a folder of its own, as of a fixed day."""

    def run(*inputs, out="out", **options):
        return job.run(list(inputs), tmp_path / out, **{"as_of": AS_OF, **options})

    return run

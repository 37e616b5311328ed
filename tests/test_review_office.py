"""The review workbook survives a real LibreOffice: edited there, sorted, filtered, with columns moved, by two people."""

import os
import shutil
import subprocess
from itertools import count
from pathlib import Path

import openpyxl
import pytest

from custsheet import history, review
from custsheet.history import decisions
from tests.begun import begun, copied
from tests.conftest import csv_file, table

pytestmark = pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("CI"), reason="no LibreOffice to open the workbooks with"
)
PEOPLE = [
    ["姓名", "手机", "电子邮件", "地址", "会员等级", "更新时间"],
    ["张伟", "13612347890", "zhangwei88@qq.com", "北京市朝阳区建国路88号3号楼1201", "金卡", "2023-01-01"],
    ["张伟", "13612347890", "zhangwei88@qq.com", "北京市朝阳区建国路88号3-1201", "银卡", "2023-02-01"],
    ["王芳", "15812340987", "", "上海市浦东新区张江路12号", "", ""],
    ["王方", "13312349955", "wf1990@163.com", "上海市浦东新区张江路12号", "", ""],
    ["李娜", "13512349876", "lina@sina.com", "广州市天河区天河路1号", "", ""],
]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Return what opens workbooks in LibreOffice, started once, and saves each as a new xlsx."""
    home, number = tmp_path_factory.mktemp("office"), count()

    def saved(*paths):
        folder = home / f"{next(number)}"
        profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", "xlsx", "--outdir", str(folder), *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
        return [folder / path.name for path in paths]

    return saved


@pytest.fixture(scope="module")
def proposed(tmp_path_factory):
    """The first run."""
    return begun(csv_file(tmp_path_factory.mktemp("客户") / "客户.csv", PEOPLE))


@pytest.fixture
def people(proposed, tmp_path):
    return copied(proposed, tmp_path) / "客户.csv"


def heading(page, name):
    """Return the row and column of a heading."""
    return next((cell.row, cell.column) for row in page.iter_rows() for cell in row if cell.value == name)


def typed(path, sheet, column, *values, mark="fingerprint"):
    """Type values into the member rows of a sheet, as a reviewer would."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    head, place = heading(page, column)
    _, known = heading(page, mark)
    rows = [row for row in range(head + 1, page.max_row + 1) if page.cell(row, known).value]
    for row, value in zip(rows, values, strict=False):
        page.cell(row, place).value = value
    book.save(path)
    return path


def arranged(path, sheet, rows=lambda rows: rows, columns=lambda columns: columns):
    """Sort rows or move columns of a sheet below its headings."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    head, _ = heading(page, "fingerprint")
    lines = [[cell.value for cell in row] for row in page.iter_rows(min_row=head)]
    lines = [columns(line) for line in [lines[0], *rows(lines[1:])]]
    for number, line in enumerate(lines, head):
        for place, value in enumerate(line, 1):
            page.cell(number, place).value = value
    page.auto_filter.ref = None
    book.save(path)
    return path


def filtered(path, sheet):
    """Hide every member row but the last, as a filter does."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    head, _ = heading(page, "fingerprint")
    for row in range(head + 1, page.max_row):
        page.row_dimensions[row].hidden = True
    book.save(path)
    return path


def rearranged(path):
    """Sort the rows, move the columns, filter."""
    arranged(path, "待审", rows=lambda rows: sorted(rows, key=lambda row: str(row[5]), reverse=True))
    return filtered(arranged(path, "待审", columns=lambda line: [line[-1], *line[5:-1], *line[:5]]), "待审")


ARRANGED = {"edited": lambda path: path, "sorted, filtered, columns moved": rearranged}


@pytest.fixture(scope="module")
def opened(proposed, office, tmp_path_factory):
    """What LibreOffice makes of the first run's review workbook: untouched, `chosen`, and reviewed in each of the ways."""
    folder = tmp_path_factory.mktemp("typed")

    def copy(name):
        return Path(shutil.copy(proposed / "out/review.xlsx", folder / f"{name}.xlsx"))

    reviewed = [ARRANGED[name](answered(copy(name))) for name in ARRANGED]
    paths = [copy("untouched"), valued(copy("chosen"), level(proposed / "out")[1]), *reviewed]
    return {path.stem: again for path, again in zip(paths, office(*paths), strict=True)}


def answered(path):
    """Answer as a reviewer does."""
    typed(path, "待审", "判定", "A", "A")
    typed(path, "待审", "审核人", "小王")
    return typed(path, "待审", "备注", "电话问过")


def valued(path, value):
    """Choose the value of a field, and nothing else."""
    typed(path, "待审", "判定", None, None)
    sheet = openpyxl.load_workbook(path)["字段裁决"]
    row = next(row[0].row for row in sheet.iter_rows(min_row=2) if "会员等级" in [cell.value for cell in row])
    return typed(path, "字段裁决", "采用值", *([None] * (row - 2)), value, mark="left")


def level(out):
    """Return the level that 张伟 has, and the one he might have."""
    chosen = {each["name"]: each["member_level"] for each in table(out / "cleaned/customers.csv")}["张伟"]
    return chosen, {"金卡": "银卡", "银卡": "金卡"}[chosen]


@pytest.mark.parametrize("change", ARRANGED)
def test_round_trip(run, people, opened, tmp_path, change):
    """Opened, a drop-down edited, saved again by LibreOffice: the verdict, who and why are read, whatever was moved."""
    done = run(people)
    again = shutil.copy(opened[change], tmp_path / "小王.xlsx")
    told = review.apply(again, done.out)
    assert (told.same, told.different, told.disputed) == (1, 0, 0)
    known = decisions.in_force(decisions.ledger(done.out / history.STATE))
    assert known[["who", "why", "source"]].to_numpy().tolist() == [["小王", "电话问过", "小王.xlsx"]]
    assert sorted(each["name"] for each in table(run(people).out / "cleaned/customers.csv")) == ["张伟", "李娜", "王芳"]


def test_two_reviewers(run, people, opened, tmp_path):
    """Copies that answer differently are read both; the pair is held apart, asked again, and the report says so."""
    done = run(people)
    for name, verdicts in (("小王", ("A", "A")), ("小李", ("A", "B"))):
        copy = shutil.copy(opened["untouched"], tmp_path / f"{name}.xlsx")
        typed(copy, "待审", "审核人", name)
        told = review.apply(typed(copy, "待审", "判定", *verdicts), done.out)
    assert told.disputed == 1
    done = run(people)
    assert len(table(done.out / "cleaned/customers.csv")) == 4
    assert (done.book.issues["code"] == "match.disputed").sum() == 1
    sheet = openpyxl.load_workbook(done.out / "review.xlsx")["已记住"]
    assert "矛盾" in sheet.cell(2, heading(sheet, "现在")[1]).value
    settled = shutil.copy(done.out / "review.xlsx", tmp_path / "定.xlsx")
    review.apply(typed(settled, "待审", "判定", "A", "A"), done.out)
    assert len(table(run(people).out / "cleaned/customers.csv")) == 3


def test_choice_undo_and_withdrawal(run, people, office, opened, tmp_path):
    """A value chosen from the drop-down holds; an undone merge comes apart; withdrawn, everything is as before."""
    done = run(people)
    chosen, other = level(done.out)
    assert review.apply(shutil.copy(opened["chosen"], tmp_path / "裁决.xlsx"), done.out).choices == 1
    done = run(people)
    assert level(done.out)[0] == other
    copy = shutil.copy(office(done.out / "review.xlsx")[0], tmp_path / "撤回.xlsx")
    typed(copy, "待审", "判定", None, None)
    remembered = typed(copy, "已记住", "撤回", "撤回", "撤回", mark="left")  # the choice, and the pair left open
    assert review.apply(remembered, done.out).withdrawn == 2
    done = run(people)
    assert level(done.out)[0] == chosen

"""The cross-check and the relations as people read them: in the workbooks, the page, the CSV files."""

import json
import re

import openpyxl
import pytest

from tests.conftest import table, workbook

CRM = [
    ["姓名", "手机", "电子邮件", "公司", "更新时间"],
    ["张伟", "13612347890", "zw@qq.com", "上海宏图贸易有限公司", "2022-01-05"],
    ["王芳", "15812340987", "old@163.com", "上海宏图贸易有限公司", "2021-02-01"],
]
FINANCE = [
    ["姓名", "手机", "电子邮件", "更新时间"],
    ["张伟", "13612347890", "zw@qq.com", "2022-05-05"],
    ["王芳", "15812340987", "new@163.com", "2022-05-05"],
]


@pytest.fixture
def book(tmp_path):
    return workbook(tmp_path / "客户.xlsx", CRM, sheet="CRM", 财务=FINANCE)


def sheet(path, name):
    return [list(row) for row in openpyxl.load_workbook(path)[name].iter_rows(values_only=True)]


def test_who_says_what_and_which_survived(run, book):
    """Each source's word stands in a line of its own; the survivor is marked, with the rule that chose it."""
    lines = table(run(book, out="first").out / "cleaned/crosscheck.csv")
    told = [[line[each] for each in ("field", "source", "since", "survived", "rule")] for line in lines]
    assert told == [
        ["email", "客户.xlsx › CRM", "2021-02-01", "", "newest"],
        ["email", "客户.xlsx › 财务", "2022-05-05", "1", "newest"],
    ]


def test_an_error_never_wins(run, tmp_path):
    """Where all other values have errors, that is the reason, whatever is newest."""
    damaged = [FINANCE[0], [*FINANCE[2][:2], "wangfang@", "2023-05-05"]]
    lines = table(run(workbook(tmp_path / "客户.xlsx", CRM, sheet="CRM", 财务=damaged)).out / "cleaned/crosscheck.csv")
    assert [(line["value"], line["rule"]) for line in lines if line["survived"]] == [("old@163.com", "valid")]


def test_a_trusted_source_wins_and_says_so(run, book):
    """With a trusted source its word survives, older or not, and trust is the reason given."""
    done = run(book, trust=["CRM"])
    lines = table(done.out / "cleaned/crosscheck.csv")
    assert [(line["value"], line["rule"]) for line in lines if line["survived"]] == [("old@163.com", "trusted")]
    rows = sheet(done.out / "issues.xlsx", "交叉验证")
    assert [row[8] for row in rows if row[7] == "✓ 采用"] == ["取可信级别最高的来源"]


def test_sheet_beside_and_summary(run, book):
    """The sheet tells how far fields and sources agree; the first page and the web page say it in a sentence."""
    done = run(book)
    rows = sheet(done.out / "issues.xlsx", "交叉验证")
    assert [row[11:15] for row in rows if row[11] == "电子邮件"] == [["电子邮件", 2, 1, 0.5]]
    first = " ".join(str(cell) for row in sheet(done.out / "issues.xlsx", "总览") for cell in row if cell)
    assert "2 位客户出现在两个以上来源" in first and "准确性：未实测" in first
    page = (done.out / "issues.html").read_text(encoding="utf-8")
    content = json.loads(re.search(r'id="content">(.*?)</script>', page, re.DOTALL)[1])
    assert content["measured"]["zh"][0].startswith("一致性：2 位客户")
    assert content["measured"]["en"][1].startswith("Accuracy: not measured")


def test_one_source(run, tmp_path):
    """A single sheet has nothing to cross-check, and the report says so instead of showing an empty sheet."""
    done = run(workbook(tmp_path / "客户.xlsx", CRM))
    assert sheet(done.out / "issues.xlsx", "交叉验证") == [["只有一个来源，无法交叉验证。"]]
    assert not (done.out / "cleaned/crosscheck.csv").exists()


def test_relations(run, book):
    """Colleagues stand on a sheet of their own and in relations.csv; reading the workbook again skips the sheet."""
    done = run(book)
    rows = sheet(done.out / "cleaned.xlsx", "关联")
    assert rows[0][:2] == ["组号", "关系"]
    assert [row[1] for row in rows[1:]] == ["同事（同一单位）"]
    assert [line["relation"] for line in table(done.out / "cleaned/relations.csv")] == ["colleague"]
    again = run(done.out / "cleaned.xlsx", out="again")
    assert (again.out / "cleaned/customers.csv").read_bytes() == (done.out / "cleaned/customers.csv").read_bytes()

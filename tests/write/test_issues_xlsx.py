from pathlib import Path

import openpyxl
import pytest

from custsheet import texts
from custsheet.write import issue_list, issues_xlsx


@pytest.fixture
def written(build, tmp_path):
    def written(lang="zh", **given):
        texts.use(lang)
        (tmp_path / "客户 名单.xlsx").write_bytes(b"")
        report = build(24, 18, **{"inputs": (tmp_path / "客户 名单.xlsx",), **given})
        issues_xlsx.write(report, tmp_path / "issues.xlsx", tmp_path / "out")
        return openpyxl.load_workbook(tmp_path / "issues.xlsx")

    return written


def headings(sheet, row):
    return [cell.value for cell in sheet[row]]


@pytest.mark.parametrize(
    ("lang", "sheets"),
    [
        ("zh", ["总览", "问题清单", "按规则", "按字段", "变更记录", "隔离", "规则手册", "运行信息"]),
        ("en", ["Summary", "Issues", "By rule", "By field", "Changes", "Quarantine", "Rules", "Run"]),
    ],
)
def test_sheets(written, lang, sheets):
    """The sheets have their names in the language of the run."""
    assert written(lang).sheetnames == sheets


def test_summary_has_verdict_ledger_and_charts(written):
    """The first sheet says in one sentence how it stands, proves the rows, and shows four charts."""
    sheet = written()["总览"]
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "不合格：发现 6 个严重问题、9 个警告" in values
    assert values.count("平衡 ✓") == 2
    assert len(sheet._charts) == 4


def test_unbalanced_ledger_is_red(written, build):
    """A ledger that does not balance cannot be overlooked."""
    ledger = build().ledger.assign(kept=1)
    sheet = written(ledger=ledger)["总览"]
    red = [cell for row in sheet.iter_rows() for cell in row if cell.value == "不平衡！"]
    assert {cell.fill.start_color.rgb for cell in red} == {"FFB42318"}


def test_issue_rows(written):
    """Every issue has its row, its place as a link to the cell, and four columns to fill in."""
    sheet = written()["问题清单"]
    titles = headings(sheet, 2)
    assert titles[-4:] == ["处理", "改为", "审核人", "备注"]
    assert sheet.max_row == 2 + 18
    cell = sheet.cell(3, titles.index("单元格") + 1)
    assert cell.hyperlink.target == "../客户%20名单.xlsx" or Path(cell.hyperlink.target).name.startswith("客户")
    assert (cell.hyperlink.location or cell.hyperlink.target).endswith("!B2")
    assert sheet.cell(3, titles.index("客户") + 1).value != "张三"
    assert any("采纳" in (each.formula1 or "") for each in sheet.data_validations.dataValidation)


def test_issues_are_split_never_cut(written, monkeypatch):
    """More issues than links a sheet may have go on over further sheets."""
    monkeypatch.setattr(issue_list, "MOST_ROWS", 7)
    book = written()
    counts = [book[name].max_row - 2 for name in ("问题清单", "问题清单（续2）", "问题清单（续3）")]
    assert counts == [7, 7, 4]


def test_field_profile(written):
    """A reviewer sees how full a column is and what its values look like."""
    sheet = written()["按字段"]
    titles = headings(sheet, 2)
    lines = {
        row[titles.index("列名")]: dict(zip(titles, row, strict=True))
        for row in sheet.iter_rows(min_row=3, values_only=True)
    }
    assert lines["联系方式"]["常见格式"] == "1dddddddddd ×24"
    assert lines["身份证号"]["完整率"] == pytest.approx(3 / 24)


def test_nothing_found(written, build):
    """A clean book gives a report that says so."""
    book = written(book=build(24, 0).book)
    values = [cell.value for row in book["总览"].iter_rows() for cell in row]
    assert "合格：没有发现需要处理的问题" in values
    assert book["问题清单"]["A1"].value == "没有发现问题。"


def test_no_formulas(written):
    """No cell is a formula."""
    assert not [cell for sheet in written() for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]

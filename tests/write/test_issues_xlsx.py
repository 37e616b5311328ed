from dataclasses import replace

import openpyxl
import pytest
from pandas import DataFrame

from custsheet import texts
from custsheet.ooxml.raw import letters_of
from custsheet.write import excel, issue_list, issues_xlsx


def written(build, folder, lang="zh", **given):
    texts.use(lang)
    (folder / "客户 名单.xlsx").write_bytes(b"")
    report = build(24, 18, **{"inputs": (folder / "客户 名单.xlsx",), **given})
    issues_xlsx.write(report, folder / "issues.xlsx", folder / "out")
    return openpyxl.load_workbook(folder / "issues.xlsx")


@pytest.fixture(scope="module")
def book(build, tmp_path_factory):
    return written(build, tmp_path_factory.mktemp("issues"))


def headings(sheet, row):
    return [cell.value for cell in sheet[row]]


def test_sheets(book):
    """The sheets stand in the order a reviewer reads them."""
    assert book.sheetnames == ["总览", "问题清单", "按规则", "按字段", "变更记录", "隔离", "规则手册", "运行信息"]


def test_english(build, tmp_path):
    """In English, nothing but the users' own data is Chinese."""
    english = written(build, tmp_path, "en")
    assert english.sheetnames == ["Summary", "Issues", "By rule", "By field", "Changes", "Quarantine", "Rules", "Run"]
    heads = [
        cell.value
        for name, row in (("Issues", 2), ("By rule", 1), ("By field", 2), ("Rules", 1))
        for cell in english[name][row]
    ]
    assert all(text.isascii() for text in heads)


def test_summary_has_verdict_ledger_and_charts(book):
    """The first sheet says in one sentence how it stands, proves the rows, and shows four charts."""
    sheet = book["总览"]
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "不合格：发现 6 个严重问题、9 个警告" in values
    assert values.count("平衡 ✓") == 2
    assert len(sheet._charts) == 4


def test_unbalanced_ledger_is_red(build, tmp_path):
    """A ledger that does not balance cannot be overlooked."""
    ledger = build().ledger.assign(kept=1)
    sheet = written(build, tmp_path, ledger=ledger)["总览"]
    red = [cell for row in sheet.iter_rows() for cell in row if cell.value == "不平衡！"]
    assert {cell.fill.start_color.rgb for cell in red} == {"FFB42318"}


def test_issue_rows(book):
    """Every issue has its row, its place as a link to the cell, and four columns to fill in."""
    sheet = book["问题清单"]
    titles = headings(sheet, 2)
    assert titles[-4:] == ["处理", "改为", "审核人", "备注"]
    assert sheet.max_row == 2 + 18
    cell = sheet.cell(3, titles.index("单元格") + 1)
    assert cell.hyperlink.target.replace("\\", "/").startswith("../客户%20名单.xlsx")
    assert (cell.hyperlink.location or cell.hyperlink.target).endswith("!B2")
    assert sheet.cell(3, titles.index("客户") + 1).value != "张三"
    assert any("采纳" in (each.formula1 or "") for each in sheet.data_validations.dataValidation)


def test_issues_are_split_never_cut(build, tmp_path, monkeypatch):
    """More issues than links a sheet may have go on over further sheets."""
    monkeypatch.setattr(issue_list, "MOST_ROWS", 7)
    book = written(build, tmp_path)
    counts = [book[name].max_row - 2 for name in ("问题清单", "问题清单（续2）", "问题清单（续3）")]
    assert counts == [7, 7, 4]


def test_field_profile(book):
    """A reviewer sees how full a column is and what its values look like."""
    sheet = book["按字段"]
    titles = headings(sheet, 2)
    lines = {
        row[titles.index("列名")]: dict(zip(titles, row, strict=True))
        for row in sheet.iter_rows(min_row=3, values_only=True)
    }
    assert lines["联系方式"]["常见格式"] == "1dddddddddd ×24"
    assert lines["身份证号"]["完整率"] == pytest.approx(3 / 24)


def test_nothing_found(build, tmp_path):
    """A clean book gives a report that says so."""
    book = written(build, tmp_path, book=build(24, 0).book)
    values = [cell.value for row in book["总览"].iter_rows() for cell in row]
    assert "合格：没有发现需要处理的问题" in values
    assert book["问题清单"]["A1"].value == "没有发现问题。"


def test_no_formulas(book):
    """No cell is a formula."""
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_run_sheet_has_no_codes(build, tmp_path):
    """Fields are named by title, facts in words; a fact without words is left out."""
    report = build()
    more = {
        "facts:standardize": {"customers.mobile": "3", "customers.name": "0"},
        "facts:match": {"scored": "7", "odd": "1"},
    }
    tables = {name: DataFrame({"key": list(told), "value": list(told.values())}) for name, told in more.items()}
    columns = report.book.columns.assign(evidence="derived")
    sheet = written(build, tmp_path, book=replace(report.book, columns=columns).with_tables(**tables))["运行信息"]
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {"手机 (mobile)", "客户 › 联系方式：无法识别的值", "打分的对"} <= set(told)
    assert not {"derived", "scored", "odd", "customers.mobile", "mobile", "客户 › 客户姓名：无法识别的值"} & set(told)


def test_the_issues_print_readably(book):
    """On paper the list ends with the suggestion, on one landscape page in width."""
    sheet = book["问题清单"]
    last = sheet.print_area.split("$")[3]
    heading = sheet[f"{last}2"].value
    assert heading == "建议值" and sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    printed = sum(sheet.column_dimensions[letters_of(column)].width for column in range(sheet[f"{last}2"].column))
    assert printed < 220


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_hint_promises_what_is_done(lang):
    """Only `accept` and `replace` are said to be read back."""
    hint, verdicts = texts.lookup("report", "issues", "hint", lang=lang), texts.lookup("report", "verdicts", lang=lang)
    assert verdicts["accept"] in hint and verdicts["replace"] in hint and verdicts["ignore"] not in hint


def test_reachable_is_explained(book):
    """The first sheet says how customers that can be reached are counted."""
    values = [str(cell.value) for row in book["总览"].iter_rows() for cell in row]
    assert any("同意" in text and "退订" in text for text in values)

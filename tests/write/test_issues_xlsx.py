from dataclasses import replace

import openpyxl
import pytest
from pandas import DataFrame

from custsheet import texts
from custsheet.history import answers
from custsheet.ooxml.raw import letters_of
from custsheet.write import issue_list, issues_xlsx


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
    first = ["总览", "问题清单", "按规则", "按字段", "按来源"]
    assert book.sheetnames == [*first, "变更记录", "隔离", "豁免", "待核实", "趋势", "规则手册", "运行信息"]


def test_english(build, tmp_path):
    """In English, nothing but the users' own data is Chinese."""
    english = written(build, tmp_path, "en")
    first = ["Summary", "Issues", "By rule", "By field", "By source"]
    assert english.sheetnames == [*first, "Changes", "Quarantine", "Waived", "To verify", "Trend", "Rules", "Run"]
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
    assert {"手机 (mobile)", "客户 › 联系方式：无法识别的值", "值得逐字比较的对"} <= set(told)
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
    """Every answer of the drop-down is explained beside it, whole, and the way to write a last day is one that is read."""
    told, verdicts = texts.lookup("report", "verdict_help", lang=lang), texts.lookup("report", "verdicts", lang=lang)
    assert len(told) <= 255 and all(each in told for each in verdicts.values())
    assert answers.last_day("", texts.lookup("report", "issues", "hint", lang=lang)) == "2026-12-31"


def test_reachable_is_explained(book):
    """The first sheet says how customers that can be reached are counted."""
    values = [str(cell.value) for row in book["总览"].iter_rows() for cell in row]
    assert any("同意" in text and "退订" in text for text in values)


def lines(sheet, row):
    """Return the lines of a sheet below the headings in *row*, by heading."""
    heads = headings(sheet, row)
    cells = sheet.iter_rows(min_row=row + 1, values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in cells]


def past(score=90.0, **issues):
    """Return what is kept of a run."""
    counts = {"issues": {"error": 4, "warning": 9, "info": 0, **issues}, "customers": 20, "reachable": 19, "changes": 3}
    return {
        "number": 7,
        "as_of": "2023-02-01",
        "verb": "run",
        "counts": counts,
        "scores": {"total": score, "dimensions": {}},
    }


def test_by_source(book):
    """Every sheet that was read has its rows, its issues by level and its score."""
    line = lines(book["按来源"], 1)[0]
    assert (line["文件"], line["工作表"], line["严重"], line["警告"]) == ("客户 名单.xlsx", "会员", 6, 9)
    assert 0 < line["质量得分"] < 100


def test_the_first_sheet_tells_the_score(book):
    """The score stands on the first sheet, and what was not measured says so."""
    values = [str(cell.value) for row in book["总览"].iter_rows() for cell in row if cell.value is not None]
    assert "数据质量得分" in values and "未测" in values and "准确性" in values
    assert "100" not in values


def test_a_later_run_is_compared(build, tmp_path):
    """Verdict, arrows and the sheet of the trend hold against the run before; its two charts are native."""
    later = written(build, tmp_path, past=(past(),))
    values = [str(cell.value) for row in later["总览"].iter_rows() for cell in row if cell.value is not None]
    assert any("严重问题比上次多 2 个" in each for each in values)
    assert any("▲" in each for each in values)
    assert next(iter(lines(later["趋势"], 1)))["质量得分"] == 90
    assert [line["运行"] for line in lines(later["趋势"], 1)[:2]] == [7, 8]
    assert len(later["趋势"]._charts) == 2


def test_waived_issues_have_their_sheet(build, tmp_path):
    """Who waived an issue, why and until when stands in the sheet of waived ones; rules tell how often they were overruled."""
    report = build(24, 18)
    first = report.book.issues.iloc[[0]]
    said = {"verdict": "ignore", "who": "李梅", "when": "2023-01-01", "why": "老客户", "until": "2023-12-31"}
    ledger = first[["id", "customer_id", "code"]].assign(
        **said, fingerprint="x", source="issues.xlsx", state="in_force"
    )
    count = DataFrame({"code": first["code"].array, "overruled": [3]})
    tables = {
        "waived:issues": first.assign(**said, status="waived"),
        "waived:ledger": ledger,
        "waived:overruled": count,
    }
    held = replace(report.book, issues=report.book.issues.iloc[1:]).with_tables(**tables)
    book = written(build, tmp_path, book=held)
    line = lines(book["豁免"], 2)[0]
    assert (line["问题号"], line["处理"], line["有效期"]) == (first["id"].iloc[0], "永久忽略", "2023-12-31")
    assert (line["审核人"], line["备注"], line["现状"]) == ("李梅", "老客户", "有效")
    assert first["id"].iloc[0] not in {each["问题号"] for each in lines(book["问题清单"], 2)}
    assert {each["代码"]: each["人工否决"] for each in lines(book["按规则"], 1) if each["代码"]}[
        first["code"].iloc[0]
    ] == 3

"""The acceptance matrix of faults, rows 16–27: odd cells, texts, headings and sizes end in their stable codes, and nothing is lost."""

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import custsheet
from custsheet import rules
from custsheet.read import read
from custsheet.texts import room
from custsheet.write import excel
from tests.read.faults import MATRIX, PEOPLE, codes, names, row, text_file, workbook

FORMULAS = ["=cmd|'/C calc'!A0", '=HYPERLINK("http://x")', "+1+2", "@SUM(1+1)", "\t=1+1", "＝1+1"]


def test_16_formula_text(tmp_path):
    """16: what looks like a formula is told, stays text, and comes out as text."""
    rows = [
        ["姓名", "手机", "备注"],
        *([f"客户{place}", f"1380013800{place}", text] for place, text in enumerate(FORMULAS)),
    ]
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                sheet.write_string(line, place, cell)
    found = read(path)
    assert found.issues.loc[found.issues["code"] == "cell.formula_text", "value"].tolist() == FORMULAS
    run = custsheet.run([path], out=tmp_path / "o", as_of=dt.date(2024, 1, 1))
    written = openpyxl.load_workbook(next(each for each in run.outputs if each.name == "cleaned.xlsx"))
    cells = [cell for sheet in written for line in sheet.iter_rows() for cell in line]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert {text.strip() for text in FORMULAS} <= {cell.value for cell in cells}


def test_17_identifiers(tmp_path):
    """17: phones with a plus, negative amounts and leading zeros are read as they are written."""
    rows = [["客户编号", "手机", "交易金额"], ["00123", "+8613812345678", "-5"]]
    for path in (workbook(tmp_path / "a.xlsx", rows), text_file(tmp_path / "a.csv", "\n".join(map(",".join, rows)))):
        book = read(path)
        assert [cell for table in book.tables.values() for cell in table.iloc[0]] == rows[1]


def test_18_19_formulas(package):
    """18, 19: a formula without a result and an error value are told at their cells."""
    book = read(package(row(2, "><f>A1</f>", 't="e"><v>#N/A</v>') + row(3, 't="str"><v>李四</v>', "><v>1</v>")))
    assert book.issues[["code", "row", "field"]].to_numpy().tolist() == [
        ["cell.error", 0, "mobile"],
        ["cell.no_result", 0, "name"],
    ]


@pytest.mark.parametrize(
    ("typed", "issue"),
    [
        ("2024/13/45", "date.impossible"),
        ("-5", "date.format"),
        ("9999999", "date.format"),
        ("1900-02-29", "date.impossible"),
        ("民国112年1月5日", ""),
        ("农历八月十五", "date.lunar"),
    ],
)
def test_20_dates(typed, issue):
    """20: in a column of dates a value is a date or an issue, never silently a number."""
    answer = custsheet.clean("date", [typed]).iloc[0]
    assert (answer["issue"] or "") == issue or (issue and answer["issue"])
    assert issue or answer["value"] == "2023-01-05"


def test_21_lost_digits(tmp_path):
    """21: digits that a spreadsheet dropped are told; the value stays as it is."""
    book = read(
        text_file(tmp_path / "a.csv", "订单号,姓名,手机\n1.38E+10,张三,13800138000\n20230101,李四,13900139000\n")
    )
    assert book.issues[["code", "value"]].to_numpy().tolist() == [["damage.scientific", "1.38E+10"]]
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().write_row(0, 0, ["订单号", "姓名", "手机", "交易金额"])
        made.worksheets()[0].write_row(1, 0, [123456789012345678, "张三", 13800138000, 1e16])
    book = read(path)
    assert book.tables["orders"]["order_id"].tolist() == ["123456789012345700"]
    assert book.issues["code"].tolist() == ["damage.precision"]
    assert book.tables["customers"]["mobile"].tolist() == ["13800138000"]


@pytest.mark.parametrize("name", ["NA", "NULL", "None", "nan", "#N/A", "true"])
def test_22_words_of_programs(tmp_path, name):
    """22: what programs take for nothing is a name here."""
    for path in (
        workbook(tmp_path / "a.xlsx", [PEOPLE[0], [name, "1"]]),
        text_file(tmp_path / "a.csv", f"姓名,手机\n{name},1\n"),
    ):
        assert names(read(path)) == [name]


def test_23_odd_text(tmp_path):
    """23: control characters and texts too long for a cell are told, and nothing is cut."""
    long = "长" * 40_000
    book = read(text_file(tmp_path / "a.csv", f"姓名,手机,备注\n张\x07三,13800138000,{long}\n李四,13900139000,好\n"))
    assert names(book) == ["张\x07三", "李四"]
    assert book.tables["customers"].at[0, "note"] == long
    assert {"cell.control", "cell.long"} <= codes(book)


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_24_encodings(tmp_path, encoding, delimiter):
    """24: encoding and delimiter are found, and stated."""
    lines = [
        ["姓名", "手機", "地址"],
        *([f"林國華{place}", f"091234567{place}", "臺北市中正區重慶南路"] for place in range(9)),
    ]
    book = read(text_file(tmp_path / "a.csv", "\n".join(map(delimiter.join, lines)), encoding))
    assert book.tables["customers"]["address"].tolist() == ["臺北市中正區重慶南路"] * 9
    assert book.sources.at[0, "encoding"] == encoding
    assert encoding in book.sources.at[0, "evidence"]


def test_24_ragged(tmp_path):
    """24: short and long rows and a missing quote are listed, none is swallowed."""
    lines = [
        "姓名,手机,地址",
        "张三,13800138000,北京",
        '李四,"139,上海',
        "王五,137",
        "赵六,136,广州,天河",
        "孙七,135,深圳",
    ]
    book = read(text_file(tmp_path / "a.csv", "\n".join(lines)))
    assert names(book) == ["张三", "李四", "王五", "赵六", "孙七"]
    assert {"row.short", "row.ragged", "row.quotes"} <= codes(book)


def test_24_bad_bytes(tmp_path):
    """24: bytes that are no text are said to be none."""
    (tmp_path / "a.csv").write_bytes("姓名,手机\n".encode() + b"\xff\xfe\x81,1\n")
    assert "file.encoding" in codes(read(tmp_path / "a.csv"))


def test_25_headers(tmp_path):
    """25: headings used twice are told, and a header of two lines below a merged title is one."""
    book = read(workbook(tmp_path / "a.xlsx", [["姓名", "手机", "手机"], ["张三", "13800138000", ""]]))
    assert "header.twice" in codes(book)
    rows = [
        ["客户表"],
        ["客户", None, "联系人", None],
        ["名称", "地址", "姓名", "电话"],
        ["甲公司", "北京", "张三", "13800138000"],
    ]
    book = read(workbook(tmp_path / "b.xlsx", rows, ("A1:D1", "A2:B2", "C2:D2")))
    assert book.columns["heading"].tolist() == ["客户/名称", "客户/地址", "联系人/姓名", "联系人/电话"]
    assert book.columns["field"].tolist() == ["company", "address", "name", "phone"]


def test_26_merged(tmp_path):
    """26: merged cells among the rows are listed, and filled only when asked."""
    path = workbook(tmp_path / "a.xlsx", [["姓名", "手机"], ["张三", "1"], [None, "2"], ["李四", "3"]], ("A2:A3",))
    book = read(path)
    assert names(book) == ["张三", "", "李四"]
    assert "A2:A3" in book.issues.set_index("code").at["sheet.merged", "facts"]
    assert names(read(path, fill_merged=True)) == ["张三", "张三", "李四"]


def test_27_more_rows_than_a_sheet_holds(tmp_path, monkeypatch):
    """27: rows beyond what a worksheet holds go on to another; reading the workbook back gives all of them."""
    monkeypatch.setattr(excel, "MOST_ROWS", 10)
    people = [[f"客户{chr(0x4E00 + 37 * number)}", f"138{number:02}13{number:02}00"] for number in range(25)]
    source = text_file(tmp_path / "a.csv", "\n".join(",".join(line) for line in [PEOPLE[0], *people]))
    run = custsheet.run([source], out=tmp_path / "o", as_of=dt.date(2024, 1, 1), merge="none")
    cleaned = next(each for each in run.outputs if each.name == "cleaned.xlsx")
    sheets = openpyxl.load_workbook(cleaned).sheetnames
    assert len([each for each in sheets if each.startswith("客户")]) == 3
    assert sorted(names(read(cleaned))) == sorted(name for name, _ in people)


@pytest.mark.parametrize(("number", "found"), MATRIX.items(), ids=str)
def test_every_row_is_tested(number, found):
    """Every row of the matrix has a test that bears its number, and every code of it a page or a sentence."""
    text = "".join(each.read_text(encoding="utf-8") for each in Path(__file__).parent.glob("test_matrix*.py"))
    assert re.search(rf"def test_(?:\d+_)*{number}_", text)
    for code in found:
        assert code in text, code
        assert code in rules.registry() if "." in code else code in room("errors", "zh"), code

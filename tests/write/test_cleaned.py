from datetime import datetime

import openpyxl
import pytest

from custsheet import texts
from custsheet.texts import say
from custsheet.write import cleaned, excel
from custsheet.write.look import TINT


@pytest.fixture(scope="module")
def book(build, tmp_path_factory):
    texts.use("zh")
    path = tmp_path_factory.mktemp("cleaned") / "cleaned.xlsx"
    cleaned.write(build(24, 0), path)
    return openpyxl.load_workbook(path)


def columns(sheet):
    return {cell.value: cell.column for cell in sheet[1]}


def test_sheets(book):
    """A sheet per table, then segments, changes, quarantine and rows before merging; nothing is hidden."""
    assert book.sheetnames == ["客户", "订单", "分层", "修改记录", "隔离", "合并前"]
    assert {sheet.sheet_state for sheet in book} == {"visible"}


def test_users_headings_in_their_order(book):
    """The users' own headings stand in their order after the customer number; derived columns follow."""
    headings = [cell.value for cell in book["客户"][1]]
    assert headings[:5] == ["客户号", "客户姓名", "联系方式", "电子邮件", "性别"]
    assert headings[-2:] == ["省份", "城市"]


def test_scaled_heading_says_what_the_cells_are(book):
    """Amounts that were read in 万元 stand as yuan, so the heading says so."""
    assert "累计消费（元）" in columns(book["客户"])


def test_types(book):
    """Identifiers are text, dates and amounts real, and what cannot be either stays as typed."""
    sheet = book["客户"]
    at = columns(sheet)
    line = {heading: sheet.cell(3, column) for heading, column in at.items()}
    assert line["联系方式"].value == "13800000001" and line["联系方式"].number_format == "@"
    assert line["生日"].value == datetime(1951, 2, 11) and line["生日"].number_format == "yyyy-mm-dd"
    assert line["累计消费（元）"].value == 13.5
    assert line["店里自记"].value == "00123"
    assert sheet.cell(2, at["生日"]).value == "1899-01-01"
    orders = book["订单"]
    assert orders.cell(2, columns(orders)["交易金额"]).value == "12345678901234567.89"


def test_changed_cells_are_tinted(book):
    """Exactly the changed cells are tinted, and a note says what that means."""
    sheet = book["客户"]
    column = columns(sheet)["联系方式"]
    tinted = [row for row in range(2, 26) if sheet.cell(row, column).fill.start_color.rgb == "FF" + TINT[1:]]
    assert tinted == list(range(2, 26, 4))
    assert "修改记录" in sheet["A1"].comment.text


def test_no_formula_and_no_link(book):
    """No cell of any sheet is a formula, whatever the input held."""
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert any(cell.value == "=cmd|' /C calc'!A0" for cell in cells)


def test_working_comfort(book):
    """Every table has a filter and a frozen heading."""
    for name in ("客户", "订单", "分层"):
        assert book[name].auto_filter.ref and book[name].freeze_panes == "A2"


def test_segments_in_words_with_definitions(book):
    """Segments are named in the users' language; how they were cut stands beside them."""
    sheet = book["分层"]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {
        "重要发展客户",
        say("report", "segments", "none"),
        "普通客户",
        "分层说明",
        "5: 1–30 · 4: 31–90",
        "订单明细",
    } <= texts


def test_quarantine_says_where_and_why(book):
    """A row set aside is there with its place and reason."""
    sheet = book["隔离"]
    line = {sheet.cell(1, cell.column).value: cell.value for cell in sheet[2]}
    assert line["表"] == "客户" and line["文件"] == "客户 名单.xlsx › 会员" and line["行"] == "27"
    assert "识别" in line["原因"]


def test_our_own_mark(book):
    """The workbook tells that custsheet wrote it."""
    assert [each.name for each in book.custom_doc_props.props] == ["custsheet"]


def test_more_rows_than_a_sheet_holds(build, tmp_path, monkeypatch):
    """No row is lost where a table goes on over further sheets."""
    monkeypatch.setattr(excel, "MOST_ROWS", 10)
    cleaned.write(build(24, 0), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    parts = [book[name] for name in ("客户", "客户 (2)", "客户 (3)")]
    ids = [row[0] for part in parts for row in part.iter_rows(min_row=2, values_only=True)]
    assert ids == [f"C{number:06d}" for number in range(1, 25)]


def test_same_bytes(build, tmp_path):
    """The same run gives the same workbook."""
    for name in ("a.xlsx", "b.xlsx"):
        cleaned.write(build(8, 0), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()

"""Whole files into a book."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import custsheet
from custsheet.audit import ledger
from custsheet.errors import ConfigError, InputError
from custsheet.read import common_folder, read, spreadsheets_in

SEED = [
    ["客户姓名", "联系方式", "电子邮件", "地址", "交易日期", "交易金额"],
    ["张三", 123456789, "zhangsan@", "北京市", "2023-01-01", 1000],
    ["李四", "987654321", "lisi@", "上海市", "2023-02-15", 500],
]


def workbook(path: Path, **sheets: list[list]) -> Path:
    """Write an .xlsx with the rows of each sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def text_file(path: Path, rows: list[list], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(file.getvalue().encode(encoding))
    return path


def fields(book, table):
    return list(book.tables[table].columns)


def test_founding_table(tmp_path):
    """The founding table is customers and orders, line by line, as typed."""
    book = custsheet.read(workbook(tmp_path / "客户.xlsx", 客户=SEED))
    assert book.tables["customers"].to_dict("list") == {
        "name": ["张三", "李四"],
        "mobile": ["123456789", "987654321"],
        "email": ["zhangsan@", "lisi@"],
        "address": ["北京市", "上海市"],
    }
    assert book.tables["orders"].to_dict("list") == {
        "order_date": ["2023-01-01", "2023-02-15"],
        "amount": ["1000", "500"],
    }
    assert book.tables["orders"].index.equals(book.tables["customers"].index)
    assert book.origin["line"].tolist() == [2, 3]
    assert "第1行是表头" in book.sources.loc[0, "evidence"]
    assert all(str(dtype) == "str" for table in book.tables.values() for dtype in table.dtypes)
    assert ledger(book)["kept"].to_dict() == {"customers": 2, "orders": 2}


def test_the_package_is_the_function(tmp_path):
    """`custsheet.read([...])` works, and so does importing from the package of that name."""
    path = workbook(tmp_path / "a.xlsx", S=SEED)
    assert custsheet.read([path]).tables.keys() == read([str(path)]).tables.keys()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
def test_text_files(tmp_path, encoding, delimiter):
    """Whatever the encoding and delimiter, every cell is text exactly as typed."""
    typed = [
        ["姓名", "手机", "备注"],
        ["张三", "013800138000", "=1+1"],
        ["李四", "+8613900139000", "NA"],
        ["王五", "1.38E+10", "00123"],
        ["赵六", "18-19", 'a"b'],
    ]
    book = read(text_file(tmp_path / "a.csv", typed, encoding, delimiter))
    assert book.tables["customers"].to_numpy().tolist() == typed[1:]


def test_quoted_line_ends_count_as_one_line(tmp_path):
    """A record that spans lines is one row and one line."""
    book = read(
        text_file(tmp_path / "a.csv", [["姓名", "手机", "地址"], ["张三", "1", "北京\n朝阳"], ["李四", "2", "上海"]])
    )
    assert book.tables["customers"]["address"].tolist() == ["北京\n朝阳", "上海"]
    assert book.origin["line"].tolist() == [2, 3]


def test_ragged_row_is_marked(tmp_path):
    """A row with more cells than the header is told and marked, with nothing thrown away; a short one is filled up."""
    path = tmp_path / "a.csv"
    path.write_text("姓名,手机,地址\n张三,13800138000,北京,朝阳\n李四,13900139000\n", encoding="utf-8")
    book = read(path)
    assert book.lineage["reason"].tolist() == ["ragged", ""]
    assert "朝阳" in book.tables["customers"].to_numpy()
    assert book.issues["code"].tolist() == ["row.short", "row.ragged"]


def test_unbalanced_quote_swallows_nothing(tmp_path):
    """One missing quote costs one line, not the rest of the file."""
    path = tmp_path / "a.csv"
    path.write_text('姓名,手机\n张三,"138\n李四,139\n王五,137\n', encoding="utf-8")
    book = read(path)
    assert book.tables["customers"]["name"].tolist() == ["张三", "李四", "王五"]
    assert book.issues.loc[0, ["code", "row"]].tolist() == ["row.quotes", 0]


def test_our_own_guard_is_taken_off(tmp_path):
    """The apostrophe our CSV puts before what a spreadsheet would calculate is taken off again, in our files only."""
    rows = [["customer_id", "name", "note"], ["C000001", "张三", "'=1+1"], ["C000002", "李四", "''@x"]]
    assert read(text_file(tmp_path / "customers.csv", rows, "utf-8-sig")).tables["customers"]["note"].tolist() == [
        "=1+1",
        "'@x",
    ]
    foreign = [["客户编号", "姓名", "备注"], ["1", "张三", "'=1+1"]]
    assert read(text_file(tmp_path / "b.csv", foreign, "utf-8-sig")).tables["customers"]["note"].tolist() == ["'=1+1"]


def test_titles_totals_blanks_and_repeated_headers(tmp_path):
    """What is no row of values is skipped, listed, and has a fate in every table of the sheet."""
    rows = [
        ["2023年客户信息表"],
        [],
        SEED[0],
        SEED[1],
        [],
        SEED[0],
        SEED[2],
        ["合计", None, None, None, None, 1500],
        ["制表人：王芳"],
    ]
    book = read(workbook(tmp_path / "a.xlsx", S=rows))
    assert book.sources.loc[0, "header_line"] == 3
    assert book.tables["customers"]["name"].tolist() == ["张三", "李四"]
    fates = book.lineage[book.lineage["table"] == "orders"]
    assert fates["reason"].tolist() == ["", "blank", "header", "", "total", "note"]
    assert book.origin.loc[fates["row"], "line"].tolist() == [4, 5, 6, 7, 8, 9]
    assert set(book.issues["code"]) == {"row.blank", "row.header", "row.total", "row.note"}
    assert "1500" in book.issues.set_index("code").at["row.total", "value"]


def test_header_row_and_sheet_can_be_given(tmp_path):
    """What the user says about sheet and header row is obeyed."""
    path = workbook(tmp_path / "a.xlsx", 旧=SEED, 新=[["甲", "乙"], ["客户", "号码"], ["张三", "13800138000"]])
    book = read(path, sheet="新", header_row=2)
    assert book.sources[["sheet", "header_line"]].to_numpy().tolist() == [["新", 2]]
    with pytest.raises(InputError, match="没有名为"):
        read(path, sheet="无")


def test_several_files_share_one_numbering(tmp_path):
    """Rows are numbered over all inputs; tables of one kind are one table."""
    first = workbook(tmp_path / "a.xlsx", S=[["姓名", "手机"], ["张三", "1"]])
    second = text_file(tmp_path / "b.csv", [["姓名", "邮箱"], ["李四", "a@b.cn"]])
    book = read([first, second])
    assert book.tables["customers"].to_dict("list") == {
        "name": ["张三", "李四"],
        "mobile": ["1", ""],
        "email": ["", "a@b.cn"],
    }
    assert book.origin["source"].tolist() == [0, 1]
    assert book.sources["file"].tolist() == ["a.xlsx", "b.csv"]


def test_folder(tmp_path):
    """A folder means its spreadsheets, without our outputs, owner files and half-loaded ones."""
    wanted = workbook(tmp_path / "客户.xlsx", S=SEED)
    for name in ("~$客户.xlsx", ".~lock.客户.xlsx#", "half.xlsx.crdownload", "readme.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "客户-custsheet").mkdir()
    assert spreadsheets_in(tmp_path) == [wanted]
    assert common_folder([wanted]) == tmp_path
    assert read(tmp_path).sources["file"].tolist() == ["客户.xlsx"]


def _png(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))


def _nothing(path):
    path.write_bytes(b"")


def _password(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))


def _numbers(path):
    path.write_text("1,2\n3,4\n", encoding="utf-8")


def _broken_xls(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def _page(path):
    path.write_text("<html><table><tr><td>1</td></tr></table></html>", encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_png, "E_KIND"),
        (_nothing, "E_EMPTY"),
        (_password, "E_PASSWORD"),
        (_numbers, "E_HEADER"),
        (_broken_xls, "E_DAMAGED"),
        (_page, "E_KIND"),
        (Path.mkdir, "E_NOT_FILE"),
        (lambda path: None, "E_MISSING"),
    ],
)
def test_refusals(tmp_path, make, code):
    """What is no spreadsheet is refused in one line that names the file, whatever its extension says."""
    path = tmp_path / "客户.xlsx"
    make(path)
    with pytest.raises(InputError) as refused:
        read(path)
    assert refused.value.code == code
    assert "客户.xlsx" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_folder_without_spreadsheets(tmp_path):
    """An empty folder is said to be one."""
    with pytest.raises(InputError, match="E_NO_SHEETS"):
        read(tmp_path)


def test_skip_unreadable(tmp_path):
    """On request an unreadable file becomes an issue and the next one is read."""
    _png(tmp_path / "a.xlsx")
    book = read([tmp_path / "a.xlsx", workbook(tmp_path / "b.xlsx", S=SEED)], skip_unreadable=True)
    assert book.issues["code"].tolist() == ["file.unreadable"]
    assert len(book.tables["customers"]) == 2


def test_kind_by_content(tmp_path):
    """A CSV named .xlsx is read as what it is."""
    book = read(text_file(tmp_path / "a.xlsx", [["姓名", "手机"], ["张三", "1"]]))
    assert book.sources.loc[0, "kind"] == "csv"


def test_old_excel_formats_go_through_calamine(tmp_path):
    """Formats we do not parse ourselves are read in a process of their own, with the same texts."""
    from custsheet.read.foreign import read_foreign

    grid = read_foreign(workbook(tmp_path / "a.xlsx", S=[["姓名", "手机"], ["张三", 13800138000.0]]))[0]
    assert grid.cells.to_numpy().tolist() == [["姓名", "手机"], ["张三", "13800138000"]]


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_what_a_format_hides_is_told_once(tmp_path, suffix):
    """An old or foreign format says, once per file, what cannot be seen in it; .xlsx has nothing to say."""
    from custsheet.read.files import _looked_at
    from custsheet.read.grid import Grid, table_of

    grids = [Grid(name, table_of([["姓名"], ["张三"]])) for name in ("甲", "乙")]
    told = [each.code for grid in _looked_at(tmp_path / f"a.{suffix}", suffix, grids) for each in grid.noticed]
    assert told == ["file.unseen"]
    assert "file.unseen" not in set(
        read(workbook(tmp_path / "a.xlsx", S=[["姓名", "手机"], ["张三", "1"]])).issues["code"]
    )


def test_error_cells_are_told(tmp_path):
    """An error value keeps its text and becomes an issue at its cell."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "手机"])
    sheet.write_string(1, 0, "张三")
    sheet.write_formula(1, 1, "=NA()", None, "#N/A")
    book.close()
    found = read(path)
    assert found.tables["customers"]["mobile"].tolist() == ["#N/A"]
    assert found.issues.loc[0, ["code", "table", "row", "field"]].tolist() == ["cell.error", "customers", 0, "mobile"]


def test_hidden_and_empty_sheets_are_told(tmp_path):
    """Hidden sheets are read and said; empty ones are only said."""
    path = workbook(tmp_path / "a.xlsx", 客户=SEED, 旧=[["姓名", "手机"], ["王五", "1"]], 空=[])
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)
    found = read(path)
    assert found.tables["customers"]["name"].tolist() == ["张三", "李四", "王五"]
    assert sorted(found.issues["code"]) == ["sheet.empty", "sheet.hidden"]


def test_our_own_workbook(tmp_path):
    """Of a workbook we wrote, the tables and the rows set aside come back; segments and changes do not."""
    path = tmp_path / "cleaned.xlsx"
    book = xlsxwriter.Workbook(path)
    book.set_custom_property("custsheet", "0.1.0", "text")
    content = {
        "客户": [["客户号", "客户姓名", "手机"], ["C000001", "张三", "13800138000"]],
        "订单": [["客户号", "交易日期", "交易金额"], ["C000001", "2023-01-01", "1000"]],
        "分层": [["客户号", "客户"], ["C000001", "张三"]],
        "修改记录": [["文件", "单元格"], ["a.xlsx", "B2"]],
        "隔离": [
            ["表", "原因", "文件", "行", "客户姓名", "备注", "交易金额"],
            ["客户", "无", "a.xlsx", "9", "", "只有备注", ""],
        ],
    }
    for name, rows in content.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    found = read(path)
    assert set(found.tables) == {"customers", "orders"}
    assert found.tables["customers"]["name"].tolist() == ["张三", ""]
    assert found.tables["customers"]["note"].tolist() == ["", "只有备注"]
    assert found.sources["kind"].unique().tolist() == ["custsheet"]
    assert fields(found, "orders") == ["customer_id", "order_date", "amount"]


def test_required_column(tmp_path):
    """A column that the user's schema requires must be there."""
    from custsheet.schema import default_schema

    own = tmp_path / "rules.yaml"
    own.write_text(
        "table: customers\ntitle: {zh: 客户, en: Customers}\nfields:\n  name: {kind: name, title: {zh: 姓名, en: Name}, identity: true}\n  tax_id: {kind: uscc, title: {zh: 税号, en: Tax ID}, required: true}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match=r"E_COLUMN.*税号"):
        read(workbook(tmp_path / "a.xlsx", S=[["姓名", "x"], ["张三", "1"]]), default_schema(own))


@pytest.mark.parametrize(
    ("wish", "code", "near"),
    [
        pytest.param({"mapping": {"手机": "phon"}}, "E_MAP", "phone", id="a field nobody knows"),
        pytest.param({"mapping": {"手记": "mobile"}}, "E_MAP_HEADING", "手机", id="a heading nobody has"),
        pytest.param({"sheet": "abc"}, "E_SHEET_NONE", "–", id="a sheet nobody has"),
    ],
)
def test_what_no_input_has_is_no_wish(tmp_path, wish, code, near):
    """A slip in --map or --sheet is told with what was probably meant, rather than passed over."""
    (tmp_path / "a.csv").write_text("姓名,手机\n张三,13800138000\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=f"{code}: .*{near}"):
        read(tmp_path / "a.csv", **wish)

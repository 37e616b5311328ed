"""Headers of several lines, several tables on a sheet, units, and remarks below."""

from datetime import date

import openpyxl
import pytest

import custsheet
from custsheet import standardize
from custsheet.read import read
from custsheet.schema import load_schema


@pytest.fixture
def sheet(tmp_path):
    """Return a function that writes rows (and merged ranges) to a workbook, or as CSV, and reads it."""

    def made(rows, merged=(), name="a.xlsx"):
        path = tmp_path / name
        if name.endswith(".csv"):
            path.write_text(
                "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows), encoding="utf-8"
            )
            return path
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for each in merged:
            book.active.merge_cells(each)
        book.save(path)
        return path

    return made


GROUPS = [["客户", None, "联系人", None], ["名称", "地址", "姓名", "电话"], ["甲公司", "北京", "张三", "13800138000"]]
PARTS = [
    ["姓名", "手机", "地址", None, None],
    [None, None, "省", "市", "区"],
    ["张三", "13800138000", "北京", "北京", "朝阳"],
]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
@pytest.mark.parametrize(
    ("rows", "merged", "headings", "fields"),
    [
        pytest.param(
            GROUPS,
            ("A1:B1", "C1:D1"),
            ["客户/名称", "客户/地址", "联系人/姓名", "联系人/电话"],
            ["company", "address", "name", "phone"],
            id="groups above",
        ),
        pytest.param(
            PARTS,
            ("A1:A2", "B1:B2", "C1:E1"),
            ["姓名", "手机", "地址/省", "地址/市", "地址/区"],
            ["name", "mobile", "province", "city", "district"],
            id="parts below",
        ),
        pytest.param(
            [["客户表"], *PARTS],
            ("A1:E1", "A2:A3", "B2:B3", "C2:E2"),
            ["姓名", "手机", "地址/省", "地址/市", "地址/区"],
            ["name", "mobile", "province", "city", "district"],
            id="title above both",
        ),
    ],
)
def test_two_lines(sheet, name, rows, merged, headings, fields):
    """A header of two lines is flattened, with merged cells or without, and both lines are no rows."""
    book = read(sheet(rows, merged if name == "a.xlsx" else (), name))
    assert book.columns["heading"].tolist() == headings
    assert book.columns["field"].tolist() == fields
    assert len(book.tables["customers"]) == 1


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [["姓名", "地址", None], ["张三", "北京", "老客户"], ["李四", "上海", "新客户"]],
            id="a column without heading",
        ),
        pytest.param(
            [["姓名", "手机", "性别"], ["张三", None, "男"], ["李四", "13800138000", "女"]], id="a row with blanks"
        ),
        pytest.param(
            [
                ["王五经手", None, "制表：李四"],
                ["姓名", "手机", "性别"],
                ["张三", "13800138000", "男"],
                ["李四", None, "女"],
            ],
            id="remarks above",
        ),
    ],
)
def test_one_line(sheet, rows):
    """Rows are never taken into the header for want of some cells."""
    book = read(sheet(rows))
    assert book.tables["customers"]["name"].tolist() == ["张三", "李四"]
    assert not book.columns["heading"].str.contains("/").any()


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["销售表", None, "单位：万元"], ["姓名", "手机", "金额"]], id="above the table"),
        pytest.param([["姓名", "手机", "金额"], ["（必填）", None, "万元"]], id="below the heading"),
        pytest.param([["姓名", "手机", "金额（万元）"]], id="in the heading"),
    ],
)
def test_units(sheet, rows):
    """Amounts in ten thousands come out in yuan, under a heading that says so, once and not twice."""
    people = [["张三", "13800138000", 1.5], ["李四", "13900139000", "2万"], ["王五", "13700137000", "面议"]]
    book = standardize.on(date(2024, 1, 1), "CN")(read(sheet(rows + people)), load_schema())
    assert book.tables["orders"]["amount"].tolist() == ["15000", "20000", "面议"]
    assert book.changes.loc[book.changes["field"] == "amount", "rule"].tolist() == ["amount.unit", "amount.words"]
    assert book.columns["heading"].tolist()[-1] == "金额（元）"
    assert "header.unit" in set(book.issues["code"])


def test_units_once(sheet, tmp_path):
    """What was scaled is not scaled again when the cleaned workbook is read."""
    path = sheet([["姓名", "手机", "金额（万元）"], ["张三", "13800138000", 1.5]])
    custsheet.run([path], out=tmp_path / "o")
    again = custsheet.run([tmp_path / "o" / "cleaned.xlsx"], out=tmp_path / "p", dry_run=True).book
    assert again.tables["orders"]["amount"].tolist() == ["15000"]
    assert again.changes.empty


ORDERS = [["订单号", "日期", "金额"], ["A1", "2023-01-01", 5], ["A2", "2023-01-02", 6]]
PEOPLE = [["姓名", "手机"], ["张三", "13800138000"], ["李四", "13900139000"]]


def test_tables_below_each_other(sheet):
    """A second table on the sheet, after a blank line and with a title, is a table of its own."""
    book = read(sheet([*PEOPLE, [], ["订单明细"], *ORDERS]))
    assert book.tables["customers"]["name"].tolist() == ["张三", "李四"]
    assert book.tables["orders"]["order_id"].tolist() == ["A1", "A2"]
    assert book.sources["header_line"].tolist() == [1, 6]
    assert book.origin["line"].tolist() == [2, 3, 7, 8]


def test_tables_side_by_side(sheet):
    """The same columns again beyond an empty one are more rows, not more columns."""
    rows = [
        [*left, None, *right]
        for left, right in zip(PEOPLE, [PEOPLE[0], ["王五", "13700137000"], ["赵六", "13600136000"]], strict=True)
    ]
    book = read(sheet(rows))
    assert book.tables["customers"]["name"].tolist() == ["张三", "李四", "王五", "赵六"]
    assert book.columns["letter"].tolist() == ["A", "B", "D", "E"]


def test_an_empty_column_parts_nothing(sheet):
    """A table with an empty column in the middle stays one."""
    book = read(
        sheet(
            [
                ["姓名", "手机", None, "地址"],
                ["张三", "13800138000", None, "北京"],
                ["李四", "13900139000", None, "上海"],
            ]
        )
    )
    assert book.tables["customers"].columns.tolist() == ["name", "mobile", "address"]
    assert len(book.sources) == 1


def test_remarks_below(sheet):
    """Words strewn below a table are no customers; a lone name in its last line is one."""
    rows = [
        ["姓名", "手机", "地址", "性别", "备注"],
        *([f"客户{n}", f"1380013800{n}", "北京", "男", "无"] for n in range(4)),
    ]
    book = read(sheet([*rows, ["以上"], [None, "数据仅供", None, "内部"], [None, None, "使用"]]))
    assert len(book.tables["customers"]) == 4
    assert book.issues["code"].tolist().count("row.note") == 3
    assert len(read(sheet([*rows, ["王五"]])).tables["customers"]) == 5


def test_a_number_alone_tells_customers(sheet):
    """A sheet whose only identity is the customers' own number is one of customers."""
    book = read(sheet([["客户编号", "性别", "生日"], ["1", "男", "1990-01-01"], ["2", "女", "1991-01-01"]]))
    assert list(book.tables) == ["customers"]


def test_serial_numbers_are_nobody(sheet):
    """The column of line numbers is carried along, is no identity and no cause for remarks."""
    book = read(sheet([["序号", "姓名", "手机"], [1, "张三", "13800138000"], [2, "李四", "13900139000"]]))
    assert book.columns["field"].tolist() == ["序号", "name", "mobile"]
    assert book.issues.empty


@pytest.mark.parametrize("fill_merged", [False, True])
@pytest.mark.parametrize(
    "again",
    [
        pytest.param([["客户表"], *GROUPS[:2]], id="title and header"),
        pytest.param(GROUPS[:2], id="header"),
        pytest.param([[], ["客户表"], [], *GROUPS[:2]], id="after blank lines"),
    ],
)
def test_printed_pages(sheet, again, fill_merged):
    """A header of two lines that every printed page repeats, its title with it, is no customer and begins no other table."""
    rows = [[f"甲{n}公司", "北京", f"张三{n}", f"1380013800{n}"] for n in range(3)]
    lines = [["客户表"], *GROUPS[:2], *rows, *again, *rows]
    groups = [number for number, line in enumerate(lines, 1) if line == GROUPS[0]]
    merged = [f"{part.format(number, number)}" for number in groups for part in ("A{}:B{}", "C{}:D{}")]
    book = read(sheet(lines, merged), fill_merged=fill_merged)
    assert book.tables["customers"]["name"].tolist() == ["张三0", "张三1", "张三2"] * 2
    assert len(book.sources) == 1


def test_a_customer_named_like_the_title(sheet):
    """A line of values with the text of the title alone is a customer all the same."""
    book = read(
        sheet([["甲公司"], ["名称", "地址", "电话"], ["乙公司", "北京", "1"], ["甲公司"], ["丙公司", "上海", "2"]])
    )
    assert book.tables["customers"]["company"].tolist() == ["乙公司", "甲公司", "丙公司"]

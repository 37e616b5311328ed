"""Nothing is lost by merging."""

import csv

import openpyxl
import pytest

from custsheet.write import excel, merged
from custsheet.write.look import DIFFER
from tests.conftest import table, workbook

BUYER = [
    ["客户姓名", "手机", "收货地址", "下单时间", "交易金额", "积分", "爱好"],
    ["张伟", "13901234567", "上海市浦东新区世纪大道100号", "2023-01-05 10:20:30", "10", "10", "钓鱼"],
    ["张伟", "13901234567", "北京市朝阳区建国路88号", "2023-02-05 11:20:30", "20", "20", "象棋"],
    ["张 伟", "139-0123-4567", "上海市浦东新区世纪大道100号", "2023-02-06", "30", "", ""],
    ["王芳", "13902223333", "广州市天河区天河路1号", "2023-02-06", "5", "1", ""],
    ["王芳", "13902223333", "广州市天河区天河路1号", "2023-02-07", "6", "", ""],
]


def records(sheet):
    head, *rows = sheet.iter_rows()
    return [{title.value: cell for title, cell in zip(head, row, strict=True)} for row in rows]


@pytest.fixture
def done(run, tmp_path):
    return run(workbook(tmp_path / "a.xlsx", BUYER))


def test_every_value_of_every_row_is_somewhere(done):
    """Each cell that was read stands in the customers' sheet or, where merging decided against it, in the sheet 合并前."""
    book = openpyxl.load_workbook(done.out / "cleaned.xlsx")
    seen = {str(cell.value) for name in ("客户", "合并前", "订单") for row in book[name].iter_rows() for cell in row}
    typed = {value for line in BUYER[1:] for column, value in enumerate(line) if column in (2, 5, 6) and value}
    assert typed <= seen


def test_whose_row_where_and_why(done):
    """A merged row is told with customer, file, line and reason in words; exactly what differs is tinted."""
    lines = records(openpyxl.load_workbook(done.out / "cleaned.xlsx")["合并前"])
    beijing = next(line for line in lines if "北京" in line["收货地址"].value)
    assert (beijing["客户号"].value, beijing["文件"].value, beijing["行"].value) == ("C000001", "a.xlsx › Sheet1", "3")
    assert "已并入" in beijing["原因"].value
    tinted = {title for title, cell in beijing.items() if cell.fill.start_color.rgb == "FF" + DIFFER[1:]}
    assert "收货地址" in tinted and not {"客户姓名", "手机", "客户号"} & tinted


def test_rows_that_say_nothing_else_are_left_out(done):
    """A repeat that says nothing new needs no line: 王芳 is not there."""
    lines = records(openpyxl.load_workbook(done.out / "cleaned.xlsx")["合并前"])
    assert {line["客户姓名"].value for line in lines} == {"张伟"}


def test_csv_twin(done):
    """Programs get the same rows under canonical names, reasons as codes."""
    lines = table(done.out / "cleaned/merged.csv")
    assert {line["reason"] for line in lines} <= {"match", "repeat", "kept"}
    assert "北京市朝阳区建国路88号" in {line["address"] for line in lines}


def test_the_survivor_as_it_was(done):
    """The row that was kept is told with the values it had before merging altered them."""
    kept = next(line for line in table(done.out / "cleaned/merged.csv") if line["reason"] == "kept")
    assert kept["points"] == "10" != done.book.tables["customers"]["points"].iloc[0]


def test_the_review_shows_what_was_merged(done):
    """In the sheet of merged customers every row stands as its source has it, the kept one too."""
    sheet = openpyxl.load_workbook(done.out / "review.xlsx")["已自动合并"]
    head = [cell.value for cell in sheet[3]]
    rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=4, values_only=True)]
    told = {row["行"]: row["收货地址"] for row in rows if row["row"] is not None}
    assert told[2] == BUYER[1][2] and told[3] == BUYER[2][2]


def test_it_is_no_table(run, done):
    """Fed back, the sheet is not taken for customers."""
    again = run(done.out / "cleaned.xlsx", out="again")
    assert list(again.report.ledger.index) == ["customers", "orders"]
    assert again.report.ledger.loc["customers", "read"] == 2 and again.book.changes.empty


def test_the_summary_points_to_it(done):
    """The report's first sheet says how many rows said something else, and where they stand."""
    sheet = openpyxl.load_workbook(done.out / "issues.xlsx")["总览"]
    assert any("“合并前”" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_nothing_merged(run, tmp_path):
    """Without merged rows the sheet says so and the CSV has a heading alone."""
    done = run(workbook(tmp_path / "a.xlsx", BUYER[:2]))
    assert openpyxl.load_workbook(done.out / "cleaned.xlsx")["合并前"]["A1"].value == "没有与合并后的客户不同的内容。"
    with (done.out / "cleaned/merged.csv").open(encoding="utf-8-sig") as file:
        assert [line[:2] for line in csv.reader(file)] == [["customer_id", "file"]]


def test_a_column_of_the_users_called_file(build):
    """A users' column named like one of ours is numbered, not overwritten."""
    report = build()
    for name in ("customers", "merged:customers"):
        report.book.tables[name]["file"] = "账簿" if name == "customers" else "旧账簿"
    found = merged.csv_columns(report)
    assert found["file"].unique().tolist() == ["客户 名单.xlsx"] and found["file (2)"].tolist() == ["旧账簿"]


def test_more_rows_than_a_sheet_holds(build, tmp_path, monkeypatch):
    """Rows go on over further sheets."""
    from custsheet.write import cleaned

    report = build()
    monkeypatch.setattr(excel, "MOST_ROWS", 1)
    lines = len(merged.told(report).lead)
    cleaned.write(report, tmp_path / "a.xlsx")
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert len([name for name in names if name.startswith("合并前")]) == lines


def test_before_merging_nothing_was_spare(run, tmp_path):
    """The kept row stands there as it was: what merging put into 其余邮箱 was not in it."""
    mail = [
        ["姓名", "手机", "电子邮件", "地址", "备注"],
        ["张伟", "13612347890", "a@qq.com", "北京市朝阳区建国路88号", "老客户"],
        ["张伟", "13612347890", "b@qq.com", "北京市朝阳区建国路88号", "怕辣"],
    ]
    done = run(workbook(tmp_path / "b.xlsx", mail))
    (kept,) = table(done.out / "cleaned/customers.csv")
    assert kept["other_email"] in ("a@qq.com", "b@qq.com")
    before = table(done.out / "cleaned/merged.csv")
    assert "老客户" in [line["note"] for line in before] and not any(line.get("other_email") for line in before)


def test_a_filled_blank_is_told_as_that(run, tmp_path):
    """A blank mobile that another row fills is a filled blank, not a value moved to a spare column."""
    rows = [
        ["客户编号", "姓名", "手机", "电子邮件"],
        ["K1", "张伟", "", "zw@qq.com"],
        ["K1", "张伟", "13612347890", "zw@qq.com"],
    ]
    done = run(workbook(tmp_path / "c.xlsx", rows))
    book = openpyxl.load_workbook(done.out / "cleaned.xlsx")
    lines = records(book["修改记录"])
    (filled,) = [line for line in lines if line["字段"].value == "手机"]
    assert "空白" in " ".join(str(cell.value) for cell in filled.values())

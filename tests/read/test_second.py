"""A second reading lists what two programs read differently, and nothing else."""

import datetime as dt
import json

import openpyxl
import pytest
import xlsxwriter

from custsheet.cli import main
from custsheet.read import read, second
from custsheet.read.grid import Grid, table_of
from tests.conftest import FOUNDING, workbook

DIFFERS = {"cell.differs", "file.read_once"}


def differing(book):
    return book.issues.loc[book.issues["code"].isin(DIFFERS), ["code", "row", "field", "value"]].to_numpy().tolist()


def test_clean_file(tmp_path):
    """What calamine is known to lose is no difference: errors, formats, formulas, long numbers, the year 1900."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("客户")
        formats = {
            code: book.add_format({"num_format": code}) for code in ("00000", "yyyy-mm-dd", "[h]:mm", "0%", "hh:mm")
        }
        sheet.write_row(
            0, 0, ["姓名", "手机", "客户编号", "备注", "创建时间", "比例", "时长", "时刻", "结果", "长号码"]
        )
        for line in range(1, 4):
            sheet.write_row(line, 0, [f"张三{line}", 13800138000 + line])
            sheet.write_number(line, 2, 123 + line, formats["00000"])
            sheet.write_string(line, 3, "第一行\r\n第二行 ")
            sheet.write_number(line, 4, 45000.25 + line, formats["yyyy-mm-dd"])
            sheet.write_number(line, 5, 0.07 * line, formats["0%"])
            sheet.write_number(line, 6, 1.25 * line, formats["[h]:mm"])
            sheet.write_number(line, 7, 0.3, formats["hh:mm"])
            sheet.write_formula(line, 8, "=NA()", None, "#N/A" if line < 3 else "")
            sheet.write_number(line, 9, 123456789012345678)
        sheet.write_number(4, 4, 30, formats["yyyy-mm-dd"])
        sheet.write_boolean(4, 3, True)
        sheet.write_number(4, 2, 1e-7)
    book = read(path, cross_check=True)
    assert differing(book) == []
    assert "cell.error" in set(book.issues["code"])


def test_dates_of_1904(tmp_path):
    """The other calendar is no difference either."""
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for line in (
        ["姓名", "手机", "生日"],
        ["张三", "13800138000", dt.date(1980, 1, 5)],
        ["李四", "1", dt.datetime(2020, 2, 29, 8, 30)],
    ):
        book.active.append(line)
    book.save(tmp_path / "a.xlsx")
    assert differing(read(tmp_path / "a.xlsx", cross_check=True)) == []


def test_differences(tmp_path, monkeypatch):
    """A cell that the other program reads otherwise is named with both readings; without the option nobody looks."""
    path = workbook(tmp_path / "a.xlsx", [["姓名", "手机"], ["张三", "13800138000"]], sheet="客户")
    other = Grid("客户", table_of([["姓名", "手机"], ["张三", "13800138001"], ["李四", ""]]))
    monkeypatch.setattr(second, "read_foreign", lambda path, content: [other])
    book = read(path, cross_check=True)
    found = book.issues[book.issues["code"] == "cell.differs"]
    assert found[["row", "field", "value"]].to_numpy().tolist()[-1] == [0, "mobile", "13800138000"]
    assert json.loads(found["facts"].iloc[-1]) == {"cell": "B2", "other": "13800138001"}
    assert len(found) == 2
    assert differing(read(path)) == []


def test_sheet_that_cannot_be_compared(package):
    """A file on which the other program fails is read, and said not to be compared."""
    far = '<row r="2"><c r="A2" t="str"><v>张三</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    book = read(package(far), cross_check=True)
    assert book.tables["customers"]["name"].tolist() == ["张三"]
    assert [each[0] for each in differing(book)] in ([], ["file.read_once"])


@pytest.mark.parametrize("verb", ["run", "check", "dedupe", "classify"])
def test_option(verb, tmp_path, capsys):
    """Every verb that reads takes `--cross-check`."""
    path = workbook(tmp_path / "a.xlsx", FOUNDING)
    options = ["--cross-check", "--dry-run", "--fail-on", "never", "--as-of", "2023-03-01", "-o", str(tmp_path / "o")]
    assert main([verb, str(path), *options]) == 0
    assert "cell.differs" not in capsys.readouterr().out

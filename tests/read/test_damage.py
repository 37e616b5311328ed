"""Lost leading zeros are told where the column shows them, with what the code may have been; the value stays."""

import json

import pytest
import xlsxwriter

from custsheet.read import read


def book_of(path, heading, codes, **more):
    """Write people with a column of codes, numbers as numbers and text as text, and read them."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "手机", heading, *more])
        for line, code in enumerate(codes, 1):
            sheet.write_row(line, 0, [f"客户{line}", f"138001380{line:02}"])
            (sheet.write_number if isinstance(code, int) else sheet.write_string)(line, 2, code)
            sheet.write_row(line, 3, list(more.values()))
    return read(path)


def zeros(book):
    found = book.issues[book.issues["code"] == "damage.zeros"]
    return list(zip(found["value"], found["suggestion"], strict=True))


@pytest.mark.parametrize(
    ("heading", "codes", "told"),
    [
        pytest.param("客户编号", ["00123", "00124", "00200", "10001", "10002", 77], [("77", "00077")], id="others keep theirs"),
        pytest.param("会员号", ["52311", "62312", "72313", "82314", "92315", 4711], [("4711", "04711")], id="a number among texts"),
        pytest.param("员工代码", ["00123", "00124", "00200", "10001", "10002", 77], [("77", "00077")], id="unknown heading of a code"),
        pytest.param("Zip", [97201, 97202, 97203, 97204, 97205, 2139], [("2139", "02139")], id="postcode abroad"),
        pytest.param("客户编号", list(range(95, 105)), [], id="numbers that count up"),
        pytest.param("客户编号", ["52311", "62312", "72313", "82314", "92315", "4711"], [], id="all typed as text"),
        pytest.param("客户编号", ["0012", "0013", "7"], [], id="too few to tell"),
        pytest.param("客户编号", ["0012", "123", "77", "1234567", "1", "0013"], [], id="no usual width"),
        pytest.param("积分", ["00123", "00124", "00200", "10001", "10002", 77], [], id="an amount"),
        pytest.param("电话", ["02162345678", "02162345679", "02162345670", "02162345671", "02162345672", 2162345673], [], id="a phone that can be read"),
    ],
)  # fmt: skip
def test_zeros(tmp_path, heading, codes, told):
    """Width and zeros of the others, or a number among texts, are evidence; numbers that grow are none."""
    book = book_of(tmp_path / "a.xlsx", heading, codes)
    assert zeros(book) == told


def test_value_stays(tmp_path):
    """The short code is kept as it is; what it may have been is only proposed."""
    book = book_of(tmp_path / "a.xlsx", "客户编号", ["00123", "00124", "00200", "10001", "10002", 77])
    assert book.tables["customers"]["customer_id"].tolist()[-1] == "77"
    found = book.issues[book.issues["code"] == "damage.zeros"].iloc[0]
    assert json.loads(found["facts"]) == {"width": 5}
    assert (found["field"], found["row"], found["confidence"]) == ("customer_id", 5, "medium")


def test_many_countries(tmp_path):
    """Where the sheet has a column of countries, short postcodes may be another country's."""
    codes = [97201, 97202, 97203, 97204, 97205, 2000]
    assert zeros(book_of(tmp_path / "a.xlsx", "Zip", codes, Country="US")) == []

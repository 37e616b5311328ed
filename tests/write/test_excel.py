from datetime import date

import openpyxl
import pandas as pd
import pytest

from custsheet.write import excel
from custsheet.write.excel import Cells

HOSTILE = [
    "=1+1", "=cmd|' /C calc'!A0", "+8613800138000", "-5", "@SUM(A1)", "\t=1", "＝1+1", "'=1", "http://evil", "mailto:a@b.c", "<r><t>x</t></r>",
    "<r><evil/></r>", "_x0041_", "00123", "11010519491231002X", "NA", "nan", "1.38E+10", "𠮷", "a\nb", "{=1}", " =1 ", "TRUE", "#N/A",
]  # fmt: skip


def series(*values):
    return pd.Series(values, dtype="str")


def written(tmp_path, *columns):
    book = excel.new(tmp_path / "a.xlsx", date(2023, 3, 1), "t")
    excel.write_columns(book, book.sheet("s"), 0, columns)
    book.close()
    return openpyxl.load_workbook(tmp_path / "a.xlsx")


def value_of(tmp_path, values):
    """Return what the first cell of a column holds."""
    return written(tmp_path, Cells("v", values), Cells("w", ["x"] * len(values)))["s"]["A2"].value


def test_hostile_text_stays_text(tmp_path):
    """No text becomes a formula, a link, a number or markup, and every one comes back as it was."""
    sheet = written(tmp_path, Cells("v", HOSTILE))["s"]
    cells = [sheet.cell(row, 1) for row in range(2, len(HOSTILE) + 2)]
    plain = {each for each in HOSTILE if each != "_x0041_"}  # openpyxl leaves Excel's escape as it is written
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert plain <= {cell.value for cell in cells}
    assert all(cell.hyperlink is None for cell in cells)


def test_long_text_is_kept_whole(tmp_path):
    """A text too long for a cell says so there and stands whole on a sheet of its own."""
    long = "长" * 40_000
    book = written(tmp_path, Cells("v", [long]))
    cut = book["s"]["A2"].value
    pieces = [row[3].value for row in book["超长文本"].iter_rows(min_row=2)]
    assert "超长文本" in cut and len(cut) <= excel.MOST_UNITS
    assert "".join(pieces) == long


def test_control_characters_survive(tmp_path):
    """Control characters neither break the workbook nor vanish."""
    assert written(tmp_path, Cells("v", ["a\x07b"]))["s"]["A2"].value in ("a\x07b", "a_x0007_b")


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("1.5", 1.5), ("-3", -3.0), ("0.10", 0.1), ("123456789012345", 123456789012345.0), ("1234567890123456", "1234567890123456"),
        ("00123", "00123"), ("1,000", "1,000"), ("", ""), ("约100", "约100"), ("0", 0.0), ("1e5", "1e5"), ("0.1234567890123456", "0.1234567890123456"),
    ],
)  # fmt: skip
def test_numbers(tmp_path, typed, cell):
    """Amounts are real numbers where a double holds them, else the text that was typed."""
    assert value_of(tmp_path, excel.numbers(series(typed, ""))) == (cell if cell != "" else None)


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("2023-01-01", 44927.0),
        ("1900-03-01", 61.0),
        ("1900-02-28", "1900-02-28"),
        ("2023-02", "2023-02"),
        ("2023-02-30", "2023-02-30"),
        ("", ""),
    ],
)
def test_dates(tmp_path, typed, cell):
    """Only whole dates that Excel numbers rightly are real dates."""
    assert value_of(tmp_path, excel.dates(series(typed, ""))) == (cell if cell != "" else None)


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("..\\..\\x", ".._.._x"),
        ("History", "History_"),
        ("'a'", "a"),
        ("客" * 40, "客" * 31),
        ("", "Sheet"),
        ("a:b", "a_b"),
    ],
)
def test_sheet_names_are_valid(name, sheet):
    """Whatever a sheet was called, Excel takes the name."""
    assert excel.free_name(name, set()) == sheet


def test_sheet_names_are_unique_in_any_case():
    """Two sheets never differ by case alone, and stay within 31 characters."""
    taken = set()
    names = [excel.free_name(each, taken) for each in ("A" * 31, "a" * 31, "A" * 40)]
    assert len({name.casefold() for name in names}) == 3
    assert max(map(len, names)) == 31

from io import BytesIO
from zipfile import ZipFile

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from xlsxwriter import Workbook

from custsheet.columnar import TEXT
from custsheet.ooxml.render import Column
from custsheet.ooxml.splice import PATTERN, Block, Links, splice

PART = "xl/worksheets/sheet1.xml"


@pytest.fixture
def frame():
    """A workbook with a heading, a note beside the list, and the pattern of a block of two styles and a linked file."""
    made = BytesIO()
    book = Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("名单")
    red, bold = book.add_format({"font_color": "#FF0000"}), book.add_format({"bold": True})
    sheet.write_row(0, 0, ["姓名", "金额"])
    sheet.write_string(2, 4, "备注")
    sheet.set_row(2, 30)
    for place, style in enumerate((bold, red, bold)):
        sheet.write_blank(1, PATTERN + place, None, style)
    sheet.write_url(1, PATTERN + 3, "external:../客户 & 订单.xlsx", None, "-")
    sheet.write_url(0, 4, "internal:'名单'!A1", None, "回到开头")
    sheet.autofilter(0, 0, 3, 1)
    book.close()
    return made.getvalue()


def block(names, amounts, links=None):
    name = Column(pa.array(names, TEXT), None, 2, np.array([1, 2, 1][: len(names)]), 0)
    amount = Column(pa.array(amounts, TEXT), np.array([each != "" for each in amounts]), 1, None, 0)
    return Block(2, [name, amount], links)


def spliced(frame, tmp_path, one):
    splice(frame, tmp_path / "a.xlsx", {PART: [one]})
    return openpyxl.load_workbook(tmp_path / "a.xlsx")["名单"]


def test_rows_take_the_patterns_place(frame, tmp_path):
    """The rows stand where they belong, styled as told; what stood beside them stays, and nothing of the pattern."""
    sheet = spliced(frame, tmp_path, block(["张三", "<李四>", ""], ["12.50", "", "3"]))
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert told == [
        ["姓名", "金额", None, None, "回到开头"],
        ["张三", 12.5, None, None, None],
        ["<李四>", None, None, None, "备注"],
        [None, 3, None, None, None],
    ]
    assert [sheet[cell].font.bold for cell in ("A2", "A3", "B2")] == [False, True, False]
    assert sheet["A2"].font.color.rgb == "FFFF0000"
    assert sheet.row_dimensions[3].height == 30 and sheet.auto_filter.ref == "A1:B4"
    assert sheet.calculate_dimension() == "A1:E4"


def test_links(frame, tmp_path):
    """Cells open their places in the linked file through one relation; links of the frame stay."""
    links = Links(0, np.array([0, -1, 0]), ["'表 & 一'!B2", "", ""])
    sheet = spliced(frame, tmp_path, block(["张三", "李四", "王五"], ["", "", ""], links))
    assert sheet["A2"].hyperlink.location == "'表 & 一'!B2" and "%20" in sheet["A2"].hyperlink.target
    assert sheet["A3"].hyperlink is None and sheet["A4"].hyperlink.location is None
    assert sheet["E1"].hyperlink.location == "'名单'!A1"


def test_other_parts_are_copied(frame, tmp_path):
    """Every part but the sheet and the shared strings is the frame's, and the same input gives the same bytes."""
    for name in ("a.xlsx", "b.xlsx"):
        splice(frame, tmp_path / name, {PART: [block(["张三"], ["1"])]})
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with ZipFile(BytesIO(frame)) as before, ZipFile(tmp_path / "a.xlsx") as after:
        assert sorted(before.namelist()) == sorted(after.namelist())
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {PART, "xl/sharedStrings.xml"}

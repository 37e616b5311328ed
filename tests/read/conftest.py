"""Workbooks written part by part, as no program would write them."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<row r="1"><c r="A1" t="str"><v>姓名</v></c><c r="B1" t="str"><v>手机</v></c></row>'


def parts_of(rows: str, settings: str = "", name: str = "客户") -> dict[str, str]:
    """Return the parts of a workbook of one sheet; *rows* is the inside of its sheetData."""
    related = f'<Relationships><Relationship Id="r1" Type="{REL}/%s" Target="%s"/></Relationships>'
    return {
        "_rels/.rels": related % ("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{NS}" xmlns:r="{REL}">{settings}<sheets><sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": related % ("worksheet", "worksheets/s.xml"),
        "xl/worksheets/s.xml": f'<worksheet xmlns="{NS}"><dimension ref="A1:A2"/><sheetData>{rows}</sheetData></worksheet>',
    }


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a workbook by hand: rows of XML below a header 姓名 | 手机, parts replaced or added."""

    def write(rows: str = "", *, head: str = HEAD, name: str = "客户", settings: str = "", **parts: str) -> Path:
        path = tmp_path / "客户.xlsx"
        with ZipFile(path, "w") as file:
            for part, text in (parts_of(head + rows, settings, name) | parts).items():
                file.writestr(part, text)
        return path

    return write

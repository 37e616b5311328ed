"""What the cells of a sheet show."""

import contextlib
import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from custsheet.errors import InputError
from custsheet.ooxml import numbers
from custsheet.ooxml.formats import shows
from custsheet.read.excel import read_xlsx

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(
    path: Path,
    rows: str,
    *,
    strings: str = "",
    formats: str = "",
    settings: str = "",
    extra: dict[str, str] | None = None,
) -> Path:
    """Write a workbook of one sheet by hand: *rows* is the inside of sheetData, *formats* a list of <xf …/>."""
    parts = {
        "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{NS}" xmlns:r="{REL}">{settings}<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Type="{REL}/worksheet" Target="worksheets/s.xml"/>'
        f'<Relationship Id="r2" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{REL}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/s.xml": rows
        if rows.startswith("<?xml")
        else f'<?xml version="1.0"?><worksheet xmlns="{NS}"><dimension ref="A1:A2"/><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{NS}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{NS}"><numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{formats}</cellXfs></styleSheet>',
        **(extra or {}),
    }
    with ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return path


def shown(path: Path) -> dict[str, str]:
    """Return the filled cells of the first sheet by address."""
    cells = read_xlsx(path)[0][0].cells
    return {f"{chr(65 + position)}{line}": text for position in cells for line, text in cells[position].items() if text}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param('<c r="A1"><v>42</v></c>', "42", id="whole number"),
        pytest.param('<c r="A1"><v>42.0</v></c>', "42", id="no .0"),
        pytest.param('<c r="A1"><v>13800138000</v></c>', "13800138000", id="phone as number"),
        pytest.param('<c r="A1"><v>1.3800138E10</v></c>', "13800138000", id="stored with exponent"),
        pytest.param('<c r="A1"><v>0.10000000000000001</v></c>', "0.1", id="shortest decimal"),
        pytest.param('<c r="A1"><v>1.1E-7</v></c>', "0.00000011", id="small without exponent"),
        pytest.param('<c r="A1"><v>1.1010519491231E+17</v></c>', "110105194912310000", id="digits lost in Excel"),
        pytest.param('<c r="A1"><v>110105194912310021</v></c>', "110105194912310021", id="all digits written out"),
        pytest.param('<c r="A1" t="b"><v>1</v></c>', "TRUE", id="boolean"),
        pytest.param('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A", id="error"),
        pytest.param('<c r="A1" t="s"><v>0</v></c>', "共享 & <文本>", id="shared string"),
        pytest.param('<c r="A1" t="s"><v>1</v></c>', "粗体常规", id="rich text joined, reading left out"),
        pytest.param('<c r="A1" t="s"><v>2</v></c>', "a\rb", id="escape decoded"),
        pytest.param('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>', " x ", id="inline"),
        pytest.param(
            '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab", id="inline rich text"
        ),
        pytest.param('<c r="A1" t="str"><f>B1&amp;"x"</f><v>y&amp;x</v></c>', "y&x", id="formula of text"),
        pytest.param('<c r="A1" s="1"><v>44931</v></c>', "2023-01-05", id="CJK built-in date 31"),
        pytest.param('<c r="A1" s="1"><v>44931.4310185</v></c>', "2023-01-05 10:20:40", id="date with time"),
        pytest.param('<c r="A1" s="2"><v>0.35416666666666669</v></c>', "08:30:00", id="time"),
        pytest.param('<c r="A1" s="3"><v>123</v></c>', "00123", id="leading zeros of the format"),
        pytest.param('<c r="A1" s="4"><v>0.25</v></c>', "0.25", id="percent stays the number"),
        pytest.param('<c r="A1" s="5"><v>44931</v></c>', "2023-01-05", id="own date format"),
        pytest.param('<c r="A1" s="1"><v>9999999</v></c>', "9999999", id="beyond the calendar"),
        pytest.param('<c r="A1" t="d"><v>2023-01-05T00:00:00</v></c>', "2023-01-05", id="ISO date"),
        pytest.param("<c t='str' r='A1'><v>quotes</v></c>", "quotes", id="single quotes, other order"),
        pytest.param("<c><v>7</v></c>", "7", id="no address"),
        pytest.param('<c r="A1" t="str"><v><![CDATA[a<b]]></v></c>', "a<b", id="CDATA"),
        pytest.param('<!-- note --><c r="A1"><v>8</v></c>', "8", id="comment"),
        pytest.param('<c r="A1" t="str"><v>𠮷😀</v></c>', "𠮷😀", id="rare characters"),
    ],
)
def test_one_cell(tmp_path, cell, text):
    """A cell is read as what it shows, never as what a float makes of it."""
    strings = (
        "<si><t>共享 &amp; &lt;文本&gt;</t></si>"
        "<si><r><rPr><b/></rPr><t>粗体</t></r><rPh sb='0' eb='1'><t>reading</t></rPh><r><t>常规</t></r></si><si><t>a_x000D_b</t></si>"
    )
    formats = "".join(f'<xf numFmtId="{number}"/>' for number in (31, 20, 164, 9, 165))
    path = package(tmp_path / "a.xlsx", f'<row r="1">{cell}</row>', strings=strings, formats=formats)
    assert shown(path) == {"A1": text}


def test_1904(tmp_path):
    """Dates of old Mac workbooks count from 1904."""
    path = package(
        tmp_path / "a.xlsx",
        '<row><c r="A1" s="1"><v>43469</v></c></row>',
        formats='<xf numFmtId="14"/>',
        settings='<workbookPr date1904="1"/>',
    )
    assert shown(path) == {"A1": "2023-01-05"}


def test_rows_out_of_order_and_twice(tmp_path):
    """Rows may come in any order; of two cells in one place the last counts and the other is told."""
    rows = '<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>9</v></c></row>'
    grid = read_xlsx(package(tmp_path / "a.xlsx", rows))[0][0]
    assert grid.cells[0].to_dict() == {1: "9", 2: "", 3: "3"}
    told = [(each.code, each.line, each.value) for each in grid.noticed]
    assert told == [("sheet.row_order", 0, ""), ("cell.twice", 1, "1")]


def test_prefixed_dialect(tmp_path):
    """A namespace prefix before every element changes nothing."""
    sheet = f'<?xml version="1.0"?><x:worksheet xmlns:x="{NS}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    assert shown(package(tmp_path / "a.xlsx", sheet)) == {"A1": "5"}


def test_formula_without_result(tmp_path):
    """A formula whose result is not stored is told, not taken for an empty cell."""
    grid = read_xlsx(package(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><v>1</v></c></row>'))[
        0
    ][0]
    assert [(each.code, each.position) for each in grid.noticed] == [("cell.no_result", 0)]


@pytest.mark.parametrize("reference", ["A99999999", "ZZZZ1", "XFE1", "A1048577"])
def test_beyond_the_grid(tmp_path, reference):
    """A cell that Excel cannot have is refused by name."""
    with pytest.raises(InputError) as refused:
        read_xlsx(package(tmp_path / "a.xlsx", f'<row><c r="{reference}"><v>1</v></c></row>'))
    assert refused.value.code == "E_BAD_REF"
    assert reference in str(refused.value)


def test_far_cell_is_told_and_left_out(tmp_path):
    """A cell in the last corner, as some add-ins leave it, is told and is no part of the table."""
    rows = '<row><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>2</v></c></row>'
    grid = read_xlsx(package(tmp_path / "a.xlsx", rows))[0][0]
    assert grid.cells.to_dict() == {0: {1: "1"}}
    assert [(each.code, each.line, each.value) for each in grid.noticed] == [("cell.far", 1_048_576, "2")]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', id="string that does not exist"),
        pytest.param(f'<?xml version="1.0"?><worksheet xmlns="{NS}"><sheetData><row r="1"><c r="A1">', id="breaks off"),
    ],
)
def test_damage_is_no_blank(tmp_path, rows):
    """What cannot be read is never taken for an empty cell or a short sheet."""
    with pytest.raises(ValueError, match=r"no such|breaks off"):
        read_xlsx(package(tmp_path / "a.xlsx", rows))


@pytest.mark.parametrize("piece", ["<c>", "<c ", "<!--", "<is><t ", "<rPh", "<row "])
def test_nothing_takes_long(tmp_path, piece):
    """Openings without an end, a million of them, are read through once, not once for each."""
    started = time.perf_counter()
    with contextlib.suppress(ValueError, IndexError, InputError):
        shown(
            package(
                tmp_path / "a.xlsx",
                f'<row r="1"><c r="A1"><v>1</v></c>{piece * 300_000}</row>',
                strings=piece * 300_000,
            )
        )
    assert time.perf_counter() - started < 10


def test_many_pieces(tmp_path, monkeypatch):
    """Sheets are read piece by piece; where the cut falls makes no difference."""
    monkeypatch.setattr("custsheet.ooxml.package.PIECE", 64)
    rows = "".join(
        f'<row r="{line}"><c r="A{line}"><v>{line}</v></c><c r="B{line}" t="str"><v>值{line}</v></c></row>'
        for line in range(1, 40)
    )
    cells = read_xlsx(package(tmp_path / "a.xlsx", rows))[0][0].cells
    assert cells[0].tolist() == [str(line) for line in range(1, 40)]
    assert cells[1].tolist() == [f"值{line}" for line in range(1, 40)]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", ""),
        ("0.00E+00", ""),
        ("[h]:mm:ss", "span"),
        ("m/d/yy", "date"),
        ("mmm", "date"),
        ("mm:ss", "time"),
        ('"d"0', ""),
        ("@", ""),
        ("[$-804]yyyy/m/d;@", "date"),
        ("000000", "zeros6"),
        ("#,##0.00_ ", ""),
        ("[Red]0", ""),
    ],
)
def test_formats(code, kind):
    """A format code tells dates and times from numbers."""
    assert shows(code) == kind


@pytest.mark.parametrize("number", [0.1, 1 / 3, 1e15, 123456.789, 1e20, 2.5e-9, 5e-324, 1.7976931348623157e308, -0.5])
def test_decimal_gives_the_same_double(number):
    """The text of a number gives the number back, and has no exponent below 1e21."""
    text = numbers.decimal(repr(number))
    assert float(text) == number
    assert "e" not in text or abs(number) >= 1e21

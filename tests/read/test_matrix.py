"""The acceptance matrix of faults: each hostile, broken or odd file ends in its stable code, and nothing is lost."""

import datetime as dt
import hashlib
import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter

import custsheet
from custsheet.errors import InputError
from custsheet.read import read, spreadsheets_in

PEOPLE = [["姓名", "手机"], ["张三", "13800138000"], ["李四", "13900139000"]]


def workbook(path: Path, rows: list[list], merged: tuple[str, ...] = (), name: str = "客户") -> Path:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    for each in merged:
        book.active.merge_cells(each)
    book.save(path)
    return path


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def row(line: int, *cells: str) -> str:
    return (
        f'<row r="{line}">'
        + "".join(f'<c r="{chr(65 + place)}{line}" {cell}</c>' for place, cell in enumerate(cells))
        + "</row>"
    )


def refusal(path: Path, **options: object) -> str:
    """Return the code a file is refused with; its sentence is one line that names the file, and the file stays as it was."""
    before = hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""
    with pytest.raises(InputError) as refused:
        read(path, **options)
    assert path.name in str(refused.value) and "\n" not in str(refused.value)
    assert not before or hashlib.sha256(path.read_bytes()).digest() == before
    return refused.value.code


def codes(book) -> set[str]:
    return set(book.issues["code"])


def names(book) -> list[str]:
    return book.tables["customers"]["name"].tolist()


def bomb(path: Path, size: int, member: str = "xl/worksheets/s.xml", first: str = "xl/workbook.xml") -> Path:
    """Write a package whose member claims to inflate to *size* bytes."""
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        package.writestr(first, "<workbook/>")
        package.writestr(member, b" " * 1_000_000)
        package.filelist[-1].file_size = size
    return path


def test_1_2_bomb(tmp_path):
    """1, 2: what inflates to gigabytes is refused by what it declares, before anything is inflated."""
    assert refusal(bomb(tmp_path / "a.xlsx", 400_000_000)) == "E_ZIP_BOMB"
    assert refusal(bomb(tmp_path / "b.ods", 320_000_000, "content.xml", first="mimetype")) == "E_ZIP_BOMB"


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/s.xml", "xl/styles.xml", "_rels/.rels", "docProps/custom.xml"]
)
def test_3_entities(package, part):
    """3: a document type, and with it every entity, is refused in whatever part it stands."""
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'
    assert refusal(package(row(2, 't="str"><v>张三</v>'), **{part: evil})) == "E_XML_DTD"


def test_4_far_cell(package):
    """4: a cell in the last corner is named and costs nothing."""
    book = read(
        package(
            row(2, 't="str"><v>张三</v>', "><v>13800138000</v>")
            + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        )
    )
    assert names(book) == ["张三"]
    told = book.issues.set_index("code").loc["cell.far"]
    assert "XFD1048576" in told["facts"]


@pytest.mark.parametrize("reference", ["A99999999", "ZZZZ2"])
def test_5_bad_reference(package, reference):
    """5: a cell no sheet can have is refused by name."""
    assert refusal(package(f'<row><c r="{reference}"><v>1</v></c></row>')) == "E_BAD_REF"


def test_6_false_dimension(package):
    """6: all rows are read, whatever size the sheet claims."""
    assert (
        len(
            read(package("".join(row(line, f't="str"><v>客户{line}</v>') for line in range(2, 102)))).tables[
                "customers"
            ]
        )
        == 100
    )


def test_7_order_and_twice(package):
    """7: rows out of order are put in order, and of two cells in one place both values are told."""
    rows = row(3, 't="str"><v>李四</v>') + row(2, 't="str"><v>张三</v>') + row(2, 't="str"><v>王五</v>')
    book = read(package(rows))
    assert names(book) == ["王五", "李四"]
    assert {"sheet.row_order", "cell.twice"} <= codes(book)
    assert book.issues.set_index("code").at["cell.twice", "value"] == "张三"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-400])


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    with ZipFile(path) as package:
        place = package.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[place + 80] ^= 0xFF
    path.write_bytes(content)


def _lying(path: Path) -> None:
    content = path.read_bytes()
    place = content.rfind(b"PK\1\2", 0, content.rfind(b"xl/worksheets/sheet1.xml"))
    path.write_bytes(content[: place + 24] + b"\1\0\0\0" + content[place + 28 :])


@pytest.mark.parametrize("damage", [_cut, _flipped, _lying])
def test_8_damaged(tmp_path, damage):
    """8: a truncated, altered or lying package is said to be damaged."""
    path = workbook(tmp_path / "a.xlsx", PEOPLE)
    damage(path)
    assert refusal(path) == "E_DAMAGED"


@pytest.mark.parametrize(
    "names_in", [["../x.xml"], ["/etc/x"], ["xl/a.xml", "xl/a.xml"], [f"x{n}" for n in range(2_100)]]
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_9_layout(tmp_path, names_in):
    """9: escaping, doubled and countless members are refused."""
    path = tmp_path / "a.xlsx"
    with ZipFile(path, "w") as package:
        for name in ("xl/workbook.xml", *names_in):
            package.writestr(name, "<x/>")
    assert refusal(path) == "E_ZIP_LAYOUT"


@pytest.mark.parametrize("name", ["..\\..\\x", "CON", "a" * 40])
def test_10_sheet_names(package, name):
    """10: the name of a sheet is shown as it is and never becomes a path."""
    book = read(package(row(2, 't="str"><v>张三</v>', "><v>1</v>"), name=name))
    assert book.sources["sheet"].tolist() == [name]


MARKUP = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in PEOPLE)
ML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="客户"><Table>'
    + "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in line) + "</Row>"
        for line in PEOPLE
    )
    + "</Table></Worksheet></Workbook>"
)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        pytest.param(
            "a.xls",
            f"<html><meta charset=gb2312><table>{MARKUP}</table></html>".encode("gb18030"),
            "html",
            id="page as xls",
        ),
        pytest.param("a.xls", ML.encode(), "spreadsheetml", id="XML as xls"),
        pytest.param("a.xlsx", "姓名,手机\n张三,13800138000\n李四,13900139000\n".encode(), "csv", id="CSV as xlsx"),
    ],
)
def test_11_wrong_extension(tmp_path, name, content, kind):
    """11: a file is read by its content, and its extension is remarked on."""
    (tmp_path / name).write_bytes(content)
    book = read(tmp_path / name)
    assert book.tables["customers"].to_numpy().tolist() == PEOPLE[1:]
    assert book.sources["kind"].tolist() == [kind]
    assert "file.wrong_extension" in codes(book)


def test_11_xls_as_xlsx(tmp_path):
    """11: an old workbook under a new name is read too."""
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    for line, cells in enumerate(PEOPLE):
        for place, cell in enumerate(cells):
            sheet = book.add_sheet("客户") if line == place == 0 else book.get_sheet(0)
            sheet.write(line, place, cell)
    book.save(str(tmp_path / "a.xlsx"))
    assert names(read(tmp_path / "a.xlsx")) == ["张三", "李四"]


def test_12_nothing_there(tmp_path):
    """12: an empty file, a folder with the name of one, a picture: refused; a header alone: said."""
    assert refusal(text_file(tmp_path / "a.xlsx", "")) == "E_EMPTY"
    (tmp_path / "b.xlsx").mkdir()
    assert refusal(tmp_path / "b.xlsx") == "E_NOT_FILE"
    book = read(workbook(tmp_path / "c.xlsx", PEOPLE[:1]))
    assert len(book.tables["customers"]) == 0
    assert codes(book) == {"sheet.no_rows"}


def encrypted(path: Path, password: str) -> Path:
    ooxml = pytest.importorskip("msoffcrypto.format.ooxml")
    plain = io.BytesIO(workbook(path.with_name("plain.xlsx"), PEOPLE).read_bytes())
    with path.open("wb") as file:
        ooxml.OOXMLFile(plain).encrypt(password, file)
    return path


def test_13_password(tmp_path):
    """13: a workbook with a password is read with it, by word or by function; without it or with another it is refused."""
    path = encrypted(tmp_path / "a.xlsx", "秘密 pass")
    assert refusal(path) == "E_PASSWORD"
    assert refusal(path, password="falsch") == "E_PASSWORD_WRONG"
    for word in ("秘密 pass", lambda: "秘密 pass"):
        assert names(read(path, password=word)) == ["张三", "李四"]
    with pytest.raises(InputError) as refused:
        read(path, password="falsch")
    assert "falsch" not in str(refused.value)


def test_14_tampered(tmp_path):
    """14: an encrypted workbook that was altered is refused, not half read."""
    path = encrypted(tmp_path / "a.xlsx", "x")
    content = bytearray(path.read_bytes())
    olefile = pytest.importorskip("olefile")
    with olefile.OleFileIO(path) as ole:
        stream = ole.openstream("EncryptedPackage").read()
    content[content.find(stream[1000:1100]) + 50] ^= 1
    path.write_bytes(content)
    assert refusal(path, password="x") == "E_INTEGRITY"


def test_15_macros_links_hidden(package, tmp_path):
    """15: macros and links are said and never followed; hidden sheets, rows and columns are read and said."""
    rows = '<row r="2" hidden="1"><c r="A2" t="str"><v>张三</v></c><c r="B2"><v>13800138000</v></c></row>'
    book = read(package(rows, **{"xl/vbaProject.bin": "x", "xl/externalLinks/externalLink1.xml": "<x/>"}))
    assert names(book) == ["张三"]
    assert {"file.macros", "file.links", "sheet.hidden_parts"} <= codes(book)
    path = workbook(tmp_path / "b.xlsx", PEOPLE)
    hidden = openpyxl.load_workbook(path)
    hidden.create_sheet("旧").append(["姓名", "手机"])
    hidden["旧"].append(["王五", "1"])
    hidden["旧"].sheet_state = "veryHidden"
    hidden.save(path)
    assert "sheet.hidden" in codes(read(path))


FORMULAS = ["=cmd|'/C calc'!A0", '=HYPERLINK("http://x")', "+1+2", "@SUM(1+1)", "\t=1+1", "＝1+1"]


def test_16_formula_text(tmp_path):
    """16: what looks like a formula is told, stays text, and comes out as text."""
    rows = [
        ["姓名", "手机", "备注"],
        *([f"客户{place}", f"1380013800{place}", text] for place, text in enumerate(FORMULAS)),
    ]
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                sheet.write_string(line, place, cell)
    found = read(path)
    assert found.issues.loc[found.issues["code"] == "cell.formula_text", "value"].tolist() == FORMULAS
    run = custsheet.run([path], out=tmp_path / "o", as_of=dt.date(2024, 1, 1))
    written = openpyxl.load_workbook(next(each for each in run.outputs if each.name == "cleaned.xlsx"))
    cells = [cell for sheet in written for line in sheet.iter_rows() for cell in line]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert {text.strip() for text in FORMULAS} <= {cell.value for cell in cells}


def test_17_identifiers(tmp_path):
    """17: phones with a plus, negative amounts and leading zeros are read as they are written."""
    rows = [["客户编号", "手机", "交易金额"], ["00123", "+8613812345678", "-5"]]
    for path in (workbook(tmp_path / "a.xlsx", rows), text_file(tmp_path / "a.csv", "\n".join(map(",".join, rows)))):
        book = read(path)
        assert [cell for table in book.tables.values() for cell in table.iloc[0]] == rows[1]


def test_18_19_formulas(package):
    """18, 19: a formula without a result and an error value are told at their cells."""
    book = read(package(row(2, "><f>A1</f>", 't="e"><v>#N/A</v>') + row(3, 't="str"><v>李四</v>', "><v>1</v>")))
    assert book.issues[["code", "row", "field"]].to_numpy().tolist() == [
        ["cell.error", 0, "mobile"],
        ["cell.no_result", 0, "name"],
    ]


@pytest.mark.parametrize(
    ("typed", "issue"),
    [
        ("2024/13/45", "date.impossible"),
        ("-5", "date.format"),
        ("9999999", "date.format"),
        ("1900-02-29", "date.impossible"),
        ("民国112年1月5日", ""),
        ("农历八月十五", "date.lunar"),
    ],
)
def test_20_dates(typed, issue):
    """20: in a column of dates a value is a date or an issue, never silently a number."""
    answer = custsheet.clean("date", [typed]).iloc[0]
    assert (answer["issue"] or "") == issue or (issue and answer["issue"])
    assert issue or answer["value"] == "2023-01-05"


def test_21_lost_digits(tmp_path):
    """21: digits that a spreadsheet dropped are told; the value stays as it is."""
    book = read(
        text_file(tmp_path / "a.csv", "订单号,姓名,手机\n1.38E+10,张三,13800138000\n20230101,李四,13900139000\n")
    )
    assert book.issues[["code", "value"]].to_numpy().tolist() == [["damage.scientific", "1.38E+10"]]
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().write_row(0, 0, ["订单号", "姓名", "手机", "交易金额"])
        made.worksheets()[0].write_row(1, 0, [123456789012345678, "张三", 13800138000, 1e16])
    book = read(path)
    assert book.tables["orders"]["order_id"].tolist() == ["123456789012345700"]
    assert book.issues["code"].tolist() == ["damage.precision"]
    assert book.tables["customers"]["mobile"].tolist() == ["13800138000"]


@pytest.mark.parametrize("name", ["NA", "NULL", "None", "nan", "#N/A", "true"])
def test_22_words_of_programs(tmp_path, name):
    """22: what programs take for nothing is a name here."""
    for path in (
        workbook(tmp_path / "a.xlsx", [PEOPLE[0], [name, "1"]]),
        text_file(tmp_path / "a.csv", f"姓名,手机\n{name},1\n"),
    ):
        assert names(read(path)) == [name]


def test_23_odd_text(tmp_path):
    """23: control characters and texts too long for a cell are told, and nothing is cut."""
    long = "长" * 40_000
    book = read(text_file(tmp_path / "a.csv", f"姓名,手机,备注\n张\x07三,13800138000,{long}\n李四,13900139000,好\n"))
    assert names(book) == ["张\x07三", "李四"]
    assert book.tables["customers"].at[0, "note"] == long
    assert {"cell.control", "cell.long"} <= codes(book)


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_24_encodings(tmp_path, encoding, delimiter):
    """24: encoding and delimiter are found, and stated."""
    lines = [
        ["姓名", "手機", "地址"],
        *([f"林國華{place}", f"091234567{place}", "臺北市中正區重慶南路"] for place in range(9)),
    ]
    book = read(text_file(tmp_path / "a.csv", "\n".join(map(delimiter.join, lines)), encoding))
    assert book.tables["customers"]["address"].tolist() == ["臺北市中正區重慶南路"] * 9
    assert book.sources.at[0, "encoding"] == encoding
    assert encoding in book.sources.at[0, "evidence"]


def test_24_ragged(tmp_path):
    """24: short and long rows and a missing quote are listed, none is swallowed."""
    lines = [
        "姓名,手机,地址",
        "张三,13800138000,北京",
        '李四,"139,上海',
        "王五,137",
        "赵六,136,广州,天河",
        "孙七,135,深圳",
    ]
    book = read(text_file(tmp_path / "a.csv", "\n".join(lines)))
    assert names(book) == ["张三", "李四", "王五", "赵六", "孙七"]
    assert {"row.short", "row.ragged", "row.quotes"} <= codes(book)


def test_24_bad_bytes(tmp_path):
    """24: bytes that are no text are said to be none."""
    (tmp_path / "a.csv").write_bytes("姓名,手机\n".encode() + b"\xff\xfe\x81,1\n")
    assert "file.encoding" in codes(read(tmp_path / "a.csv"))


def test_25_headers(tmp_path):
    """25: headings used twice are told, and a header of two lines below a merged title is one."""
    book = read(workbook(tmp_path / "a.xlsx", [["姓名", "手机", "手机"], ["张三", "13800138000", ""]]))
    assert "header.twice" in codes(book)
    rows = [
        ["客户表"],
        ["客户", None, "联系人", None],
        ["名称", "地址", "姓名", "电话"],
        ["甲公司", "北京", "张三", "13800138000"],
    ]
    book = read(workbook(tmp_path / "b.xlsx", rows, ("A1:D1", "A2:B2", "C2:D2")))
    assert book.columns["heading"].tolist() == ["客户/名称", "客户/地址", "联系人/姓名", "联系人/电话"]
    assert book.columns["field"].tolist() == ["company", "address", "name", "phone"]


def test_26_merged(tmp_path):
    """26: merged cells among the rows are listed, and filled only when asked."""
    path = workbook(tmp_path / "a.xlsx", [["姓名", "手机"], ["张三", "1"], [None, "2"], ["李四", "3"]], ("A2:A3",))
    book = read(path)
    assert names(book) == ["张三", "", "李四"]
    assert "A2:A3" in book.issues.set_index("code").at["sheet.merged", "facts"]
    assert names(read(path, fill_merged=True)) == ["张三", "张三", "李四"]


def test_35_files_not_meant(tmp_path):
    """35: owner files, half-downloaded files and hidden ones are passed over in a folder."""
    wanted = workbook(tmp_path / "客户.xlsx", PEOPLE)
    for name in (
        "~$客户.xlsx",
        "x.xlsx.tmp",
        "y.xlsx.crdownload",
        ".~lock.客户.xlsx#",
        "z.sync-conflict-20240101-1.xlsx",
    ):
        (tmp_path / name).write_bytes(b"x")
    assert spreadsheets_in(tmp_path) == [wanted]

"""The acceptance matrix of faults, rows 1–15 and 35: each hostile, broken or odd file ends in its stable code, and nothing is lost."""

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from custsheet.errors import InputError
from custsheet.read import read, spreadsheets_in
from tests.read.faults import PEOPLE, codes, names, refusal, row, text_file, workbook


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
    for word in ("秘密 pass", lambda file: "秘密 pass"):
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

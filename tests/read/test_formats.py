"""Tables in other clothes: web pages, SpreadsheetML, address books, archives; guards and password files."""

import io
import sys
from datetime import date
from zipfile import ZipFile

import openpyxl
import pytest
from pandas import Series

from custsheet import fields, standardize
from custsheet.errors import ConfigError, InputError
from custsheet.read import read
from custsheet.read.passwords import chosen, from_file
from custsheet.schema import load_schema

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def cells(grid_or_book, table="customers"):
    return grid_or_book.tables[table].to_numpy().tolist()


def standardized(path):
    return standardize.on(date(2024, 1, 1), "CN")(read(path), load_schema())


def test_page(tmp_path):
    """A page is read as browsers show it: entities, line breaks, unclosed tags, spans; scripts and layout tables are not."""
    page = (
        "<!-- <table> --><script>'<table><tr><td>x'</script><table><tr><td>导航</td></tr></table>"
        "<table><caption>客户</caption><tr><th>姓名<th>手机<th>地址</tr>"
        "<tr><td rowspan=2>张&amp;三<td x:num='13800138000'>1.38E+10<td>北京<br>朝阳</tr>"
        "<tr><td>2<td>上海</tr><tr><td colspan=2>李四<td>广州</table>"
    )
    book = read(write(tmp_path / "a.xls", page))
    assert cells(book) == [["张&三", "13800138000", "北京\n朝阳"], ["", "2", "上海"], ["李四", "", "广州"]]
    assert "sheet.merged" in set(book.issues["code"])


def test_page_without_a_table(tmp_path):
    """A page without rows is refused as what it is."""
    with pytest.raises(InputError, match="E_KIND"):
        read(write(tmp_path / "a.xls", "<html><body>请登录</body></html>"))


def test_web_archive(tmp_path):
    """A page saved as web archive is read like the page."""
    part = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<table><tr><td>姓名<td>手机<tr><td>张三<td>1</table>"
    text = f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n{part}\r\n--b--\r\n'
    assert cells(read(write(tmp_path / "a.xls", text))) == [["张三", "1"]]


def test_spreadsheetml(tmp_path):
    """SpreadsheetML gives what its cells show: skipped places, dates, leading zeros, errors, several sheets, GBK."""
    rows = (
        '<Row><Cell><Data ss:Type="String">姓名</Data></Cell><Cell><Data ss:Type="String">客户编号</Data></Cell><Cell><Data ss:Type="String">生日</Data></Cell></Row>'
        '<Row ss:Index="3"><Cell><Data ss:Type="String">张三</Data></Cell><Cell ss:StyleID="s1"><Data ss:Type="Number">123</Data></Cell><Cell><Data ss:Type="DateTime">1990-01-05T00:00:00.000</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="String">李四</Data></Cell><Cell ss:Index="3"><Data ss:Type="Error">#N/A</Data></Cell></Row>'
    )
    text = (
        f'<?xml version="1.0" encoding="gb2312"?><Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}"><Styles><Style ss:ID="s1"><NumberFormat ss:Format="00000"/></Style></Styles>'
        f'<Worksheet ss:Name="客户"><Table>{rows}</Table></Worksheet><Worksheet ss:Name="空"><Table/></Worksheet></Workbook>'
    )
    book = read(write(tmp_path / "a.xls", text, "gb18030"))
    assert cells(book) == [["张三", "00123", "1990-01-05"], ["李四", "", "#N/A"]]
    assert book.origin["line"].tolist() == [2, 3, 4]
    assert {"cell.error", "sheet.empty"} <= set(book.issues["code"])


@pytest.mark.parametrize(
    ("cell", "code"),
    [('<Cell ss:Index="20000">', "E_BAD_REF"), ("<Cell></Row>", "E_DAMAGED"), ("<!DOCTYPE x>", "E_XML_DTD")],
)
def test_hostile_spreadsheetml(tmp_path, cell, code):
    """Its limits are those of workbooks."""
    text = f'<?xml version="1.0"?><Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}"><Worksheet><Table><Row>{cell}<Data ss:Type="String">x</Data></Cell></Row></Table></Worksheet></Workbook>'
    with pytest.raises(InputError, match=code):
        read(write(tmp_path / "a.xls", text))


def test_cards(tmp_path):
    """Address books of every age become customers."""
    cards = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:张三\r\nTEL;TYPE=CELL:138 0013 8000\r\nTEL;TYPE=WORK,FAX:010-1\r\nitem1.EMAIL;type=INTERNET:a@b.cn\r\n"
        "ORG:甲公司;销售部\r\nADR;TYPE=WORK:;;建国路1号;北京;北京市;100020;中国\r\nNOTE:第一行\\n第\r\n 二行\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E;=E5=9B=9B;;;\r\nTEL;CELL;PREF:13900139000\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:4.0\r\nN:Doe;Jane;;;\r\nTEL;VALUE=uri:tel:+1-555-0100\r\nPHOTO;ENCODING=b:AAAA\r\nEND:VCARD\r\n"
    )
    people = read(write(tmp_path / "a.vcf", cards)).tables["customers"]
    assert people["name"].tolist() == ["张三", "李四", "Jane Doe"]
    assert people["mobile"].tolist() == ["138 0013 8000", "13900139000", ""]
    assert people["phone"].tolist() == ["", "", "+1-555-0100"]
    assert people.loc[0, ["email", "company", "address", "city", "postcode", "note"]].tolist() == [
        "a@b.cn",
        "甲公司",
        "建国路1号",
        "北京",
        "100020",
        "第一行\n第二行",
    ]


def test_archive(tmp_path):
    """Every spreadsheet in an archive is read under its own name, also one that an old Chinese system gave it."""
    book = openpyxl.Workbook()
    book.active.append(["姓名", "手机"])
    book.active.append(["张三", "1"])
    content = io.BytesIO()
    book.save(content)
    path = tmp_path / "导出.zip"
    with ZipFile(path, "w") as package:
        package.writestr("a/b.xlsx", content.getvalue())
        package.writestr("kehu.csv", "姓名,手机\n李四,2\n")
        package.writestr("__MACOSX/a/._b.xlsx", "x")
        package.writestr("readme.md", "x")
    path.write_bytes(path.read_bytes().replace(b"kehu.csv", "客户.csv".encode("gbk")))
    found = read(path)
    assert sorted(cells(found)) == [["张三", "1"], ["李四", "2"]]
    assert set(found.sources["file"]) == {"导出.zip"}
    assert found.sources["sheet"].tolist() == ["a/b.xlsx/Sheet", "客户.csv"]


def test_archive_in_need(tmp_path):
    """An archive without spreadsheets, with another archive, or with a damaged file is refused by name."""
    for member, content, code in (
        ("a.md", "x", "E_ARCHIVE"),
        ("a.csv", "", "E_EMPTY"),
        ("b.xlsx", "PK\3\4", "E_DAMAGED"),
    ):
        with ZipFile(tmp_path / "a.zip", "w") as package:
            package.writestr(member, content)
        with pytest.raises(InputError, match=code):
            read(tmp_path / "a.zip")


@pytest.mark.parametrize(
    ("kind", "typed", "value", "rule"),
    [
        ("text", '="00123"', "00123", "guard"),
        ("text", "'00123", "00123", "guard"),
        ("text", "'s-Hertogenbosch", "'s-Hertogenbosch", ""),
        ("text", "=1+1", "=1+1", ""),
        ("phone", '="13800138000"', "+8613800138000", "phone.format"),
        ("phone", "'13800138000.0", "+8613800138000", "phone.format"),
        ("phone", '="123"', '="123"', ""),
        ("resident_id", "'11010519491231002X", "11010519491231002X", "guard"),
    ],
)
def test_guards(kind, typed, value, rule):
    """What shop systems put around numbers comes off by name; what cannot be read stays as it was typed."""
    answer = fields.outcomes(kind, Series([typed], dtype="str")).iloc[0]
    assert (answer["value"], answer["rule"]) == (value, rule)


def test_tails(tmp_path):
    """Codes that a program made into floats lose their `.0` where the whole column has it, else not."""
    text = "订单号,姓名,交易金额\n1001.0,张三,5\n1002.0,李四,6\n1003.0,王五,7\n"
    book = standardized(write(tmp_path / "a.csv", text))
    assert book.tables["orders"]["order_id"].tolist() == ["1001", "1002", "1003"]
    assert set(book.changes["rule"]) == {"text.tail"}
    book = standardized(write(tmp_path / "b.csv", text.replace("1003.0", "V1.0")))
    assert book.tables["orders"]["order_id"].tolist() == ["1001.0", "1002.0", "V1.0"]


def test_wechat_in_a_column_of_phones(tmp_path):
    """联系方式 is a column of phones, unless most of it are WeChat ids."""
    ids = "姓名,联系方式\n张三,zhang_san88\n李四,wxid_abc123\n王五,wangwu2020\n"
    assert "wechat" in read(write(tmp_path / "a.csv", ids)).tables["customers"]
    phones = "姓名,联系方式\n张三,zhang_san88\n李四,13900139000\n王五,13800138000\n"
    assert "mobile" in read(write(tmp_path / "b.csv", phones)).tables["customers"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
def test_password_file(tmp_path):
    """A password file must be its owner's alone, and hold something."""
    path = write(tmp_path / "word", "秘密\n")
    path.chmod(0o600)
    assert from_file(path) == "秘密"
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        from_file(path)
    for asked in (from_file, chosen):  # at once, not when a workbook turns out to have a password
        with pytest.raises(ConfigError, match="E_PASSWORD_FILE"):
            asked(tmp_path / "none")

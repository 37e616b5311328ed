"""Workbooks with all that people put into them, each made on the spot: what marking must leave as it is."""

import struct
import zlib
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import xlsxwriter
from openpyxl.chart import PieChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.worksheet.datavalidation import DataValidation

SHEET = "客户名单"
HEAD = ["客户编号", "姓名", "手机", "邮箱", "出生日期", "累计消费"]
ROWS = [
    ["C001", "张 伟", "138-0013-8000", "zhang@example.com", "1980年3月4日", 1200.5],
    ["C002", "李娜", "13900139000", "lina＠example.com", "1975-06-07", 80],
    ["C003", "王芳", "1370013700", "wang@", "1990-01-01", 33],
    ["C004", "赵敏", "13600136000", "zhao@example.com", "1988-08-08", 45],
]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def png():
    """Return a picture of one red dot."""

    def chunk(kind, content):
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    )


def written(path, rich, first=1):
    """Write the customers' sheet with XlsxWriter from line *first* on, and whatever *rich* adds to book and sheet."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet(SHEET)
    for number, row in enumerate([HEAD, *ROWS], first - 1):
        sheet.write_row(number, 0, row)
    rich(book, sheet)
    book.close()
    return path


def charts(book, sheet):
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={SHEET}!$F$2:$F$5"})
    sheet.insert_chart("H2", chart)
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": f"={SHEET}!$F$2:$F$5"})
    book.add_chartsheet("图").set_chart(pie)


def pictures(book, sheet):
    from io import BytesIO

    sheet.insert_image("H2", "dot.png", {"image_data": BytesIO(png())})
    sheet.set_header("&L&G", {"image_left": "dot.png", "image_data_left": BytesIO(png())})
    sheet.insert_textbox("H9", "备注")


def comments(book, sheet):
    sheet.write_comment("C2", "本人手机", {"author": "小王"})
    sheet.write_comment("F5", "待核对", {"author": "小李"})


def buttons(book, sheet):
    sheet.insert_button("H3", {"caption": "刷新"})


def formats(book, sheet):
    red = book.add_format({"bg_color": "#FFC7CE", "bold": True})
    sheet.conditional_format("F2:F5", {"type": "cell", "criteria": ">", "value": 50, "format": red})
    sheet.conditional_format("F2:F5", {"type": "data_bar", "data_bar_2010": True})
    sheet.set_column("A:B", 14, book.add_format({"bg_color": "#E2EFDA", "border": 1}))
    sheet.write("B2", "张 伟", book.add_format({"bg_color": "#FFFF00", "font_color": "#FF0000"}))


def lists(book, sheet):
    sheet.data_validation("B2:B50", {"validate": "list", "source": ["张伟", "李娜"]})
    more = book.add_worksheet("选项")
    more.write_column(0, 0, ["是", "否"])
    sheet.data_validation("G2:G50", {"validate": "list", "source": "=选项!$A$1:$A$2"})


def merges(book, sheet):
    sheet.merge_range("A1:F1", "二〇二三年客户名单", book.add_format({"align": "center"}))
    sheet.merge_range("H3:J4", "说明")


def tables(book, sheet):
    sheet.add_table("A1:F5", {"name": "客户", "columns": [{"header": each} for each in HEAD], "total_row": False})
    sheet.freeze_panes(1, 1)


def sparks(book, sheet):
    sheet.add_sparkline("G2", {"range": f"{SHEET}!F2:F5"})
    sheet.autofilter("A1:F5")


def names(book, sheet):
    other = book.add_worksheet("其他")
    other.write("A1", f"=SUM({SHEET}!F2:F5)")
    other.activate()
    other.set_first_sheet()
    book.define_name("合计", f"={SHEET}!$F$2:$F$5")
    book.define_name(f"{SHEET}!本表", f"={SHEET}!$A$1")
    sheet.repeat_rows(0)
    book.add_worksheet("藏").hide()


def formulas(book, sheet):
    sheet.write_formula("C2", '="138-0013-8"&"000"', None, "138-0013-8000")
    sheet.write_array_formula("H2:H3", "{=F2:F3*2}")
    sheet.write_url("A3", "https://example.com", string="C002")
    sheet.write_rich_string("B5", "赵", book.add_format({"bold": True}), "敏")


def macros(book, sheet):
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile(suffix=".bin", delete=False) as project:
        project.write(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))
    book.add_vba_project(project.name)
    sheet.insert_button("H3", {"macro": "Report", "caption": "报表"})
    sheet.write_comment("B3", "宏生成")


def drawn(path):
    """Make a workbook with openpyxl: comments, validation, colour scale, chart; dates counted from 1904."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    for row in [HEAD, *ROWS]:
        sheet.append(row)
    sheet["D3"].comment = Comment("问过", "小王")
    offered = DataValidation(type="list", formula1='"是,否"')
    sheet.add_data_validation(offered)
    offered.add("G2:G9")
    sheet.conditional_formatting.add(
        "F2:F5", ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="FF0000")
    )
    pie = PieChart()
    pie.add_data(Reference(sheet, min_col=6, min_row=1, max_row=5), titles_from_data=True)
    sheet.add_chart(pie, "H8")
    book.create_sheet("附表").append(["甲", "乙"])
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(path)
    return path


def rezipped(path, edits, more=()):
    """Change parts of a package: name -> function of its text; *more* are whole new parts."""
    with ZipFile(path) as package:
        parts = {each: package.read(each) for each in package.namelist()}
    for name, edit in edits.items():
        parts[name] = edit(parts[name].decode()).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, content in {**parts, **dict(more)}.items():
            package.writestr(name, content)
    return path


def related(kind, target):
    return lambda text: text.replace(
        "</Relationships>", f'<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def pivot(path):
    """Make a workbook with a pivot cache and table, an external link and a slicer cache as Excel stores them."""
    written(path, lambda book, sheet: book.add_worksheet("透视"))
    cache = f'<pivotCacheDefinition xmlns="{MAIN}" refreshOnLoad="1"><cacheSource type="worksheet"><worksheetSource ref="A1:F5" sheet="{SHEET}"/></cacheSource><cacheFields count="0"/></pivotCacheDefinition>'
    link = f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"><sheetNames><sheetName val="A"/></sheetNames></externalBook></externalLink>'
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{}/externalLinkPath" Target="other.xlsx" TargetMode="External"/></Relationships>'
    kinds = "".join(
        f'<Override PartName="/xl/{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in (
            ("externalLinks/externalLink1.xml", "externalLink"),
            ("pivotCache/pivotCacheDefinition1.xml", "pivotCacheDefinition"),
        )
    )
    return rezipped(
        path,
        {
            "[Content_Types].xml": lambda text: text.replace("</Types>", kinds + "</Types>"),
            "xl/_rels/workbook.xml.rels": lambda text: related("externalLink", "externalLinks/externalLink1.xml")(text),
            "xl/workbook.xml": lambda text: text.replace(
                "</sheets>", '</sheets><externalReferences><externalReference r:id="rIdX"/></externalReferences>'
            ),
        },
        {
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": rels.format(OFFICE),
            "xl/pivotCache/pivotCacheDefinition1.xml": cache,
            "xl/slicerCaches/slicerCache1.xml": "<slicerCacheDefinition/>",
            "customXml/item1.xml": "<own/>",
        }.items(),
    )


def x14(path):
    """Make a workbook whose sheet ends with an extension list (validation by lists on another sheet) and form controls."""
    space = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    extra = (
        f'<extLst><ext xmlns:x14="{space}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>选项!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>G2:G9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>'
    )
    written(path, lists)
    return rezipped(path, {"xl/worksheets/sheet1.xml": lambda text: text.replace("</worksheet>", extra)})


def prefixed(path):
    """Make a workbook whose sheet has a prefix before every element, and rows and cells without addresses."""
    import re

    written(path, lambda book, sheet: None)

    def plain(text):
        text = re.sub(r' r="[A-Z]*\d+"| spans="[^"]*"', "", text)
        text = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text)
        return text.replace("xmlns=", "xmlns:x=")

    return rezipped(path, {"xl/worksheets/sheet1.xml": plain})


RICH = {
    "charts": charts,
    "pictures": pictures,
    "comments": comments,
    "buttons": buttons,
    "formats": formats,
    "lists": lists,
    "merges": merges,
    "tables": tables,
    "sparks": sparks,
    "names": names,
    "formulas": formulas,
    "macros": macros,
}
MADE = {"openpyxl": drawn, "pivot": pivot, "x14": x14, "prefixed": prefixed}
BOOKS = (*RICH, *MADE)


def make(name, folder):
    """Make one of the workbooks and return its path."""
    path = folder / f"{name}.{'xlsm' if name == 'macros' else 'xlsx'}"
    if name in MADE:
        return MADE[name](path)
    return written(path, RICH[name], 2 if name == "merges" else 1)


def first_line(name):
    """Return the line of the headings."""
    return 2 if name == "merges" else 1

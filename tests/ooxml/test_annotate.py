"""Marks put on rich workbooks and taken off again: what was not marked is byte for byte as it was."""

from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from defusedxml.ElementTree import fromstring

from custsheet.ooxml.annotate import COUNT, Marks, Words, annotated
from custsheet.ooxml.patch import Edit
from custsheet.ooxml.patch_package import differing
from custsheet.ooxml.unannotate import unmarked
from tests.ooxml.rich import BOOKS, SHEET, first_line, make

WORDS = Words("问题数", "如何修改", lambda lost, changed, marked: [("heading", "如何修改"), ("", f"{len(lost)} 处")])
TITLES = {"如何修改": "问题数", "How to": "Issues"}
OURS = {
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
    "xl/worksheets/sheet1.xml",
}


def marks(name):
    """Return marks as a run gives them: cleaned cells, faulty cells, a comment on a whole row."""
    top = first_line(name)
    cells = {
        top + 1: {
            1: Edit("张伟", look="changed"),
            2: Edit("13800138000", look="changed"),
            5: Edit("1200.5", True, "changed"),
        },
        top + 2: {3: Edit("=HYPERLINK(1)", look="changed")},
        top + 3: {2: Edit(look="faulty"), 3: Edit(look="faulty")},
    }
    notes = {(top + 3, 2): "位数不对，请核对", (top + 1, 1): "原来：张 伟", (top + 3, COUNT): "整行重复"}
    return Marks(cells, notes, {top + 3: 3}, [top])


def marked(name, folder, lang_words=WORDS):
    path = make(name, folder)
    with ZipFile(path) as source:
        return path, annotated(source, {SHEET: marks(name)}, lang_words)


@pytest.mark.parametrize("name", BOOKS)
def test_only_named_parts_differ(name, tmp_path):
    """Charts, pictures, macros, pivots, other sheets: every part that is not named as patched is byte for byte the same."""
    path, made = marked(name, tmp_path)
    with ZipFile(path) as before, ZipFile(BytesIO(made.content)) as after:
        assert after.testzip() is None
        found = differing(before, after)
        changed = {part for part, how in found.items() if how == "changed"}
        allowed = {
            part for part in changed if "comments" in part or "vmlDrawing" in part or part.endswith("sheet1.xml.rels")
        }
        assert changed - allowed <= OURS
        assert "missing" not in found.values()
        assert set(found) == set(made.parts)
        for part in found:
            if part.endswith((".xml", ".rels", ".vml")):
                fromstring(after.read(part))


@pytest.mark.parametrize("name", BOOKS)
def test_taking_off_gives_the_original_back(name, tmp_path):
    """Marked, then unmarked with its cells restored, a workbook is what it was: the same parts, the same bytes."""
    path, made = marked(name, tmp_path)
    with ZipFile(path) as before, ZipFile(BytesIO(made.content)) as source:
        found = unmarked(source, TITLES, restore=True)
        with ZipFile(BytesIO(found.content)) as after:
            assert differing(before, after) == {}
    assert found.comments == made.comments
    assert found.notes == []


@pytest.mark.parametrize("name", [name for name in BOOKS if name != "prefixed"])  # openpyxl does not read that one
def test_marks_are_seen(name, tmp_path):
    """Another program finds cleaned values, tints over the cells' own styles, comments beside the users', column and sheet."""
    _, made = marked(name, tmp_path)
    top = first_line(name)
    book = openpyxl.load_workbook(BytesIO(made.content), keep_vba=name == "macros")
    sheet = book[SHEET]
    assert book.sheetnames[0] == "如何修改"
    assert book.active.title != "如何修改"
    assert sheet.cell(top + 1, 2).value == "张伟"
    assert sheet.cell(top + 2, 4).value == "=HYPERLINK(1)"
    assert sheet.cell(top + 2, 4).data_type == "s"
    assert sheet.cell(top + 2, 4).quotePrefix
    assert sheet.cell(top + 1, 6).value == 1200.5
    assert sheet.cell(top + 3, 3).comment.author == "custsheet"
    assert sheet.cell(top + 3, 3).fill.fgColor.rgb == "FFF8C4B4"
    assert "问题数" in [cell.value for cell in sheet[top]]


def test_own_looks_and_comments_stay(tmp_path):
    """A tinted cell keeps its font and border; a comment of the users' is neither lost nor written over."""
    _, made = marked("formats", tmp_path)
    sheet = openpyxl.load_workbook(BytesIO(made.content))[SHEET]
    assert sheet["B2"].font.color.rgb == "FFFF0000"
    _, made = marked("comments", tmp_path)
    sheet = openpyxl.load_workbook(BytesIO(made.content))[SHEET]
    assert sheet["C2"].comment.text == "本人手机"
    assert sheet["F5"].comment.author == "小李"


@pytest.mark.parametrize(
    ("name", "why", "cell"),
    [("formulas", "formula", "C2"), ("merges", "merged", "D3")],
)
def test_what_cannot_be_carried_is_told(name, why, cell, tmp_path):
    """A formula is never written over, nor a cell that a merged range hides; both are listed with what they would have got."""
    path = make(name, tmp_path)
    if name == "merges":
        book = openpyxl.load_workbook(path)
        book[SHEET].merge_cells("C3:D3")
        book.save(path)
    edit = (
        {3: {3: Edit("x@example.com", look="changed")}} if name == "merges" else {2: {2: Edit("138", look="changed")}}
    )
    with ZipFile(path) as source:
        made = annotated(source, {SHEET: Marks(edit, {}, {}, [])}, WORDS)
    assert [(each.cell, each.why) for each in made.lost] == [(cell, why)]
    if name == "formulas":
        assert openpyxl.load_workbook(BytesIO(made.content))[SHEET]["C2"].data_type == "f"


def test_typed_since_stays(tmp_path):
    """Saved again by another program with new values in it, a workbook loses its marks and keeps what was typed."""
    _, made = marked("formats", tmp_path)
    book = openpyxl.load_workbook(BytesIO(made.content))
    sheet = book[SHEET]
    sheet["D4"] = "wang@example.com"
    sheet["G3"] = "下周再问"
    again = BytesIO()
    book.save(again)
    with ZipFile(again) as source:
        found = unmarked(source, TITLES)
    book = openpyxl.load_workbook(BytesIO(found.content))
    sheet = book[SHEET]
    assert book.sheetnames == [SHEET]
    assert sheet["D4"].value == "wang@example.com"
    assert sheet["B2"].value == "张伟"
    assert sheet["G3"].value == "下周再问"
    assert found.typed == [f"{SHEET}!G3"]
    assert [cell.value for cell in sheet[1]][6:] == [None]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb in ("FFFFF1C9", "FFF8C4B4")]
    assert found.notes == ["no_memory", "fills"]


def test_cleaned_values_stay(tmp_path):
    """Without being asked to restore, unmarking leaves what was cleaned, in the cell's own style."""
    path, made = marked("formats", tmp_path)
    with ZipFile(BytesIO(made.content)) as source:
        found = unmarked(source, TITLES)
    before, after = (openpyxl.load_workbook(each)[SHEET] for each in (path, BytesIO(found.content)))
    assert after["C2"].value == "13800138000"
    assert after["B2"].fill.fgColor.rgb == before["B2"].fill.fgColor.rgb == "FFFFFF00"
    assert after.dimensions == before.dimensions


def test_no_marks_no_work(tmp_path):
    """A workbook that was never marked is told apart."""
    with ZipFile(make("charts", tmp_path)) as source:
        assert unmarked(source, TITLES) is None


def test_comments_are_bounded(tmp_path):
    """Beyond 2,000 comments a sheet, the rest is counted and told; their shapes have numbers of their own."""
    path = tmp_path / "many.xlsx"
    book = openpyxl.Workbook()
    book.active.title = SHEET
    for number in range(2_100):
        book.active.append([number])
    book.save(path)
    cells = {line: {0: Edit(look="faulty")} for line in range(1, 2_101)}
    with ZipFile(path) as source:
        made = annotated(source, {SHEET: Marks(cells, {(line, 0): "?" for line in cells}, {}, [])}, WORDS)
    assert made.comments == 2_000
    assert [(each.why, each.text) for each in made.lost] == [("bounded", "100")]
    with ZipFile(BytesIO(made.content)) as after:
        drawing = after.read("xl/drawings/vmlDrawing1.vml")
    assert len(set(__import__("re").findall(rb'id="(_x0000_s\d+)"', drawing))) == 2_000

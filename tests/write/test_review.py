import openpyxl
import pytest

from custsheet.model import Match, frame
from custsheet.write import review, review_groups


@pytest.fixture
def sheets(build, tmp_path):
    review.write(build(), tmp_path / "review.xlsx")
    return openpyxl.load_workbook(tmp_path / "review.xlsx")


def lines(sheet):
    head = [cell.value for cell in sheet[3]]
    return [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=4, values_only=True)]


def test_groups_are_connected_customers(build):
    """Pairs that share a customer become one group; certain pairs are nobody's question."""
    found = review_groups.groups(build())
    assert sorted(group.rows for group in found) == [(3, 4, 5), (6, 7), (10, 11)]


def test_only_fairly_sure_members_have_a_letter(build):
    """A letter is suggested where the matcher is fairly sure, and nowhere else."""
    letters = {group.rows: group.letters for group in review_groups.groups(build())}
    assert letters == {(3, 4, 5): ("A", "", "A"), (6, 7): ("", ""), (10, 11): ("A", "A")}


def test_group_lines_and_members(sheets):
    """A group has its line and its members, each with letter, number, place and values."""
    found = lines(sheets["待审"])
    members = [line for line in found if line["row"] is not None]
    assert len(members) == 7 and len(found) == 10
    assert {line["判定"] for line in members} == {"A", None}
    assert members[0]["联系方式"].startswith("138") and members[0]["文件"] == "客户 名单.xlsx"


def test_rows_are_recognised_by_hidden_columns(sheets):
    """Row number and fingerprint are there, out of sight."""
    sheet = sheets["待审"]
    head = [cell.value for cell in sheet[3]]
    letter = sheet.cell(3, head.index("row") + 1).column_letter
    assert sheet.column_dimensions[letter].hidden
    assert all(len(line["fingerprint"]) == 12 for line in lines(sheet) if line["row"] is not None)


def test_merged_can_be_undone(sheets):
    """What was merged without asking stands with all its rows and a column to undo it."""
    sheet = sheets["已自动合并"]
    members = [line for line in lines(sheet) if line["row"] is not None]
    assert [line["row"] for line in members] == [1, 24]
    assert "手机相同" in members[1]["依据"]
    assert any("撤销" in each.formula1 for each in sheet.data_validations.dataValidation)


def test_nothing_to_review(build, tmp_path):
    """Without pairs the workbook says so."""
    report = build()
    empty = build(
        book=report.book.__class__(
            **{**vars(report.book), "matches": frame(Match), "lineage": report.book.lineage.iloc[:24]}
        )
    )
    review.write(empty, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book["待审"]["A4"].value == "没有需要审核的疑似重复。"
    assert book["已自动合并"]["A4"].value == "没有自动合并的客户。"

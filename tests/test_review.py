"""Verdicts typed into the review workbook are obeyed, and never forgotten."""

from datetime import date

import openpyxl
import pytest

from custsheet import errors, review
from custsheet.history import verdicts
from tests.begun import begun, copied
from tests.conftest import csv_file, table

pytestmark = pytest.mark.usefixtures("without_issues_report")

PEOPLE = [
    ["姓名", "手机", "电子邮件", "地址"],
    ["张伟", "13612347890", "zhangwei88@qq.com", "北京市朝阳区建国路88号3号楼1201"],
    ["张玮", "13612347890", "zhangwei88@qq.com", "北京市朝阳区建国路88号3-1201"],
    ["王芳", "15812340987", "", "上海市浦东新区张江路12号"],
    ["王方", "13312349955", "wf1990@163.com", "上海市浦东新区张江路12号"],
    ["李娜", "13512349876", "lina@sina.com", "广州市天河区天河路1号"],
]


@pytest.fixture(scope="module")
def proposed(tmp_path_factory):
    """The first run."""
    return begun(csv_file(tmp_path_factory.mktemp("客户") / "客户.csv", PEOPLE))


@pytest.fixture
def people(proposed, tmp_path):
    return copied(proposed, tmp_path) / "客户.csv"


def members(workbook, sheet):
    """Return the member rows of a review sheet, by heading: cells that can be typed into."""
    lines = list(openpyxl.load_workbook(workbook)[sheet].iter_rows())
    head = next(number for number, row in enumerate(lines) if any(cell.value == "fingerprint" for cell in row))
    titles = [cell.value for cell in lines[head]]
    return [dict(zip(titles, row, strict=True)) for row in lines[head + 1 :] if row[titles.index("fingerprint")].value]


def typed(workbook, sheet, column, *values, moved=False):
    """Type *values* into a column of a review sheet, as a reviewer would, and save."""
    book = openpyxl.load_workbook(workbook)
    page = book[sheet]
    head = next(row for row in page.iter_rows() if any(cell.value == "fingerprint" for cell in row))
    place = next(cell.column for cell in head if cell.value == column)
    mark = next(cell.column for cell in head if cell.value == "fingerprint")
    rows = [row for row in range(head[0].row + 1, page.max_row + 1) if page.cell(row, mark).value]
    for row, value in zip(rows, values, strict=False):
        page.cell(row, place).value = value
    if moved:
        page.insert_cols(1, 2)
    book.save(workbook)


def names(done):
    return sorted(each["name"] for each in table(done.out / "cleaned/customers.csv"))


def test_undo_holds(run, people):
    """A merge that was undone is not done again: not by the next run, and not by the one after."""
    done = run(people)
    assert names(done) == ["张伟", "李娜", "王方", "王芳"]
    typed(done.out / "review.xlsx", "已自动合并", "撤销", None, "撤销")
    typed(
        done.out / "review.xlsx", "待审", "判定", None, None
    )  # a letter filled in beforehand counts unless it is taken away
    for _ in range(2):
        done = run(people)
        assert names(done) == ["张伟", "张玮", "李娜", "王方", "王芳"]


@pytest.mark.parametrize("moved", [False, True], ids=["as written", "columns moved"])
def test_same_letter_is_one_customer(run, people, moved):
    """Two rows with one letter are one customer from the next run on."""
    done = run(people)
    assert len(members(done.out / "review.xlsx", "待审")) == 2
    typed(done.out / "review.xlsx", "待审", "判定", "A", "ａ", moved=moved)
    for _ in range(2):
        done = run(people)
        assert names(done) == ["张伟", "李娜", "王芳"]


def test_an_old_number_stands_once(run, tmp_path):
    """The shop's number of who was merged in review is told once, run after run."""
    numbered = [["客户编号", *PEOPLE[0]], *([f"K{place}", *row] for place, row in enumerate(PEOPLE[1:]))]
    shop = csv_file(tmp_path / "店.csv", numbered)
    done = run(shop)
    typed(done.out / "review.xlsx", "待审", "判定", "A", "A")
    for day in (2, 3):
        done = run(shop, as_of=date(2023, 3, day))
        told = [(each["old_id"], each["new_id"]) for each in table(done.out / "cleaned/aliases.csv")]
        assert sorted(told) == [("K1", "K0"), ("K3", "K2")]


def test_different_letters_are_not_asked_again(run, people):
    """What was kept apart is no longer in the workbook to review."""
    done = run(people)
    typed(done.out / "review.xlsx", "待审", "判定", "A", "B")
    done = run(people)
    assert not members(done.out / "review.xlsx", "待审")


def test_apply_tells_and_keeps(run, people, tmp_path):
    """`review apply` reads a renamed copy; a dry run keeps nothing."""
    done = run(people)
    copy = tmp_path / "小王审的.xlsx"
    copy.write_bytes((done.out / "review.xlsx").read_bytes())
    typed(copy, "待审", "判定", "A", "A")
    told = review.apply(copy, done.out, dry_run=True)
    assert (told.file, told.same, told.different, told.unknown) == ("小王审的.xlsx", 1, 0, 0)
    assert len(names(run(people))) == 4
    review.apply(copy, done.out)
    assert len(names(run(people))) == 3


def test_a_workbook_without_verdicts(people):
    """A file that is no review workbook is a clear error."""
    with pytest.raises(errors.InputError, match="E_REVIEW"):
        review.apply(people, people.parent)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        pytest.param(
            [("1", "A"), ("1", "A"), ("1", "B")], {("r0", "r1", "1"), ("r0", "r2", "0"), ("r1", "r2", "0")}, id="A A B"
        ),
        pytest.param([("1", "A"), ("1", "")], set(), id="half-finished"),
        pytest.param([("1", "保留"), ("1", "")], {("r0", "r1", "0")}, id="keep"),
        pytest.param(
            [("1", ""), ("1", "undo"), ("1", "")],
            {("r0", "r1", "0"), ("r1", "r2", "0"), ("r0", "r2", "1")},
            id="undo one of three",
        ),
        pytest.param([("1", "A"), ("2", "A")], set(), id="letters mean nothing across groups"),
    ],
)
def test_verdicts(tmp_path, written, told):
    """Letters, keep and undo mean what the workbook's help says."""
    book = openpyxl.Workbook()
    book.active.append(["判定", "组号", "row", "fingerprint"])
    for number, (group, verdict) in enumerate(written):
        book.active.append([verdict, int(group), number, f"r{number}"])
    book.save(tmp_path / "review.xlsx")
    found = verdicts.decisions(tmp_path / "review.xlsx")[["left", "right", "same"]]
    assert set(found.itertuples(index=False, name=None)) == told


def test_a_remark_without_a_verdict_stays(run, people):
    """What is typed beside rows that are left open stands there again; beside a verdict it goes with the decision."""
    done = run(people)
    typed(done.out / "review.xlsx", "待审", "判定", None, None)
    typed(done.out / "review.xlsx", "待审", "备注", "等她回电")
    for _ in range(2):
        done = run(people, force=True)
        assert [line["备注"].value for line in members(done.out / "review.xlsx", "待审")] == ["等她回电", None]
    typed(done.out / "review.xlsx", "待审", "备注", "")
    done = run(people)
    assert [line["备注"].value for line in members(done.out / "review.xlsx", "待审")] == [None, None]

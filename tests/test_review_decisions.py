"""A verdict is about customers, whatever rows they are made of, and no later run turns it round."""

from datetime import date

import pandas as pd
import pytest
from openpyxl import load_workbook

from custsheet import review, run
from custsheet.texts import say

pytestmark = pytest.mark.usefixtures("without_issues_report")

PEOPLE = [  # 高翔 is two rows; 高祥 shares a phone with each, and 高香 only sounds like them
    "姓名,手机,邮箱,地址",
    "高翔,18811116666,gx@163.com,苏州市工业园区星湖街328号",
    "高翔,18811116667,gx@163.com,苏州市工业园区星湖街328号",
    "高祥,18811116667,,苏州工业园区星湖街328号",
    "高祥,18811116666,,",
    "高香,13512340987,,北京市海淀区中关村大街1号",
]


def rows(sheet):
    """Yield the member rows of a review sheet."""
    heading = [cell.value for cell in sheet[3]]
    yield from (row for row in sheet.iter_rows(min_row=4) if row[heading.index("fingerprint")].value)


def typed(out, verdict, sheet="todo"):
    """Type one verdict at every row of a sheet, and return how many there are."""
    book = load_workbook(out / "review.xlsx")
    found = list(rows(book[say("review", "sheets", sheet)]))
    for row in found:
        row[0].value = verdict
    book.save(out / "review.xlsx")
    return len(found)


def customers(out):
    """Return the customers' names, ids as index."""
    table = pd.read_csv(out / "cleaned" / "customers.csv", dtype=str, index_col="customer_id")
    return table["name"].sort_index()


@pytest.fixture
def again(tmp_path):
    """Return the function that runs some lines into the folder `out`."""
    source, out = tmp_path / "people.csv", tmp_path / "out"

    def go(lines=PEOPLE):
        source.write_text("\n".join(lines), encoding="utf-8")
        run([source], out=out, as_of=date(2025, 12, 1))
        return out

    return go


def test_kept_apart_is_not_asked_again(again):
    """Who was said to be somebody else is so for all rows of the customer; saving the workbook again changes nothing."""
    out = again()
    assert typed(out, "保留") == 3
    apart = customers(again())
    assert list(apart) == ["高翔", "高祥", "高祥", "高香"]
    book = load_workbook(out / "review.xlsx")
    assert not list(rows(book.worksheets[0]))
    book.worksheets[-1]["D9"] = "x"
    book.save(out / "review.xlsx")
    assert customers(again()).equals(apart)


def test_together_in_any_order(again):
    """Customers said to be one stay one when the sheet is sorted anew."""
    assert typed(again(), "A") == 3
    together = customers(again())
    assert len(together) == 2
    assert sorted(customers(again([PEOPLE[0], *PEOPLE[:0:-1]])).index) == sorted(together.index)


def test_a_cleared_letter_is_left_open(again):
    """A suggestion that was taken away is not made again, nor taken for a verdict."""
    lines = [PEOPLE[0], "张伟,13700001111,,上海市浦东新区张江路5号", "张伟,13700001111,,北京市朝阳区建国路9号"]
    lines += ["李娜,13911112222,nana@qq.com,", "李娜,13922223333,nana@qq.com,"]
    out = again(lines)
    book = load_workbook(out / "review.xlsx")
    before = customers(out)
    suggested = [row for row in rows(book.worksheets[0]) if row[0].value]
    for row in suggested:
        row[0].value = None
    book.save(out / "review.xlsx")
    assert customers(again(lines)).equals(before)
    assert not [row for row in rows(load_workbook(out / "review.xlsx").worksheets[0]) if row[0].value]


@pytest.mark.parametrize("word", ["不是", "？", "different", "AB"])
def test_other_words_decide_nothing(again, word):
    """What is neither a letter nor a word of ours is told, and nobody is merged."""
    out = again()
    before = customers(out)
    count = typed(out, word)
    told = review.apply(out / "review.xlsx", out, dry_run=True)
    assert (told.same, told.different, len(told.unread)) == (0, 0, count)
    assert customers(again()).equals(before)


def test_same_name_and_phone_with_two_birthdays(again):
    """Two rows of one name and phone are merged as a match, to be undone: not as a repetition word for word."""
    lines = [
        "姓名,手机,生日",
        "马超,18811113333,1991-01-02",
        "马超,18811113333,1992-02-01",
        "李四,13812340001,1980-01-01",
    ]
    out = again(lines)
    assert list(customers(out)) == ["马超", "李四"]
    assert typed(out, "撤销", sheet="merged") == 2
    apart = customers(again(lines))
    assert sorted(apart) == ["李四", "马超", "马超"]
    birthdays = pd.read_csv(out / "cleaned" / "customers.csv", dtype=str, index_col="customer_id")["birthday"]
    again([lines[0], *lines[:0:-1]])
    same = pd.read_csv(out / "cleaned" / "customers.csv", dtype=str, index_col="customer_id")["birthday"]
    assert same.sort_index().equals(birthdays.sort_index())


def test_the_preview_is_what_merging_does(again):
    """A customer of two rows is previewed with all his rows, and the values are those that the merge then gives."""
    lines = [
        "编号,姓名,电话,地址",
        "K1,深圳市云帆贸易有限公司,0755-88889999,深圳市福田区深南大道6000号",
        "K2,深圳云帆贸易公司,0755-88889999,深圳福田深南大道6000号",
        "K3,云帆贸易,0755-88889999,",
        "K4,云帆贸易,0755-88889999,",
        "K5,云帆贸易,028-66667777,成都市锦江区东大街1号",
    ]
    out = again(lines)
    sheet = load_workbook(out / "review.xlsx")[say("review", "sheets", "preview")]
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    place = told[0].index(say("review", "columns", "line_kind"))
    golden = next(row for row in told if row[place] == say("review", "line_kinds", "golden"))
    typed(out, "A")
    merged = [
        [cell.value for cell in row] for row in load_workbook(again(lines) / "cleaned.xlsx").worksheets[0].iter_rows()
    ]
    assert len(merged) == 2
    assert merged[1][merged[0].index("姓名")] == golden[told[0].index("姓名")]

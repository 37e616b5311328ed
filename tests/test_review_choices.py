"""Values chosen in review.xlsx: only what is offered counts, and an address comes with its block."""

import json

import openpyxl
import pytest

from custsheet import review, texts
from custsheet.history import choosing
from tests.begun import begun, copied
from tests.conftest import csv_file, table

pytestmark = pytest.mark.usefixtures("without_issues_report")

PEOPLE = [
    ["姓名", "手机", "电子邮件", "省份", "城市", "区县", "地址", "会员等级", "更新时间"],
    ["张伟", "13612347890", "zw@qq.com", "广东省", "广州市", "天河区", "体育西路1号", "金卡", "2023-01-01"],
    ["张伟", "13612347890", "zw@qq.com", "广东省", "深圳市", "南山区", "科技园南路20号", "银卡", "2023-02-01"],
    ["李娜", "13512349876", "lina@sina.com", "", "", "", "广州市天河区天河路1号", "", ""],
]


@pytest.fixture(scope="module")
def proposed(tmp_path_factory):
    """The first run."""
    return begun(csv_file(tmp_path_factory.mktemp("客户") / "客户.csv", PEOPLE))


@pytest.fixture
def people(proposed, tmp_path):
    return copied(proposed, tmp_path) / "客户.csv"


def chosen(out, field, pick, other=None):
    """Choose a value of a field: *pick* gets the listed values, shown with their places, and the one taken if left open."""
    path = out / "review.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["字段裁决"]
    head = [cell.value for cell in page[1]]
    at = {name: head.index(name) + 1 for name in ("采用值", "其他值", "字段", "不填时采用", "listed")}
    row = next(row for row in range(2, page.max_row + 1) if page.cell(row, at["字段"]).value == field)
    shown = dict(json.loads(page.cell(row, at["listed"]).value)[1:])
    page.cell(row, at["采用值"]).value = pick(shown, page.cell(row, at["不填时采用"]).value)
    page.cell(row, at["其他值"]).value = other
    book.save(path)


def zhang(done):
    return next(each for each in table(done.out / "cleaned/customers.csv") if each["name"] == "张伟")


def other_than(shown, best):
    return next(value for value in shown if value != best)


def test_text_with_its_place(run, people):
    """“value（file line）”, pasted from beside the list, is the value."""
    done = run(people)
    before = zhang(done)["member_level"]
    chosen(done.out, "会员等级", lambda shown, best: shown[other_than(shown, best)])
    assert {before, zhang(run(people))["member_level"]} == {"金卡", "银卡"}


def test_what_is_not_offered(run, people):
    """A value that no row says counts only under `other`."""
    done = run(people)
    before = zhang(done)["member_level"]
    chosen(done.out, "会员等级", lambda shown, best: "钻石卡")
    done = run(people)
    assert zhang(done)["member_level"] == before
    chosen(done.out, "会员等级", lambda shown, best: "其他", "钻石卡")
    assert zhang(run(people))["member_level"] == "钻石卡"


def test_an_address_brings_its_block(run, people):
    """Who chooses the address of a row gets the row's city and district too."""
    done = run(people)
    city = zhang(done)["city"]
    chosen(done.out, "地址", other_than)
    after = zhang(run(people))
    assert after["city"] != city
    assert (after["city"], after["district"], after["address"]) in {
        ("广州市", "天河区", "体育西路1号"),
        ("深圳市", "南山区", "科技园南路20号"),
    }


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        pytest.param("金卡", "金卡", id="listed"),
        pytest.param("银卡（b.csv 3）", "银卡", id="with its place"),
        pytest.param("钻石卡", "", id="not offered"),
        pytest.param("其他", "", id="other, and nothing typed"),
    ],
)
def test_choices(tmp_path, typed, value):
    """What is listed counts, however it was entered; the rest is named."""
    listed = json.dumps(
        [["金卡", "金卡"], ["金卡", "金卡（a.csv 2）"], ["银卡", "银卡（b.csv 3）"]], ensure_ascii=False
    )
    book = openpyxl.Workbook()
    book.active.append(["采用值", "其他值", "left", "right", "field", "told", "listed"])
    book.active.append([typed, "", "r0", "r1", "member_level", "张伟 · 会员等级", listed])
    book.save(tmp_path / "review.xlsx")
    (found,) = choosing.choices(tmp_path / "review.xlsx")
    assert found.value == value
    assert choosing.refused([found]) == ([] if value else [f"张伟 · 会员等级 “{typed}”"])


def test_english_signs(run, people):
    """The English workbook separates what it lists by English signs."""
    texts.use("en")
    done = run(people, out="english")
    page = openpyxl.load_workbook(done.out / "review.xlsx")["Field choices"]
    head = [cell.value for cell in page[1]]
    column = head.index("What the rows say (file, line)")
    told = [row[column] for row in page.iter_rows(min_row=2, values_only=True)]
    assert told and not any(sign in line for line in told for sign in "；（）、")


def test_refusals_are_told(run, people):
    """The next run names what it did not take; `review apply` does as well."""
    done = run(people)
    chosen(done.out, "会员等级", lambda shown, best: "钻石卡")
    assert review.apply(done.out / "review.xlsx", done.out, dry_run=True).refused == ("张伟 · 会员等级 “钻石卡”",)
    assert any("钻石卡" in note and "字段裁决" in note for note in run(people).report.notes)

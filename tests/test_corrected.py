"""A correction of a merged customer is one of the whole customer."""

import openpyxl
import pytest

from custsheet import unmerge
from tests.begun import begun, copied
from tests.conftest import csv_file, table, workbook

pytestmark = pytest.mark.usefixtures("without_reports")

HEADINGS = ["姓名", "手机", "邮箱", "地址", "生日", "更新时间"]
HOME, BORN = "北京市朝阳区建国路88号5号楼201室", "1985-03-02"
WANG = [
    ["王晓明", "13812340987", "wang@example.com", HOME, BORN, "2023-01-04"],
    ["王小明", "13812340987", "wang@example.com", HOME, BORN, "2023-01-05"],
    ["王小明", "13812340987", "xm@example.com", HOME, BORN, "2023-01-03"],
]
OTHERS = [
    ["李娜", "13900001111", "lina@example.com", "上海市徐汇区漕溪北路18号", "1990-01-02", "2023-01-02"],
    ["陈静", "13700002222", "", "", "1992-01-02", "2023-01-02"],
]
OTHERS_TOO = [["13900001111", "李娜"], ["13700002222", "陈静"]]
SHEET = [HEADINGS, *WANG, *OTHERS]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The first run."""
    return begun(csv_file(tmp_path_factory.mktemp("客户") / "客户.csv", SHEET))


@pytest.fixture
def shop(opened, tmp_path, run):
    """Return what runs on the sheet with further rows, and gives the run and its customers by number."""
    sheet = copied(opened, tmp_path) / "客户.csv"

    def again(*further):
        done = run(csv_file(sheet, [*SHEET, *further]))
        return done, {each["customer_id"]: each for each in table(done.out / "cleaned/customers.csv")}

    return again


def correct(out, was, heading, value):
    """Type *value* under *heading* for the customer of this name."""
    book = openpyxl.load_workbook(out / "cleaned.xlsx")
    page = book["客户"]
    at = [cell.value for cell in page[1]]
    row = next(line[0].row for line in page.iter_rows() if line[at.index("姓名")].value == was)
    page.cell(row, at.index(heading) + 1).value = value
    book.save(out / "cleaned.xlsx")


def wang(shop, heading="姓名", value="李大卫"):
    """Correct the customer of three rows; return his number, the folder, and the customers of the next run."""
    done, customers = shop()
    number = next(each for each, line in customers.items() if line["name"] == "王小明")
    assert len(customers) == 3
    correct(done.out, "王小明", heading, value)
    return number, done.out, shop()[1]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param([("姓名", "name", "李大卫")], id="another name"),
        pytest.param(
            [("邮箱", "email", None), ("地址", "address", "广东省广州市天河区体育西路100号")],
            id="he moved, and his e-mail is wrong",
        ),
    ],
)
def test_who_is_corrected_stays_one(shop, typed):
    """However unlike his other rows he is then, he keeps his number, his rows, and what was typed."""
    done, before = shop()
    number = next(each for each, line in before.items() if line["name"] == "王小明")
    for heading, _, value in typed:
        correct(done.out, "王小明", heading, value)
    done, customers = shop()
    assert len(customers) == len(before) == 3
    assert [customers[number][field] for _, field, _ in typed] == [value or "" for *_, value in typed]
    rules = set(done.book.changes["rule"])
    assert "edit.kept" in rules and ("merge.corrected" in rules) == (typed[0][0] == "姓名")


def test_a_correction_does_not_speak_for_rows_that_joined_later(shop):
    """A newer row of the customer has its say; those that were corrected do not bring the old value back."""
    number, _, _ = wang(shop, "手机", "13611112222")
    _, customers = shop(["王小明", "13555556666", "wang@example.com", HOME, BORN, "2023-11-01"])
    assert customers[number]["mobile"] == "13555556666"
    assert "13611112222" in customers[number].values()


def test_a_decision_comes_before_a_correction(shop):
    """Who takes the merge back has his way, for all that was typed into the customer."""
    number, out, _ = wang(shop)
    unmerge.merge(number, out)
    _, customers = shop()
    assert len(customers) == 5
    assert sorted(each["name"] for each in customers.values()) == ["李大卫", "李娜", "王小明", "王小明", "陈静"]


def test_strangers_who_say_the_same_are_not_tied(tmp_path, run):
    """Two walk-ins without a phone are two, though one of them was corrected."""
    rows = [["姓名", "等级"], ["散客", "普通"], ["散客", "普通"], ["李娜", "金卡"]]
    sheet = workbook(tmp_path / "客户.xlsx", rows)
    done = run(sheet)
    before = table(done.out / "cleaned/customers.csv")
    correct(done.out, "散客", "等级", "银卡")
    assert len(table(run(sheet).out / "cleaned/customers.csv")) == len(before)


def test_a_correction_outlasts_the_row_it_was_written_into(shop, run, tmp_path):
    """Where the export no longer has that row, the others, who say nothing new, do not bring the old values back."""
    number, _, _ = wang(shop)
    for gone in range(len(WANG)):
        rows = [line for place, line in enumerate(WANG) if place != gone]
        done = run(csv_file(tmp_path / "客户.csv", [HEADINGS, *rows, *OTHERS]))
        customers = {each["customer_id"]: each["name"] for each in table(done.out / "cleaned/customers.csv")}
        assert customers[number] == "李大卫" and len(customers) == 3
    done = run(csv_file(tmp_path / "客户.csv", [HEADINGS, ["王晓明", *WANG[0][1:]], *OTHERS]))
    assert "李大卫" in {each["name"] for each in table(done.out / "cleaned/customers.csv")}


def test_later_corrections_come_before_earlier_ones(shop):
    """A value cleared is cleared, also where one of his rows was corrected before, and another one has joined since."""
    number, out, _ = wang(shop, "手机", "13611112222")
    newer = ["王小明", "13555556666", "wang@example.com", HOME, BORN, "2023-11-01"]
    assert shop(newer)[1][number]["mobile"] == "13555556666"
    correct(out, "王小明", "手机", None)
    assert shop(newer)[1][number]["mobile"] == ""


def test_a_merge_taken_back_takes_the_correction_to_one(shop):
    """The correction stays with the row whose number the customer had; who is somebody else says again what he said."""
    number, out, _ = wang(shop, "手机", "13611112222")
    unmerge.merge(number, out)
    _, customers = shop()
    phones = [each["mobile"] for each in customers.values()]
    assert len(customers) == 5 and customers[number]["mobile"] == "13611112222"
    assert phones.count("13611112222") == 1 and phones.count("13812340987") == 2


def test_what_stood_with_one_row_alone_stays_corrected_there(shop):
    """A merge taken back leaves a correction with the only row that said what was corrected, whoever keeps the number."""
    number, out, _ = wang(shop, "更新时间", "2023-01-06")
    unmerge.merge(number, out)
    _, customers = shop()
    assert len(customers) == 5
    said = [
        (each["name"], each["email"], each["updated_at"]) for each in customers.values() if each["mobile"][:3] == "138"
    ]
    assert sorted(said) == [
        ("王小明", "wang@example.com", "2023-01-06"),
        ("王小明", "xm@example.com", "2023-01-03"),
        ("王晓明", "wang@example.com", "2023-01-04"),
    ]


SHARED = [
    ["客户编号", "姓名", "手机", "生日", "客户等级"],
    ["K1", "王芳", "13812345671", "1990-02-03", "金卡"],
    ["K1", "王芳", "", "", "金卡"],
    ["K2", "王芳", "13912345672", "1991-03-04", "金卡"],
    ["K2", "王芳", "", "", "金卡"],
    ["K3", "李娜", "13712345673", "", "银卡"],
]


def test_two_of_one_name_are_two(tmp_path, run):
    """Rows that say the same under two numbers are two people: who corrects one of them leaves the other alone."""
    sheet = csv_file(tmp_path / "客户.csv", SHARED)
    done = run(sheet)
    before = {each["customer_id"]: each for each in table(done.out / "cleaned/customers.csv")}
    book = openpyxl.load_workbook(done.out / "cleaned.xlsx")
    page = book["客户"]
    head = [cell.value for cell in page[1]]
    row = next(line for line in page.iter_rows() if line[0].value == "K2")
    for heading, value in (("手机", "13611112222"), ("客户等级", "钻石卡"), ("姓名", "王小芳")):
        row[head.index(heading)].value = value
    book.save(done.out / "cleaned.xlsx")
    after = {each["customer_id"]: each for each in table(run(sheet).out / "cleaned/customers.csv")}
    assert set(after) == set(before) and {"王小芳", "钻石卡", "13611112222"} <= set(after["K2"].values())
    assert {**after, "K2": None} == {**before, "K2": None}


def test_who_loses_his_only_address_loses_nothing_else(tmp_path, run):
    """A row of which only a cleared e-mail said whose it is stays his, with its remark."""
    rows = [["姓名", "手机", "邮箱", "地址", "备注"], ["王小明", "13812340987", "w@example.com", HOME, ""]]
    rows += [["", "", "w@example.com", HOME, "VIP 怕辣"], *([name, phone, "", "", ""] for phone, name in OTHERS_TOO)]
    sheet = csv_file(tmp_path / "客户.csv", rows)
    done = run(sheet)
    assert table(done.out / "cleaned/customers.csv")[0]["note"] == "VIP 怕辣"
    correct(done.out, "王小明", "邮箱", None)
    customers = table(run(sheet).out / "cleaned/customers.csv")
    assert (len(customers), customers[0]["email"], customers[0]["note"]) == (3, "", "VIP 怕辣")


def test_what_was_typed_outlasts_a_new_telephone(shop, run, tmp_path):
    """Who has a new number is known again, and what people typed beside it is still meant for him."""
    done, _ = shop()
    correct(done.out, "陈静", "邮箱", "chen@example.com")
    shop()
    moved = [OTHERS[0], ["陈静", "13655557777", *OTHERS[1][2:]]]
    done = run(csv_file(tmp_path / "客户.csv", [HEADINGS, *WANG, *moved]))
    him = next(each for each in table(done.out / "cleaned/customers.csv") if each["name"] == "陈静")
    assert (him["customer_id"], him["mobile"], him["email"]) == ("C000003", "13655557777", "chen@example.com")


def test_what_only_one_row_said(run, tmp_path):
    """A correction of what one row alone said holds when that row is gone; what the source says then comes before it."""
    wang = [
        ["王小明", "13812340987", "w@example.com", HOME, BORN, "金卡"],
        ["王小明", "13812340987", "", HOME, BORN, ""],
    ]
    rows = [["姓名", "手机", "邮箱", "地址", "生日", "客户等级"], *wang, ["李娜", "13900001111", "", "", "", ""]]
    done = run(csv_file(tmp_path / "客户.csv", rows))
    correct(done.out, "王小明", "客户等级", "钻石卡")
    run(tmp_path / "客户.csv")
    left = [line for line in rows if line is not wang[0]]
    customers = table(run(csv_file(tmp_path / "客户.csv", left)).out / "cleaned/customers.csv")
    assert customers[0]["customer_level"] == "钻石卡"
    left[1][-1] = "普卡"
    customers = table(run(csv_file(tmp_path / "客户.csv", left)).out / "cleaned/customers.csv")
    assert customers[0]["customer_level"] == "普卡"


def test_news_come_before_the_word_of_a_row_that_was_overruled(run, tmp_path):
    """The row that was corrected says something new: the other one, which stood aside then, does not bring the correction back."""
    head = ["姓名", "手机", "邮箱", "地址", "生日", "客户等级"]
    one, other = (["王小明", "13812340987", mail, HOME, BORN, ""] for mail in ("w@example.com", ""))
    sheet = tmp_path / "客户.csv"

    def level(*rows):
        done = run(csv_file(sheet, [head, *rows, ["李娜", "13900001111", "", "", "", ""]]))
        customers = table(done.out / "cleaned/customers.csv")
        return done.out, [each["customer_level"] for each in customers if each["name"] == "王小明"]

    assert level([*one[:-1], "银卡"], [*other[:-1], "金卡"])[1] == ["银卡"]
    out, told = level([*other[:-1], "金卡"], [*one[:-1], "银卡"])
    assert told == ["银卡"]
    correct(out, "王小明", "客户等级", "钻石卡")
    assert level([*other[:-1], "金卡"], [*one[:-1], "银卡"])[1] == ["钻石卡"]
    assert level([*other[:-1], "金卡"], [*one[:-1], "普卡"])[1] == ["普卡"]

"""A merge is taken back: named first, decided once, obeyed from the next run on."""

from datetime import date
from shutil import rmtree

import openpyxl
import pytest

from custsheet import agreement, errors, history, restore, undo, unmerge
from custsheet.cli import history as history_command
from custsheet.cli import undo as command
from custsheet.history import check, decisions
from custsheet.watch import status
from tests.begun import begun, copied
from tests.conftest import csv_file, table, workbook

pytestmark = pytest.mark.usefixtures("without_reports")

SHOP = [
    ["客户编号", "姓名", "手机", "电子邮件", "订单号", "交易金额"],
    ["K1", "张伟", "13612347890", "zw@qq.com", "A1", "10"],
    ["K1", "张伟", "13612347890", "zw@qq.com", "A2", "20"],
    ["K2", "张玮", "13612347890", "zw@qq.com", "A3", "30"],
    ["K3", "李娜", "13512349876", "", "A4", "40"],
    ["K4", "李娜", "15812340987", "", "A5", "50"],
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The first run."""
    return begun(csv_file(tmp_path_factory.mktemp("店") / "店.csv", SHOP))


@pytest.fixture
def shop(opened, tmp_path):
    return copied(opened, tmp_path) / "店.csv"


def customers(done):
    return {each["customer_id"]: each["name"] for each in table(done.out / "cleaned/customers.csv")}


def owners(done):
    people = customers(done)
    return {each["order_id"]: people[each["customer_id"]] for each in table(done.out / "cleaned/orders.csv")}


def test_undo(run, shop):
    """Rows come back cell for cell, orders go with them, word-for-word repeats stay together, run after run."""
    done = run(shop)
    assert len(customers(done)) == 3
    (merged,) = [each for each, name in customers(done).items() if name in ("张伟", "张玮")]
    told = unmerge.merge(merged, done.out, dry_run=True)
    assert (told.orders, len(told.rows), told.repeats, told.news) == (3, 2, 1, True)
    assert decisions.ledger(done.out / history.STATE).empty
    unmerge.merge(merged, done.out, why="两口子")
    assert decisions.ledger(done.out / history.STATE)["why"].unique().tolist() == ["两口子"]
    assert agreement.measured(done.out).verdicts == 1  # the matcher's likelihood stands beside what was said
    for _ in range(2):
        done = run(shop)
        assert sorted(customers(done).values()) == ["张伟", "张玮", "李娜", "李娜"]
        assert [owners(done)[order] for order in ("A1", "A2", "A3")] == ["张伟", "张伟", "张玮"]
    found = {each["name"]: each for each in table(done.out / "cleaned/customers.csv")}
    assert (found["张玮"]["mobile"], found["张玮"]["email"]) == ("13612347890", "zw@qq.com")


def test_a_merge_is_taken_back_without_the_history(run, shop):
    """What is noted beside the outputs is enough, whatever became of the records of runs."""
    done = run(shop)
    rmtree(done.out / history.STATE / "runs")
    (merged,) = [each for each, name in customers(done).items() if name in ("张伟", "张玮")]
    assert len(unmerge.merge(merged, done.out).rows) == 2
    assert sorted(customers(run(shop)).values()) == ["张伟", "张玮", "李娜", "李娜"]


def test_whom(run, shop):
    """A name will do where it is clear; where it is not, candidates are named; nothing is decided twice."""
    done = run(shop)
    (merged,) = [each for each, name in customers(done).items() if name in ("张伟", "张玮")]
    with pytest.raises(errors.InputError, match=f"E_UNDO_WHO.*{merged}"):
        unmerge.merge("赵六", done.out)
    assert unmerge.merge(customers(done)[merged], done.out).customer_id == merged
    assert not unmerge.merge(merged, done.out).news
    with pytest.raises(errors.InputError, match="E_UNDO_NOTHING"):
        unmerge.merge(merged, shop.parent)


def test_the_command(run, shop, capsys):
    """The command names every row it takes apart and the orders that move."""
    done = run(shop)
    (merged,) = [each for each, name in customers(done).items() if name in ("张伟", "张玮")]
    assert command.call(done.out, merged, "", dry_run=True, as_json=False, quiet=False) == 0
    said = capsys.readouterr().out
    assert "店.csv › 4" in said and "3 笔订单" in said and "什么也没有记" in said


def test_old_numbers(run, shop):
    """The sheet's own numbers that were lost in a merge are in the workbook and in a CSV file, with the customer they lead to."""
    done = run(shop)
    led = {each["old_id"]: each["new_id"] for each in table(done.out / "cleaned/aliases.csv")}
    (merged,) = [each for each, name in customers(done).items() if name in ("张伟", "张玮")]
    assert {led.get(old, old) for old in ("K1", "K2")} == {merged}
    sheet = openpyxl.load_workbook(done.out / "cleaned.xlsx")["旧号对照"]
    assert [cell.value for cell in sheet[1]] == ["旧号", "新号", "文件", "行"]
    again = run(done.out / "cleaned.xlsx", out="again")
    assert customers(again) == customers(done)


def test_who_keeps_the_number(run, tmp_path):
    """Taken apart, the number stays with the row of the customers' own sheet, however many order lines the other piece has."""
    people = csv_file(tmp_path / "客户.csv", [["姓名", "手机"], ["李娜", "13512349876"], ["张伟", "13612347890"]])
    lines = [["张玮", "13612347890", f"A{number}", "20"] for number in range(4)]
    sales = csv_file(tmp_path / "a订单.csv", [["姓名", "手机", "订单号", "交易金额"], *lines])
    done = run(sales, people)
    merged = next(number for number, name in customers(done).items() if name in ("张伟", "张玮"))
    assert len(customers(done)) == 2
    unmerge.merge(merged, done.out)
    done = run(sales, people)
    assert customers(done)[merged] == "张伟" and sorted(customers(done).values()) == ["张伟", "张玮", "李娜"]
    (other,) = [number for number, name in customers(done).items() if name == "张玮"]
    assert customers(run(people, sales))[merged] == "张伟" and customers(done)[other] == "张玮"


def test_order_lines_go_with_whom_they_name(run, tmp_path):
    """Lines with the number of a row of the list are parted from nobody; every row has the number it brought, and is asked about no more."""
    people = [
        ["客户编号", "姓名", "手机"],
        ["A1", "张伟", "13612347890"],
        ["A2", "张玮", "13612347890"],
        ["A3", "李娜", ""],
    ]
    lines = [["订单号", "客户编号", "姓名", "电话", "金额"]]
    lines += [
        [f"D{number}", f"A{1 + number % 2}", "张" + "伟玮"[number % 2], "13612347890", "20"] for number in range(4)
    ]
    book = workbook(tmp_path / "店.xlsx", people, "客户", 订单=lines)
    done = run(book)
    assert customers(done) == {"A1": "张伟", "A3": "李娜"}
    told = unmerge.merge("A1", done.out)
    assert (len(told.rows), told.keeps, told.repeats) == (2, "店.xlsx › 客户 › 2", 4)
    done = run(book)
    assert customers(done) == {"A1": "张伟", "A2": "张玮", "A3": "李娜"}
    assert [each["customer_id"] for each in table(done.out / "cleaned/orders.csv")] == ["A1", "A2", "A1", "A2"]
    assert table(done.out / "matches.csv") == [] and not (done.out / "cleaned/aliases.csv").exists()


def test_a_decision_outlasts_a_rule_taken_back(run, tmp_path):
    """Phones as they were typed do not hide who a customer was decided to be, though he has moved as well."""
    people = [["姓名", "手机", "地址"], ["张伟", "136-1234-7890", "人民路1号"], ["张玮", "136 1234 7890", "人民路1号"]]
    source = csv_file(tmp_path / "客户.csv", [*people, ["李娜", "13512349876", "中山路2号"]])
    done = run(source)
    unmerge.merge("C000001", done.out)
    undo.change("rule", "phone.format", done.out)
    assert len(customers(run(source))) == 3
    people[1][2], people[2][2] = "南京西路500号", "延安西路100号"
    done = run(csv_file(source, [*people, ["李娜", "13512349876", "中山路2号"]]))
    assert sorted(customers(done).values()) == ["张伟", "张玮", "李娜"]


def test_a_run_on_the_same_inputs(run, shop, capsys):
    """Where the inputs were those of before, a run taken back takes what was decided since with it; the inputs stay in use."""
    done = run(shop)
    before = customers(done)
    (merged,) = [each for each, name in before.items() if name in ("张伟", "张玮")]
    unmerge.merge(merged, done.out)
    assert len(customers(run(shop))) == 4
    assert restore.run(2, done.out, dry_run=True).withdrawn and len(decisions.ledger(done.out / history.STATE))
    assert command.call(done.out, "", "", False, False, False, run_number=2) == 0
    said = capsys.readouterr().out
    assert "仍可再用" in said and "（1 份）" in said and "--force" not in said
    assert decisions.ledger(done.out / history.STATE).empty and customers(done) == before
    assert not check.checked(history.state_of(done.out)).faults
    assert customers(run(shop)) == before
    told = restore.run(4, done.out)
    assert (told.refused, told.withdrawn) == ([], [])


def test_a_run_on_other_inputs(run, shop, tmp_path, capsys):
    """Where the inputs were others, they are refused and what was decided holds on; `--force` takes them all the same."""
    done = run(shop)
    unmerge.merge(next(each for each, name in customers(done).items() if name in ("张伟", "张玮")), done.out)
    other = csv_file(tmp_path / "新.csv", [*SHOP, ["K5", "赵云", "13712340000", "", "A6", "60"]])
    run(other)
    assert command.call(done.out, "", "", False, False, False, run_number=2) == 0
    said = capsys.readouterr().out
    assert "第 2 次运行用过的输入以后不再采用" in said and "仍可再用" not in said
    with pytest.raises(errors.InputError, match="E_INPUT_UNDONE"):
        run(other)
    assert len(customers(run(shop))) == 4
    assert len(customers(run(other, force=True))) == 5


def test_inputs_taken_all_the_same_are_welcome_from_then_on(run, shop, tmp_path):
    """What `--force` accepted once, the nightly run accepts too; until another undo refuses it again."""
    out = run(shop).out
    other = csv_file(tmp_path / "新.csv", [*SHOP, ["K5", "赵云", "13712340000", "", "A6", "60"]])
    run(other)
    restore.run(2, out)
    run(other, force=True)
    run(other)
    run(other, as_of=date(2026, 12, 24))
    restore.run(4, out)
    with pytest.raises(errors.InputError, match="E_INPUT_UNDONE"):
        run(other)


def test_an_undo_that_is_taken_back_refuses_nothing(run, shop, tmp_path):
    """Then all is as before it: cleaned tables, and the inputs, which may be used again."""
    out = run(shop).out
    other = csv_file(tmp_path / "新.csv", [*SHOP, ["K5", "赵云", "13712340000", "", "A6", "60"]])
    new = customers(run(other))
    restore.run(2, out)
    with pytest.raises(errors.InputError, match="E_INPUT_UNDONE"):
        run(other)
    restore.run(3, out)
    assert customers(run(other)) == new


def test_customers_of_a_run_taken_back_have_their_numbers_again_when_they_come_again(run, tmp_path):
    people = [["姓名", "手机"], ["张伟", "13812340000"], ["李娜", "13912340000"]]
    out = run(csv_file(tmp_path / "一.csv", people)).out
    new = customers(run(csv_file(tmp_path / "二.csv", [*people, ["赵云", "13712340000"], ["关羽", "13612340000"]])))
    restore.run(2, out)
    again = customers(run(csv_file(tmp_path / "三.csv", [*people, ["关羽", "13612340000"], ["赵云", "13712340000"]])))
    assert again == new
    assert not check.checked(history.state_of(out)).faults


def test_status_says_that_a_run_was_taken_back(run, shop, tmp_path):
    out = run(shop).out
    run(csv_file(tmp_path / "新.csv", [*SHOP, ["K5", "赵云", "13712340000", "", "A6", "60"]]))
    restore.run(2, out)
    assert (status.examine(out).state, status.examine(out).undone) == (1, 2)
    assert "撤销" in status.told(status.examine(out), "text")
    run(shop)
    assert status.examine(out).state == 0


def test_money_that_falls_out_is_told(run, tmp_path, capsys):
    """Who takes back how amounts are read is told what the sums become, and every value that is left out is an issue."""
    rows = [["姓名", "手机", "订单号", "订单日期", "交易金额"]]
    rows += [
        [f"张{each}", f"1381234000{n}", f"A{n}", "2026年3月5日", each]
        for n, each in enumerate(("¥1,200", "300", "5元"))
    ]
    source = csv_file(tmp_path / "店.csv", rows)
    done = run(source)
    assert command.call(done.out, "", "", False, False, False, rule="amount.format") == 0
    said = capsys.readouterr().out
    assert "1,205.00" in said and " 0.00" in said and "2 个值" in said
    found = run(source).report.book.issues
    assert sorted(found.loc[found["code"] == "value.taken_back", "value"]) == ["5元", "¥1,200"]
    undo.change("column", "订单日期", done.out)
    found = run(source).report.book.issues
    assert (found["code"] == "value.taken_back").sum() == 5


def test_an_undo_stops_no_run(run, tmp_path):
    """However many values it leaves unread, that is no wrong file; and a day with an hour behind it is read all the same."""
    rows = [["姓名", "手机", "订单号", "订单日期", "交易金额"]]
    rows += [[f"张{n}", f"138123400{n:02d}", f"A{n}", "2022-03-05 00:00:00", f"¥{n},200"] for n in range(1, 31)]
    source = csv_file(tmp_path / "店.csv", rows)
    done = run(source)
    for rule in ("date.format", "amount.format"):
        undo.change("rule", rule, done.out)
    found = run(source).report.book.issues
    assert set(found.loc[found["code"] == "value.taken_back", "field"]) == {"amount"}


@pytest.mark.parametrize(
    ("kind", "what", "code"),
    [
        ("column", "手机", ""),
        ("column", "星座", "E_UNDO_COLUMN"),
        ("cell", "K9.手机", "E_SHOW_WHO"),
        ("cell", "K1", "E_UNDO_CELL_HOW"),
        ("cell", "K4.姓名", "E_UNDO_CELL"),
    ],
)
def test_fields_are_known_by_what_people_call_them(run, shop, kind, what, code):
    out = run(shop).out
    if not code:
        assert undo.change(kind, what, out).news and not undo.change(kind, "mobile", out).news
        return
    with pytest.raises(errors.InputError, match=code):
        undo.change(kind, what, out)


def test_what_no_run_has_read_yet_is_read_first(run, shop, tmp_path, capsys):
    """Somebody corrects the cleaned workbook, and then the run that wrote it is taken back: his correction holds."""
    done = run(shop)
    other = csv_file(tmp_path / "新.csv", [*SHOP, ["K5", "赵云", "13712340000", "", "A6", "60"]])
    run(other)
    workbook = openpyxl.load_workbook(done.out / "cleaned.xlsx")
    sheet = workbook.worksheets[0]
    next(each for row in sheet for each in row if each.value == "赵云").value = "赵子云"
    workbook.save(done.out / "cleaned.xlsx")
    assert restore.run(2, done.out, dry_run=True).learned == ["cleaned.xlsx"]
    assert command.call(done.out, "", "", False, False, False, run_number=2) == 0
    assert "cleaned.xlsx 里填写过" in capsys.readouterr().out
    assert "赵子云" in customers(run(other, force=True)).values()


PLAIN = [["姓名", "手机号码", "城市"], ["张三", "138 0013 8001", "北京市"], ["李四", "13900139002", "上海市"]]


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The first run of PLAIN."""
    return begun(csv_file(tmp_path_factory.mktemp("客户") / "客户.csv", PLAIN))


@pytest.fixture
def people(plain, tmp_path):
    return copied(plain, tmp_path) / "客户.csv"


def corrected(run, people, who, field, value):
    """Type a value into the cleaned workbook and run again."""
    done = run(people)
    workbook = openpyxl.load_workbook(done.out / "cleaned.xlsx")
    sheet = workbook.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    line = next(row for row in sheet.iter_rows(min_row=2) if row[head.index("姓名")].value == who)
    line[head.index(field)].value = value
    workbook.save(done.out / "cleaned.xlsx")
    return run(people)


@pytest.mark.parametrize(
    ("kind", "what", "city"),
    [
        ("column", "手机号码", "苏州市"),
        ("rule", "phone.format", "苏州市"),
        ("column", "城市", "上海市"),
    ],
)
def test_numbers_and_corrections_stay(run, people, kind, what, city):
    """Whoever takes a change back alters that change alone: customers keep their numbers, and what people typed elsewhere."""
    done = corrected(run, people, "李四", "城市", "苏州市")
    before = customers(done)
    undo.change(kind, what, done.out)
    done = run(people)
    assert customers(done) == before
    cities = {each["name"]: each["city"] for each in table(done.out / "cleaned/customers.csv")}
    assert cities == {"张三": "北京市", "李四": city}
    done = corrected(run, people, "李四", "城市", "无锡市")
    assert {each["city"] for each in table(done.out / "cleaned/customers.csv")} == {"北京市", "无锡市"}


@pytest.mark.parametrize(
    ("kind", "what"), [("rule", "统一电话格式"), ("column", "手机号码"), ("cell", "C000001.手机号码")]
)
def test_what_was_taken_back_can_be_made_again(run, people, kind, what, capsys):
    """An undo is not for ever: `--redo` takes it back, and the command without options says what is in force."""
    done = run(people)
    before = customers(done)
    undo.change(kind, what, done.out)
    assert "138 0013 8001" in {each["mobile"] for each in table(run(people).out / "cleaned/customers.csv")}
    with pytest.raises(errors.ConfigError, match="C000001" if kind == "cell" else f"--{kind}"):
        command.call(done.out, "", "", False, False, False)
    assert undo.change(kind, what, done.out, again=True).news
    assert "13800138001" in {each["mobile"] for each in table(run(people).out / "cleaned/customers.csv")}
    assert not undo.change(kind, what, done.out, again=True).news and customers(done) == before
    undo.change(kind, what, done.out)
    assert "138 0013 8001" in {each["mobile"] for each in table(run(people).out / "cleaned/customers.csv")}


def test_a_field_that_is_not_there(run, people):
    """A wrong field of a cell is told as that."""
    done = run(people)
    with pytest.raises(errors.InputError, match="E_UNDO_COLUMN"):
        undo.change("cell", "C000001.mobil", done.out)


@pytest.mark.parametrize(("kind", "what"), [("cell", "C000001.手机号码"), ("rule", "phone.format")])
def test_what_people_typed_outlasts_an_undo(run, people, kind, what):
    """A rule taken back takes no person's word; one that took it gives it back; and later words count as always."""
    done = corrected(run, people, "张三", "手机号码", "13600000001")

    def mobiles():
        return [each["mobile"] for each in table(done.out / "cleaned/customers.csv")]

    assert mobiles()[0] == "13600000001"
    undo.change(kind, what, done.out)
    run(people)
    assert (mobiles()[0] == "13600000001") == (kind == "rule")
    corrected(run, people, "李四", "手机号码", "13600000002")
    assert mobiles()[1] == "13600000002"
    undo.change(kind, what, done.out, again=True)
    run(people)
    assert mobiles() == ["13600000001", "13600000002"]
    corrected(run, people, "张三", "手机号码", "13600000003")
    assert not undo.change(kind, what, done.out, again=True).news
    assert mobiles() == ["13600000003", "13600000002"]


def test_a_run_is_undone_once(run, shop, capsys):
    """Undone again it stays as it is, and the history says where an undo went back to."""
    run(shop)
    out = run(csv_file(shop, SHOP[:-1])).out
    restore.run(2, out)
    with pytest.raises(errors.InputError, match="E_UNDO_ALREADY"):
        restore.run(2, out)
    history_command.call(out, False)
    assert "退回到第1次" in capsys.readouterr().out.splitlines()[-1]

"""A merge is taken back: named first, decided once, obeyed from the next run on."""

import openpyxl
import pytest

from custsheet import errors, history, restore, undo
from custsheet.cli import undo as command
from custsheet.history import check, decisions
from tests.begun import begun, copied
from tests.conftest import csv_file, table

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
    told = undo.merge(merged, done.out, dry_run=True)
    assert (told.orders, len(told.rows), told.news) == (3, 3, True)
    assert decisions.ledger(done.out / history.STATE).empty
    undo.merge(merged, done.out, why="两口子")
    assert decisions.ledger(done.out / history.STATE)["why"].unique().tolist() == ["两口子"]
    for _ in range(2):
        done = run(shop)
        assert sorted(customers(done).values()) == ["张伟", "张玮", "李娜", "李娜"]
        assert [owners(done)[order] for order in ("A1", "A2", "A3")] == ["张伟", "张伟", "张玮"]
    found = {each["name"]: each for each in table(done.out / "cleaned/customers.csv")}
    assert (found["张玮"]["mobile"], found["张玮"]["email"]) == ("13612347890", "zw@qq.com")


def test_whom(run, shop):
    """A name will do where it is clear; where it is not, candidates are named; nothing is decided twice."""
    done = run(shop)
    (merged,) = [each for each, name in customers(done).items() if name in ("张伟", "张玮")]
    with pytest.raises(errors.InputError, match=f"E_UNDO_WHO.*{merged}"):
        undo.merge("赵六", done.out)
    assert undo.merge(customers(done)[merged], done.out).customer_id == merged
    assert not undo.merge(merged, done.out).news
    with pytest.raises(errors.InputError, match="E_UNDO_NOTHING"):
        undo.merge(merged, shop.parent)


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
    undo.merge(merged, done.out)
    done = run(sales, people)
    assert customers(done)[merged] == "张伟" and sorted(customers(done).values()) == ["张伟", "张玮", "李娜"]
    (other,) = [number for number, name in customers(done).items() if name == "张玮"]
    assert customers(run(people, sales))[merged] == "张伟" and customers(done)[other] == "张玮"


def test_a_run_on_the_same_inputs(run, shop, capsys):
    """Where the inputs were those of before, a run taken back takes what was decided since with it; the inputs stay in use."""
    done = run(shop)
    before = customers(done)
    (merged,) = [each for each, name in before.items() if name in ("张伟", "张玮")]
    undo.merge(merged, done.out)
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
    undo.merge(next(each for each, name in customers(done).items() if name in ("张伟", "张玮")), done.out)
    other = csv_file(tmp_path / "新.csv", [*SHOP, ["K5", "赵云", "13712340000", "", "A6", "60"]])
    run(other)
    assert command.call(done.out, "", "", False, False, False, run_number=2) == 0
    said = capsys.readouterr().out
    assert "第 2 次运行用过的输入以后不再采用" in said and "仍可再用" not in said
    with pytest.raises(errors.InputError, match="E_INPUT_UNDONE"):
        run(other)
    assert len(customers(run(shop))) == 4
    assert len(customers(run(other, force=True))) == 5

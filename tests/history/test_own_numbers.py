"""The shop's own customer numbers stay the customers' numbers, whatever is added."""

import csv
from datetime import date

import openpyxl
import pytest

from custsheet import job
from tests.conftest import csv_file, table

pytestmark = pytest.mark.usefixtures("without_reports")

HEAD = ["客户编号", "姓名", "手机号码", "城市"]
JANUARY = [
    ["K1", "张三", "13800138001", "北京市"],
    ["K2", "李四", "13900139002", "上海市"],
    ["K3", "王五", "13700137003", "广州市"],
]
FEBRUARY = [*JANUARY[1:], ["K4", "赵强", "13600136004", "深圳市"]]


def run(paths, out, day):
    job.run(paths, out, as_of=day)
    return {each["customer_id"]: each["name"] for each in table(out / "cleaned/customers.csv")}


@pytest.mark.parametrize("number", ["K4", None])
def test_a_row_that_people_added(tmp_path, number):
    """It has the number that was typed, else one of ours; the others keep theirs, and the table its columns."""
    path, out = csv_file(tmp_path / "客户.csv", [HEAD, *JANUARY]), tmp_path / "out"
    run([path], out, date(2026, 1, 1))
    columns = table(out / "cleaned/customers.csv")[0].keys()
    book = openpyxl.load_workbook(out / "cleaned.xlsx")
    book.worksheets[0].append([number, "孔令辉", "13711112222"])
    book.save(out / "cleaned.xlsx")
    found = run([path], out, date(2026, 1, 2))
    assert found == {"K1": "张三", "K2": "李四", "K3": "王五", number or "C000001": "孔令辉"}
    assert table(out / "cleaned/customers.csv")[0].keys() == columns
    assert run([path], out, date(2026, 1, 3)) == found


def test_a_further_month(tmp_path):
    """Two exports of one list have one numbering: nobody changes, the new customer has his number."""
    january, out = csv_file(tmp_path / "客户_2026-01.csv", [HEAD, *JANUARY]), tmp_path / "out"
    run([january], out, date(2026, 2, 1))
    february = csv_file(tmp_path / "客户_2026-02.csv", [HEAD, *FEBRUARY])
    found = run([january, february], out, date(2026, 3, 1))
    assert found == {"K1": "张三", "K2": "李四", "K3": "王五", "K4": "赵强"}
    assert "客户编号" not in table(out / "cleaned/customers.csv")[0]


def test_strangers_of_two_lists(tmp_path):
    """1, 2, 3 in the customer list and in the shop are different people: then none of these numbers serve."""
    lists = [
        [HEAD, *[[str(n), f"{name}{n}", f"1{phone}000000{n}", ""] for n in (1, 2, 3)]]
        for name, phone in (("张", "380"), ("李", "590"))
    ]
    paths = [csv_file(tmp_path / f"{n}.csv", lines) for n, lines in enumerate(lists)]
    assert set(run(paths, tmp_path / "out", date(2026, 1, 1))) == {f"C00000{n}" for n in range(1, 7)}


def test_many_rows_of_few_customers(tmp_path):
    """Rows that were merged brought numbers that nobody has: those that customers have are as good as before."""
    rows = [[f"K{n}", f"张{'伟明强芳敏静丽军勇磊'[n % 10]}", f"1380013800{n % 10}", "北京市"] for n in range(30)]
    path, out = csv_file(tmp_path / "客户.csv", [HEAD, *rows]), tmp_path / "out"
    first = run([path], out, date(2026, 1, 1))
    assert set(first) == {f"K{n}" for n in range(10)}
    with path.open("a", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerow(["K99", "孔令辉", "13711112222", ""])
    assert run([path], out, date(2026, 1, 2)) == first | {"K99": "孔令辉"}


@pytest.mark.parametrize(("numbers", "kept"), [("K1 K2 K9 K3", True), ("K9 K3 K1 K2", False)])
def test_a_column_is_missing(tmp_path, numbers, kept):
    """An export without its e-mails changes every row it had one in; the numbers serve on, if they still are those people's."""
    head = ["客户编号", "姓名", "手机号码", "身份证号", "邮箱"]
    people = [
        ["K1", "张三", "13800138001", "", "zs@qq.com"],
        ["K2", "李四", "13900139002", "11010519491231002X", "ls@qq.com"],
        ["K3", "王五", "13700137003", "", "ww@qq.com"],
        ["K9", "李四", "13900139009", "11010519491231002X", ""],  # merged into K2; the only row that says what it said
    ]
    out = tmp_path / "out"
    run([csv_file(tmp_path / "客户_2026-01.csv", [head, *people])], out, date(2026, 2, 1))
    rows = [people[0], people[1], people[3], people[2]]
    later = [[number, *each[1:4]] for number, each in zip(numbers.split(), rows, strict=True)]
    found = run([csv_file(tmp_path / "客户_2026-02.csv", [head[:4], *later])], out, date(2026, 3, 1))
    assert found == {"K1": "张三", "K2": "李四", "K3": "王五"}
    assert ("客户编号" in table(out / "cleaned/customers.csv")[0]) == (not kept)


def test_colleagues_are_numbered_anew(tmp_path):
    """One firm and its telephone are no proof that the numbers are still the same people's: then nobody takes over another's."""
    names = ["张三", "李四", "王五", "赵强", "孙丽", "周杰", "吴敏", "郑浩"]
    out, head = tmp_path / "out", ["客户编号", "姓名", "电话", "公司", "邮箱"]
    rows = [[f"K{n}", name, "021-50008000", "上海云帆贸易有限公司", f"u{n}@yf.com"] for n, name in enumerate(names, 1)]
    before = run([csv_file(tmp_path / "客户_2026-01.csv", [head, *rows])], out, date(2026, 2, 1))
    later = [[f"K{n}", *row[1:4]] for n, row in enumerate(rows[3:] + rows[:3], 1)]
    after = run([csv_file(tmp_path / "客户_2026-02.csv", [head[:4], *later])], out, date(2026, 3, 1))
    assert not {number for number, name in after.items() if before.get(number, name) != name}

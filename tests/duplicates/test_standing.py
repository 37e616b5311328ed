"""What stood for a customer goes on standing where the rules leave it open."""

from itertools import permutations

import pytest

from tests.conftest import csv_file, table

pytestmark = pytest.mark.usefixtures("without_reports")

HEADINGS = ["姓名", "手机", "邮箱", "地址", "生日", "备注", "客户等级"]
HOME, BORN = "北京市朝阳区建国路88号5号楼201室", "1985-03-02"
WANG = [
    ["王小明", "13812345678", "wang@example.com", HOME, BORN, "怕辣", "金卡"],
    ["王晓明", "13812345678", "wang@example.com", HOME, BORN, "老客户", "银卡"],
    ["王小明", "13812345678", "xm@example.com", HOME, BORN, "", "金卡"],
]
OTHERS = [
    ["李娜", "13900001111", "lina@example.com", "上海市徐汇区漕溪北路18号", "1990-01-02", "", ""],
    ["陈静", "13700002222", "", "", "1992-01-02", "", ""],
]


def test_a_list_sorted_anew_alters_nobody(run, tmp_path):
    """Of rows that are equally good the one that stood stands: values, second addresses and the order of remarks."""
    sheet = tmp_path / "客户.csv"
    orders = list(permutations([*WANG, *OTHERS]))[::29]
    told = [table(run(csv_file(sheet, [HEADINGS, *each])).out / "cleaned/customers.csv") for each in orders]
    first, *others = [{each["customer_id"]: each for each in customers} for customers in told]
    assert len(first) == 3 and any("；" in each["note"] and each["other_email"] for each in first.values())
    assert all(each == first for each in others)

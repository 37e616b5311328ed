"""Who changed his telephone number is known by what else he brought, as long as that is his."""

import pytest

from tests.conftest import csv_file, table

pytestmark = pytest.mark.usefixtures("without_reports")

OTHERS = [["13900001111", "李娜"], ["13700002222", "陈静"]]
IDS = ["11010119850302001X", "110101199003078371"]


@pytest.mark.parametrize(
    ("headings", "his", "again"),
    [
        pytest.param(["姓名", "生日"], ["王小明", "1985-03-02"], True, id="name and birthday"),
        pytest.param(["姓名", "地址"], ["王小明", "北京市朝阳区建国路88号5号楼201室"], True, id="name and address"),
        pytest.param(["姓名", "身份证号"], ["王小明", IDS[0]], True, id="identity card"),
        pytest.param(["姓名", "邮箱"], ["王小明", "wang@example.com"], True, id="name and e-mail"),
        pytest.param(["名", "姓", "生日"], ["小明", "王", "1985-03-02"], True, id="name in two columns"),
        pytest.param(["姓名", "备注"], ["王小明", "老客户"], False, id="a name alone"),
    ],
)
def test_a_changed_number(run, tmp_path, headings, his, again):
    """He keeps his customer number where the rest tells him from everybody else."""
    blanks = [""] * (len(headings) - 1)
    others = [[phone, name, *blanks] for phone, name in OTHERS]
    sheet = tmp_path / "客户.csv"
    numbers = []
    for phone in ("13812345678", "13655556666"):
        done = run(csv_file(sheet, [["手机", *headings], [phone, *his], *others]))
        numbers += [
            each["customer_id"] for each in table(done.out / "cleaned/customers.csv") if each["mobile"] == phone
        ]
    assert (numbers[0] == numbers[1]) == again

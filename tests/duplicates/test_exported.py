"""Exports of several months kept together: the later one says what is true now."""

import csv
from datetime import date

import pytest

from custsheet import job

pytestmark = pytest.mark.usefixtures("without_reports")

HEAD = ["客户姓名", "手机号码", "身份证号", "联系地址", "客户等级"]
OLD = ["王小明", "13800138000", "11010519491231002X", "北京市朝阳区建国路1号2单元301室", "普通"]
NEW = ["王小明", "13900139000", "11010519491231002X", "北京市海淀区学院路5号3单元402室", "金卡"]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("客户_2026-02.csv", "客户_2026-03.csv"),
        ("客户2026年2月.csv", "客户2026年11月.csv"),
        ("B20260228客户.csv", "A20260315客户.csv"),
        ("客户.csv", "导出 2026.3.1.csv"),
    ],
)
@pytest.mark.parametrize("own", ["", "2026-01-05"])
def test_the_later_export_counts(tmp_path, older, newer, own):
    """Whatever the order of the names; also where both rows say that they were updated the same day."""
    for name, row in ((older, OLD), (newer, NEW)):
        with (tmp_path / name).open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([[*HEAD, "更新时间"], [*row, own]])
    job.run([tmp_path / older, tmp_path / newer], tmp_path / "out", as_of=date(2026, 12, 1))
    with (tmp_path / "out/cleaned/customers.csv").open(encoding="utf-8-sig") as file:
        (customer,) = csv.DictReader(file)
    assert customer["mobile"] == "13900139000" and "13800138000" in customer.values()
    assert customer["address"] == NEW[3] and customer["customer_level"] == "金卡"

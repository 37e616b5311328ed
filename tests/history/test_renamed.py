"""A column whose heading changes between two exports is the same column, though its new heading is another field's name."""

import json

import pytest
from openpyxl import load_workbook

from custsheet import history, job, past
from tests.conftest import csv_file, table

pytestmark = pytest.mark.usefixtures("without_reports")

PEOPLE = [
    ("王小明", "13812345678", "上海市徐汇区漕溪路12号"),
    ("李娜", "1391234567", "北京市海淀区中关村大街1号"),  # a digit is missing
    ("赵敏", "13698765432", "广州市天河区体育西路8号"),
    ("欧阳建国", "13511112222", "成都市武侯区人民南路四段5号"),
]
LATER = {"手机": "电话", "电话": "手机", "联系电话": "手机号码"}


def exported(path, heading, people):
    return csv_file(path, [["姓名", heading, "地址"], *people])


def issues(out):
    found = json.loads((out / "issues.json").read_text(encoding="utf-8"))["issues"]
    return {each["id"]: each["status"] for each in found if not each["code"].startswith("drift.")}


def diff(out):
    told = past.compared([out])
    return dict(told["kind"].value_counts())


@pytest.mark.parametrize("heading", LATER)
def test_the_only_telephone_column_under_another_name(tmp_path, heading):
    out = tmp_path / "out"
    job.run([exported(tmp_path / "一月.csv", heading, PEOPLE)], out)
    before, told = table(out / "cleaned" / "customers.csv"), issues(out)
    job.run([exported(tmp_path / "二月.csv", LATER[heading], PEOPLE[::-1][1:])], out)
    after = {each["customer_id"]: each for each in table(out / "cleaned" / "customers.csv")}
    assert after == {each["customer_id"]: each for each in before[:3]}
    assert set(diff(out)) <= {"gone", "moved"}
    assert issues(out) == dict.fromkeys(told, "open")
    found = json.loads((out / "issues.json").read_text(encoding="utf-8"))["issues"]
    codes = {each["code"] for each in found if each["code"].startswith("drift.column")}
    assert codes == {"drift.column_renamed"}


def test_two_telephone_columns_stay_what_they_are(tmp_path):
    out = tmp_path / "out"
    job.run([exported(tmp_path / "一月.csv", "手机", PEOPLE)], out)
    both = [[name, mobile, "021-62345678", address] for name, mobile, address in PEOPLE]
    job.run([csv_file(tmp_path / "二月.csv", [["姓名", "手机", "电话", "地址"], *both])], out)
    first = table(out / "cleaned" / "customers.csv")[0]
    assert (first["customer_id"], first["mobile"], first["phone"]) == ("C000001", "13812345678", "021-62345678")


def test_a_column_that_the_user_names_is_taken_at_his_word(tmp_path):
    out = tmp_path / "out"
    job.run([exported(tmp_path / "一月.csv", "手机", PEOPLE)], out)
    job.run([exported(tmp_path / "二月.csv", "电话", PEOPLE)], out, mapping={"电话": "phone"})
    assert history.last(out).run["columns"][1]["field"] == "phone"


def test_what_people_corrected_under_the_old_heading_holds_under_the_new_one(tmp_path):
    out = tmp_path / "out"
    job.run([exported(tmp_path / "一月.csv", "手机", PEOPLE)], out)
    cleaned = load_workbook(out / "cleaned.xlsx")
    cleaned.worksheets[0]["C3"] = "13912345670"
    cleaned.save(out / "cleaned.xlsx")
    job.run([exported(tmp_path / "二月.csv", "电话", PEOPLE)], out)
    assert table(out / "cleaned" / "customers.csv")[1]["mobile"] == "13912345670"
    cleaned = load_workbook(out / "cleaned.xlsx")  # under its new heading now
    assert cleaned.worksheets[0]["C1"].value == "电话"
    cleaned.worksheets[0]["C4"] = "13698765430"
    cleaned.save(out / "cleaned.xlsx")
    job.run([exported(tmp_path / "三月.csv", "手机", PEOPLE)], out)
    assert [each["mobile"] for each in table(out / "cleaned" / "customers.csv")[1:3]] == ["13912345670", "13698765430"]


def test_two_files_are_compared_as_two_runs_are(tmp_path):
    files = [exported(tmp_path / f"{each}.csv", each, PEOPLE) for each in ("手机", "电话")]
    assert not len(past.compared(files))


def test_nothing_is_lost_where_people_added_the_other_column(tmp_path):
    """A row added to the cleaned workbook with both numbers keeps both, whatever the column of the sources is called."""
    out = tmp_path / "out"
    job.run([exported(tmp_path / "一月.csv", "手机", PEOPLE)], out)
    cleaned = load_workbook(out / "cleaned.xlsx")
    sheet = cleaned.worksheets[0]
    line, place = len(PEOPLE) + 2, sheet.max_column + 1
    sheet.cell(1, place, "电话")
    sheet.cell(line, 2, "孙悟空")
    sheet.cell(line, 3, "13822223333")
    sheet.cell(line, place, "021-62345678")
    cleaned.save(out / "cleaned.xlsx")
    job.run([exported(tmp_path / "二月.csv", "电话", PEOPLE)], out)
    (added,) = [each for each in table(out / "cleaned" / "customers.csv") if each["name"] == "孙悟空"]
    assert {"13822223333", "021-62345678"} <= set(added.values())


def test_both_months_in_one_folder(tmp_path):
    """The later export is of the same list under another heading: numbers, issues and corrections go on as with one file."""
    out = tmp_path / "out"
    january = exported(tmp_path / "客户_2026-01.csv", "手机号码", PEOPLE)
    job.run([january], out)
    before, told = table(out / "cleaned" / "customers.csv"), issues(out)
    february = exported(
        tmp_path / "客户_2026-02.csv", "电话", [*PEOPLE[1:], ("孙新来", "13700137000", "深圳市南山区科技路1号")]
    )
    for _ in range(2):
        job.run([january, february], out, force=True)
        after = table(out / "cleaned" / "customers.csv")
        assert [each["customer_id"] for each in after] == ["C000001", "C000002", "C000003", "C000004", "C000005"]
        assert "phone" not in after[0] and {each["mobile"] for each in before} < {each["mobile"] for each in after}
        assert {number: status for number, status in issues(out).items() if number in told} == dict.fromkeys(
            told, "open"
        )


def test_another_list_with_landlines(tmp_path):
    """A shop's list beside the customers' is no new export of it: its telephone numbers stay what they are."""
    out = tmp_path / "out"
    people = exported(tmp_path / "客户.csv", "手机", PEOPLE)
    job.run([people], out)
    shops = csv_file(
        tmp_path / "门店.csv", [["客户姓名", "电话", "店名", "面积"], ["孙新来", "021-62345678", "一店", "30"]]
    )
    job.run([people, shops], out)
    assert {each["phone"] for each in table(out / "cleaned" / "customers.csv")} == {"", "021-62345678"}

"""An issue is known by one number for as long as it lives."""

import csv
import json
from datetime import date

import pytest

from custsheet import history, job
from tests.conftest import csv_file

pytestmark = pytest.mark.usefixtures("without_reports")

HEAD = ["客户姓名", "手机号码", "电子邮箱"]
MARCH = [["王小明", "13800138000", "wang@@example.cn"], ["李秀英", "13900139000", "li@example.cn"]]
APRIL = [["王小明", "13800138000", "wangxiaoming@example.cn"], ["赵强", "13700137000", ""]]


def export(path, rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def issues(inputs, out, day):
    job.run(inputs, out, as_of=day)
    return {
        (each["code"], each["value"]): (each["id"], each["status"])
        for each in json.loads((out / "issues.json").read_text("utf-8"))["issues"]
    }


def test_it_keeps_its_number_when_another_month_joins(tmp_path):
    """What identifies the customer is more than it was, for his rows were merged; the number people noted stays."""
    march = export(tmp_path / "三月.csv", MARCH)
    first = issues([march], tmp_path / "out", date(2026, 4, 1))
    ours = next(key for key in first if key[1] == "wang@@example.cn")
    both = issues([march, export(tmp_path / "四月.csv", APRIL)], tmp_path / "out", date(2026, 5, 1))
    assert both[ours] == (first[ours][0], "open")
    again = issues([march], tmp_path / "out", date(2026, 6, 1))
    assert again[ours] == (first[ours][0], "open")


def test_solved_is_counted_once(tmp_path):
    """Of every run it is told what was solved since the last one, as it is told what is new."""
    told = []
    for day, lines in enumerate([["wang@@", "li@@"], ["wang@@", "li@example.cn"], ["wang@@", "li@example.cn"]], 1):
        rows = [["王小明", "13800138000", lines[0]], ["李秀英", "13900139000", lines[1]]]
        job.run([export(tmp_path / "客户.csv", rows)], tmp_path / "out", as_of=date(2026, 4, day), force=True)
        told.append(history.last(tmp_path / "out").state["issues"]["solved"])
    assert told[0] == told[2] == 0 and told[1] > 0


def test_a_list_sorted_anew_brings_no_issues(tmp_path):
    """Pairs to be decided and values that were not kept are the same issues in whatever order the rows stand."""
    head = ["客户编号", "姓名", "手机", "邮箱", "客户经理"]
    rows = [
        ["K1", "高翔", "18811116666", "gx@163.com", "小李"],
        ["K2", "高翔", "18811116666", "gx@163.com", "小张"],
        ["K3", "高翔", "18811116666", "gx@163.com", "小王"],
        ["K4", "高祥", "18811116667", "", ""],
        ["K5", "高香", "18811116667", "", ""],
        ["K6", "周大", "13512340987", "", ""],
    ]
    told = []
    for order in (rows, rows[::-1]):
        source = csv_file(tmp_path / "客户.csv", [head, *order])
        told.append(job.run([source], tmp_path / "out", as_of=date(2026, 1, 1)).report.book.issues)
    assert {"match.possible", "merge.conflict"} <= set(told[0]["code"])
    assert sorted(told[1]["id"]) == sorted(told[0]["id"]) and set(told[1]["status"]) == {"open"}

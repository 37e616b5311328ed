import json

import openpyxl
import pytest

from custsheet import job
from custsheet.cli import gate
from tests.begun import begun, copied
from tests.conftest import workbook

ROWS = [
    ["姓名", "手机", "电子邮件"],
    ["李梅", "1380013800", "limei@qq.com"],
    ["王强", "13900139000", "wangqiang@"],
    ["赵敏", "1370013700", "zhaomin@163.com"],
]


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """The first run."""
    return begun(workbook(tmp_path_factory.mktemp("客户") / "客户.xlsx", ROWS), as_of=None)


@pytest.fixture
def sheet(reported, tmp_path):
    return copied(reported, tmp_path) / "客户.xlsx"


def answer(path, **said):
    """Type answers into an issues workbook, by the value an issue is about; return the numbers of those issues.

    An answer is a verdict, or a verdict with what to put there.
    """
    book = openpyxl.load_workbook(path)
    page = book["问题清单"]
    at = {cell.value: cell.column for cell in page[2]}
    numbers = []
    for row in range(3, page.max_row + 1):
        if verdict := said.get(str(page.cell(row, at["原值"]).value)):
            verdict, value = verdict if isinstance(verdict, tuple) else (verdict, None)
            page.cell(row, at["处理"]).value, page.cell(row, at["审核人"]).value = verdict, "李梅"
            page.cell(row, at["改为"]).value = value
            page.cell(row, at["备注"]).value = "至2999-12-31"
            numbers.append(page.cell(row, at["问题号"]).value)
    book.save(path)
    return numbers


def ids(run):
    return set(run.book.issues["id"])


def test_answers_in_the_folder_are_obeyed(sheet, tmp_path):
    """What is waived in `issues.xlsx` is gone from counts and files of the next run; what is asked once comes back after it."""
    first = ids(job.run([sheet], tmp_path / "out"))
    waived, once = answer(tmp_path / "out/issues.xlsx", **{"1380013800": "永久忽略", "1370013700": "忽略一次"})
    second = job.run([sheet], tmp_path / "out")
    assert first - ids(second) == {waived, once}
    counts = json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))["counts"]["issues"]
    assert sum(counts.values()) == len(second.book.issues)
    listed = [row[0].value for row in openpyxl.load_workbook(tmp_path / "out/issues.xlsx")["豁免"].iter_rows(min_row=3)]
    assert set(listed) == {waived, once}
    assert first - ids(job.run([sheet], tmp_path / "out")) == {waived}


def test_an_answer_holds_when_something_else_changes(tmp_path):
    """The customer has another phone: his address stays corrected, and what was asked about it is not asked again."""
    rows = [["姓名", "手机", "电子邮件", "地址"], ["王强", "13900139000", "wangqiang@", "杭州市西湖区文三路20号"]]
    rows.append(["赵敏", "13700137000", "zhaomin@163.com", ""])
    sheet = workbook(tmp_path / "客户.xlsx", rows)
    job.run([sheet], tmp_path / "out")
    asked = answer(tmp_path / "out/issues.xlsx", **{"wangqiang@": ("替换", "wangqiang@qq.com")})
    assert not set(asked) & ids(job.run([sheet], tmp_path / "out"))
    rows[1][1] = "13811112222"
    again = job.run([workbook(sheet, rows)], tmp_path / "out")
    assert again.book.tables["customers"]["email"].tolist() == ["wangqiang@qq.com", "zhaomin@163.com"]
    assert "wangqiang@" not in set(again.book.issues["value"])


def test_a_report_from_elsewhere(sheet, tmp_path):
    """`--issues FILE` reads answers that a colleague sent back, whatever the file is called now."""
    first = ids(job.run([sheet], tmp_path / "out"))
    sent = (tmp_path / "out/issues.xlsx").rename(tmp_path / "李梅填好了.xlsx")
    numbers = answer(sent, **{"1380013800": "误报"})
    again = job.run([sheet], tmp_path / "out", issues=sent)
    assert first - ids(again) == set(numbers)


def test_the_score_is_kept_and_gated(sheet, tmp_path):
    """The score stands in `run.json`; a run below `--min-score`, or that fell by more than `--max-drop`, fails by name."""
    run = job.run([sheet], tmp_path / "out")
    kept = json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))["scores"]
    assert 0 < kept["total"] < 100 and kept["dimensions"]["accuracy"] is None
    assert not gate.failed(run, 10, None)
    assert gate.failed(run, 99.9, None)[0].startswith("E_SCORE_LOW")
    before = {"number": 1, "scores": {"total": 100.0, "dimensions": {}}}
    fallen = job.Run(run.out, lambda: job.replace(run.report, past=(before,)), (), ())
    assert gate.failed(fallen, None, 0.1)[0].startswith("E_SCORE_DROP")
    assert not gate.failed(fallen, None, 99)


@pytest.fixture
def misplaced(tmp_path):
    book = openpyxl.Workbook()
    for row in [
        ["姓名", "手机", "微信"],
        ["李梅", "微信：wxid_abc12345", ""],
        ["王强", "微信：wxid_qiang888", "wq_other"],
        ["赵敏", "1370013700", ""],
        *([name, f"1390013900{place}", ""] for place, name in enumerate(("孙丽", "周杰", "吴娟", "郑浩", "冯涛"))),
    ]:
        book.active.append(row)
    book.save(tmp_path / "客户.xlsx")
    return tmp_path / "客户.xlsx"


def test_an_accepted_suggestion_for_another_field_is_moved_there(misplaced, tmp_path):
    """What belongs elsewhere goes there if that cell is blank; what could not be carried out is told, with the reason."""
    job.run([misplaced], tmp_path / "out")
    said = {"微信：wxid_abc12345": "采纳", "微信：wxid_qiang888": "采纳", "1370013700": "采纳"}
    answer(tmp_path / "out/issues.xlsx", **said)
    again = job.run([misplaced], tmp_path / "out")
    table = again.book.tables["customers"].set_index("name")
    assert table.loc["李梅", ["mobile", "wechat"]].tolist() == ["", "wxid_abc12345"]
    assert table.loc["王强", ["mobile", "wechat"]].tolist() == ["微信：wxid_qiang888", "wq_other"]
    told = next(note for note in again.report.notes if "没能照办" in note)
    assert " 2 条" in told and "（要移到" in told and "（选了“采纳”" in told


def test_a_suggestion_may_bring_a_column_of_its_own(misplaced, tmp_path):
    """Where no input has the column that a value belongs to, accepting the suggestion adds it."""
    book = openpyxl.load_workbook(misplaced)
    book.active.delete_cols(3)
    book.save(misplaced)
    job.run([misplaced], tmp_path / "out")
    answer(tmp_path / "out/issues.xlsx", **{"微信：wxid_abc12345": "采纳"})
    table = job.run([misplaced], tmp_path / "out").book.tables["customers"].set_index("name")
    assert table.loc["李梅", ["mobile", "wechat"]].tolist() == ["", "wxid_abc12345"]


def test_a_replacement_without_a_value_is_told(sheet, tmp_path):
    """“Replace with” and nothing typed beside it alters nothing, and the run says so."""
    job.run([sheet], tmp_path / "out")
    (number,) = answer(tmp_path / "out/issues.xlsx", **{"1380013800": "改为"})
    notes = job.run([sheet], tmp_path / "out").report.notes
    assert any(f"{number}（选了“改为”" in note for note in notes)


@pytest.mark.parametrize(("word", "mobile"), [("", "+8613800138009"), ("乱写", "1380013800")])
def test_a_value_beside_no_verdict_replaces_and_an_unknown_word_is_told(sheet, tmp_path, word, mobile):
    """What was typed is never passed over: it is obeyed where it is clear, else named."""
    job.run([sheet], tmp_path / "out")
    (number,) = answer(tmp_path / "out/issues.xlsx", **{"1380013800": (word, "13800138009")})
    done = job.run([sheet], tmp_path / "out")
    assert mobile in done.book.tables["customers"]["mobile"].tolist()
    told = [note for note in done.report.notes if "处理意见" in note]
    assert (f"{number}（“处理”里填的" in "".join(told)) == bool(word) and ("（0 条）" if word else "（1 条）") in told[
        0
    ]


def test_saved_without_an_answer(sheet, tmp_path):
    """A report that was only opened and saved brings no answers, and nothing else changes."""
    job.run([sheet], tmp_path / "out")
    before = (tmp_path / "out/cleaned/customers.csv").read_bytes()
    answer(tmp_path / "out/issues.xlsx")
    notes = job.run([sheet], tmp_path / "out").report.notes
    assert any("（0 条）" in note for note in notes) and (tmp_path / "out/cleaned/customers.csv").read_bytes() == before


def test_answers_are_counted_once(sheet, tmp_path):
    """What an earlier run has read is not counted again; a last day that nobody can read is told."""
    out = tmp_path / "out"
    job.run([sheet], out)
    answer(out / "issues.xlsx", **{"1380013800": "永久忽略"})
    assert any("（1 条）" in note for note in job.run([sheet], out).report.notes)
    (number,) = answer(out / "issues.xlsx", **{"1370013700": "永久忽略"})
    book = openpyxl.load_workbook(out / "issues.xlsx")
    (note,) = (cell for row in book["问题清单"].iter_rows() for cell in row if cell.value == "至2999-12-31")
    note.value = "至2026-13-40"
    book.save(out / "issues.xlsx")
    notes = "".join(job.run([sheet], out).report.notes)
    assert "（1 条）" in notes and f"{number}（有效期" in notes

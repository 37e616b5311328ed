import random
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from pandas import DataFrame

from custsheet import texts
from custsheet.history import answers, waivers
from custsheet.model import Book, Issue, frame
from custsheet.report import Report

TODAY = date(2026, 11, 22)
HEAD = ["问题号", "说明", "处理", "改为", "审核人", "备注"]


def issues(count=4):
    number = range(count)
    told = {
        "id": [f"Q-00000{each}" for each in number],
        "code": "phone.length",
        "level": "error",
        "dimension": "validity",
        "table": "customers",
        "field": "mobile",
        "row": list(number),
        "customer_id": [f"C{each}" for each in number],
        "value": [f"138{each}" for each in number],
    }
    return frame(Issue, told)


def report(found, today=TODAY):
    held = Book(issues=found)
    return Report(held, {}, "run", today, "CN", (), DataFrame(), DataFrame(), ())


def say(state, verdict, which=0, until="", digest="d", found=None):
    """Keep one answer."""
    known = waivers.issued(Book(issues=issues() if found is None else found))
    told = DataFrame([[known["id"][which], verdict, "", "李梅", "熟客", until]], columns=answers.ANSWER, dtype="str")
    return waivers.keep(state, answers.waivers_of(told, known, "issues.xlsx"), digest, TODAY)


@pytest.mark.parametrize("verdict", waivers.WAIVING)
def test_waived_issues_leave_the_counts(tmp_path, verdict):
    """An issue that somebody waived is no longer among the issues, but is told with who, why and until when."""
    say(tmp_path, verdict, until="2026-12-31")
    after = waivers.obeyed(report(issues()), tmp_path).book
    assert after.issues["id"].tolist() == ["Q-000001", "Q-000002", "Q-000003"]
    line = after.tables[waivers.TABLE].iloc[0]
    assert (line["id"], line["status"], line["who"], line["why"], line["until"]) == (
        "Q-000000",
        "waived",
        "李梅",
        "熟客",
        "2026-12-31",
    )


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        pytest.param(date(2026, 12, 31), "in_force", 3, id="its last day counts"),
        pytest.param(date(2027, 1, 1), "expired", 4, id="the day after it is asked again"),
    ],
)
def test_waivers_expire(tmp_path, today, state, left):
    """A waiver with a last day ends after it."""
    say(tmp_path, "ignore", until="2026-12-31")
    after = waivers.obeyed(report(issues(), today), tmp_path).book
    assert len(after.issues) == left and after.tables[waivers.LEDGER]["state"].tolist() == [state]


def test_a_last_day_nobody_understands_is_not_obeyed(tmp_path):
    """Rather ask again than leave an issue for ever because of a slip of the pen."""
    say(tmp_path, "ignore", until="年底")
    after = waivers.obeyed(report(issues()), tmp_path).book
    assert len(after.issues) == 4 and after.tables[waivers.LEDGER]["state"].tolist() == ["unclear"]


def test_another_value_is_another_issue(tmp_path):
    """Where the value changed the issue is asked again, even under the same number."""
    say(tmp_path, "false_alarm")
    now = issues().assign(value="1390")
    assert len(waivers.obeyed(report(now), tmp_path).book.issues) == 4


def test_a_customer_keeps_his_waiver_under_another_number(tmp_path):
    """Issue numbers follow what identifies a customer; the same finding on the same customer stays waived."""
    say(tmp_path, "ignore")
    now = issues().assign(id=[f"Q-AAAAA{each}" for each in range(4)])
    assert waivers.obeyed(report(now), tmp_path).book.issues["customer_id"].tolist() == ["C1", "C2", "C3"]


def test_once_is_spent_by_the_run_that_obeys_it(tmp_path):
    """`Ignore once` holds for one run, and can be said again."""
    say(tmp_path, "once")
    first = waivers.obeyed(report(issues()), tmp_path)
    waivers.spend(tmp_path, first.book, TODAY)
    assert len(first.book.issues) == 3
    assert len(waivers.obeyed(report(issues()), tmp_path).book.issues) == 4
    say(tmp_path, "once", digest="again")
    assert len(waivers.obeyed(report(issues()), tmp_path).book.issues) == 3


@pytest.mark.parametrize("verdict", ["withdraw", "accept", "replace"])
def test_a_later_word_takes_a_waiver_back(tmp_path, verdict):
    """Who withdraws a waiver, or corrects the value after all, has the issue back; nothing is deleted from the ledger."""
    say(tmp_path, "ignore")
    say(tmp_path, verdict, digest="later")
    assert len(waivers.obeyed(report(issues()), tmp_path).book.issues) == 4
    assert waivers.ledger(tmp_path)["verdict"].tolist() == ["ignore", "withdraw"]


def test_the_same_answer_is_kept_once(tmp_path):
    """Reading the same workbook twice, or saved again unchanged, adds nothing."""
    assert say(tmp_path, "ignore") and not say(tmp_path, "ignore") and not say(tmp_path, "ignore", digest="saved again")


def test_verify_leaves_the_issue_and_names_the_customer(tmp_path):
    """`Verify` waives nothing; it says which customer somebody should call."""
    say(tmp_path, "verify", which=2)
    after = waivers.obeyed(report(issues()), tmp_path).book
    assert len(after.issues) == 4 and after.tables[waivers.ASKED_AGAIN]["customer_id"].tolist() == ["C2"]


def test_other_values_of_the_row_count(tmp_path):
    """A contradiction between two fields is asked again where the other field changed."""
    odd = issues(1).assign(code="id.birthday", facts='{"told": "1990-01-01"}')
    say(tmp_path, "ignore", found=odd)
    assert waivers.obeyed(report(odd), tmp_path).book.issues.empty
    assert len(waivers.obeyed(report(odd.assign(facts='{"told": "1991-01-01"}')), tmp_path).book.issues) == 1


def workbook(path, rows, heading=HEAD, above=True):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([["填写说明"]] if above else []) + [heading, *rows]:
        sheet.append(row)
    book.save(path)
    return path


LINES = [
    ["Q-000000", "…", "永久忽略", None, "李梅", "熟客，至2026-12-31"],
    ["Q-000001", "…", "改为", "13800138000", None, None],
    ["Q-000002", "…", " 误报 ", None, None, None],
    ["Q-000003", "…", None, None, None, None],
]
READ = {("Q-000000", "ignore", "2026-12-31"), ("Q-000001", "replace", ""), ("Q-000002", "false_alarm", "")}


def told(found):
    return set(found[["id", "verdict", "until"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("seed", range(3))
def test_reading_back_tolerates_sorting_and_moved_columns(tmp_path, seed):
    """Rows in any order, columns in any order with others between, the hint deleted: the same answers."""
    order = random.Random(seed)
    rows, places = order.sample(LINES, 4), order.sample(range(6), 6)
    head = ["店里的列", *(HEAD[place] for place in places)]
    moved = [["x", *(row[place] for place in places)] for row in rows]
    assert told(answers.read(workbook(tmp_path / "改名.xlsx", moved, head, above=bool(seed)))) == READ


def test_reading_back_another_language(tmp_path):
    """An English report is read by a Chinese run, and the other way round."""
    titles = texts.lookup("report", "issues", lang="en")
    head = [titles[name] for name in ("id", "message", "verdict", "replacement", "reviewer", "note")]
    rows = [["Q-000000", "…", "Ignore", None, "Mei", "until 2026-12-31"], ["Q-000001", "…", "replace", 13800138000.0]]
    rows.append(["Q-000002", "…", "FALSE ALARM"])
    assert told(answers.read(workbook(tmp_path / "issues.xlsx", rows, head))) == READ


@pytest.mark.parametrize(
    ("typed", "note", "day"),
    [
        pytest.param("", "至2026年1月5日", "2026-01-05", id="Chinese date"),
        pytest.param("", "有效期到 2026/12/31", "2026-12-31", id="slashes"),
        pytest.param("", "2026.12.31 前不用管", "2026-12-31", id="day before the word"),
        pytest.param("", "valid until: 2026-12-31", "2026-12-31", id="English"),
        pytest.param("", "2026-03-01 电话问过", "", id="a date that is no limit"),
        pytest.param("2026-06-30", "至2026-12-31", "2026-06-30", id="the column wins"),
        pytest.param("", "至2026-13-40", "至2026-13-40", id="no such day"),
    ],
)
def test_last_days(typed, note, day):
    """A last day is read from its column, or from the note where a word says that it is one."""
    assert answers.last_day(typed, note) == day


def test_corrections_take_suggestion_or_typed_value():
    """Accept takes the suggestion, replace what was typed; what changes nothing is no edit."""
    asked = DataFrame(
        [[f"Q-{each}", "customers", "f", "email", "a@qq.con", "a@qq.com", "", "C1"] for each in range(3)],
        columns=answers.ASKED,
    )
    said = DataFrame(
        [
            ["Q-0", "accept", "ignored", "", "", ""],
            ["Q-1", "replace", "b@qq.com", "", "", ""],
            ["Q-2", "replace", "", "", "", ""],
        ],
        columns=answers.ANSWER,
        dtype="str",
    )
    assert answers.corrections(said, asked)["after"].tolist() == ["a@qq.com", "b@qq.com"]


def test_a_book_without_answers_stays_as_it_is(tmp_path):
    """Nobody said anything: the report is the same."""
    given = report(issues())
    assert waivers.obeyed(given, tmp_path) is given
    assert replace(given).book is given.book

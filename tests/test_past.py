"""What the kept runs tell: who is meant, what people decided, and what can be compared."""

import json

import openpyxl
import pytest

from custsheet import errors, past, texts, unmerge
from custsheet.cli import diff, history, show
from custsheet.history import difference, whom, withdrawn
from tests.begun import begun, copied
from tests.conftest import csv_file, table
from tests.test_review import PEOPLE, typed

pytestmark = pytest.mark.usefixtures("without_issues_report")


@pytest.fixture(scope="module")
def proposed(tmp_path_factory):
    """The first run."""
    return begun(csv_file(tmp_path_factory.mktemp("客户") / "客户.csv", PEOPLE))


@pytest.fixture
def people(proposed, tmp_path):
    return copied(proposed, tmp_path) / "客户.csv"


@pytest.fixture
def out(people):
    return people.parent / "out"


def number_of(out, name):
    return next(each["customer_id"] for each in table(out / "cleaned/customers.csv") if each["name"] == name)


@pytest.mark.parametrize("said", ["王芳", "15812340987", "158-1234-0987", "+86 15812340987"])
def test_whom(out, said):
    """A name or a phone, however written, finds the customer that his number finds."""
    assert past.story(said, out).customer_id == number_of(out, "王芳")


@pytest.mark.parametrize("said", ["", " "])
def test_nobody_is_meant(tmp_path, run, said):
    """A blank finds nobody, not the customer without a phone either."""
    done = run(csv_file(tmp_path / "a.csv", [["姓名", "手机"], ["李娜", "13512349876"], ["王芳", ""]]))
    with pytest.raises(errors.InputError, match="E_SHOW_WHO"):
        past.story(said, done.out)


def test_several_are_named(tmp_path, run):
    """Who is one of several is told which."""
    done = run(csv_file(tmp_path / "a.csv", [["姓名", "手机"], ["李娜", "13512349876"], ["李娜", "15812340987"]]))
    with pytest.raises(errors.InputError, match=r"E_SHOW_SEVERAL.*C00000.*C00000"):
        past.story("李娜", done.out)


def test_nobody_merged(out):
    """A customer that is there but was never merged is told so, without other people's numbers."""
    with pytest.raises(errors.InputError, match=r"E_UNDO_UNMERGED.*李娜"):
        unmerge.merge("李娜", out)


def test_one_run(out):
    """A folder with one run is told that it takes two."""
    with pytest.raises(errors.InputError, match=r"E_DIFF_FEW.*1"):
        past.compared([out])


def test_titles(run, people, capsys):
    """Fields and rules are told by their titles, not by their codes."""
    done = run(people)
    lines = [list(line) for line in PEOPLE]
    lines[5][3] = "广州市天河区天河路2号"
    run(csv_file(people, lines))
    diff.call([done.out], as_json=False)
    show.call("李娜", done.out, as_json=False)
    said = capsys.readouterr().out
    assert "地址" in said and "address" not in said and "mobile" not in said
    texts.use("en")
    show.call("李娜", done.out, as_json=False)
    assert "Address “" in capsys.readouterr().out


def test_decisions_in_words(run, people):
    """Decisions name both rows; one that is withdrawn still says what it was, in the workbook too."""
    done = run(people)
    typed(done.out / "review.xlsx", "待审", "判定", "A", "B")
    done = run(people)
    page = "\n".join(past.page(past.story("王芳", done.out)))
    assert "不是同一客户 王芳（客户.csv 第4行） ↔ 王方（客户.csv 第5行）" in page.replace(
        "王方（客户.csv 第5行） ↔ 王芳（客户.csv 第4行）", "王芳（客户.csv 第4行） ↔ 王方（客户.csv 第5行）"
    )
    withdraw(done.out / "review.xlsx")
    done = run(people)
    assert "不是同一客户（已撤回）" in "\n".join(past.page(past.story("王芳", done.out)))
    assert "不是同一客户（已撤回）" in [
        row[3].value for row in openpyxl.load_workbook(done.out / "review.xlsx")["已记住"]
    ]


def withdraw(workbook):
    book = openpyxl.load_workbook(workbook)
    book["已记住"]["A2"] = "撤回"
    book.save(workbook)


def test_undone_by_name(run, people):
    """A merge taken back on the command line is remembered with the customer's name."""
    done = run(people)
    merged = number_of(done.out, "张伟")
    unmerge.merge(merged, done.out)
    done = run(people)
    assert f"{merged} 张伟" in [row[4].value for row in openpyxl.load_workbook(done.out / "review.xlsx")["已记住"]]
    parted = number_of(done.out, "张玮")
    for number in (merged, parted):
        page = "\n".join(past.page(past.story(number, done.out)))
        assert f"不是同一客户 {parted} 张玮（客户.csv 第3行） ↔ {merged} 张伟（客户.csv 第2行）" in page
        assert "“”" not in page  # of an issue without a value nothing is quoted


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        pytest.param({"same": "", "value": "广州", "was_same": "", "was_value": ""}, "value", id="a choice in force"),
        pytest.param({"same": "", "value": "", "was_same": "1", "was_value": ""}, "withdrawn_same", id="taken back"),
        pytest.param({"same": "", "value": "", "was_same": "", "was_value": ""}, "withdrawn_", id="nothing known"),
    ],
)
def test_kind(entry, said):
    """A chosen value is no withdrawal."""
    assert withdrawn.kind(entry) == said


def test_merged_are_counted_by_line(tmp_path):
    """Two customers merged into one are two lines, and counted as two."""
    old, new = (past.DataFrame({"customer_id": ids, "name": ids}, dtype="str") for ids in (["C1", "C2", "C3"], ["C1"]))
    found = difference.between(old, new, {"C2": "C1", "C3": "C1"})
    assert difference.counts(found)["merged"] == (found["kind"] == "merged").sum() == 2


def test_nobody_without_a_table():
    """Without customers nobody is meant."""
    assert whom.called("王芳", past.DataFrame(), past.DataFrame()) == []


def test_a_damaged_run_does_not_hide_the_others(run, people, out, capsys):
    """What can be read is listed; what cannot is named, and is an error."""
    people.write_text(people.read_text("utf-8") + "孙新来,13600136000,,\n", "utf-8")
    run(people)
    first = min((out / ".custsheet/runs").iterdir())
    (first / "state.json").write_text("{", "utf-8")
    assert history.call(out, as_json=False) == 3
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 1 and first.name in told.err
    assert history.call(out, as_json=True) == 3
    told = json.loads(capsys.readouterr().out)
    assert len(told["runs"]) == len(told["unread"]) == 1


@pytest.mark.usefixtures("with_reports")
def test_customers_of_two_name_columns(run, tmp_path, capsys):
    """Mary Lee is called so, wherever she is named, though her sheet has no column of whole names."""
    head = ["First Name", "Last Name", "Email", "Phone"]
    rows = [["Mary", "Lee", "mary.lee@example", "13800138001"], ["Peter", "Hall", "p.hall@example.org", "13900139002"]]
    sheet = csv_file(tmp_path / "contacts.csv", [head, *rows])
    done = run(sheet)
    number = past.story("Mary Lee", done.out).customer_id
    rows[0][3] = "13700137003"
    csv_file(sheet, [head, *rows])
    run(sheet)
    told = past.compared([done.out])
    assert told.loc[told["customer_id"] == number, "name"].tolist()[0] == "Mary Lee"
    assert told.loc[told["customer_id"] == number, "source"].tolist()[0] == "contacts.csv › 2"
    issues = openpyxl.load_workbook(done.out / "issues.xlsx")
    said = [str(cell.value) for page in issues for line in page.iter_rows() for cell in line]
    assert any(each.startswith("M") and "*" in each and "@" not in each for each in said)


def test_merged_and_parted_are_told(run, tmp_path):
    """Who became one with a customer, and who parted from him, stands in both stories; a word of the name will do."""
    head, rest = ["姓名", "手机", "邮箱"], ["Li Qiang", "13900139002", "lq@qq.com"]
    apart = [["Wang Wei", "13800138000", "ww@qq.com"], ["Wang Wei", "13700137000", "wang@163.com"]]
    together = [*apart, ["Wang Wei", "13800138000", "wang@163.com"]]
    for lines in (apart, together, apart):
        csv_file(tmp_path / "people.csv", [head, *lines, rest])
        out = run(tmp_path / "people.csv").out
    told = {each: past.story(each, out).runs for each in ("C000001", "C000002")}
    mine = [each for each in told["C000001"] if each["kind"] != "changed"]
    assert [(each["number"], each["kind"], each["before"], each["after"]) for each in mine] == [
        (1, "came", "", ""),
        (2, "merged", "C000002", ""),
        (3, "split", "", "C000002"),
    ]
    assert [each["kind"] for each in told["C000002"]] == ["came", "left", "back"]
    assert past.story("qiang", out).customer_id == "C000003"
    assert "拆分出 C000002" in "\n".join(past.page(past.story("C000001", out)))

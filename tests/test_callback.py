"""A sample of customers is called back; what they say is measured, obeyed and dated."""

import json
import random
from datetime import date

import openpyxl
import pytest

from custsheet import callback, errors
from custsheet.cli import main
from custsheet.history import callbacks
from tests.begun import begun, copied
from tests.conftest import csv_file, table

DAY = date(2024, 6, 2)
COUNT = 30
HEADINGS = ["姓名", "手机", "邮箱", "更新时间", "累计消费"]
NAMES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞玲红梅"


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """The first run."""
    rows = [
        [f"{'赵钱孙李周'[each % 5]}{NAMES[each]}", f"1{39 + each % 2}{7919 * (each + 11):08d}", f"user{each}@qq.com", f"20{10 + each % 14}-03-01", each * 100]
        for each in range(COUNT)
    ]  # fmt: skip
    return begun(csv_file(tmp_path_factory.mktemp("客户") / "客户.csv", [HEADINGS, *rows]))


@pytest.fixture
def people(known, tmp_path):
    return copied(known, tmp_path) / "客户.csv"


@pytest.fixture
def done(run, people):
    return run(people)


def answered(path, answer, moved=False):
    """Type into a call-back sheet what *answer* says of each line, and save it as people leave it: sorted, with a new column."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head, *lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for line in lines:
        told = dict(zip(head, line, strict=True))
        for heading, value in answer(told).items():
            line[head.index(heading)] = value
    if moved:
        random.Random(3).shuffle(lines)
        order = random.Random(4).sample(range(len(head)), len(head))
        head, lines = [head[each] for each in order], [[line[each] for each in order] for line in lines]
        head, lines = ["我的备注", *head], [["x", *line] for line in lines]
    copy = openpyxl.Workbook()
    for row in [["说明"], head, *lines] if moved else [head, *lines]:
        copy.active.append(row)
    target = path.with_name("填好.xlsx")
    copy.save(target)
    return target


def right(line):
    return {"结果": "正确"}


def mobile_wrong(line):
    """Answer that one customer's mobile is wrong, on an earlier day; all else is right."""
    if line["id"] != "C000003":
        return {"结果": "√"}
    wrong = {"结果": "错误", "正确值": "135 0000 0001"} if line["field"] == "mobile" else {"结果": "对"}
    return {**wrong, "回访日期": "2024-05-30"}


def test_sample(done, tmp_path):
    """As many customers as asked, a line per filled field, a drop-down for the result; the same seed draws the same."""
    drawn = callback.sample(done.out, tmp_path / "1.xlsx", 10, seed=3, as_of=DAY)
    assert (drawn.population, drawn.size, drawn.questions) == (COUNT, 10, 30)
    again = callback.sample(done.out, tmp_path / "2.xlsx", 10, seed=3, as_of=DAY)
    sheets = [openpyxl.load_workbook(each.file).worksheets[0] for each in (drawn, again)]
    told = [[[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] for sheet in sheets]
    assert told[0] == told[1]
    assert sheets[0].data_validations.dataValidation[0].formula1 == '"正确,错误,联系不上,拒答,不确定"'
    hidden = [each.column_letter for each in sheets[0][2] if sheets[0].column_dimensions[each.column_letter].hidden]
    assert hidden


def test_a_filled_sheet_is_not_overwritten(done, tmp_path):
    """An earlier call-back sheet stays as it is."""
    callback.sample(done.out, tmp_path / "1.xlsx", 5, as_of=DAY)
    with pytest.raises(errors.OutputError, match="E_CALLBACK_EXISTS"):
        callback.sample(done.out, tmp_path / "1.xlsx", 5, as_of=DAY)


@pytest.mark.parametrize(
    ("moved", "weighted"), [(False, False), (True, True)], ids=["simple, as written", "weighted, sorted and moved"]
)
def test_measured_corrected_dated(run, people, done, tmp_path, moved, weighted):
    """The next run tells the measured accuracy, obeys the right value, and dates whom the calls confirmed."""
    drawn = callback.sample(done.out, tmp_path / "回访.xlsx", COUNT, weighted=weighted, as_of=DAY)
    filled = answered(tmp_path / "回访.xlsx", mobile_wrong, moved)
    told = callback.apply(filled, done.out, as_of=DAY)
    assert (told.answered, told.correct, told.wrong, told.corrected) == (drawn.questions, drawn.questions - 1, 1, 1)
    again = run(people)
    figures = again.book.tables["verify:accuracy"].set_index("field")
    assert figures.loc["mobile", ["asked", "correct", "share"]].tolist() == ["30", "29", "0.9667"]
    lines = {line["customer_id"]: line for line in table(again.out / "cleaned/customers.csv")}
    assert lines["C000003"]["mobile"] == "13500000001"
    assert lines["C000003"]["last_verified"] == "2024-05-30"
    assert lines["C000001"]["last_verified"] == DAY.isoformat()
    summary = openpyxl.load_workbook(again.out / "issues.xlsx").worksheets[0]
    assert any("准确性：98.8%" in str(cell.value) for row in summary.iter_rows() for cell in row)
    assert "accuracy" not in json.loads((again.out / "run.json").read_text(encoding="utf-8"))["not_checked"]


def test_dry_run_keeps_nothing(done, tmp_path):
    """A dry run counts and forgets."""
    callback.sample(done.out, tmp_path / "回访.xlsx", 5, as_of=DAY)
    told = callback.apply(answered(tmp_path / "回访.xlsx", right), done.out, dry_run=True, as_of=DAY)
    assert told.correct == 15
    assert not (done.out / ".custsheet/callbacks").exists()


def test_without_answers(done, tmp_path, people):
    """A sheet that nobody filled in, or another file, is a clear error."""
    callback.sample(done.out, tmp_path / "回访.xlsx", 5, as_of=DAY)
    for path in (tmp_path / "回访.xlsx", people):
        with pytest.raises(errors.InputError, match="E_CALLBACK"):
            callback.apply(path, done.out, as_of=DAY)


@pytest.mark.parametrize(
    ("typed", "after", "result"),
    [
        ("正确", "", "correct"),
        (" √ ", "", "correct"),
        ("Wrong", "", "wrong"),
        ("空号", "", "wrong"),
        ("", "13500000001", "wrong"),
        ("", "old", ""),
        ("no answer", "", "no_answer"),
        ("拒绝", "", "refused"),
        ("天晓得", "", ""),
    ],
)
def test_words(tmp_path, typed, after, result):
    """A result is understood in either language and as people write it; a right value alone says that the old one is wrong."""
    line = dict.fromkeys(callbacks.HIDDEN, "1") | {"before": "old", "结果": typed, "正确值": after}
    book = openpyxl.Workbook()
    book.active.append(list(line))
    book.active.append(list(line.values()))
    book.save(tmp_path / "a.xlsx")
    read = callbacks.read(tmp_path / "a.xlsx", DAY)
    assert read.answers["result"].tolist() == [result]
    assert read.unread == (["天晓得"] if typed == "天晓得" else [])


def test_a_customer_with_a_wrong_value_is_not_confirmed(tmp_path):
    """Only who is right, or put right, as a whole gets a day of confirmation."""
    lines = [
        ("a", "correct", ""),
        ("b", "correct", ""),
        ("b", "wrong", ""),
        ("c", "wrong", "new"),
        ("d", "refused", ""),
    ]
    answers = callbacks.DataFrame(
        [{"customer_id": who, "field": str(place), "result": said, "after": new, "rows": f"f{who};g{who}", "day": "2024-01-01", "sample": "s"} for place, (who, said, new) in enumerate(lines)]
    )  # fmt: skip
    assert sorted(callbacks.confirmed(answers).index) == ["fa", "fc", "ga", "gc"]


def test_command_line(done, tmp_path, capsys):
    """`verify sample` and `verify apply` print what they did, as JSON where asked; mistakes have their exit codes."""
    sheet = tmp_path / "回访.xlsx"
    assert (
        main(
            ["verify", "sample", str(done.out), "-o", str(sheet), "--size", "4", "--weighted", "--json", "--lang", "zh"]
        )
        == 0
    )
    assert json.loads(capsys.readouterr().out)["size"] == 4
    filled = answered(sheet, right)
    assert main(["verify", "apply", str(filled), "-o", str(done.out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["accuracy"][0]["share"] == "1.0000"
    assert main(["verify", "sample", str(done.out), "-o", str(sheet)]) == 6
    assert main(["verify", "sample", str(tmp_path / "none")]) == 3
    assert main(["verify", "sample", str(done.out), "--size", "0"]) == 2

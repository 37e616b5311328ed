"""A run from the command line: summary, JSON, exit code, rehearsal."""

import json

import pytest

from custsheet.cli import main, summary, work
from tests.conftest import csv_file

FOUNDING = """客户姓名,联系方式,电子邮件,地址,交易日期,交易金额
张三,123456789,zhangsan@,北京市,2023-01-01,1000
李四,987654321,lisi@,上海市,2023-02-15,500
"""


@pytest.fixture
def founding(tmp_path):
    path = tmp_path / "客户.csv"
    path.write_text(FOUNDING, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("args", "code"),
    [
        pytest.param(["check"], 1, id="check fails on errors"),
        pytest.param(["check", "--fail-on", "never"], 0, id="unless told otherwise"),
        pytest.param(["run"], 0, id="run never fails on findings"),
        pytest.param(["run", "--fail-on", "warning"], 1, id="unless told so"),
    ],
)
def test_exit_code(args, code, founding, tmp_path, capsys):
    """`--fail-on` decides whether findings are a failure."""
    assert main([*args, str(founding), "--as-of", "2023-03-01", "-o", str(tmp_path / "out"), "--lang", "zh"]) == code
    shown = capsys.readouterr().out
    assert "严重 4" in shown and str(tmp_path / "out") in shown


def test_plain_file(founding, capsys):
    """`custsheet FILE` is the whole job, written beside the file."""
    assert main([str(founding), "--as-of", "2023-03-01", "--lang", "en"]) == 0
    assert (founding.parent / "客户-custsheet" / "cleaned.xlsx").exists()
    told = capsys.readouterr()
    assert "Customers: 2 rows read = 2 kept" in told.out
    assert told.err == ""


def test_json(founding, tmp_path, capsys):
    """`--json` prints one versioned object with counts and no customer's value."""
    assert main(["run", str(founding), "--json", "--as-of", "2023-03-01", "-o", str(tmp_path / "out")]) == 0
    text = capsys.readouterr().out
    facts = json.loads(text)
    assert facts["version"] == 1 and facts["issues"]["error"] == 4
    assert facts["ledger"]["customers"] == {"read": 2, "kept": 2, "merged": 0, "quarantined": 0, "skipped": 0}
    assert "张三" not in text and "123456789" not in text


def test_an_error_in_json(tmp_path, capsys):
    """A program that reads JSON is told what is wrong as it is told what was done."""
    assert main(["run", str(tmp_path / "没有.xlsx"), "--json", "--lang", "zh"]) == 3
    told = capsys.readouterr()
    assert json.loads(told.out)["error"]["code"] == "E_MISSING" and "没有.xlsx" in told.err


def test_rehearsal(founding, tmp_path, capsys):
    """`--dry-run` counts the changes and writes nothing."""
    before = sorted(tmp_path.rglob("*"))
    assert main(["run", str(founding), "--dry-run", "--lang", "zh"]) == 0
    assert "没有写任何文件" in capsys.readouterr().out
    assert sorted(tmp_path.rglob("*")) == before


def test_rehearsal_in_words(tmp_path, capsys):
    """What would be changed is told in words, and the merged rows as what they are."""
    path = tmp_path / "a.csv"
    lines = ["姓名,手机,地址,日期,金额", "张伟,138 0013 9000,上海,2023-01-05,1", "张伟,13800139000,上海,2023/1/6,1"]
    path.write_text("\n".join([*lines, "张 伟,13800139000,上海,2023-01-07,1", ""]), encoding="utf-8")
    assert main(["run", str(path), "--dry-run", "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    assert "统一日期格式" in told and ".format" not in told
    assert "行是同一客户的重复出现" in told


def test_a_wrong_date_is_told_in_words(founding, capsys):
    """An impossible --as-of names the form that is wanted, in the user's language."""
    assert main(["run", str(founding), "--as-of", "2026/13/1", "--lang", "zh"]) == 2
    told = capsys.readouterr().err
    assert "2026-01-31" in told and "%" not in told


def test_quiet(founding, tmp_path, capsys):
    """`--quiet` says nothing when all is well."""
    assert main(["run", str(founding), "-q", "-o", str(tmp_path / "out")]) == 0
    assert capsys.readouterr() == ("", "")


def test_verbose(founding, tmp_path, capsys):
    """`-v` names every stage on stderr, by its own name, and as many as the progress bar expects."""
    assert main(["run", str(founding), "-v", "-o", str(tmp_path / "out"), "--lang", "zh"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert len([line for line in told if " 秒  " in line]) == len(summary.STAGES["run"])
    assert not any(line.isascii() for line in told)


def test_patterns(tmp_path):
    """`*.xlsx` is resolved where the console leaves that to the program; a real name is taken as it is."""
    for name in ("b.xlsx", "a.xlsx", "c.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in work.expanded([tmp_path / "*.xlsx", tmp_path / "c.txt"])] == [
        "a.xlsx",
        "b.xlsx",
        "c.txt",
    ]
    assert work.expanded([tmp_path / "nothing*.csv"]) == [tmp_path / "nothing*.csv"]


@pytest.mark.parametrize("command", [["state", "check"], ["history"], ["diff"]])
def test_results_are_found_from_a_workspace(tmp_path, command, capsys):
    """A workspace, or the folder of spreadsheets that was run, stands for its results; a folder that is not there is told."""
    home = tmp_path / "店"
    (home / "表").mkdir(parents=True)
    (home / "custsheet.yaml").write_text("inputs: 表\n", encoding="utf-8")
    for number in (1, 2):
        csv_file(
            home / "表" / "客户.csv", [["姓名", "手机"], ["李娜", "13512349876"], ["王芳", "13612349876"]][: number + 1]
        )
        assert main(["run", str(home), "-q"]) == 0
    assert main([*command, str(home)]) == main([*command, str(home / "表")]) == 0
    said = capsys.readouterr().out
    assert said and said[: len(said) // 2] == said[len(said) // 2 :]
    assert main([*command, str(tmp_path / "没有")]) == 3
    (tmp_path / "空").mkdir()
    assert main(["state", "check", str(tmp_path / "空")]) == 1


def test_many_who_only_moved_bury_nobody(tmp_path, capsys):
    """Titles stand above the lines; of those who are only somewhere else ten are shown, and how many more there are."""
    head = ["客户姓名", "手机号码"]
    lines = [[f"客户{number}", f"1380013{number:04}"] for number in range(40)]
    before = csv_file(tmp_path / "甲.csv", [head, *lines])
    after = csv_file(tmp_path / "乙.csv", [head, *lines[::-1], ["新人", "13900139000"]])
    assert main(["diff", str(before), str(after), "--lang", "zh"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[1].split()[:3] == ["变动", "客户号", "客户"] and "新人" in shown[2]
    assert sum("只换位置" in line for line in shown[1:]) == 10 and "另有 29 位" in shown[-1]


def test_a_folder_that_is_not_there(tmp_path, capsys):
    """`status` says so instead of counting nobody; a schedule is printed with a warning."""
    gone = str(tmp_path / "没有")
    assert main(["status", gone]) == 3 and "E_MISSING" in capsys.readouterr().err
    assert main(["schedule", "print", "--cron", gone, "--lang", "zh"]) == 0
    told = capsys.readouterr()
    assert gone in told.out and "没有文件夹" in told.err

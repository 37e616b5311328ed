"""Workspaces: settings in YAML or a workbook, and what wins over what."""

import openpyxl
import pytest

from custsheet import cli, workspace, workspace_book
from custsheet.errors import ConfigError
from tests.begun import copied
from tests.conftest import table, workbook

PEOPLE = [
    ["姓名", "手机", "邮箱"],
    ["张三", "13800138000", "a@example.com"],
    ["张 三", "138-0013-8000", "b@example.com"],
]


@pytest.fixture(params=["yaml", "workbook"])
def home(request, tmp_path, capfd, monkeypatch):
    """A workspace as `init` makes it, with a sheet in it."""
    monkeypatch.setenv("CUSTSHEET_LANG", "zh")
    home = tmp_path / "档案"
    assert cli.main(["init", str(home), *(["--excel"] if request.param == "workbook" else [])]) == 0
    workbook(home / "原始表格/客户.xlsx", PEOPLE)
    return home


def customers(home):
    return len(table(home / "结果/cleaned/customers.csv"))


def test_no_arguments(home, monkeypatch, capfd):
    """Within a workspace `custsheet run` needs no arguments; from elsewhere its folder is enough."""
    monkeypatch.chdir(home)
    assert cli.main(["run", "--quiet"]) == 0
    assert customers(home) == 1
    monkeypatch.chdir(home.parent)
    assert cli.main(["run", "--quiet", str(home), "--merge", "none"]) == 0
    assert customers(home) == 2


def test_the_environment_wins_over_the_file(home, monkeypatch, capfd):
    """Option > environment > file."""
    monkeypatch.setenv("CUSTSHEET_MERGE", "none")
    assert cli.main(["run", "--quiet", str(home)]) == 0
    assert customers(home) == 2
    assert cli.main(["run", "--quiet", str(home), "--merge", "certain"]) == 0
    assert customers(home) == 1


def test_the_language_is_that_of_the_workspace(home, monkeypatch, capfd):
    """A scheduler knows no language: workbooks stay Chinese for those who set it up in Chinese, unless somebody asks."""
    monkeypatch.delenv("CUSTSHEET_LANG")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.chdir(home.parent)
    assert cli.main(["run", "--quiet", str(home)]) == 0
    assert openpyxl.load_workbook(home / "结果/issues.xlsx").sheetnames[0] == "总览"
    monkeypatch.chdir(home)
    assert cli.main(["run", "--quiet", "--force"]) == 0
    assert openpyxl.load_workbook(home / "结果/issues.xlsx").sheetnames[0] == "总览"
    assert cli.main(["schedule", "print", "--cron", str(home)]) == 0 and "--lang zh" in capfd.readouterr().out
    assert cli.main(["run", "--quiet", "--force", "--lang", "en"]) == 0
    assert openpyxl.load_workbook(home / "结果/issues.xlsx").sheetnames[0] == "Summary"


def test_both_languages_say_the_same(tmp_path):
    """The template of either language is valid, and names every setting."""
    for lang in ("zh", "en"):
        (tmp_path / "custsheet.yaml").write_text(workspace.template(lang), encoding="utf-8")
        found = workspace.settings(tmp_path)
        assert found["max_bad"] == 95 and found["merge"] == "certain" and len(found["inputs"]) == 1
        assert workspace_book.write(tmp_path / f"{lang}.xlsx", lang) is None


def test_the_workbook_counts(tmp_path):
    """Where both are there the workbook counts; lists have a line each, owners a sheet of their own."""
    (tmp_path / "custsheet.yaml").write_text("merge: none\n", encoding="utf-8")
    workspace_book.write(tmp_path / "配置.xlsx", "zh")
    book = openpyxl.load_workbook(tmp_path / "配置.xlsx")
    rows = {row[0].value: row[1] for row in book["配置"].iter_rows(min_row=2)}
    rows["读哪些表格"].value, rows["跳过读不了的表格"].value, rows["行数减少上限（%）"].value = "甲.xlsx\n乙", "是", 40
    book["负责人"].append(["mobile", "客服部"])
    book.save(tmp_path / "配置.xlsx")
    found = workspace.settings(tmp_path)
    assert found["inputs"] == [str(tmp_path / "甲.xlsx"), str(tmp_path / "乙")]
    assert (found["merge"], found["skip_unreadable"], found["max_drop_rows"]) == ("certain", True, 40)
    assert found["owners"] == {"mobile": "客服部"}


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        pytest.param("inputs: a\nmerg: none\n", "E_CONFIG_KEY", "merge", id="unknown"),
        pytest.param("gates:\n  max_bat: 3\n", "E_CONFIG_KEY", "max_bad", id="unknown gate"),
        pytest.param("gates:\n  max_bad: 300\n", "E_CONFIG_VALUE", "300", id="out of range"),
        pytest.param(
            "a: 1\nskip_unreadable: vielleicht\n".replace("a: 1", "merge: none"), "E_CONFIG_VALUE", "2", id="no flag"
        ),
        pytest.param("inputs: [a\n", "E_CONFIG_YAML", "custsheet.yaml", id="no YAML"),
    ],
)
def test_faults_have_their_place(tmp_path, text, code, told):
    """What is wrong is said with file, line and the nearest name."""
    (tmp_path / "custsheet.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        workspace.settings(tmp_path)
    assert refused.value.code == code and told in str(refused.value) and "custsheet.yaml" in str(refused.value)


def test_init_overwrites_nothing(home, capfd):
    """A second `init` is refused."""
    before = {each: each.stat().st_mtime_ns for each in home.rglob("*")}
    assert cli.main(["init", str(home)]) == 6
    assert {each: each.stat().st_mtime_ns for each in home.rglob("*")} == before


def test_owners_are_known_fields(home, capfd):
    """An owner of a field that nobody knows is refused with the nearest one."""
    assert cli.main(["run", str(home), "--owner", "mobil=客服部", "--quiet"]) == 2
    assert "mobile" in capfd.readouterr().err


@pytest.fixture(scope="module", params=["yaml", "workbook"])
def run_twice(request, tmp_path_factory):
    """A workspace with a sheet in it, and two runs done."""
    home = tmp_path_factory.mktemp("twice") / "档案"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTSHEET_LANG", "zh")
        assert cli.main(["init", str(home), *(["--excel"] if request.param == "workbook" else [])]) == 0
        workbook(home / "原始表格/客户.xlsx", PEOPLE)
        patch.chdir(home)
        for merge in ("certain", "none"):
            assert cli.main(["run", "--quiet", "--merge", merge]) == 0
    return home


@pytest.mark.parametrize("words", [["history"], ["state", "check"], ["show", "C000001"], ["diff", "1", "1"], ["diff"]])
def test_the_results_meant_need_no_name(run_twice, tmp_path, monkeypatch, capfd, words):
    """In a workspace, or beside the only folder of results, the commands about past runs need no folder."""
    monkeypatch.setenv("CUSTSHEET_LANG", "zh")
    home = copied(run_twice, tmp_path / "档案")
    monkeypatch.chdir(home)
    assert cli.main(words) == 0
    beside = home.parent / "别处"
    beside.mkdir()
    (home / "结果").rename(beside / "客户-custsheet")
    monkeypatch.chdir(beside)
    assert cli.main(words) == 0
    (beside / "另外-custsheet").mkdir()
    assert cli.main(words) != 0

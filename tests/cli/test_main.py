"""What a person at the console sees: help, mistakes, exit codes, and never a traceback."""

import json
import subprocess
import sys

import pytest

from custsheet import job
from custsheet.cli import group, main, words
from custsheet.errors import InputError, OutputError
from custsheet.texts import LANGUAGES, lookup
from tests.conftest import csv_file


def every_command():
    for name, home in group.COMMANDS.items():
        yield from ([name, sub] for sub in home) if isinstance(home, dict) else ([name],)


def command_line(*args, **environ):
    """Run the command line in a process of its own."""
    call = [sys.executable, "-m", "custsheet", *args]
    return subprocess.run(
        call, capture_output=True, timeout=60, env={"PATH": "", "PYTHONUTF8": "1", **environ}, check=False
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", [*every_command(), ["schema"], []], ids=" ".join)
def test_help(command, lang, capsys):
    """Every command has help in both languages; in Chinese no English sentence of click's is left."""
    assert main([*command, "--help", "--lang", lang]) == 0
    shown = capsys.readouterr().out
    assert ("显示本说明" if lang == "zh" else "Show this message and exit.") in shown
    if lang == "zh":
        assert not any(word in shown for word in ("Usage", "Options", "Commands", "default:", "OPTIONS", "ARGS"))


def test_help_is_light():
    """`--help` imports neither pandas nor anything else that takes its time."""
    code = "import sys; from custsheet.cli import main; main(['--help']); print([m for m in sys.modules if m in ('pandas','numpy','pyarrow','rich','pydantic')])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert shown.stdout.strip().endswith("[]")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        pytest.param(["run", "--outptu", "x", "a.xlsx"], 2, "没有 --outptu 这个选项", id="unknown option"),
        pytest.param(["run"], 2, "缺少参数", id="no files"),
        pytest.param(["chek", "a.xlsx"], 2, "您是不是想写“check”", id="mistyped command"),
        pytest.param(["rnu", "a.xlsx"], 2, "您是不是想写“run”", id="letters in the wrong order"),
        pytest.param(["schema", "lst"], 2, "您是不是想写“list”", id="mistyped sub-command"),
        pytest.param(["run", "--fail-on", "bad", "a.xlsx"], 2, "不在可选值之中", id="wrong choice"),
        pytest.param(["run", "--as-of", "昨天", "a.xlsx"], 2, "不符合格式", id="not a day"),
        pytest.param(["run", "--header-row", "x", "a.xlsx"], 2, "不是数字", id="not a number"),
        pytest.param(["run", "--header-row", "0", "a.xlsx"], 2, "行号从 1 起", id="no such line"),
        pytest.param(["run", "--map", "手机", "a.xlsx"], 2, "表头=字段", id="half a mapping"),
        pytest.param(["run", "--owner", "手机", "a.xlsx"], 2, "字段=负责人", id="half an owner"),
        pytest.param(["run", "--output"], 2, "后面要带一个值", id="option without its value"),
        pytest.param(["doctor", "extra"], 2, "多了一个参数", id="too many arguments"),
        pytest.param(["schema", "show", "custmers"], 2, "customers", id="unknown schema"),
        pytest.param(["run", "a.xlsx", "--schema", "nowhere.yaml"], 2, "nowhere.yaml", id="schema missing"),
        pytest.param(["run", "没有这个文件.xlsx"], 3, "没有这个文件.xlsx", id="input missing"),
        pytest.param(["没有这个文件.xlsx"], 3, "没有这个文件.xlsx", id="input missing, without a command"),
    ],
)
def test_mistakes(args, code, said, capsys, tmp_path, monkeypatch):
    """A mistake is told in one line, in the user's language, with its exit code; nothing is written."""
    monkeypatch.chdir(tmp_path)
    assert main(["--lang", "zh", *args]) == code
    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        pytest.param(RuntimeError("boom\nboom"), 4, "E_INTERNAL", id="unforeseen"),
        pytest.param(InputError("E_NO_INPUT"), 3, "E_NO_INPUT", id="input"),
        pytest.param(OutputError("E_DRAFT_WRITE", path="a", why="b"), 6, "E_DRAFT_WRITE", id="output"),
        pytest.param(KeyboardInterrupt(), 130, "interrupted", id="Ctrl-C"),
    ],
)
def test_faults(error, code, said, capsys, monkeypatch):
    """Whatever breaks, one line and an exit code come out; the traceback only with -v."""
    monkeypatch.setattr(job, "run", lambda *args, **given: (_ for _ in ()).throw(error))
    assert main(["run", "a.xlsx", "--lang", "en"]) == code
    told = capsys.readouterr()
    assert said in told.err
    assert "Traceback" not in told.err
    assert len(told.err.strip().splitlines()) == 1


def test_traceback_on_request(capsys, monkeypatch):
    """With -v an unforeseen fault shows where it happened."""
    monkeypatch.setattr(job, "run", lambda *args, **given: 1 / 0)
    assert main(["run", "a.xlsx", "-v"]) == 4
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "completed"),
    [
        (["a.xlsx"], ["run", "a.xlsx"]),
        (["--lang=zh", "a.xlsx"], ["--lang=zh", "run", "a.xlsx"]),
        (["-o", "out", "a.xlsx"], ["run", "-o", "out", "a.xlsx"]),
        (["check", "a.xlsx"], ["check", "a.xlsx"]),
        (["chek"], ["chek"]),
        (["客户"], ["run", "客户"]),
        (["--version"], ["--version"]),
        (["--lang", "zh"], ["--lang", "zh"]),
        ([], []),
    ],
)
def test_plain_files(args, completed):
    """`custsheet FILE…` is `custsheet run FILE…`; a slip in a command's name is not taken for a file."""
    assert group.with_run(args) == completed


def test_settings_from_the_environment(monkeypatch, capsys):
    """Option over CUSTSHEET_* over default."""
    seen = []
    monkeypatch.setattr(job, "run", lambda files, out, **given: seen.append(given["region"]) or 1 / 0)
    monkeypatch.setenv("CUSTSHEET_REGION", "HK")
    for more in ([], ["--region", "TW"]):
        main(["run", "a.xlsx", *more])
    monkeypatch.delenv("CUSTSHEET_REGION")
    main(["run", "a.xlsx"])
    assert seen == ["HK", "TW", ""]


def test_clicks_words_are_all_known():
    """Every English sentence of click's that we replace is one that click still says, under its present wording."""
    import inspect

    import click

    source = "".join(
        inspect.getsource(__import__(f"click.{name}", fromlist=[""]))
        for name in ("core", "decorators", "exceptions", "formatting", "parser", "types")
    )
    said = "".join(source.split())
    known = [text for text in lookup("cli", "click", lang="zh") if "".join(text.split()) in said]
    assert {"Options", "Usage:", "Missing argument", "No such option {name!r}.", "Show this message and exit."} <= set(
        known
    )
    assert click.core._ is words.translated or (main(["--version"]) == 0 and click.core._ is words.translated)


def test_texts_have_the_same_keys():
    """What is said in one language is said in the other."""

    def keys(tree):
        return {
            (key, *sub) for key, value in tree.items() for sub in (keys(value) if isinstance(value, dict) else [()])
        }

    for room in ("cli", "demo"):
        assert keys(lookup(room, lang="zh")) == keys(lookup(room, lang="en"))


def test_console_of_another_encoding():
    """A GBK console prints what it can and never breaks."""
    shown = command_line("--help", CUSTSHEET_LANG="zh", PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert shown.returncode == 0
    assert "用法" in shown.stdout.decode("gbk")
    ascii_only = command_line("doctor", "--json", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert json.loads(ascii_only.stdout)["version"] == 1


def test_as_a_process():
    """The command works as a process of its own: Chinese by variable, exit code 2 for a wrong option, no traceback."""
    shown = command_line("run", "--nonsense", CUSTSHEET_LANG="zh")
    assert shown.returncode == 2
    assert shown.stderr.decode() == "命令有误：没有 --nonsense 这个选项。 用法请看：custsheet run --help\n"
    shown = command_line("run", "--nonsense", "--json", CUSTSHEET_LANG="zh")
    assert json.loads(shown.stdout)["error"] == {"code": "E_USAGE", "message": "没有 --nonsense 这个选项。"}


def test_reader_who_has_had_enough():
    """A pipe closed early is no error."""
    code = f"{sys.executable} -m custsheet explain --lang en | true"
    shown = subprocess.run(["/bin/sh", "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (shown.returncode, shown.stderr) == (0, "")


def test_dedupe_names_no_sheet_that_is_not_there(tmp_path, capsys):
    """`dedupe` writes no cleaned tables, and does not point to their list of changes."""
    source = csv_file(tmp_path / "a.csv", [["姓名", "手机"], ["张伟", "136-1234-7890"], ["王芳", "158 1234 0987"]])
    assert main(["--lang", "zh", "dedupe", str(source), "-o", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "没有写出清洗后的表" in said and "每一处都记在修改记录里" not in said

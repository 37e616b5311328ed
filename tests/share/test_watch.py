"""Runs that nobody starts by hand: schedules, a watched folder, the dead man's switch, the log."""

import configparser
import json
import plistlib
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path, PureWindowsPath

import pytest

from custsheet import cli, job, lock, runlog
from custsheet.errors import InputError
from custsheet.watch import folder as watching
from custsheet.watch import schedule, status
from tests.conftest import AS_OF, csv_file, workbook

PEOPLE = [["姓名", "手机"], ["张三", "13800138000"]]
HOME = Path("/srv/客户 & 订单/100%")


def test_systemd():
    """A missed night is made up for, runs do not overlap, a locked folder is no failure."""
    text = schedule.text("systemd", HOME, "/opt/custsheet", "3:05")
    service, timer = text.split("\n# ~/.config/systemd/user/custsheet.timer\n")
    parsed = [configparser.ConfigParser(strict=False, interpolation=None) for _ in range(2)]
    for each, part in zip(parsed, (service, timer), strict=True):
        each.optionxform = str
        each.read_string(part[part.index("[Unit]") :])
    assert parsed[0]["Service"]["ExecStart"] == '/opt/custsheet run "/srv/客户 & 订单/100%%" --quiet --lang zh'
    assert parsed[0]["Service"]["SuccessExitStatus"] == "5"
    assert parsed[1]["Timer"]["Persistent"] == "true" and parsed[1]["Timer"]["OnCalendar"] == "*-*-* 03:05:00"


def test_windows():
    """The task starts when it can, never twice, and names shares as services see them."""
    share = PureWindowsPath(r"\\服务器\客户 & 订单")
    root = ET.fromstring(schedule.text("windows", share, r"C:\custsheet.exe").split("\n", 1)[1])
    told = {each.tag.rpartition("}")[2]: each.text for each in root.iter()}
    assert told["StartWhenAvailable"] == "true" and told["MultipleInstancesPolicy"] == "IgnoreNew"
    assert told["Arguments"] == f'run "{share}" --quiet --lang zh' and told["RunOnlyIfNetworkAvailable"] == "true"
    assert "盘符" in schedule.text("windows", PureWindowsPath("Z:/客户"), "custsheet")


def test_launchd_and_cron():
    """Launchd's list can be read; in cron's line a per cent sign is no line break."""
    found = plistlib.loads(schedule.text("launchd", HOME, "/opt/custsheet", "02:30").encode())
    assert found["ProgramArguments"] == ["/opt/custsheet", "run", str(HOME), "--quiet", "--lang", "zh"]
    assert found["StartCalendarInterval"] == {"Hour": 2, "Minute": 30}
    assert "30 2 * * * /opt/custsheet run '/srv/客户 & 订单/100\\%' --quiet --lang zh" in schedule.text(
        "cron", HOME, "/opt/custsheet"
    )


@pytest.mark.parametrize("at", ["25:00", "2", "x"])
def test_no_time_of_day(at, tmp_path, capfd):
    """A time that is none is refused."""
    assert cli.main(["schedule", "print", "--cron", str(tmp_path), "--at", at]) == 2


def log(out: Path, *events: tuple[str, float]) -> Path:
    for event, hours in events:
        runlog.note(out, event, code="E_DAMAGED" if event == "failed" else "")
        path = out / ".custsheet/log/runs.jsonl"
        *before, last = path.read_text(encoding="utf-8").splitlines()
        line = json.loads(last) | {"time": (datetime.now().astimezone() - timedelta(hours=hours)).isoformat()}
        path.write_text("\n".join([*before, json.dumps(line)]) + "\n", encoding="utf-8")
    return out


@pytest.mark.parametrize(
    ("events", "state"),
    [
        pytest.param([], 3, id="never"),
        pytest.param([("published", 2)], 0, id="fine"),
        pytest.param([("published", 30), ("unchanged", 1)], 0, id="nothing new is fine"),
        pytest.param([("published", 3), ("failed", 1)], 1, id="failed since"),
        pytest.param([("failed", 3), ("published", 1)], 0, id="well again"),
        pytest.param([("published", 27)], 2, id="too long ago"),
        pytest.param([("published", 27), ("failed", 1)], 2, id="failing too long"),
    ],
)
def test_dead_man(tmp_path, capfd, events, state):
    """Nagios is told 0 to 3, everybody else 0 or 1."""
    out = log(tmp_path / "out", *events)
    out.mkdir(exist_ok=True)
    (out / ".custsheet").mkdir(exist_ok=True)
    assert cli.main(["status", str(out), "--format", "nagios", "--max-age", "26h"]) == state
    assert capfd.readouterr().out.startswith(f"CUSTSHEET {status.NAMES[state]} - ")
    assert cli.main(["status", str(out), "--max-age", "26h"]) == int(state > 0)


def test_status_of_a_run(tmp_path, capfd):
    """Figures come from the last run; JSON and Zabbix tell the same."""
    job.run(workbook(tmp_path / "a.xlsx", PEOPLE), tmp_path / "out", as_of=AS_OF)
    cli.main(["status", str(tmp_path / "out"), "--format", "json"])
    told = json.loads(capfd.readouterr().out)
    assert (told["customers"], told["pending"], told["state"]) == (1, 0, "OK")
    cli.main(["status", str(tmp_path / "out"), "--format", "zabbix"])
    assert "- custsheet.customers 1" in capfd.readouterr().out


def test_the_log_tells_no_names(tmp_path):
    """Counts and codes only: no value, no file's name; a torn line is passed over."""
    job.run(workbook(tmp_path / "张三.xlsx", PEOPLE), tmp_path / "out", as_of=AS_OF)
    path = tmp_path / "out/.custsheet/log/runs.jsonl"
    text = path.read_text(encoding="utf-8")
    assert "张三" not in text and "138" not in text
    path.write_text(text + '{"time": "20', encoding="utf-8")
    runlog.note(tmp_path / "out", "unchanged")
    assert [line["event"] for line in runlog.lines(tmp_path / "out")] == ["published", "unchanged"]


def test_the_log_is_rotated(tmp_path, monkeypatch):
    """Full logs are put aside, and only some are kept."""
    monkeypatch.setattr(runlog, "LARGEST", 300)
    monkeypatch.setattr(runlog, "KEPT", 3)
    for _ in range(40):
        runlog.note(tmp_path, "published")
    assert len(list((tmp_path / ".custsheet/log").iterdir())) == 4


class Enough(Exception):
    """The test has seen enough."""


def test_watching(tmp_path, monkeypatch):
    """A run at the beginning and after each change; a fault is told once and tried again only where it may pass."""
    path = workbook(tmp_path / "a.xlsx", PEOPLE)
    runs, faults = [], []
    steps = [
        lambda: None,
        lambda: path.write_bytes(b"broken"),
        lambda: None,
        lambda: path.write_bytes(b"broken still"),
        lambda: workbook(path, [*PEOPLE, ["李四", "13900139000"]]),
        lambda: None,
    ]

    def looks(inputs, interval):
        for step in steps:
            step()
            yield
        raise Enough

    def run():
        runs.append(path.stat().st_size)
        if path.read_bytes()[:2] != b"PK":
            raise InputError("E_DAMAGED", file=path.name)

    monkeypatch.setattr(watching, "_looks", looks)
    with pytest.raises(Enough):
        watching.watched([tmp_path], run, faults.append, 0.1, once=False)
    assert len(runs) == 4 and len(faults) == 1


def test_watch_once_is_silent_without_news(tmp_path, capfd):
    """`watch --once` says one line when something is new, and nothing when nothing is."""
    home = tmp_path / "in"
    home.mkdir()
    workbook(home / "a.xlsx", PEOPLE)
    assert cli.main(["watch", str(home), "--once"]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 1
    assert cli.main(["watch", str(home), "--once"]) == 0
    said = capfd.readouterr()
    assert said.out == said.err == ""


def test_a_change_is_noticed(tmp_path):
    """The system's events, or looking again, yield."""
    workbook(tmp_path / "a.xlsx", PEOPLE)
    assert list(islice(watching._looks([tmp_path], 0.1), 2)) == [None, None]


@pytest.mark.parametrize(("kind", "network"), [("ext4", False), ("cifs", True), ("nfs4", True)])
def test_network_drives(tmp_path, kind, network):
    """What lies on a share is known by its mount."""
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\n//server/share {tmp_path} {kind} rw 0 0\n")
    assert watching.on_network(tmp_path, str(mounts)) is network


def test_status_remembers_a_gate_that_was_not_passed(tmp_path, capsys):
    """A night without news leaves it as it was, in the exit code as in the status."""
    source, out = tmp_path / "客户.csv", tmp_path / "out"
    csv_file(source, [["姓名", "手机"], ["李娜", "1391234567"], ["张伟", ""]])
    command = ["run", str(source), "-o", str(out), "-q", "--min-score", "99.9"]
    for _ in range(2):
        assert cli.main(command) == 1
        assert status.examine(out).failed == "E_SCORE_LOW"
    assert "gate" in status.told(status.examine(out), "text")
    assert cli.main(["run", str(source), "-o", str(out), "-q", "--force"]) == 0
    assert status.examine(out).state == 0


def test_a_gate_outlasts_a_night_that_failed(tmp_path):
    source, out = tmp_path / "客户.csv", tmp_path / "out"
    csv_file(source, [["姓名", "手机"], ["李娜", "1391234567"], ["张伟", ""]])
    command = ["run", str(source), "-o", str(out), "-q"]
    assert cli.main([*command, "--min-score", "99.9"]) == 1
    text = source.read_bytes()
    source.write_bytes(b"")
    assert cli.main(command) == 3 and status.examine(out).failed not in ("", "E_SCORE_LOW")
    source.write_bytes(text)
    assert cli.main(command) == 0 and status.examine(out).failed == "E_SCORE_LOW"


def test_a_slip_at_the_terminal_is_no_failed_run(tmp_path):
    """Who names a run that there is none of has his answer; the last run is as well as it was."""
    source, out = csv_file(tmp_path / "客户.csv", [["姓名", "手机"], ["张三", "13800138000"]]), tmp_path / "out"
    job.run([source], out)
    assert cli.main(["undo", "--run", "99", str(out)]) == 3
    assert status.examine(out).state == 0
    assert [line["code"] for line in runlog.lines(out) if line["event"] == "refused"] == ["E_RUN_UNKNOWN"]


def test_a_damaged_memory_is_a_failure(tmp_path):
    """A run that ends before its work begins is told by the status all the same."""
    source, out = csv_file(tmp_path / "客户.csv", [["姓名", "手机"], ["张三", "13800138000"]]), tmp_path / "out"
    job.run([source], out)
    assert status.examine(out).state == 0
    next((out / ".custsheet/runs").glob("0*/state.json")).write_text("{")
    source.write_text("姓名,手机\n李四,13900139000\n", encoding="utf-8")
    with pytest.raises(InputError, match="E_STATE"):
        job.run([source], out)
    found = status.examine(out)
    assert (found.state, found.failed) == (1, "E_STATE") and "分钟前" in status.told(found, "text")


def test_status_of_a_run_that_was_killed(tmp_path, capsys):
    """Whose process is gone is not at work: the run was broken off, until the next one is through."""
    source, out = csv_file(tmp_path / "a.csv", PEOPLE), tmp_path / "out"
    job.run([source], out, as_of=AS_OF)
    with lock.held(out) as hold:
        found = status.examine(out)
        assert (found.state, found.running) == (0, f"{hold.lease.host} {hold.lease.pid}")
        lease = (out / ".custsheet/lease").read_text("utf-8")
    dead = json.loads(lease) | {"started": hold.lease.started - 100}
    (out / ".custsheet/lease").write_text(json.dumps(dead), "utf-8")
    found = status.examine(out)
    assert (found.state, found.running, found.failed) == (1, "", status.BROKEN_OFF)
    assert "断掉" in status.told(found, "text") and "\n  " not in status.told(found, "text")
    job.run([source], out, as_of=AS_OF)
    assert status.examine(out).state == 0


def test_json_tells_of_a_gate(tmp_path, capsys):
    """A program that reads standard output alone learns why the exit code is 1, also where nothing was new."""
    source, out = csv_file(tmp_path / "a.csv", [*PEOPLE, ["", "123"]]), tmp_path / "out"
    for _ in range(2):
        assert cli.main(["run", str(source), "-o", str(out), "--min-score", "100", "--json"]) == 1
        (gate,) = json.loads(capsys.readouterr().out)["gates"]
        assert gate.startswith("E_SCORE_LOW")

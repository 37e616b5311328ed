"""The acceptance matrix of faults, rows 28–41, 43 and 50: what a shared drive, a full disk, a colleague and the clock can do to a run."""

import ctypes
import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from custsheet import cli, history, job, lock, turn, unmerge
from custsheet.errors import ConfigError, CustsheetError, InputError, LockError, OutputError
from custsheet.read import read, stable
from custsheet.schema import load_schema
from custsheet.write import placing
from custsheet.write.publish import staging
from tests.begun import begun, copied
from tests.conftest import AS_OF, csv_file, table, workbook

PEOPLE = [["姓名", "手机"], ["张三", "13800138000"], ["李四", "13900139000"]]
MATRIX = {  # row of the acceptance matrix -> the codes it ends in
    28: ("E_DISK_FULL",),
    29: (),  # tests/crash
    30: ("E_OUTPUT",),
    31: ("W_PUBLISHED_BESIDE",),
    32: ("E_NO_WRITE",),
    33: ("E_CHANGING",),
    34: ("W_CONFLICT_COPY",),
    35: ("I_SKIPPED",),
    36: ("E_LOCKED", "W_LOCK_TAKEN"),
    37: (),
    38: (),
    39: ("E_CONFIG_KEY", "E_SCHEMA_KEY"),
    40: ("E_TOO_MANY_BAD",),
    41: ("W_SHRUNK", "E_SHRUNK"),
    43: (),
    50: (),
}
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
MS_NODEV, MNT_DETACH = 4, 2


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The first run on PEOPLE."""
    return begun(workbook(tmp_path_factory.mktemp("people") / "客户.xlsx", PEOPLE))


@pytest.fixture
def source(published, tmp_path):
    """PEOPLE as a workbook, its first run done, into the folder `out` beside it."""
    return copied(published, tmp_path) / "客户.xlsx"


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte and a half."""
    home = tmp_path / "disk"
    home.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform != "linux" or libc.mount(b"tmpfs", bytes(home), b"tmpfs", MS_NODEV, b"size=1500k"):
        pytest.skip("a small disk of its own can only be made by root on Linux")
    yield home
    libc.umount2(bytes(home), MNT_DETACH)


@pytest.fixture
def locked_away():
    """Give a function that makes a file or folder unalterable, even for root."""
    done = []

    def lock_away(path: Path) -> Path:
        if ROOT:
            if not shutil.which("chattr") or subprocess.run(["chattr", "+i", path], capture_output=True).returncode:
                pytest.skip("this file system knows no chattr +i")
            done.append(path)
        else:
            path.chmod(0o500)
        return path

    yield lock_away
    for each in done:
        subprocess.run(["chattr", "-i", each], check=True)


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(each for each in folder.rglob("*") if each.is_file() and ".custsheet" not in each.parts)
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


def test_28_full_disk(small_disk, tmp_path):
    """28: a disk that is really full is told with place and megabytes; old outputs stay, nothing half-written does."""
    source = workbook(tmp_path / "客户.xlsx", PEOPLE)
    out = small_disk / "out"
    job.run(source, out, as_of=AS_OF)
    before = contents(out)
    workbook(source, [*PEOPLE, ["王五", "13700137000"]])
    with suppress(OSError), (small_disk / "ballast").open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    with pytest.raises(OutputError) as full:
        job.run(source, out, as_of=AS_OF)
    assert full.value.code in ("E_DISK_FULL", "E_NO_WRITE") and "MB" in str(full.value) and str(out) in str(full.value)
    assert contents(out) == before
    assert not list(out.rglob("tmp-*"))


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_30_broken_on_the_way(source, tmp_path, monkeypatch, code):
    """30: where a share goes away between two renames, all is as before."""
    out = tmp_path / "out"
    before = contents(out)
    assert before
    workbook(source, [*PEOPLE, ["王五", "13700137000"]])
    real = os.replace

    def replace(source, target):
        if Path(target).name == "issues.html" and placing.OLD not in str(source):
            raise OSError(code, os.strerror(code))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OutputError):
        job.run(source, out, as_of=AS_OF)
    assert contents(out) == before


def excel_owner(name: str) -> bytes:
    """Return the owner file that Excel puts beside a workbook: 165 bytes, up to 54 signs in ANSI, then in UTF-16."""
    narrow = name.encode("gb18030")
    wide = len(name).to_bytes(2, "little") + name.ljust(54).encode("utf-16-le")
    return bytes([len(narrow)]) + narrow.ljust(54) + wide


OWNERS = {
    "Excel": ("~$cleaned.xlsx", excel_owner("王小明"), "王小明"),
    "WPS": (".~cleaned.xlsx", excel_owner("李秀英"), "李秀英"),
    "only in ANSI": ("~$cleaned.xlsx", excel_owner("Wang Wei")[:55], "Wang Wei"),
    "LibreOffice": (
        ".~lock.cleaned.xlsx#",
        ",chen,前台电脑,22.11.2026 10:01,file:///home/chen;".encode(),
        "chen @ 前台电脑",
    ),
    "nobody known": ("x", b"", ""),
    "an empty lock": (".~lock.cleaned.xlsx#", b"", ""),
}


@pytest.mark.parametrize("program", ["Excel", "LibreOffice", "nobody known", "an empty lock"])
def test_31_open_elsewhere(source, tmp_path, monkeypatch, locked_away, program):
    """31: a workbook that somebody has open is published beside, saying who; when it is free all is in its place again."""
    monkeypatch.setattr(placing, "PAUSES", (0.01,))
    out = tmp_path / "out"
    old = (out / "cleaned.xlsx").read_bytes()
    name, content, who = OWNERS[program]
    (out / name).write_bytes(content)
    real = os.replace

    def replace(one, other):
        if Path(other) == out / "cleaned.xlsx":
            raise PermissionError(errno.EACCES, "sharing violation")
        real(one, other)

    workbook(source, [*PEOPLE, ["王五", "13700137000"]])
    with monkeypatch.context() as open_elsewhere:
        open_elsewhere.setattr(os, "replace", replace)
        done = job.run(source, out, as_of=AS_OF)
    beside = out / f"cleaned ({date.today().isoformat()} 1).xlsx"
    told = [note for note in done.report.notes if note.startswith("W_PUBLISHED_BESIDE")]
    assert len(told) == 1 and beside.name in told[0] and who in told[0]
    assert beside.exists() and (out / "cleaned.xlsx").read_bytes() == old
    assert len(table(out / "cleaned/customers.csv")) == 3
    assert not [note for note in done.report.notes if "改过" in note]
    (out / name).unlink()
    done = job.run(source, out, as_of=AS_OF)
    assert not beside.exists() and (out / "cleaned.xlsx").read_bytes() != old
    assert not [note for note in done.report.notes if "改过" in note]


@pytest.mark.parametrize("program", ["Excel", "WPS", "only in ANSI", "LibreOffice"])
def test_31_an_owner_file_is_enough(source, tmp_path, program):
    """31: where the system would let it be replaced, a workbook that somebody works in stays; an owner file left by a crash is not believed."""
    out = tmp_path / "out"
    job.run(source, out, as_of=AS_OF)
    old = (out / "cleaned.xlsx").read_bytes()
    name, content, who = OWNERS[program]
    (out / name).write_bytes(content)
    workbook(source, [*PEOPLE, ["王五", "13700137000"]])
    done = job.run(source, out, as_of=AS_OF)
    told = [note for note in done.report.notes if note.startswith("W_PUBLISHED_BESIDE")]
    assert len(told) == 1 and who in told[0] and (out / "cleaned.xlsx").read_bytes() == old
    week_ago = time.time() - 7 * 24 * 3600
    os.utime(out / name, (week_ago, week_ago))
    done = job.run(source, out, as_of=AS_OF)
    assert (out / "cleaned.xlsx").read_bytes() != old and [each.name for each in out.glob("cleaned*.xlsx")] == [
        "cleaned.xlsx"
    ]


@pytest.mark.skipif(not ROOT, reason="only root can make a file that root cannot replace")
def test_31_a_file_nobody_can_replace(tmp_path, monkeypatch, locked_away):
    """31: the same with a file that really cannot be replaced."""
    monkeypatch.setattr(placing, "PAUSES", (0.01,))
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.csv").write_text("old")
    locked_away(tmp_path / "out/a.csv")
    with staging(tmp_path / "out") as staged:
        (staged / "a.csv").write_text("new")
        placed = placing.place(staged, tmp_path / "out")
    assert placed.paths[0].read_text() == "new" and (tmp_path / "out/a.csv").read_text() == "old"
    assert len(placed.notes) == 1


def test_32_read_only_folder(tmp_path, locked_away):
    """32: a folder that cannot be written in is refused within a second, before anything is read."""
    (tmp_path / "out").mkdir()
    locked_away(tmp_path / "out")
    started = time.perf_counter()
    with pytest.raises(OutputError) as refused:
        job.run(tmp_path / "not there.xlsx", tmp_path / "out")
    assert refused.value.code == "E_NO_WRITE"
    assert time.perf_counter() - started < 1


def test_33_a_file_that_grows(tmp_path, monkeypatch):
    """33: a file that somebody is still writing is refused; once it rests it is read."""
    monkeypatch.setattr(stable, "PAUSES", (0.05, 0.05))
    path = csv_file(tmp_path / "客户.csv", PEOPLE)
    over = threading.Event()

    def grow():
        while not over.wait(0.005):
            with path.open("a", encoding="utf-8") as file:
                file.write("某某,13700137000\n")

    writer = threading.Thread(target=grow)
    writer.start()
    with pytest.raises(InputError) as refused:
        read(path)
    over.set()
    writer.join()
    assert refused.value.code == "E_CHANGING" and path.name in str(refused.value)
    assert len(read(path).tables["customers"]) > 2


def test_33_what_is_read_is_one_state(tmp_path, monkeypatch):
    """33: content that changes under an unchanged size and time is noticed by its hash."""
    path = csv_file(tmp_path / "a.csv", PEOPLE)
    real, times = shutil.copyfile, path.stat()

    def copy(source, target):
        path.write_bytes(path.read_bytes().replace("张三".encode(), "赵六".encode()))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        monkeypatch.setattr(shutil, "copyfile", real)
        return real(source, target)

    monkeypatch.setattr(shutil, "copyfile", copy)
    assert read(path).tables["customers"]["name"].tolist() == ["赵六", "李四"]


@pytest.mark.parametrize(
    "name",
    [
        "客户.sync-conflict-20261122-101112-ABCDEFG.xlsx",
        "客户-DESKTOP-AB12CD3.xlsx",
        "客户-冲突-小王.xlsx",
        "客户-NSConflict-小王.xlsx",
        "客户-副本.xlsx",
        "客户 的副本.xlsx",
        "“客户”的副本.xlsx",
        "Copy of 客户.xlsx",
        "客户 (Case Conflict).xlsx",
        "客户 - 副本.xlsx",
        "客户(冲突).xlsx",
        "客户 (小王's conflicted copy 2026-11-22).xlsx",
        "客户 (1).xlsx",
        "客户[Conflict].xlsx",
    ],
)
def test_34_conflict_copies(run, tmp_path, name):
    """34: a conflict copy in a folder is not merged, and both files are named; read on purpose, both are."""
    home = tmp_path / "in"
    home.mkdir()
    workbook(home / "客户.xlsx", PEOPLE)
    workbook(home / name, [["姓名", "手机"], ["王五", "13700137000"]])
    done = run(home, dry_run=True, verb="check")
    assert done.book.tables["customers"]["name"].tolist() == ["张三", "李四"]
    told = [note for note in done.report.notes if note.startswith("W_CONFLICT_COPY")]
    assert len(told) == 1 and name in told[0] and "客户.xlsx" in told[0]
    asked = run(home / "客户.xlsx", home / name, dry_run=True, verb="check")
    assert len(asked.book.tables["customers"]) == 3


def test_34_a_copy_of_an_output(source, tmp_path):
    """34: a second issues.xlsx among the results may hold somebody's answers: it is named, and that it is not read."""
    out = tmp_path / "out"
    shutil.copy(out / "issues.xlsx", out / "issues (1).xlsx")
    workbook(source, [*PEOPLE, ["王五", "13700137000"]])
    told = [note for note in job.run(source, out, as_of=AS_OF).report.notes if note.startswith("W_CONFLICT_COPY")]
    assert len(told) == 1 and "issues (1).xlsx" in told[0] and "没有读取" in told[0]


@pytest.mark.parametrize("name", ["客户-VIP.xlsx", "客户2.xlsx", "老客户.xlsx", "客户 (华东).xlsx"])
def test_34_no_conflict(run, tmp_path, name):
    """34: a name that only resembles one is an input like any other."""
    home = tmp_path / "in"
    home.mkdir()
    workbook(home / "客户.xlsx", PEOPLE)
    workbook(home / name, [["姓名", "手机"], ["王五", "13700137000"]])
    assert len(run(home, dry_run=True, verb="check").book.tables["customers"]) == 3


def test_35_skipped_files_are_listed(tmp_path, capfd):
    """35: owner, temporary and half-downloaded files are passed over, and listed where details are asked for."""
    home = tmp_path / "in"
    home.mkdir()
    workbook(home / "客户.xlsx", PEOPLE)
    for name in ("~$客户.xlsx", "b.xlsx.crdownload", "c.xlsx.tmp"):
        (home / name).write_bytes(b"x")
    assert cli.main(["run", str(home), "-o", str(tmp_path / "out"), "-v", "--dry-run"]) == 0
    said = capfd.readouterr().err
    assert said.count("I_SKIPPED") == 3 and "~$客户.xlsx" in said


def test_36_two_at_once(tmp_path):
    """36: the second run is told host, process and since when, and changes nothing."""
    with turn.at(tmp_path / "out", "run"), pytest.raises(LockError) as refused, turn.at(tmp_path / "out", "run"):
        pass
    assert refused.value.exit_code == 5
    lease = refused.value.facts
    assert lease["pid"] == os.getpid() and lease["host"] and lease["since"].startswith(str(date.today().year))
    assert not (tmp_path / "out").exists()


def left(folder: Path, **other: object) -> None:
    """Leave a lease as a run that was killed does."""
    with turn.at(folder, "run"):
        lease = (folder / ".custsheet/lease").read_text(encoding="utf-8")
    import json

    (folder / ".custsheet").mkdir(parents=True)
    (folder / ".custsheet/lease").write_text(json.dumps(json.loads(lease) | other), encoding="utf-8")


def test_36_after_a_kill(tmp_path):
    """36: the lease of a process that is dead is taken over at once, said and logged."""
    left(tmp_path / "out", pid=2**22 + 1)
    done = job.run(workbook(tmp_path / "a.xlsx", PEOPLE), tmp_path / "out", as_of=AS_OF)
    assert [note for note in done.report.notes if note.startswith("W_LOCK_TAKEN")]
    assert "taken_over" in (tmp_path / "out/.custsheet/log/runs.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(("minutes", "held"), [(1, True), (29, True), (31, False)])
def test_36_another_machine(tmp_path, minutes, held):
    """36: another machine's lease counts as long as its heart beats, and half an hour more."""
    folder, then = tmp_path / "out", time.time() - minutes * 60
    left(folder, machine="elsewhere", host="前台电脑", pid=77, heartbeat=then)
    os.utime(folder / ".custsheet/lease", (then, then))
    if not held:
        with turn.at(folder, "run") as hold:
            assert hold.taken.host == "前台电脑"
        return
    with pytest.raises(LockError) as refused, turn.at(folder, "run"):
        pass
    assert refused.value.facts["host"] == "前台电脑"


def test_36_even_without_locks(tmp_path):
    """36: a run that was overtaken does not publish, though no lock kept the other one out."""
    with turn.at(tmp_path / "out", "run") as hold:
        hold.may()
        (tmp_path / "out/run.json").write_text("{}")
        with pytest.raises(LockError) as refused:
            hold.may()
        assert refused.value.code == "E_OVERTAKEN"
        (tmp_path / "out/run.json").unlink()
        (tmp_path / "out/.custsheet/lease").write_text(
            (tmp_path / "out/.custsheet/lease").read_text(encoding="utf-8").replace(hold.lease.key, "other"),
            encoding="utf-8",
        )
        with pytest.raises(LockError):
            hold.may()


def test_36_the_heart_beats(tmp_path, monkeypatch):
    """36: while a run is at work its lease is renewed."""
    monkeypatch.setattr(lock, "BEAT", 0.02)
    with lock.held(tmp_path) as hold:
        until = time.monotonic() + 5
        while (now := lock.read(tmp_path)) and now.heartbeat == hold.lease.heartbeat and time.monotonic() < until:
            time.sleep(0.02)
        assert now.heartbeat > hold.lease.heartbeat


@pytest.mark.parametrize("moment", [4_000_000_000.0, 86_400.0], ids=["2096", "1970"])
def test_37_odd_clocks(run, tmp_path, moment):
    """37: a file from the future or from 1970 is read as any other; days are counted from the day given."""
    path = workbook(tmp_path / "a.xlsx", PEOPLE)
    os.utime(path, (moment, moment))
    done = run(path)
    assert done.report.as_of == AS_OF and len(done.book.tables["customers"]) == 2


def test_38_the_same_again(source, tmp_path, capfd):
    """38: the same input again is said to be nothing new, and writes no file."""
    out, asked = tmp_path / "out", ["run", str(source), "-o", str(tmp_path / "out"), "--as-of", AS_OF.isoformat()]
    assert cli.main(asked) == 0

    def times():
        files = (each for each in out.rglob("*") if each.is_file() and "log" not in each.parts)
        return {each: each.stat().st_mtime_ns for each in files}

    before = times()
    capfd.readouterr()
    assert cli.main(asked) == 0
    assert "I_UNCHANGED" in "".join(capfd.readouterr())
    assert times() == before


def test_39_bad_settings(tmp_path, capfd):
    """39: an unknown setting is refused with file, line and the nearest name."""
    (tmp_path / "custsheet.yaml").write_text("inputs: .\n\nouput: x\n", encoding="utf-8")
    assert cli.main(["run", "--lang", "zh", str(tmp_path)]) == 2
    said = capfd.readouterr().err
    assert "E_CONFIG_KEY" in said and "custsheet.yaml" in said and "第3行" in said and "output" in said


def test_39_bad_schema(tmp_path):
    """39: an unknown key in a schema likewise; a pattern of one's own, which could hang, is no setting at all."""
    path = tmp_path / "规则.yaml"
    path.write_text(
        "table: customers\ntitle: {zh: 客户, en: Customers}\nfields:\n  name: {title: {zh: 姓名, en: Name}, pattern: '(a+)+$'}\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as refused:
        load_schema(path)
    assert refused.value.code == "E_SCHEMA_KEY" and "规则.yaml" in str(refused.value) and "第4行" in str(refused.value)


def test_40_nearly_all_bad(run, tmp_path):
    """40: where nearly every row has errors it is the wrong file: nothing is published, unless that is wanted; `check` lists them."""
    rows = [["姓名", "手机"], *([f"客户{number}", f"12345{number:02d}"] for number in range(40))]
    source = workbook(tmp_path / "a.xlsx", rows)
    with pytest.raises(InputError) as refused:
        run(source)
    assert refused.value.code == "E_TOO_MANY_BAD" and "100%" in str(refused.value)
    assert not (tmp_path / "out").exists()
    assert run(source, max_bad=100, out="wanted").outputs
    assert run(source, verb="check", out="checked").outputs


def test_41_fewer_rows(run, tmp_path):
    """41: far fewer rows than last time are remarked on with both counts, or refused."""
    rows = [["姓名", "手机"], *([f"客户{number}", f"138001380{number:02d}"] for number in range(40))]
    run(workbook(tmp_path / "a.xlsx", rows))
    less = workbook(tmp_path / "a.xlsx", rows[:16])
    with pytest.raises(InputError) as refused:
        run(less, max_drop_rows=50)
    assert refused.value.code == "E_SHRUNK"
    told = [note for note in run(less).report.notes if note.startswith("W_SHRUNK")]
    assert len(told) == 1 and "15" in told[0] and "40" in told[0]


def test_43_a_merge_taken_back(tmp_path):
    """43: a merge undone gives the rows back cell for cell."""
    out = tmp_path / "out"
    rows = [
        ["姓名", "手机", "邮箱"],
        ["张三", "13800138000", "a@example.com"],
        ["张 三", "138-0013-8000", "b@example.com"],
    ]
    source = workbook(tmp_path / "a.xlsx", rows)
    merged = table(job.run(source, out, as_of=AS_OF, merge="none").out / "cleaned/customers.csv")
    job.run(source, out, as_of=AS_OF)
    only = table(out / "cleaned/customers.csv")
    assert len(only) == 1
    unmerge.merge(only[0]["customer_id"], out)
    job.run(source, out, as_of=AS_OF)
    told = [{name: each[name] for name in ("name", "mobile", "email")} for each in table(out / "cleaned/customers.csv")]
    assert told == [{name: each[name] for name in ("name", "mobile", "email")} for each in merged]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without a word")
def test_50_interrupted(tmp_path, number, code):
    """50: Ctrl-C and SIGTERM end a run with their codes, and nothing half-written stays."""
    rows = [["姓名", "手机"], *([f"客户{each}", f"138{each:08d}"] for each in range(30_000))]
    source = csv_file(tmp_path / "a.csv", rows)
    said = subprocess.Popen(
        [sys.executable, "-m", "custsheet", "run", source, "-o", tmp_path / "out", "-v"],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # whoever starts tests in the background ignores it
    )
    said.stderr.readline()  # the first stage has begun
    said.send_signal(number)
    said.communicate(timeout=60)
    assert said.returncode == code
    assert not [each for each in tmp_path.rglob("*") if each.name.startswith(("tmp-", "lease"))]


def test_every_row_has_its_code():
    """The codes of the matrix are sentences in both languages."""
    from custsheet.texts import lookup

    for code in {code for codes in MATRIX.values() for code in codes}:
        assert lookup("errors", code, lang="zh") and lookup("errors", code, lang="en")


def test_a_fault_names_what_it_is():
    """Exit codes are as the contract says."""
    assert (
        LockError("E_LOCKED").exit_code,
        OutputError("E_DISK_FULL").exit_code,
        InputError("E_SHRUNK").exit_code,
    ) == (5, 6, 3)
    assert issubclass(LockError, CustsheetError) and history.STATE == ".custsheet"

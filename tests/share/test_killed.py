"""What a run leaves that was killed, or stopped by the disk or by a person, after its outputs were in place or before."""

import errno
import os
from contextlib import suppress
from pathlib import Path

import pytest

from custsheet import errors, history, job, turn, write
from custsheet.disk import sha256
from custsheet.history import check, keeping, parquet, store
from custsheet.write import placing, publish
from tests.conftest import AS_OF, csv_file
from tests.share.test_matrix import left

ROWS = [["姓名", "手机", "电子邮件"], ["张三", "13800138000", "zs@@qq.com"], ["李四", "1390013900", "ls@qq.com"]]


@pytest.fixture
def ran(tmp_path):
    """Run into a folder of that name."""
    source = csv_file(tmp_path / "a.csv", ROWS)
    return lambda name="out": job.run([source], tmp_path / name, as_of=AS_OF)


def files(folder):
    """Return the content of all outputs but those that tell how long the run took."""
    found = (each for each in folder.rglob("*") if each.is_file() and ".custsheet" not in each.parts)
    return {each.name: each.read_bytes() for each in found if each.name not in ("run.json", "issues.xlsx")}


def leftovers(folder):
    """Return what no run may leave behind."""
    return [each.name for each in folder.rglob("*") if each.name.startswith(("tmp-", "lease", "gone-"))]


def refuse(number):
    """Return a function that fails as the disk does."""

    def refused(*given, **named):
        raise OSError(number, os.strerror(number))

    return refused


def test_the_report_after_a_kill(ran, tmp_path):
    """A run that takes over from one that was killed writes the same report as any other."""
    left(tmp_path / "after", pid=2**22 + 1)
    assert [note for note in ran("after").report.notes if note.startswith("W_LOCK_TAKEN")]
    ran("first")
    assert files(tmp_path / "after") == files(tmp_path / "first")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_published_though_the_state_is_not_visible_yet(ran, tmp_path, monkeypatch, number):
    """Outputs in place are published, whatever the disk does next; the next run makes the state visible."""
    with monkeypatch.context() as patch:
        patch.setattr(store, "publish", refuse(number))
        assert ran().outputs
    assert not history.runs(tmp_path / "out")
    assert ran().unchanged and len(history.runs(tmp_path / "out")) == 1
    assert not check.checked(tmp_path / "out/.custsheet").faults and not leftovers(tmp_path / "out")


def test_published_though_old_runs_cannot_be_read(ran, tmp_path, monkeypatch):
    """What is tidied away after publishing is no fault of the run."""

    def unreadable(state):
        raise errors.InputError("E_STATE", folder="00001", why="EIO")

    monkeypatch.setattr(keeping, "compact", unreadable)
    assert ran().outputs and len(history.runs(tmp_path / "out")) == 1


def test_stopped_after_the_outputs_are_in_place(ran, tmp_path, monkeypatch):
    """Ctrl-C just after publishing: the state knows the run whose outputs are there."""
    place = write.place

    def stopped(*given, **named):
        place(*given, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(write, "place", stopped)
        with pytest.raises(KeyboardInterrupt):
            ran()
    assert len(history.runs(tmp_path / "out")) == 1 and not leftovers(tmp_path / "out")
    assert ran().unchanged


def test_disk_full_while_the_state_is_written(ran, tmp_path, monkeypatch):
    """Nothing is published, and nothing half-written stays in the state."""
    whole, calls = parquet.write, []

    def full(table, path):
        calls.append(path)
        (refuse(errno.ENOSPC) if len(calls) == 3 else whole)(table, path)

    monkeypatch.setattr(parquet, "write", full)
    with pytest.raises(errors.OutputError, match="E_DISK_FULL"):
        ran()
    assert len(calls) == 3 and not files(tmp_path / "out") and not leftovers(tmp_path / "out")


def test_disk_full_before_the_lease(ran, tmp_path, monkeypatch):
    """Where not even the lease can be written, that is said in one line, with the folder."""
    whole = Path.write_text

    def full(path, *given, **named):
        return (refuse(errno.ENOSPC) if path.name.startswith("lease") else whole)(path, *given, **named)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(errors.OutputError, match="E_DISK_FULL"):
        ran()


def test_a_lease_that_cannot_be_removed(ran, tmp_path, monkeypatch):
    """The run is done all the same, and the next one takes over what the dead left."""
    whole = Path.unlink

    def refused(path, *given, **named):
        return (refuse(errno.EIO) if path.name.startswith("lease") else whole)(path, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        assert ran().outputs
    lease = tmp_path / "out/.custsheet/lease"
    lease.write_text(lease.read_text().replace(f'"pid": {os.getpid()}', f'"pid": {2**22 + 1}'))
    assert ran().unchanged and not leftovers(tmp_path / "out")


def test_a_table_that_is_gone(tmp_path):
    """Of a table that is not in the inputs any more no file stays from before."""
    orders = [["姓名", "手机", "交易日期", "交易金额"], ["张三", "13800138000", "2023-01-01", "1000"]]
    source, tables = csv_file(tmp_path / "a.csv", orders), tmp_path / "out/cleaned"
    job.run([source], tmp_path / "out", as_of=AS_OF)
    assert (tables / "orders.csv").is_file()
    csv_file(source, [line[:2] for line in orders])
    job.run([source], tmp_path / "out", as_of=AS_OF)
    assert (tables / "customers.csv").is_file() and not (tables / "orders.csv").exists()


@pytest.mark.parametrize("fails", [False, True])
def test_what_goes(tmp_path, monkeypatch, fails):
    """A file that is out of date goes, unless somebody worked in it; where publishing fails it is there again."""
    for name in ("old.csv", "edited.csv"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    gone, whole = {"old.csv": sha256(tmp_path / "old.csv"), "edited.csv": "hash of what it was"}, os.replace

    def broken(old, new):
        (refuse(errno.EIO) if new.name == "run.json" and fails else whole)(old, new)

    monkeypatch.setattr(placing.os, "replace", broken)
    with suppress(errors.OutputError), publish.staging(tmp_path) as staged:
        (staged / "run.json").write_text("{}", encoding="utf-8")
        placing.place(staged, tmp_path, gone=gone)
    assert (tmp_path / "old.csv").exists() is fails and (tmp_path / "edited.csv").exists()


def test_the_old_files_cannot_be_put_back(ran, tmp_path, monkeypatch):
    """A disk that fails on the way and on the way back: the next run puts the old files back before anything is believed."""
    source, out = tmp_path / "a.csv", tmp_path / "out"
    ran()
    before, whole, failed = files(out), os.replace, []

    def broken(old, new):
        failed.extend([new] if failed or new.name == "issues.json" else [])
        (refuse(errno.EIO) if failed else whole)(old, new)

    csv_file(source, [*ROWS, ["王五", "13700137000", ""]])
    with monkeypatch.context() as patch:
        patch.setattr(placing.os, "replace", broken)
        with pytest.raises(errors.OutputError, match="E_OUTPUT"):
            ran()
    assert files(out) != before
    with turn.at(out, "run"):
        assert files(out) == before and not [name for name in leftovers(out) if name.startswith("tmp-")]

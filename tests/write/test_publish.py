import errno
import os
import time

import pytest

from custsheet.errors import OutputError
from custsheet.write import publish


def test_preflight_leaves_nothing(tmp_path):
    """Asking whether a folder can be written neither makes nor leaves it."""
    publish.preflight(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


def test_preflight_where_a_file_stands(tmp_path):
    """A folder that cannot be is refused before any work."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError) as refused:
        publish.preflight(tmp_path / "out")
    assert refused.value.code == "E_NO_WRITE"


def test_files_appear_with_run_json_last(tmp_path):
    """All staged files come to their places, sub-folders too, and nothing hidden stays behind."""
    with publish.staging(tmp_path) as staged:
        (staged / "run.json").write_text("{}")
        (staged / "z.csv").write_text("z")
        (staged / "cleaned").mkdir()
        (staged / "cleaned" / "a.csv").write_text("a")
        paths = publish.put_in_place(staged, tmp_path)
    assert [path.name for path in paths] == ["a.csv", "z.csv", "run.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cleaned", "run.json", "z.csv"]


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_all_or_none(tmp_path, monkeypatch, fails_at):
    """Where one rename fails, those before it are taken back: the old files stand, new ones are gone."""
    (tmp_path / "a").write_text("old")
    calls, real = [], os.replace

    def replace(source, target):
        if "old" not in str(source):
            calls.append(target)
        if len(calls) == fails_at and "old" not in str(source):
            raise OSError(errno.EIO, "broken")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OutputError) as failed, publish.staging(tmp_path) as staged:
        for name in "abc":
            (staged / name).write_text("new")
        publish.put_in_place(staged, tmp_path)
    assert failed.value.code == "E_OUTPUT"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "old"}


def test_busy_file_is_tried_again(tmp_path, monkeypatch):
    """A file that a network drive holds a moment longer is replaced in the end."""
    refusals, real = [OSError(errno.EBUSY, "busy"), OSError(errno.EACCES, "denied")], os.replace

    def replace(source, target):
        if refusals:
            raise refusals.pop()
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    with publish.staging(tmp_path) as staged:
        (staged / "a").write_text("new")
        publish.put_in_place(staged, tmp_path)
    assert (tmp_path / "a").read_text() == "new"


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        pytest.param(OSError(errno.ENOSPC, "full"), "E_DISK_FULL", id="disk full"),
        pytest.param(PermissionError(errno.EACCES, "denied"), "E_NO_WRITE", id="no rights"),
        pytest.param(OSError(errno.EIO, "broken"), "E_OUTPUT", id="broken disk"),
    ],
)
def test_faults_of_the_disk_are_named(tmp_path, raised, code):
    """A fault of the disk has its code, even hidden behind the ValueError of a zip file being closed."""
    with pytest.raises(OutputError) as failed, publish.staging(tmp_path):
        try:
            raise raised
        except OSError:
            raise ValueError("seek of closed file")  # noqa: B904 - as zipfile does
    assert failed.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_leftovers_are_swept(tmp_path):
    """What a killed run left is gone after the next; a younger one's folder is left alone."""
    state = tmp_path / publish.STATE
    for name, age in (("tmp-old", 7200), ("tmp-young", 5)):
        (state / name).mkdir(parents=True)
        os.utime(state / name, (time.time() - age,) * 2)
    with publish.staging(tmp_path):
        pass
    assert [path.name for path in state.iterdir()] == ["tmp-young"]

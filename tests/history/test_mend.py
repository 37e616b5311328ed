"""A run that was killed between its outputs and its state is put right; the state can lie elsewhere."""

import shutil

import pytest

from custsheet import history
from custsheet.history import check, keeping, store
from tests.conftest import FOUNDING, csv_file


def test_killed_before_the_state_was_visible(run, tmp_path, monkeypatch):
    """Outputs in place and the run still hidden: the next look makes it visible. Outputs of another run: it never was."""
    source = csv_file(tmp_path / "a.csv", FOUNDING)

    def killed(_):
        raise SystemExit(9)

    with monkeypatch.context() as patched:
        patched.setattr(keeping.store, "publish", killed)
        with pytest.raises(SystemExit):
            run(source)
    out = tmp_path / "out"
    (hidden,) = (out / ".custsheet/runs").iterdir()
    assert history.last(out) is None
    shutil.copytree(hidden, hidden.with_name("tmp-00002-1"))
    (hidden.with_name("tmp-00002-1") / "run.json").write_text("{}", encoding="utf-8")
    history.mended(out)
    assert [each.number for each in history.runs(out)] == [1]
    assert not check.checked(history.state_of(out)).faults
    assert run(source).unchanged is not None


def test_state_elsewhere(run, tmp_path):
    """Once it was said where the state lies, it is found there; what there was goes along, and commands without it know."""
    source = csv_file(tmp_path / "a.csv", FOUNDING)
    out = run(source).out
    run(source, state=tmp_path / "state", force=True)
    assert not (out / ".custsheet/runs").exists()
    assert [each.number for each in history.runs(out)] == [1, 2]
    assert history.state_of(out) == (tmp_path / "state").absolute()
    assert store.last(tmp_path / "state").number == 2


def test_leftovers_where_the_state_was_put(run, tmp_path):
    """What a killed run left in a state folder that this run is told of is cleared away by this run."""
    source = csv_file(tmp_path / "a.csv", FOUNDING)
    left = tmp_path / "state/runs/gone-00001"
    left.mkdir(parents=True)
    run(source, state=tmp_path / "state")
    assert not left.exists()

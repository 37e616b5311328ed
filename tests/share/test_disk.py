"""A disk that cannot be read for a moment is not taken for a folder in which nothing is."""

import errno
from datetime import date
from pathlib import Path

import pytest

from custsheet import history, job
from custsheet.errors import CustsheetError, OutputError
from tests.share.test_matrix import PEOPLE, contents, workbook


@pytest.mark.parametrize("name", ["outputs.json", "state.txt", "run.json", "state.json"])
def test_what_is_remembered_cannot_be_read(tmp_path, monkeypatch, name):
    """The run ends with an error and alters nothing; the next one does all there is to do."""
    source, out = workbook(tmp_path / "客户.xlsx", PEOPLE), tmp_path / "out"
    job.run([source], out, as_of=date(2026, 4, 1))
    history.outputs.place_state(out, tmp_path / "state")
    workbook(source, PEOPLE[:-1])
    before, real = contents(out), Path.read_text

    def read_text(path, *given, **named):
        if path.name == name:
            raise OSError(errno.EIO, "input/output error", str(path))
        return real(path, *given, **named)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "read_text", read_text)
        with pytest.raises(CustsheetError):
            job.run([source], out, as_of=date(2026, 4, 2))
    assert contents(out) == before
    job.run([source], out, as_of=date(2026, 4, 2))
    assert [each.day for each in history.runs(out)] == ["2026-04-01", "2026-04-02"]


@pytest.mark.parametrize("reads", ["read_text", "iterdir"])
def test_the_output_folder_cannot_be_read(tmp_path, monkeypatch, reads):
    """Where the folder, or the facts of the last run in it, cannot be read for a moment, that is one sentence."""
    source, out = workbook(tmp_path / "客户.xlsx", PEOPLE), tmp_path / "out"
    job.run([source], out, as_of=date(2026, 4, 1))
    workbook(source, PEOPLE[:-1])
    before, real = contents(out), getattr(Path, reads)

    def read(path, *given, **named):
        if path in (out, out / "run.json"):
            raise OSError(errno.EIO, "input/output error", str(path))
        return real(path, *given, **named)

    with monkeypatch.context() as broken:
        broken.setattr(Path, reads, read)
        with pytest.raises(OutputError, match="E_OUTPUT"):
            job.run([source], out, as_of=date(2026, 4, 2))
    assert contents(out) == before

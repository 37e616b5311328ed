"""A second interpreter takes part of the work, and nothing but the time depends on it."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import openpyxl
import psutil
import pytest

from custsheet import companion, job, texts, write
from custsheet.samples import generate, sheets

HERE = os.getpid()
ROOT = Path(__file__).parents[1]


@pytest.fixture
def large(monkeypatch):
    """Every run is large enough for a companion, on a machine of two cores."""
    monkeypatch.setattr(companion, "LARGE", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture
def helped(large, tmp_path):
    (tmp_path / "some.csv").write_text("a\n")
    with companion.at_hand([tmp_path / "some.csv"], "json"):
        yield


def both_at_it(us, folder):
    """Let the companion say that it has a part, and whoever is here wait until it has; return whether this is the companion."""
    there = Path(folder, "there")
    if os.getpid() != us:
        there.touch()
        return True
    end = time.monotonic() + 60
    while not there.exists():
        assert time.monotonic() < end, "the companion takes no part"
        time.sleep(0.01)
    return False


def where(us, folder, part):
    both_at_it(us, folder)
    return part, os.getpid(), texts.language()


def test_both_take_parts(helped, tmp_path):
    """Each part is done once, by whoever is free, in the language of the run; answers keep their order."""
    texts.use("en")
    told = companion.shared(partial(where, HERE, tmp_path), range(12))
    assert [part for part, _, _ in told] == list(range(12))
    assert len({process for _, process, _ in told}) == 2
    assert {language for _, _, language in told} == {"en"}


def test_we_begin_with_something_else(helped):
    done = []
    assert companion.shared(len, ["a", "bc"], meanwhile=lambda: done.append(1)) == [1, 2]
    assert done == [1]


def dies(us, folder, part):
    if both_at_it(us, folder):
        os._exit(3)
    return part


def refuses(us, folder, part):
    if both_at_it(us, folder):
        raise RuntimeError("not here")
    return part


@pytest.mark.parametrize("work", [dies, refuses])
def test_what_it_does_not_do_is_done_here(helped, work, tmp_path):
    for _ in range(2):
        assert companion.shared(partial(work, HERE, tmp_path), range(10)) == list(range(10))


def test_what_cannot_travel_is_done_here(helped):
    assert companion.shared(lambda part: part + 1, [1, 2, 3]) == [2, 3, 4]


def test_a_fault_is_told_as_it_is(helped):
    with pytest.raises(ZeroDivisionError):
        companion.shared(partial(divmod, 1), [0, 0, 0])


def test_small_runs_have_none(tmp_path):
    (tmp_path / "some.csv").write_text("a\n")
    with companion.at_hand([tmp_path / "some.csv", tmp_path, tmp_path / "missing.csv"], "json"):
        assert companion._companion.get() is None


def test_what_cannot_be_looked_at(large, tmp_path, monkeypatch):
    """It is for reading to say that a file is out of reach."""
    monkeypatch.setattr(Path, "is_file", lambda path: path.stat().st_size)
    assert not companion.worth_it([tmp_path / "gone.csv"])


def test_nothing_is_imported_from_here(large, tmp_path, monkeypatch):
    """A file of the folder we are called in, named like a module of Python's, is not run."""
    (tmp_path / "pickle.py").write_text("from pathlib import Path; Path('run').touch()")
    monkeypatch.chdir(tmp_path)
    with companion.at_hand([tmp_path / "pickle.py"], "json"):
        assert len({process for _, process, _ in companion.shared(partial(where, HERE, tmp_path), range(4))}) == 2
    assert not (tmp_path / "run").exists()


def test_none_where_none_can_be_started(large, tmp_path, monkeypatch):
    (tmp_path / "some.csv").write_text("a\n")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    with companion.at_hand([tmp_path], "json"):
        assert companion.shared(len, ["a"]) == [1]


def test_outputs_are_the_same(tmp_path, monkeypatch, large):
    """With a companion every output is as it is without one, byte for byte, but for the times in `run.json`."""
    taken = []
    answer = companion.Companion.answer
    monkeypatch.setattr(companion.Companion, "answer", lambda self, part: taken.append(part) or answer(self, part))
    workbook = generate(600, seed=3, folder=tmp_path)
    with_it = job.run([workbook], tmp_path / "with", as_of=sheets.AS_OF)
    assert any(isinstance(each, str) and each in write.VERBS["run"] for each in taken), (
        "no file was written by the companion"
    )
    monkeypatch.setattr(companion, "LARGE", 10**12)
    without = job.run([workbook], tmp_path / "without", as_of=sheets.AS_OF)
    assert [each.name for each in with_it.outputs] == [each.name for each in without.outputs]
    for path in without.outputs:
        twin = tmp_path / "with" / path.relative_to(tmp_path / "without")
        assert path.name in ("run.json", "issues.xlsx") or path.read_bytes() == twin.read_bytes(), path.name
    one, other = (openpyxl.load_workbook(tmp_path / each / "issues.xlsx") for each in ("with", "without"))
    for sheet in one.worksheets[:-1]:  # the last one tells how long everything took
        assert list(sheet.values) == list(other[sheet.title].values), sheet.title


def works_on(us, folder, part):
    if not both_at_it(us, folder):
        print("both at work", flush=True)
    time.sleep(60)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_it_ends_with_us(number, tmp_path):
    """However a run ends, nobody is left who works on, though he be in the middle of something."""
    (tmp_path / "some.csv").write_text("a\n")
    code = (
        "import os, sys, time; from functools import partial; from pathlib import Path; from custsheet import companion\n"
        "from tests.test_companion import works_on\n"
        "companion.LARGE = 0; os.cpu_count = lambda: 2; folder = Path(sys.argv[1])\n"
        "with companion.at_hand([folder], 'json'): companion.shared(partial(works_on, os.getpid(), folder), range(2))"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert run.stdout.readline() == b"both at work\n"
    (second,) = psutil.Process(run.pid).children()
    run.send_signal(number)
    run.wait()
    second.wait(timeout=20)

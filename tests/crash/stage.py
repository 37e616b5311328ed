"""A folder in which a run can be stopped: its input, the outputs of the old content, and what those of the new one must be.

The process that is stopped is forked from a warm one, waits, is traced by `strace` and goes on. What the run finds out is
known from an earlier one and only written, all by one thread, so that the calls are the same every time; so a point costs
a second, not ten.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from unittest import mock
from zipfile import ZipFile

from custsheet import cli, history, job, restore, texts, turn
from custsheet.history import check
from custsheet.read import stable

CRASHED, UNFORESEEN = 9, 8  # exit codes of a forked process: it never got so far; a fault that nobody foresaw
DAY = date(2023, 3, 1)
OLD = "姓名,手机,交易日期,交易金额\n张三,13800138000,2023-01-01,1000\n李四,13900139000,2023-02-15,500\n"
NEW = OLD + "张 三,13800138000,2023-02-20,30\n王五,1370013700,2023-02-21,40\n"
LEFT = re.compile(r"tmp-|lease|gone-|.*\.(tmp|new)$")  # what no run may leave behind
VARIES = re.compile(r"(?<=lease)-.*\.tmp|(?<=tmp-)[^/]+|(?<=runs/\d{5}-)[^/]+")  # of names: processes, hashes of times
FAST = Path("/dev/shm")  # the calls are the same in memory, and a shared disk is slow


class Stage:
    """Runs into one folder, from the same old outputs every time."""

    runs = 1  # in the old state

    def __init__(self, home: Path) -> None:
        self.home, self.out, self.input = home, home / "out", home / "客户.csv"
        self.log, self.known, self.proven = home / "trace", dict[str, object](), set[str]()
        stable.YOUNG = -1.0
        texts.use("zh")
        self.input.write_text(OLD, encoding="utf-8")
        job.run([self.input], self.out, as_of=DAY)
        self._outdated("cleaned/aliases.csv")
        shutil.copytree(self.out, home / "old")
        self.input.write_text(NEW, encoding="utf-8")
        self.run()
        self.inputs = digest(self.input)
        self.old, self.new = published(home / "old"), published(self.out)
        assert len(self.new) == len(self.old) - 1
        self.kept = tables(self.out)

    def now(self) -> dict[str, str]:
        """Return what is published."""
        return published(self.out)

    def _outdated(self, name: str) -> None:
        """Put a table among the old outputs that the new ones have not: it goes."""
        (self.out / name).write_text("old_id,new_id,file,line\n", encoding="utf-8")
        known = self.out / ".custsheet/outputs.json"
        hashes = json.loads(known.read_text(encoding="utf-8")) | {name: digest(self.out / name)}
        known.write_text(json.dumps(hashes, sort_keys=True, indent=0, ensure_ascii=False), encoding="utf-8")

    def run(self) -> None:
        with _one_thread(), mock.patch.object(job, "_report", self._reported(job._report)):
            job.run([self.input], self.out, as_of=DAY)

    def _reported(self, found: Callable[..., object]) -> Callable[..., object]:
        """Return *found* that does not look twice for what follows from the same: last run and what people said."""

        def report(paths, verb, schema, chosen, lessons, progress, before=None, run_before=job.NO_RUN):
            whole = json.dumps([repr(lessons), dict(run_before)], default=str)  # the input is the same every time
            if whole not in self.known:
                self.known[whole] = found(paths, verb, schema, chosen, lessons, progress, before, run_before)
            return self.known[whole]

        return report

    def reset(self) -> None:
        shutil.rmtree(self.out)
        shutil.copytree(self.home / "old", self.out)

    def forked(self, work: Callable[[], object], wait: bool = False, said: str = "said") -> int:
        """Start *work* in a process of its own, which stops first where *wait*; return its number."""
        number = os.fork()
        if number:
            return number
        code = CRASHED
        try:
            sink = os.open(self.home / said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(sink, 2)
            cli._on_termination()
            if wait:
                os.kill(os.getpid(), signal.SIGSTOP)
            work()
            code = 0
        except BaseException as error:
            code = _code(error)
            traceback.print_exc() if code == UNFORESEEN else print(error, file=sys.stderr, flush=True)
        finally:
            os._exit(code)

    def ended(self, work: Callable[[], object]) -> int:
        """Do *work* in a process of its own; return its exit code."""
        return os.waitstatus_to_exitcode(os.waitpid(self.forked(work), 0)[1])

    def traced(self, *options: str) -> int:
        """Run under strace; return the exit code, negative for a signal."""
        number = self.forked(self.run, wait=True)
        os.waitpid(number, os.WUNTRACED)
        tracer = subprocess.Popen(
            ["strace", "-f", "-y", "-s", "200", "-o", str(self.log), *options, "-p", str(number)],
            stderr=subprocess.PIPE,
            text=True,
        )
        tracer.stderr.readline()  # attached
        os.kill(number, signal.SIGCONT)
        _, status = os.waitpid(number, 0)
        tracer.wait()
        self.main = number
        return os.waitstatus_to_exitcode(status)

    def said(self) -> str:
        return (self.home / "said").read_text(errors="replace")[-600:]

    def mixed(self) -> Iterator[str]:
        """Yield which outputs are neither old nor new."""
        for name, each in published(self.out).items():
            if each not in (self.old.get(name), self.new.get(name)):
                yield f"{name} is neither old nor new"

    def whole(self) -> bool:
        return self.now() in (self.old, self.new)

    def afterwards(self) -> list[str]:
        """Return what does not hold when the folder is recovered, and when the next run has come; the same folder is not tried twice."""
        looks = remains(self.out)
        if looks in self.proven:
            return []
        wrong = [*self.recovered(), *self.converged()]
        self.proven |= set() if wrong else {looks}
        return wrong

    def recovered(self) -> list[str]:
        """Let a run begin and end at once in a copy of the folder; return what is not wholly old or new then, outputs or state."""
        copy = self.home / "copy"
        shutil.copytree(self.out, copy)
        code = self.ended(lambda: turned(copy))
        wrong = [] if code == 0 else [f"recovery: exit {code}: {self.said()}"]
        now, runs = published(copy), history.runs(copy)
        if (now, len(runs)) not in ((self.old, self.runs), (self.new, self.runs + 1)):
            wrong.append("after recovery neither wholly old nor wholly new")
        wrong += [f"state: {place}: {fault}" for place, fault in check.checked(copy / ".custsheet").faults]
        shutil.rmtree(copy)
        return wrong

    def converged(self) -> list[str]:
        """Run again; return how outputs and state differ from those of an undisturbed run, and what was left behind."""
        code = self.ended(self.run)
        now = published(self.out)
        wrong = [] if code == 0 else [f"next run: exit {code}: {self.said()}"]
        wrong += [f"{name} differs after the next run" for name in self.new if now.get(name) != self.new[name]]
        wrong += [f"{name} too many" for name in now if name not in self.new]
        wrong += [] if tables(self.out) == self.kept else ["the state's tables differ after the next run"]
        wrong += [f"state: {place}: {fault}" for place, fault in check.checked(self.out / ".custsheet").faults]
        return wrong + self.left()

    def left(self) -> list[str]:
        """Return what is there that no run may leave behind."""
        return [f"left behind: {each.relative_to(self.out)}" for each in self.out.rglob("*") if LEFT.match(each.name)]


class TakingBack(Stage):
    """The second of two runs is taken back; who is stopped after that was made visible is finished by the next command."""

    runs = 2

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        shutil.rmtree(home / "old")
        shutil.copytree(self.out, home / "old")
        self.old, self.run = self.new, self._taken_back
        self.run()
        self.new, self.kept = published(self.out), tables(self.out)
        assert "cleaned.xlsx" in self.old and "cleaned.xlsx" not in self.new

    def _taken_back(self) -> None:
        with _one_thread():
            turned(self.out)
            if len(history.runs(self.out)) == self.runs:
                restore.run(self.runs, self.out)

    def now(self) -> dict[str, str]:
        copy = self.home / "now"
        shutil.copytree(self.out, copy)
        turned(copy)
        found = published(copy)
        shutil.rmtree(copy)
        return found


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let what is given to other threads be done at once, by the one that gives it."""

    def submit(pool: ThreadPoolExecutor, work: Callable[..., object], *given: object, **named: object) -> Future:
        done: Future = Future()
        done.set_result(work(*given, **named))
        return done

    with mock.patch.object(ThreadPoolExecutor, "submit", submit):
        yield


def _code(error: BaseException) -> int:
    if isinstance(error, KeyboardInterrupt):
        return cli.INTERRUPTED
    return int(error.code) if isinstance(error, SystemExit) else getattr(error, "exit_code", UNFORESEEN)


def turned(folder: Path) -> None:
    """Begin and end a command that does nothing."""
    with turn.at(folder, "run"):
        pass


def published(folder: Path) -> dict[str, str]:
    """Return the hash of every file outside the state."""
    files = [each for each in sorted(folder.rglob("*")) if each.is_file() and ".custsheet" not in each.parts]
    return {each.relative_to(folder).as_posix(): digest(each) for each in files}


def remains(folder: Path) -> str:
    """Return a hash of all that is in the folder, but for times and for numbers of processes."""
    told = {
        *("run.json", "state.json", "outputs.json", "lease", "runs.jsonl")
    }  # with times in them, or hashes of those
    files = [each for each in folder.rglob("*") if each.is_file()]
    found = [(VARIES.sub("", each.relative_to(folder).as_posix()), each) for each in files]
    lines = [
        f"{name} {each.stat().st_size > 0 if each.name in told else _content(each, folder)}" for name, each in found
    ]
    folders = [VARIES.sub("", each.relative_to(folder).as_posix()) for each in folder.rglob("*") if each.is_dir()]
    return hashlib.sha256("\n".join(sorted([*lines, *folders])).encode()).hexdigest()


def _content(path: Path, folder: Path) -> str:
    return digest(path) if path.parent == folder else hashlib.sha256(path.read_bytes()).hexdigest()


def tables(folder: Path) -> dict[str, str]:
    """Return the hash of every table that the state holds, by run."""
    kept = (folder / ".custsheet/runs").glob("[0-9]*/*.parquet")
    return {f"{each.parent.name.partition('-')[0]}/{each.name}": digest(each) for each in sorted(kept)}


def digest(path: Path) -> str:
    """Return the hash of a file; of the two that tell how long the run took, that of what does not."""
    content = path.read_bytes()
    if path.name == "run.json":
        content = json.dumps(json.loads(content)["inputs"], sort_keys=True).encode()
    if path.name == "issues.xlsx":
        with ZipFile(path) as package:
            content = b"" if package.testzip() else package.read("xl/workbook.xml")
    return hashlib.sha256(content).hexdigest()

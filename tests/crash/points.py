"""One run, stopped at one system call: killed there, or told that the disk is full or broken.

The process that runs is forked from a warm one, waits, is traced by `strace` and goes on; so that a point costs a second, not ten.
A dry trace says which calls touch the output folder; each of them is a point.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from datetime import date
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from custsheet import history, job, texts, turn
from custsheet.read import stable

KINDS = ("openat", "write", "fsync", "rename", "close", "link", "unlink", "mkdir", "rmdir", "lseek", "ftruncate")
FAULTS = {"KILL": "signal=KILL", "ENOSPC": "error=ENOSPC", "EIO": "error=EIO"}
DAY = date(2023, 3, 1)
OLD = "姓名,手机,交易日期,交易金额\n张三,13800138000,2023-01-01,1000\n李四,13900139000,2023-02-15,500\n"
NEW = OLD + "张 三,13800138000,2023-02-20,30\n王五,1370013700,2023-02-21,40\n"
_CALL = re.compile(r"(?:\[pid +\d+\] |\d+ +)?(?P<kind>\w+)\(")


class Point(NamedTuple):
    """Where a run is stopped, and how."""

    kind: str
    number: int
    fault: str


class Stage:
    """A folder with an input, the outputs of its old content, and what the outputs of the new one are to be."""

    def __init__(self, home: Path) -> None:
        self.home, self.out, self.input = home, home / "out", home / "客户.csv"
        self.log = home / "trace"
        stable.YOUNG = -1.0
        texts.use("zh")
        self.input.write_text(OLD, encoding="utf-8")
        self.run()
        shutil.copytree(self.out, home / "old")
        self.input.write_text(NEW, encoding="utf-8")
        self.run()
        self.old, self.new = published(home / "old"), published(self.out)

    def run(self) -> None:
        job.run([self.input], self.out, as_of=DAY)

    def reset(self) -> None:
        shutil.rmtree(self.out)
        shutil.copytree(self.home / "old", self.out)

    def forked(self, work, wait: bool = False, said: str = "said") -> int:
        """Start *work* in a process of its own, which stops first where *wait*; return its number."""
        number = os.fork()
        if number:
            return number
        code = 9
        try:
            sink = os.open(self.home / said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(sink, 2)
            if wait:
                os.kill(os.getpid(), signal.SIGSTOP)
            work()
            code = 0
        except BaseException as error:
            code = getattr(error, "exit_code", 8)
            if code == 8:
                traceback.print_exc()
            else:
                print(error, file=sys.stderr, flush=True)
        finally:
            os._exit(code)

    def traced(self, *options: str, kinds: str = ",".join(KINDS)) -> int:
        """Run under strace; return the exit code, negative for a signal."""
        number = self.forked(self.run, wait=True)
        os.waitpid(number, os.WUNTRACED)
        tracer = subprocess.Popen(
            [
                "strace",
                "-f",
                "-y",
                "-s",
                "200",
                "-o",
                str(self.log),
                "-e",
                f"trace={kinds}",
                *options,
                "-p",
                str(number),
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        tracer.stderr.readline()  # attached
        os.kill(number, signal.SIGCONT)
        _, status = os.waitpid(number, 0)
        tracer.wait()
        self.main = number
        return os.waitstatus_to_exitcode(status)

    def points(self) -> list[tuple[str, int, str]]:
        """Return every call of the run that touches the output folder: kind, number among its kind, the traced line."""
        self.reset()
        assert self.traced() == 0, (self.home / "said").read_text()
        seen: dict[str, int] = {}
        found = []
        for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines():
            call = re.match(rf"{self.main} +(\w+)\(", line)
            if call:
                seen[call[1]] = seen.get(call[1], 0) + 1
                if str(self.out) in line:
                    found.append((call[1], seen[call[1]], line))
        return found

    def tried(self, point: Point) -> list[str]:
        """Stop a run at *point*; return what does not hold afterwards, [] where all holds."""
        self.reset()
        before = digest(self.input)
        code = self.traced(f"--inject={point.kind}:{FAULTS[point.fault]}:when={point.number}", kinds=point.kind)
        if "INJECTED" not in self.log.read_text(errors="replace") and code == 0:
            return [] if self.whole() else ["no fault, yet neither old nor new"]
        wrong = [f"exit {code}: {(self.home / 'said').read_text()[-600:]}"] if code in (8, 9) else []
        wrong += ["input touched"] if digest(self.input) != before else []
        known = {**{name: {each} for name, each in self.old.items()}}
        for name, each in self.new.items():
            known.setdefault(name, set()).add(each)
        wrong += [
            f"{name} is neither old nor new"
            for name, each in published(self.out).items()
            if each not in known.get(name, ())
        ]
        if point.fault != "KILL":
            wrong += [] if self.whole() else ["after a fault neither wholly old nor wholly new"]
        wrong += self.recovered()
        return wrong + self.converged()

    def recovered(self) -> list[str]:
        """Let a run begin and end at once, as the next command would; return what is not whole then."""
        number = self.forked(self._turn)
        code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        said = [] if code == 0 else [f"recovery: exit {code}: {(self.home / 'said').read_text()[-600:]}"]
        return said + ([] if self.whole() else ["after recovery neither wholly old nor wholly new"])

    def _turn(self) -> None:
        with turn.at(self.out, "run"):
            history.mended(self.out)

    def converged(self) -> list[str]:
        """Run again; return how the outputs differ from those of an undisturbed run, and what was left behind."""
        number = self.forked(self.run)
        code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        now = published(self.out)
        wrong = [] if code == 0 else [f"next run: exit {code}: {(self.home / 'said').read_text()[-600:]}"]
        wrong += [f"{name} differs after the next run" for name in self.new if now.get(name) != self.new[name]]
        wrong += [f"{name} too many" for name in now if name not in self.new]
        left = [each for each in self.out.rglob("*") if re.match(r"tmp-|lease|.*\.(tmp|new)$|gone-", each.name)]
        return wrong + [f"left behind: {each.relative_to(self.out)}" for each in left]

    def whole(self) -> bool:
        return published(self.out) in (self.old, self.new)


def published(folder: Path) -> dict[str, str]:
    """Return the hash of every file outside the state."""
    files = [each for each in sorted(folder.rglob("*")) if each.is_file() and ".custsheet" not in each.parts]
    return {each.relative_to(folder).as_posix(): digest(each) for each in files}


def digest(path: Path) -> str:
    """Return the hash of a file; of the two that tell how long the run took, that of what does not."""
    content = path.read_bytes()
    if path.name == "run.json":
        content = json.dumps(json.loads(content)["inputs"], sort_keys=True).encode()
    if path.name == "issues.xlsx":
        with ZipFile(path) as package:
            content = b"" if package.testzip() else package.read("xl/workbook.xml")
    return hashlib.sha256(content).hexdigest()


def chosen(found: list[tuple[str, int, str]], every: int = 1) -> list[Point]:
    """Return the points of the calls *found*, all faults each; of many reads and writes of one kind only each *every*-th."""
    points = []
    for kind in KINDS:
        mine = [number for name, number, _ in found if name == kind]
        mine = mine[:5] + mine[5::every]
        points += [Point(kind, number, fault) for fault in FAULTS for number in mine]
    return points


def main(args: list[str]) -> int:
    """Try the points, print their number; return 1 where something did not hold."""
    every = int(args[args.index("--every") + 1]) if "--every" in args else 1
    few = int(args[args.index("--few") + 1]) if "--few" in args else 0
    with tempfile.TemporaryDirectory(prefix="crash-") as home:
        stage = Stage(Path(home))
        points = chosen(stage.points(), every)
        if few:
            points = _spread(points, few)
        started, bad = time.perf_counter(), 0
        for point in points:
            for wrong in stage.tried(point):
                bad += 1
                print(f"{point.kind} {point.number} {point.fault}: {wrong}", flush=True)
    print(f"{len(points)} points tried, {bad} faults, {time.perf_counter() - started:.0f} s", flush=True)
    return int(bad > 0)


def _spread(points: list[Point], few: int) -> list[Point]:
    """Return a fixed choice: the last rename killed, and others evenly over all."""
    killed = [each for each in points if each.kind == "rename" and each.fault == "KILL"]
    rest = [each for each in points if each not in killed]
    half = max(1, few // 2)
    return killed[:: max(1, len(killed) // half)][:half] + rest[:: max(1, len(rest) // (few - half))][: few - half]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

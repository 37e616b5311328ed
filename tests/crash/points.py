"""Where a run is stopped, and how: killed at a system call, told there that the disk is full or broken, or asked to end.

A dry trace says which calls touch the output folder. A run can be stopped at each that alters something there; at those
that only look, the disk is told to be broken. Of many calls of one kind on one file the first, the middle and the last
are killed, the first and the last meet the other faults, and the first alone Ctrl-C and what only looks, unless `--all`
asks for every one; the output says how many there are.
"""

import argparse
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.crash.stage import CRASHED, FAST, UNFORESEEN, VARIES, Stage, TakingBack, digest

ALTERING = (
    *("openat", "write", "pwrite64", "sendfile", "copy_file_range", "ftruncate", "fsync", "fdatasync"),
    *("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir"),
)
LOOKING = ("lseek", "close", "read")
TAKING_ROOM = ("openat", "write", "pwrite64", "sendfile", "copy_file_range", "ftruncate", "fsync", "fdatasync")
TAKING_ROOM = (*TAKING_ROOM, "rename", "renameat", "renameat2", "link", "linkat", "mkdir", "mkdirat")
FAULTS = {
    "KILL": "signal=KILL",
    "ENOSPC": "error=ENOSPC",
    "EIO": "error=EIO",
    "TERM": "signal=TERM",
    "INT": "signal=INT",
}
ENDS = {"KILL": -9, "TERM": 143, "INT": 130}
STAGES = {"run": Stage, "undo": TakingBack}
REFUSED = (3, 5, 6)  # exit codes after which all is as it was
CLEARING = ("unlink", "unlinkat", "rmdir")  # what the disk refuses to clear away stays until the next run
NEWLY = re.compile(r"O_(CREAT|TRUNC|WRONLY|RDWR)")


class Call(NamedTuple):
    """A system call that touches the output folder."""

    kind: str
    number: int  # among its kind
    file: str  # in the output folder, without what is different every time
    alters: bool


class Point(NamedTuple):
    """Where a run is stopped, and how."""

    kind: str
    number: int
    file: str
    alters: bool
    fault: str

    def __str__(self) -> str:
        return f"{self.kind} {self.number} {self.fault} {self.file}"


def calls(stage: Stage) -> list[Call]:
    """Return every call of an undisturbed run that touches the output folder."""
    stage.reset()
    kinds = ",".join(f"?{kind}" for kind in (*ALTERING, *LOOKING))
    assert stage.traced("-e", f"trace={kinds}") == 0, stage.said()
    seen: Counter[str] = Counter()
    found = []
    for line in stage.log.read_text(encoding="utf-8", errors="replace").splitlines():
        told = re.match(rf"{stage.main} +(\w+)\(", line)
        if told:
            seen[told[1]] += 1
            touched = re.search(rf'{re.escape(str(stage.out))}([^">]*)', line)
            if touched:
                alters = told[1] in ALTERING and (told[1] != "openat" or bool(NEWLY.search(line)))
                found.append(Call(told[1], seen[told[1]], _plain(touched[1]), alters))
    return found


def _plain(file: str) -> str:
    return VARIES.sub("", file)


def points(found: Iterable[Call], every: bool = False) -> list[Point]:
    """Return the points of the calls *found*, every fault that can be there; of many calls of a kind on a file only three."""
    groups: dict[tuple[str, str, bool], list[Call]] = {}
    for call in found:
        groups.setdefault((call.kind, call.file, call.alters), []).append(call)
    return [
        Point(*call, fault)
        for mine in groups.values()
        for fault in _possible(mine[0])
        for call in (mine if every else _few(mine, fault))
    ]


def _few(mine: list[Call], fault: str) -> list[Call]:
    """Return the calls of one kind on one file that stand for all."""
    if fault == "INT" or not mine[0].alters:
        return mine[:1]
    return sorted({mine[0], mine[-1], *([mine[len(mine) // 2]] if fault == "KILL" else [])})


def _possible(call: Call) -> list[str]:
    if not call.alters:  # killed there it is as if killed at the next call that alters something
        return ["EIO"]
    return [fault for fault in FAULTS if fault != "ENOSPC" or call.kind in TAKING_ROOM]


def tried(stage: Stage, point: Point) -> list[str] | None:
    """Stop a run at *point*; return what does not hold afterwards, [] where all holds, None where it was not stopped."""
    stage.reset()
    code = stage.traced(
        "-e", f"inject={point.kind}:{FAULTS[point.fault]}:when={point.number}", "-e", f"trace={point.kind}"
    )
    trace = stage.log.read_text(errors="replace")
    if "INJECTED" not in trace and not re.search(r"SIG(KILL|TERM|INT)", trace):
        return None
    wrong = [f"exit {code}: {stage.said()}"] if code in (CRASHED, UNFORESEEN) else []
    wrong += ["input touched"] if digest(stage.input) != stage.inputs else []
    wrong += stage.mixed()
    if point.fault != "KILL":
        wrong += _at_once(stage, point, code)
    return [*wrong, *stage.afterwards()]


def _at_once(stage: Stage, point: Point, code: int) -> list[str]:
    """Return what does not hold of a run that could still do something about its fault."""
    wrong = [] if stage.whole() else ["after a fault neither wholly old nor wholly new"]
    if code not in (0, *REFUSED, ENDS.get(point.fault)):
        wrong += [f"exit {code}"]
    if (code == 0 and stage.now() != stage.new) or (code in REFUSED and stage.now() != stage.old):
        wrong += [f"exit {code}, but the outputs are not so: {stage.said()}"]
    if point.alters and point.kind not in CLEARING:
        wrong += stage.left()
    return wrong


def main(args: list[str]) -> int:
    """Try the points, print their number; return 1 where something did not hold."""
    reading = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    reading.add_argument("--all", action="store_true", help="every call, not three of a kind and file")
    reading.add_argument("--verb", choices=STAGES, action="append", help="only this command")
    reading.add_argument("--few", type=int, default=0, help="a fixed slice of so many points")
    reading.add_argument("--fault", choices=FAULTS, action="append", help="only these faults")
    chosen = reading.parse_args(args)
    bad = [_tried(verb, chosen) for verb in chosen.verb or STAGES]
    return int(sum(bad) > 0)


def _tried(verb: str, chosen: argparse.Namespace) -> int:
    """Try the points of a verb, print what came of it, and return how many were bad."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="crash-", dir=FAST if FAST.is_dir() else None) as home:
        stage = STAGES[verb](Path(home))
        found = calls(stage)
        wanted = points(found, chosen.all)
        wanted = [each for each in wanted if each.fault in (chosen.fault or FAULTS)]
        wanted = _spread(wanted, chosen.few) if chosen.few else wanted
        altering = sum(call.alters for call in found)
        print(f"{verb}: {len(found)} calls touch the outputs and the state, {altering} alter them", flush=True)
        if not chosen.all:
            print(
                "of one kind on one file the first, the middle and the last are killed, fewer meet other faults (--all: every one)"
            )
        bad, missed = _all(stage, wanted)
    kinds = Counter(each.fault for each in wanted)
    told = ", ".join(f"{number} {fault}" for fault, number in kinds.items())
    seconds = time.perf_counter() - started
    print(f"what was left: {len(stage.proven)} different folders, each recovered and run into again")
    print(f"{len(wanted) - missed} points tried ({told}), {missed} not met, {bad} faults, {seconds:.0f} s", flush=True)
    return bad


def _all(stage: Stage, wanted: list[Point]) -> tuple[int, int]:
    """Try all points, print what does not hold; return how many were bad and how many were not met."""
    bad = missed = 0
    for place, point in enumerate(wanted, 1):
        wrong = tried(stage, point)
        missed += wrong is None
        bad += bool(wrong)
        for each in wrong or ():
            print(f"{point}: {each}", flush=True)
        if place % 100 == 0:
            print(f"… {place} of {len(wanted)}", flush=True)
    return bad, missed


def _spread(wanted: list[Point], few: int) -> list[Point]:
    """Return a fixed choice: renames killed, and others evenly over all."""
    killed = [each for each in wanted if each.kind == "rename" and each.fault == "KILL"]
    rest = [each for each in wanted if each not in killed]
    half = max(1, few // 2)
    return killed[:: max(1, len(killed) // half)][:half] + rest[:: max(1, len(rest) // (few - half))][: few - half]

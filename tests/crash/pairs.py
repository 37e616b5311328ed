"""Pairs of runs into one folder at the same moment: one does the work, the other leaves with 5 and names who is there.

`python -m tests.crash.pairs [N]`, by default 100; every third pair without the operating system's lock, so that the lease alone decides.
"""

import os
import re
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from unittest import mock

from tests.crash.stage import NEW, OLD, Stage, published

NAMED = re.compile(r"E_LOCKED.*（电脑 \S+，进程 \d+，用户 .*，自 \d{4}-\d\d-\d\d")


class _Open:
    """A lock that keeps nobody out."""

    def __init__(self, path: Path, timeout: float) -> None:
        pass

    def acquire(self) -> None:
        pass

    release = acquire


def pair(stage: Stage, locked: bool) -> list[str]:
    """Start two runs at once; return what does not hold."""
    stage.reset()
    with nullcontext() if locked else mock.patch("filelock.FileLock", _Open):
        gate, go = os.pipe()
        numbers = [
            stage.forked(lambda: (os.close(go), os.read(gate, 1), stage.run()), said=f"said-{place}")
            for place in (0, 1)
        ]
        os.close(go)
        os.close(gate)
        codes = [os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) for number in numbers]
    said = [(stage.home / f"said-{place}").read_text() for place in (0, 1)]
    if sorted(codes) == [0, 0]:
        return [] if "E_" not in "".join(said) and _one_after_the_other(stage) else ["both ran at once"]
    wrong = [] if sorted(codes) == [0, 5] else [f"exit codes {codes}: {said}"]
    wrong += [text for code, text in zip(codes, said, strict=True) if code == 5 and not NAMED.search(text)]
    return wrong + ([] if published(stage.out) == stage.new else ["damaged"]) + stage.converged()


def _one_after_the_other(stage: Stage) -> bool:
    """Return whether the second run came so late that the first had ended, and found nothing to do."""
    log = (stage.out / ".custsheet/log/runs.jsonl").read_text(encoding="utf-8").splitlines()
    return '"unchanged"' in log[-1] and published(stage.out) == stage.new


def main(args: list[str]) -> int:
    """Try the pairs, print how many; return 1 where something did not hold."""
    number, bad = int(args[0]) if args else 100, 0
    with tempfile.TemporaryDirectory(prefix="pairs-") as home:
        stage = Stage(Path(home))
        assert OLD != NEW
        for place in range(number):
            for wrong in pair(stage, locked=place % 3 != 1):
                bad += 1
                print(f"pair {place}: {wrong}", flush=True)
    print(f"{number} pairs tried, {bad} faults", flush=True)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

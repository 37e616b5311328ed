"""What it costs to remember: bytes kept and seconds spent, run after run on a list of which a little changes every time.

    python -m tests.benchmarks.state [--rows 100000] [--runs 5] [--changed 0.02] [--shuffled]

The bytes of fifty runs are reckoned from those measured: a run that holds everything whole begins a chapter, the others
hold what changed. Of fifty monthly runs every tenth is whole, none is ever removed: that is the dearest case. The seconds
are those of the functions by which the job remembers and tells what became of customers and issues, beside those of the
whole run; the target is held against the processor's seconds of all runs after the first, for other work on the machine
is not theirs.
"""

import argparse
import csv
import functools
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random

import pandas as pd

from custsheet import history, job
from custsheet.history.store import MONTHLY
from custsheet.samples import generate

MANY = 50  # runs whose bytes are reckoned
SIZE, SHARE = 5.0, 0.10  # targets: times one cleaned workbook; share of a run's seconds
ALTERED = ("手机号码", "电子邮箱", "联系地址", "交易金额")
ASKED = (  # what the job calls to remember and to know again
    *("place_state", "mended", "learn", "learn_report", "last", "asked", "held", "unchanged", "refuse_undone"),
    *("unmet", "lessons", "undone_entries", "remembering", "judged", "known", "state_of"),
)


class Clock:
    """Seconds spent in functions, those within one another counted once."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.worked = 0.0  # by the processor
        self.inside = False

    def timed(self, name: str, work: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(work)
        def measured(*given: object, **named: object) -> object:
            with self.running(name):
                return work(*given, **named)

        return measured

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        outermost, self.inside = not self.inside, True
        started, worked = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            if outermost:
                self.inside = False
                self.worked += time.process_time() - worked
                self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started


@contextmanager
def clocked() -> Iterator[Clock]:
    """Measure what the job asks of its memory."""
    clock, before = Clock(), {name: getattr(history, name) for name in (*ASKED, "kept")}

    @contextmanager
    def kept(*given: object) -> Iterator[Callable[[Path], None]]:
        keeping = before["kept"](*given)
        keep = keeping.__enter__()
        try:
            yield clock.timed("keep", keep)
        except BaseException as error:
            keeping.__exit__(type(error), error, error.__traceback__)
            raise
        with clock.running("made visible"):
            keeping.__exit__(None, None, None)

    for name in ASKED:
        setattr(history, name, clock.timed(name, before[name]))
    history.kept = kept
    try:
        yield clock
    finally:
        for name, work in before.items():
            setattr(history, name, work)


def processor() -> float:
    """Return the processor's seconds of this process and of those it has ended."""
    return sum(os.times()[:4])


def main() -> None:
    """Run again and again, print bytes and seconds of every run, and what fifty would take."""
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.state", description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--changed", type=float, default=0.02)
    arguments.add_argument("--shuffled", action="store_true", help="sort the rows anew for every run")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        measure(Path(scratch), chosen.rows, chosen.runs, chosen.changed, chosen.shuffled)


def measure(folder: Path, rows: int, runs: int, share: float, shuffled: bool) -> None:
    """Run *runs* times; of the rows that *share* changes each time."""
    out, sizes, worked, dice = folder / "out", list[int](), list[tuple[float, float]](), Random(7)
    table = pd.read_excel(generate(rows, seed=7, folder=folder), engine="calamine", dtype=str).fillna("")
    for number in range(runs):
        if number:
            altered(table, share, dice)
        lines = table.sample(frac=1, random_state=number) if shuffled else table
        source = folder / "客户.csv"
        lines.to_csv(source, index=False, quoting=csv.QUOTE_MINIMAL)
        with clocked() as clock:
            started, busy = time.perf_counter(), processor()
            done = job.run([source], out, as_of=date(2026, number + 1, 1))
            whole, busy = time.perf_counter() - started, processor() - busy
        worked.append((clock.worked, busy))
        sizes.append(sum(each.stat().st_size for each in history.last(out).folder.iterdir()))
        tell(number + 1, len(done.book.tables["customers"]), sizes[-1], whole, clock)
    spent(worked[1:])
    reckoned(sizes, (out / "cleaned.xlsx").stat().st_size)


def altered(table: pd.DataFrame, share: float, dice: Random) -> None:
    """Alter a share of the rows, one cell each, to what stands elsewhere in the column."""
    for place in dice.sample(range(len(table)), int(share * len(table))):
        column = table.columns.get_loc(dice.choice(ALTERED))
        table.iat[place, column] = table.iat[dice.randrange(len(table)), column]


def tell(number: int, customers: int, size: int, whole: float, clock: Clock) -> None:
    """Print what one run took."""
    state = sum(clock.seconds.values())
    print(f"run {number}: {customers:,} customers, {size / 1e6:.2f} MB kept")
    print(f"  {state:.1f} of {whole:.1f} s on state: {state / whole:.1%}")
    most = sorted(clock.seconds.items(), key=lambda each: -each[1])[:6]
    print("  " + ", ".join(f"{name} {seconds:.2f}" for name, seconds in most), flush=True)


def spent(worked: list[tuple[float, float]]) -> None:
    """Print the share of the processor's seconds, on state and in all."""
    state, whole = (sum(each) for each in zip(*worked, strict=True))
    kept = "kept" if state / whole < SHARE else "MISSED"
    print(f"runs after the first: {state:.1f} of {whole:.1f} processor's seconds on state")
    print(f"  {state / whole:.1%}, target {SHARE:.0%}: {kept}")


def reckoned(sizes: list[int], workbook: int) -> None:
    """Print what fifty monthly runs would hold, from the first run, which is whole, and the mean of the others."""
    whole, later = sizes[0], sum(sizes[1:]) / max(1, len(sizes) - 1)
    chapters = -(-MANY // MONTHLY)
    total = chapters * whole + (MANY - chapters) * later
    print(f"whole {whole / 1e6:.2f} MB, difference {later / 1e6:.2f} MB (mean of {len(sizes) - 1})")
    print(f"{MANY} monthly runs, {chapters} of them whole (reckoned): {total / 1e6:.1f} MB")
    kept = "kept" if total < SIZE * workbook else "MISSED"
    print(f"cleaned.xlsx {workbook / 1e6:.1f} MB: {total / workbook:.2f} times, target {SIZE:.0f}: {kept}")


if __name__ == "__main__":
    main()

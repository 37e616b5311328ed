"""Speed of the whole job beside what pandas + openpyxl needs only to read the same file, in one run.

    python -m tests.benchmarks [--rows 100000] [--keep FOLDER]

Machines are noisy, so the figures that count are the ratios.
"""

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd

from custsheet import job
from custsheet.samples import generate
from custsheet.samples.sheets import AS_OF

TARGETS = {"without the writing": 0.5, "whole job": 0.6}


def main() -> None:
    """Generate a workbook, time the peer and the job on it, print a budget per stage and the ratios."""
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--keep", type=Path)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        workbook = generate(chosen.rows, seed=7, folder=folder)
        peer = seconds(lambda: pd.read_excel(workbook, engine="openpyxl", dtype=str))
        print(f"{workbook.name}: {chosen.rows:,} rows, {workbook.stat().st_size / 1e6:.1f} MB")
        print(f"{'pandas.read_excel(engine=openpyxl)':36} {peer:8.2f} s   1.00")
        run = job.run([workbook], folder / "out", as_of=AS_OF)
        show(run, peer)


def show(run: job.Run, peer: float) -> None:
    """Print seconds, ratio to the peer and peak memory of every stage."""
    writing = run.seconds["write"]
    for timing in run.timings:
        print(
            f"  {timing.stage:34} {timing.seconds:8.2f} s   {timing.seconds / peer:4.2f}   peak {timing.peak / 1e6:6.0f} MB"
        )
    whole = sum(run.seconds.values())
    for name, spent in (("without the writing", whole - writing), ("whole job", whole)):
        kept = "kept" if spent / peer <= TARGETS[name] else "MISSED"
        print(f"{name:36} {spent:8.2f} s   {spent / peer:4.2f}   target {TARGETS[name]}: {kept}")


def seconds(work: object) -> float:
    """Return how long *work* takes."""
    started = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

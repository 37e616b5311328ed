"""The match stage (standardized frame to groups) beside Splink and recordlinkage on the same frame, in one run.

    python -m tests.benchmarks.matching [--rows 100000] [--large 1000000] [--peers PYTHON]

PYTHON is an interpreter that has `splink` and `recordlinkage` (an environment of its own: `python -m venv E; E/bin/pip
install splink recordlinkage networkx pyarrow`; or set CUSTSHEET_BENCH_PEERS). Splink is timed on DuckDB with its training and one
clustering, and judged by its best threshold; recordlinkage with its ECM classifier. Both are set up by hand, custsheet not
at all. With --large the match stage and Splink run once more on that many rows: the exponent of growth and the peak memory
of the match stage are printed, too. Machines are noisy: what matters are the ratios.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandas import Series

from custsheet.model import Book
from custsheet.schema import load_schema
from tests.benchmarks.dedupe import found, generated, scored

TARGETS = {"splink": {0: 5.0, 500_000: 2.5}, "recordlinkage": {0: 3.0}}  # times faster, from how many rows
GROWTH, MEMORY = 1.2, 4e9
_OURS = """
import pickle, resource, sys, time
from custsheet.duplicates import matching
from custsheet.schema import load_schema
book, schema = pickle.load(open(sys.argv[1], "rb")), load_schema()
started = time.perf_counter()
matched = matching()(book, schema)
seconds = time.perf_counter() - started
pickle.dump(matched, open(sys.argv[2], "wb"))
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


class Ran(NamedTuple):
    """How one program did: seconds, F1 over pairs, peak memory in bytes (0 where it is not known)."""

    seconds: float
    f1: float
    memory: float = 0.0


def main() -> None:
    """Print seconds and F1 of everybody, the ratios, and whether the targets are kept."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--large", type=int, default=0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--duplicates", type=float, default=0.12)
    asked.add_argument("--peers", default=os.environ.get("CUSTSHEET_BENCH_PEERS", sys.executable))
    told = asked.parse_args()
    small = beside(told.rows, ("splink", "recordlinkage"), told)
    if told.large:
        large = beside(told.large, ("splink",), told)
        growth = math.log(large.seconds / small.seconds) / math.log(told.large / told.rows)
        kept("cost grows by the rows to the power of", growth, growth <= GROWTH, f"at most {GROWTH}")
        kept("peak memory, GB", large.memory / 1e9, large.memory <= MEMORY, f"at most {MEMORY / 1e9:g}")


def beside(rows: int, peers: tuple[str, ...], told: argparse.Namespace) -> Ran:
    """Run everybody on one frame, print how they did, and return how the match stage did."""
    print(f"{rows:,} rows, {told.duplicates:.0%} second entries, seed {told.seed}")
    book, truth = generated(rows, told.seed, told.duplicates, load_schema())
    with tempfile.TemporaryDirectory() as folder:
        ours = match_stage(book, truth, Path(folder))
        print(f"  {'custsheet':16}{ours.seconds:9.2f} s   F1 {ours.f1:.5f}   peak {ours.memory / 1e6:,.0f} MB")
        for peer in peers:
            ran = peer_on(peer, told.peers, book, truth, Path(folder))
            if ran:
                print(f"  {peer:16}{ran.seconds:9.2f} s   F1 {ran.f1:.5f}")
                target = max((least, times) for least, times in TARGETS[peer].items() if rows >= least)[1]
                times = ran.seconds / ours.seconds
                good = times >= target and ours.f1 >= ran.f1
                kept(f"times faster than {peer}, at no worse F1", times, good, f"at least {target}")
    return ours


def match_stage(book: Book, truth: Series, folder: Path) -> Ran:
    """Time the match stage in an interpreter of its own, so that its peak memory is its own."""
    before, after = folder / "book.pickle", folder / "matched.pickle"
    before.write_bytes(pickle.dumps(book))
    told = subprocess.run([sys.executable, "-c", _OURS, before, after], capture_output=True, text=True, check=True)
    seconds, memory = map(float, told.stdout.split())
    return Ran(seconds, scored(found(pickle.loads(after.read_bytes())), truth)[2], memory)


def peer_on(peer: str, python: str, book: Book, truth: Series, folder: Path) -> Ran | None:
    """Return how a peer does on the customers of a book at its best threshold; None, and a line, where it is absent."""
    path, clusters = folder / "customers.parquet", folder / "clusters.csv"
    customers = book.tables["customers"]
    customers.assign(row=customers.index).to_parquet(path, index=False)
    script = Path(__file__).with_name(f"peer_{peer}.py")
    done = subprocess.run([python, "-W", "ignore", script, path, clusters], capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["?"])[-1]
        print(f"  {peer:16}skipped, {python} cannot run it (see --peers): {reason}")
        return None
    told = pd.read_csv(clusters, index_col="row")
    lines = book.origin["line"].reindex(told.index).array
    return Ran(
        json.loads(done.stdout.splitlines()[-1]),
        max(scored(Series(column.array, index=lines), truth)[2] for _, column in told.items()),
    )


def kept(name: str, value: float, good: bool, target: str) -> None:
    """Print a figure and whether its target is kept."""
    print(f"  {name:44}{value:8.2f}   target {target}: {'kept' if good else 'MISSED'}")


if __name__ == "__main__":
    main()

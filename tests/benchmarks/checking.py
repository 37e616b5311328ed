"""The check stage beside Great Expectations on the same rules, and standardize + check beside reading with openpyxl.

    python -m tests.benchmarks.checking [--rows 100000] [--peer PYTHON] [--without-reading]

PYTHON is an interpreter that has `great_expectations` (an environment of its own: `python -m venv E; E/bin/pip install
great_expectations`; or set CUSTSHEET_BENCH_GE). Great Expectations is timed twice: counting failures with twenty examples
(its default), and naming every failing row, which is what the check stage always does. Twelve columns, fifteen rules.
Machines are noisy: seconds are those of the processor, not of the clock, of several rounds the quickest counts, and what
matters are the ratios.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from pandas import DataFrame

from custsheet import check, job
from custsheet.model import Book, Column, Fate, Origin, Source, Timing, frame
from custsheet.pipeline import timed
from custsheet.samples import generate
from custsheet.samples.sheets import AS_OF
from custsheet.schema import Schema, TableSpec

TODAY = date(2024, 1, 31)
PLACEHOLDERS = ["测试", "暂无", "无", "test", "N/A"]
CHANNELS = [f"渠道{number}" for number in range(8)]
TARGETS = {"check / Great Expectations": 1.0, "standardize + check / openpyxl": 0.15}
FIELDS = {
    "customer_id": {"unique": True},
    "name": {"checks": {"blank": None, "placeholder": {"words": PLACEHOLDERS}}},
    "gender": {"values": ["男", "女"]},
    "birthday": {"checks": {"future_date": None}},
    "mobile": {"checks": {"blank": None, "placeholder": {"words": PLACEHOLDERS}}},
    "email": {"checks": {"blank": None}},
    "city": {"checks": {"blank": None}},
    "created_at": {"checks": {"future_date": None}},
    "updated_at": {"checks": {"future_date": None}},
    "points": {"checks": {"negative": None}},
    "balance": {"checks": {"negative": None}},
    "source": {"values": CHANNELS},
}


def main() -> None:
    """Time both on one table, then the stages of a run beside reading its workbook; print seconds and ratios."""
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.checking", description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--peer", default=os.environ.get("CUSTSHEET_BENCH_GE", sys.executable))
    arguments.add_argument("--without-reading", action="store_true")
    chosen = arguments.parse_args()
    table = customers(chosen.rows, faults=0.01)
    ours = quickest("check stage, 1 % fail", lambda: checked(table))
    theirs = great_expectations(chosen.peer, table)
    if theirs:
        told("check / Great Expectations", ours / theirs["counted"])
        print(f"{'  and where it names every row':44} {ours / theirs['named']:8.2f}")
    quickest(
        "check stage, 98 % of one column fail", lambda: checked(table.assign(gender="未知").where(table != "", ""))
    )
    if not chosen.without_reading:
        beside_reading(chosen.rows)


def customers(rows: int, faults: float) -> DataFrame:
    """Return invented customers, twelve columns, a share of *faults* in each."""
    rng = np.random.default_rng(7)
    number = np.arange(rows)
    days = pd.date_range("1950-01-01", "2023-12-01").strftime("%Y-%m-%d").to_numpy()
    created = rng.integers(20_000, len(days) - 400, rows)
    good = {
        "customer_id": [f"C{each:07}" for each in number],
        "name": [f"客户{each}" for each in rng.integers(0, rows, rows)],
        "gender": rng.choice(["男", "女"], rows),
        "birthday": days[rng.integers(0, 20_000, rows)],
        "mobile": [f"+86138{each:08}" for each in rng.integers(0, 10**8, rows)],
        "email": [f"c{each}@example.com" for each in number],
        "city": rng.choice(["杭州市", "广州市", "北京市", "成都市"], rows),
        "created_at": days[created],
        "updated_at": days[created + rng.integers(0, 400, rows)],
        "points": rng.integers(0, 9999, rows).astype(str),
        "balance": np.char.mod("%.2f", rng.random(rows) * 1000),
        "source": rng.choice(CHANNELS, rows),
    }
    bad = dict(
        zip(
            good,
            [
                "C0000001",
                "测试",
                "未知",
                "2999-01-01",
                "暂无",
                "",
                "",
                "2999-01-01",
                "1999-01-01",
                "-1",
                "-0.5",
                "别处",
            ],
            strict=True,
        )
    )
    return DataFrame(
        {name: np.where(rng.random(rows) < faults, bad[name], values) for name, values in good.items()}, dtype="str"
    )


def checked(table: DataFrame) -> Book:
    """Return the table after the check stage, as it comes from standardizing."""
    fields = {
        name: {"title": {"zh": name, "en": name}, "identity": name == "name", **told} for name, told in FIELDS.items()
    }
    title = {"zh": "客户", "en": "Customers"}
    rules = {"updated_before_created": None}
    spec = TableSpec.model_validate({"table": "customers", "title": title, "fields": fields, "rules": rules})
    known = DataFrame({"key": [f"customers.{name}" for name in table], "value": "0"}, dtype="str")
    book = Book(
        {"customers": table, "facts:standardize": known},
        sources=frame(Source, {"file": ["a.csv"]}),
        columns=frame(Column, {"source": 0, "table": "customers", "field": list(table)}),
        origin=frame(Origin, {"source": [0] * len(table), "line": np.arange(len(table)) + 2}),
        lineage=frame(Fate, {"table": "customers", "row": table.index, "fate": "kept"}),
    )
    return check.on(TODAY)(book, Schema({"customers": spec}))


def great_expectations(python: str, table: DataFrame) -> dict[str, float]:
    """Return the seconds of Great Expectations in another interpreter; nothing where it has none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.csv"
        table.to_csv(path, index=False, encoding="utf-8")
        script = Path(__file__).with_name("peer_great_expectations.py")
        settings = json.dumps({"today": TODAY.isoformat(), "placeholders": PLACEHOLDERS, "channels": CHANNELS})
        done = subprocess.run(
            [python, str(script), str(path), settings], capture_output=True, text=True, encoding="utf-8"
        )
    if done.returncode:
        print(
            f"Great Expectations: skipped, {python} does not have it (see --peer): {done.stderr.strip().splitlines()[-1:]}"
        )
        return {}
    seconds: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    for name, spent in seconds.items():
        print(f"{'Great Expectations, failures ' + name:44} {spent:8.2f} s")
    return seconds


def beside_reading(rows: int) -> None:
    """Print what standardizing and checking a generated workbook cost beside reading it with pandas and openpyxl."""
    with tempfile.TemporaryDirectory() as folder:
        workbook = generate(rows, seed=7, folder=Path(folder))
        started = time.perf_counter()  # the clock here, for so the stages of a run are timed
        pd.read_excel(workbook, engine="openpyxl", dtype=str)
        peer = time.perf_counter() - started
        print(f"{'pandas.read_excel(engine=openpyxl)':44} {peer:8.2f} s")
        timings = [
            job.run([workbook], Path(folder) / "out", as_of=AS_OF, verb="check", dry_run=True).seconds for _ in range(2)
        ]
    spent = {name: min(each[name] for each in timings) for name in ("standardize", "check")}
    print(f"{'standardize':44} {spent['standardize']:8.2f} s")
    print(f"{'check':44} {spent['check']:8.2f} s")
    told("standardize + check / openpyxl", sum(spent.values()) / peer)


def quickest(name: str, work: Callable[[], object], rounds: int = 3) -> float:
    """Return and print the seconds of the quickest of several rounds, and the peak memory of the process."""
    timings: list[Timing] = []
    spent = []
    for _ in range(rounds):
        started = time.process_time()
        with timed(name, timings):
            work()
        spent.append(time.process_time() - started)
    best = min(spent)
    print(f"{name:44} {best:8.2f} s   peak {max(each.peak for each in timings) / 1e6:6.0f} MB")
    return best


def told(name: str, ratio: float) -> None:
    """Print a ratio and whether its target is kept."""
    print(f"{name:44} {ratio:8.2f}     target {TARGETS[name]}: {'kept' if ratio <= TARGETS[name] else 'MISSED'}")


if __name__ == "__main__":
    main()

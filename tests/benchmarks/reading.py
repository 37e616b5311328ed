"""Reading one workbook: custsheet with its side pass, python-calamine's `to_python`, and openpyxl read-only, in one run.

    python -m tests.benchmarks.reading [--rows 100000] [--rounds 3] [--file FILE] [--without-openpyxl]

Machines are noisy, so the figures that count are the ratios; of several rounds the quickest counts. With `--rows
1000000` the peak memory is what matters: 4 GB at most.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import psutil
from python_calamine import CalamineWorkbook

from custsheet.model import Timing
from custsheet.pipeline import timed
from custsheet.read import read
from custsheet.samples import generate

TARGETS = {"calamine": 2.0, "openpyxl": 1 / 6}  # of the seconds that the peer takes


def main() -> None:
    """Time the three readers on one workbook and print seconds, peak memory and ratios."""
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.reading", description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--file", type=Path)
    arguments.add_argument("--without-openpyxl", action="store_true")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path = chosen.file or generate(chosen.rows, seed=7, folder=Path(scratch))
        readers: dict[str, Callable[[Path], object]] = {"custsheet": read, "calamine": _calamine}
        if not chosen.without_openpyxl:
            readers["openpyxl"] = _openpyxl
        seconds = {name: _quickest(name, reader, path, chosen.rounds) for name, reader in readers.items()}
    for peer, most in TARGETS.items():
        if peer in seconds:
            ratio = seconds["custsheet"] / seconds[peer]
            print(f"custsheet / {peer}: {ratio:.2f} (at most {most:.2f})")


def _quickest(name: str, reader: Callable[[Path], object], path: Path, rounds: int) -> float:
    timings: list[Timing] = []
    for _ in range(1 if name == "openpyxl" else rounds):
        with timed(name, timings):
            reader(path)
    best = min(each.seconds for each in timings)
    print(f"{name:10} {best:7.2f} s   peak {max(each.peak for each in timings) / 1e6:6.0f} MB of the process")
    return best


def _calamine(path: Path) -> object:
    return [sheet.to_python() for sheet in map(CalamineWorkbook.from_path(path).get_sheet_by_index, [0])]


def _openpyxl(path: Path) -> object:
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    sheet.reset_dimensions()
    return list(sheet.iter_rows(values_only=True))


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"{time.perf_counter() - started:.0f} s, {psutil.cpu_count()} processors")

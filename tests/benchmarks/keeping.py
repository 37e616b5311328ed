"""Patching the users' own workbook beside what openpyxl needs to load and save it, in one run.

    python -m tests.benchmarks.keeping [--rows 100000]

Machines are noisy, so the figure that counts is the ratio. 2 % of the cells are changed or faulty, 2,000 have comments.
"""

import argparse
import gc
import tempfile
import time
from pathlib import Path
from zipfile import ZipFile

import openpyxl

from custsheet.ooxml.annotate import Marks, Words, annotated
from custsheet.ooxml.package import open_package
from custsheet.ooxml.patch import Edit
from custsheet.ooxml.workbook import workbook as table_of_contents
from custsheet.samples import generate

TARGET = 10.0  # times as fast
COLUMNS = 12


def main() -> None:
    """Generate a workbook, mark it, load and save it; print seconds and the ratio."""
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.keeping", description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        compare(generate(chosen.rows, seed=7, folder=Path(scratch)), chosen.rows)


def compare(workbook: Path, rows: int) -> None:
    """Print how long both take on *workbook*, and whether the target is kept."""
    sheet, asked = first_sheet(workbook), marks(rows)
    gc.collect()
    gc.freeze()  # what making the workbook has left behind concerns neither
    started = time.perf_counter()
    with ZipFile(workbook) as source:
        made = annotated(source, {sheet: asked}, Words("问题数", "如何修改", lambda *_: []))
    workbook.with_name("annotated.xlsx").write_bytes(made.content)
    ours = time.perf_counter() - started
    started = time.perf_counter()
    openpyxl.load_workbook(workbook).save(workbook.with_name("saved.xlsx"))
    theirs = time.perf_counter() - started
    print(f"{'patch ' + format(rows, ',') + ' rows, ' + format(made.marked, ',') + ' cells':44} {ours:8.2f} s")
    print(f"{'openpyxl load + save':44} {theirs:8.2f} s")
    print(
        f"{'times as fast':44} {theirs / ours:8.1f}     target {TARGET}: {'kept' if theirs / ours >= TARGET else 'MISSED'}"
    )


def first_sheet(workbook: Path) -> str:
    """Return the name of the first sheet."""
    with open_package(workbook) as package:
        return table_of_contents(package).sheets[0].name


def marks(rows: int) -> Marks:
    """Return marks on 2 % of the cells: every 50th, alternately changed and faulty."""
    cells: dict[int, dict[int, Edit]] = {}
    for place in range(0, rows * COLUMNS, 50):
        changed = Edit("改过的内容", look="changed") if place % 100 else Edit(look="faulty")
        cells.setdefault(place // COLUMNS + 2, {})[place % COLUMNS] = changed
    notes = {(line, next(iter(found))): "有问题，请核对" for line, found in list(cells.items())[:2_000]}
    return Marks(cells, notes, dict.fromkeys(cells, 1), [1])


if __name__ == "__main__":
    main()

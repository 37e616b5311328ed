"""Writing one formatted sheet: rendered by columns, and by XlsxWriter in constant memory, in one run.

    python -m tests.benchmarks.writing [--rows 100000] [--rounds 3] [--without-peer]

12 columns, two cells in a hundred tinted, the same cells for both. Machines are noisy, so the figure that counts is the ratio;
of several rounds the quickest counts. With `--rows 1000000 --without-peer` the peak memory is what matters: 2 GB at most.
"""

import argparse
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
from pandas import DataFrame
from xlsxwriter import Workbook

from custsheet.fields.columns import texts
from custsheet.model import Timing
from custsheet.pipeline import timed
from custsheet.write import excel, typed
from custsheet.write.layout import Shown

TARGET = 6.0  # times faster
KINDS = ("text", "name", "phone", "email", "text", "date", "amount", "amount", "choice", "choice", "text", "text")


def main() -> None:
    """Write the same table twice and print seconds, peak memory and the ratio."""
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.writing", description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--without-peer", action="store_true")
    chosen = arguments.parse_args()
    table, marked = made(chosen.rows)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "a.xlsx"
        ours = quickest("custsheet", lambda: rendered(table, marked, path), chosen.rounds)
        print(f"{'':24} {path.stat().st_size / 1e6:.1f} MB")
        if not chosen.without_peer:
            peer = quickest("XlsxWriter", lambda: cell_by_cell(table, marked, path), 1)
            print(f"{'':24} {path.stat().st_size / 1e6:.1f} MB")
            kept = "kept" if peer / ours >= TARGET else "MISSED"
            print(f"{peer / ours:.1f} times faster (target {TARGET:.0f}: {kept})")


def made(rows: int) -> tuple[DataFrame, np.ndarray]:
    """Return a table of 12 columns, and which of its cells are tinted."""
    random = np.random.default_rng(7)
    numbers = random.integers(0, 10**8, rows)
    columns = {
        "customer_id": [f"C{each:07d}" for each in range(rows)],
        "name": [f"客户{each}" for each in numbers.tolist()],
        "phone": [f"138{each:08d}" for each in numbers.tolist()],
        "email": [f"user{each}@example.com" for each in numbers.tolist()],
        "address": [f"浙江省杭州市西湖区文三路{each % 900}号{each % 31}室" for each in numbers.tolist()],
        "joined": [f"20{each % 24:02d}-{each % 12 + 1:02d}-{each % 28 + 1:02d}" for each in numbers.tolist()],
        "amount": [f"{each / 100:.2f}" for each in numbers.tolist()],
        "points": [str(each % 5000) for each in numbers.tolist()],
        "gender": [("男", "女", "")[each % 3] for each in numbers.tolist()],
        "level": [("金卡", "银卡", "普通")[each % 3] for each in numbers.tolist()],
        "note": [f"备注 {each % 97}" if each % 5 == 0 else "" for each in numbers.tolist()],
        "owner": [f"店员{each % 40}" for each in numbers.tolist()],
    }
    return DataFrame({name: texts(values) for name, values in columns.items()}), random.random((rows, 12)) < 0.02


def rendered(table: DataFrame, marked: np.ndarray, path: Path) -> None:
    """Write the table as the cleaned workbook does."""
    book = excel.new(path, date(2026, 1, 1), "benchmark")
    kinds = zip(table.columns, KINDS, strict=True)
    columns = [
        typed.cells(book, Shown(name, name, kind), table[name], marked[:, place])
        for place, (name, kind) in enumerate(kinds)
    ]
    for start in range(0, len(table), excel.MOST_ROWS):
        excel.write_columns(book, book.sheet("table"), 0, [typed.part(column, start) for column in columns])
    book.close()


def cell_by_cell(table: DataFrame, marked: np.ndarray, path: Path) -> None:
    """Write the same cells with XlsxWriter in constant memory."""
    book = Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("table")
    formats = [{"date": "yyyy-mm-dd", "amount": "#,##0.00"}.get(kind, "@") for kind in KINDS]
    plain = [book.add_format({"num_format": each}) for each in formats]
    tinted = [book.add_format({"num_format": each, "bg_color": "#FFF1C9"}) for each in formats]
    prepared = {"date": excel.dates, "amount": excel.numbers}
    columns = [
        _listed(prepared.get(kind, excel.text_cells)(table[name])) for name, kind in zip(table, KINDS, strict=True)
    ]
    sheet.write_row(0, 0, list(table.columns))
    for row, (line, marks) in enumerate(zip(zip(*columns, strict=True), marked.tolist(), strict=True), 1):
        for place, value in enumerate(line):
            style = tinted[place] if marks[place] else plain[place]
            if isinstance(value, float):
                sheet.write_number(row, place, value, style)
            else:
                sheet.write_string(row, place, value, style)
    book.close()


def quickest(name: str, work: Callable[[], None], rounds: int) -> float:
    """Return the seconds of the quickest of several rounds."""
    timings: list[Timing] = []
    for _ in range(rounds):
        with timed(name, timings):
            work()
    best = min(each.seconds for each in timings)
    print(f"{name:24} {best:7.2f} s   peak {max(each.peak for each in timings) / 1e6:6.0f} MB of the process")
    return best


def _listed(values: excel.Values) -> list[str | float]:
    numeric = np.zeros(len(values), dtype=bool) if values.numeric is None else values.numeric
    return [
        float(each) if number else each for each, number in zip(values.text.to_pylist(), numeric.tolist(), strict=True)
    ]


if __name__ == "__main__":
    main()

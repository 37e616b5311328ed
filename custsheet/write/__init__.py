"""Writing what a run gives: workbooks, tables, reports. Files appear whole or not at all.

Writers are leaves that take the finished Report and a path; here stands which of them a verb calls.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path

import psutil

from custsheet.model import Timing
from custsheet.report import Report
from custsheet.write import annotated, cleaned, flat, issues_html, issues_xlsx, pdf, record, review
from custsheet.write.beside import recorded
from custsheet.write.placing import Placed, place
from custsheet.write.publish import faults, preflight, staging

__all__ = ["faults", "outputs", "preflight"]

Writer = Callable[[Report, Path], None]

TURN = 0.0005  # seconds
MANY = 20_000  # rows from which two threads write faster than one
ISSUES = ("issues.json", "issues.xlsx", "issues.html")
VERBS: dict[str, tuple[str, ...]] = {
    "run": ("cleaned.xlsx", "cleaned", *ISSUES, "review.xlsx", "matches.csv", "lineage.csv"),
    "check": ISSUES,
    "dedupe": ("review.xlsx", "matches.csv", "lineage.csv"),
    "classify": ("cleaned.xlsx", "cleaned", "lineage.csv"),
}


def outputs(
    report: Report,
    folder: Path,
    *,
    unmasked: bool = False,
    printed: bool = False,
    kept: Sequence[annotated.Kept] = (),
    also: Callable[[Path], None] = lambda staged: None,
    may: Callable[[], None] = lambda: None,
) -> Placed:
    """Write the files of the report's verb into *folder*, all or none; return their paths, `run.json` last.

    *unmasked* puts personal data in full into `issues.html`; *printed* asks for `issues.pdf`; *kept* are
    the users' own workbooks, with marks; *also* writes into the
    staging folder what is published along with them (state, below `.custsheet/`); *may* is asked before the first change and may refuse.
    Raises OutputError (`E_NO_WRITE`, `E_DISK_FULL`, `E_OUTPUT`); what was in the folder before is then unchanged.
    """
    with staging(folder, expected=_expected(report)) as staged:
        timings = _written(report, staged, _writers(report, folder, unmasked))
        annotated.write(kept, staged / annotated.FOLDER)
        notes = pdf.write(report, staged / pdf.NAME) if printed else ()
        record.write(report, staged, timings, staged / "run.json")
        also(staged)
        placed = place(staged, folder, may=may, gone=_outdated(staged, folder))
        return placed._replace(notes=(*placed.notes, *notes))


def _outdated(staged: Path, folder: Path) -> dict[str, str]:
    """Return the tables in `cleaned/` that an earlier run wrote and this one has not, with their hashes."""
    if not (staged / "cleaned").is_dir():
        return {}
    known = recorded(folder)
    return {name: known[name] for name in known if name.startswith("cleaned/") and not (staged / name).exists()}


def _written(report: Report, staged: Path, writers: dict[str, Writer]) -> list[Timing]:
    """Write the files, those of many rows two at a time: Arrow and the compression leave Python free for the other one."""

    def write(name: str) -> Timing:
        started = time.perf_counter()
        writers[name](report, staged / name)
        return Timing(f"write {name}", time.perf_counter() - started, psutil.Process().memory_info().rss)

    if len(report.book.lineage) <= MANY:
        return [write(name) for name in writers]
    with ThreadPoolExecutor(max_workers=2) as pool, _turns(TURN):
        return [done.result() for done in [pool.submit(copy_context().run, write, name) for name in writers]]


@contextmanager
def _turns(seconds: float) -> Iterator[None]:
    """Let threads wait for Python no longer than *seconds* while another one has it: Arrow and zlib ask for it back often."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _expected(report: Report) -> int:
    """Return about how many bytes a run writes: three times what it read."""
    return 3 * sum(each.stat().st_size for each in report.inputs if each.is_file())


def _writers(report: Report, folder: Path, unmasked: bool) -> dict[str, Writer]:
    """Return the verb's files and what writes each."""
    every: dict[str, Writer] = {
        "cleaned.xlsx": cleaned.write,
        "cleaned": flat.write_tables,
        "issues.json": flat.write_issues,
        "issues.xlsx": lambda report, path: issues_xlsx.write(report, path, folder),
        "issues.html": lambda report, path: issues_html.write(report, path, unmasked=unmasked),
        "review.xlsx": review.write,
        "matches.csv": flat.write_matches,
        "lineage.csv": flat.write_lineage,
    }
    return {name: every[name] for name in VERBS[report.verb]}

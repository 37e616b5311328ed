"""Writing what a run gives: workbooks, tables, reports. Files appear whole or not at all.

Writers are leaves that take the finished Report and a path; here stands which of them a verb calls.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from custsheet.model import Timing
from custsheet.report import Report
from custsheet.write import annotated, cleaned, flat, issues_html, issues_xlsx, record, review
from custsheet.write.publish import preflight, put_in_place, staging

__all__ = ["outputs", "preflight"]

Writer = Callable[[Report, Path], None]

ISSUES = ("issues.json", "issues.xlsx", "issues.html")
VERBS: dict[str, tuple[str, ...]] = {
    "run": ("cleaned.xlsx", "cleaned", *ISSUES, "review.xlsx", "matches.csv", "lineage.csv"),
    "check": ISSUES,
    "dedupe": ("review.xlsx", "matches.csv", "lineage.csv"),
    "classify": ("cleaned.xlsx", "cleaned", "lineage.csv"),
}


def outputs(report: Report, folder: Path, *, unmasked: bool = False, kept: Sequence[annotated.Kept] = ()) -> list[Path]:
    """Write the files of the report's verb into *folder*, all or none; return their paths, `run.json` last.

    *unmasked* puts personal data in full into `issues.html`; *kept* are the users' own workbooks, with marks. Raises OutputError (`E_NO_WRITE`, `E_DISK_FULL`, `E_OUTPUT`);
    what was in the folder before is then unchanged.
    """
    timings: list[Timing] = []
    with staging(folder) as staged:
        for name, writer in _writers(report, folder, unmasked).items():
            started = time.perf_counter()
            writer(report, staged / name)
            timings.append(Timing(f"write {name}", time.perf_counter() - started, psutil.Process().memory_info().rss))
        annotated.write(kept, staged / annotated.FOLDER)
        record.write(report, staged, timings, staged / "run.json")
        return put_in_place(staged, folder)


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

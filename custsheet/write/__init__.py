"""Writing what a run gives: workbooks, tables, reports. Files appear whole or not at all.

Writers are leaves that take the finished Report and a path; here stands which of them a verb calls.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from custsheet.companion import shared
from custsheet.model import Timing
from custsheet.report import Report
from custsheet.write import annotated, cleaned, flat, issues_html, issues_xlsx, pdf, record, review
from custsheet.write.beside import recorded
from custsheet.write.placing import Placed, place
from custsheet.write.publish import faults, preflight, staging

__all__ = ["faults", "outputs", "preflight"]

Writer = Callable[[Report, Path], None]

TABLES = ("cleaned", "lineage.csv")
ISSUES = ("issues.html", "issues.json")
VERBS: dict[str, tuple[str, ...]] = {  # what takes longest first
    "run": ("cleaned.xlsx", "issues.xlsx", "review.xlsx", *ISSUES, *TABLES, "matches.csv"),
    "check": ("issues.xlsx", *ISSUES),
    "dedupe": ("review.xlsx", "matches.csv", "lineage.csv"),
    "classify": ("cleaned.xlsx", *TABLES),
}


def outputs(
    report: Report,
    folder: Path,
    *,
    unmasked: bool = False,
    printed: bool = False,
    kept: Sequence[annotated.Kept] = (),
    notes: Callable[[Path], None] = lambda staged: None,
    also: Callable[[Path], None] = lambda staged: None,
    may: Callable[[], None] = lambda: None,
) -> Placed:
    """Write the files of the report's verb into *folder*, all or none; return their paths, `run.json` last.

    *unmasked* puts personal data in full into `issues.html`; *printed* asks for `issues.pdf`; *kept* are
    the users' own workbooks, with marks; *notes*, then *also* write into the
    staging folder what is published along with them (below `.custsheet/`), the latter when all outputs are there; *may* is asked before the first change and may refuse.
    Raises OutputError (`E_NO_WRITE`, `E_DISK_FULL`, `E_OUTPUT`); what was in the folder before is then unchanged.
    """
    with staging(folder, expected=_expected(report)) as staged:
        written = _Written(report, staged, folder, unmasked)
        timings = shared(written, VERBS[report.verb], meanwhile=lambda: notes(staged))
        annotated.write(kept, staged / annotated.FOLDER)
        told = pdf.write(report, staged / pdf.NAME) if printed else ()
        record.write(report, staged, timings, staged / "run.json")
        also(staged)
        placed = place(staged, folder, may=may, gone=_outdated(staged, folder))
        return placed._replace(notes=(*placed.notes, *told))


def _outdated(staged: Path, folder: Path) -> dict[str, str]:
    """Return the tables in `cleaned/` that an earlier run wrote and this one has not, with their hashes."""
    if not (staged / "cleaned").is_dir():
        return {}
    known = recorded(folder)
    return {name: known[name] for name in known if name.startswith("cleaned/") and not (staged / name).exists()}


@dataclass(frozen=True)
class _Written:
    """Writes the files of a report by their names."""

    report: Report
    staged: Path
    folder: Path
    unmasked: bool

    def __call__(self, name: str) -> Timing:
        started = time.perf_counter()
        _writers(self.report, self.folder, self.unmasked)[name](self.report, self.staged / name)
        return Timing(f"write {name}", time.perf_counter() - started, psutil.Process().memory_info().rss)


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

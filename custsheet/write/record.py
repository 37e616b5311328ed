"""`run.json`: what the run was given, what it did, how long it took, what it did not check, and what it wrote."""

import json
from pathlib import Path

from pandas import DataFrame

import custsheet
import custsheet.write.figures as figures
from custsheet.disk import sha256s
from custsheet.model import Timing
from custsheet.quality import score
from custsheet.report import Report


def write(report: Report, staged: Path, timings: list[Timing], path: Path) -> None:
    """Write `run.json`; it records the hash of every other file in the folder *staged*."""
    content = {
        "version": 1,
        "custsheet": custsheet.__version__,
        "verb": report.verb,
        "as_of": report.as_of.isoformat(),
        "region": report.region,
        "schema": report.schema.digest,
        "inputs": _inputs(report),
        "columns": _columns(report),
        "counts": _counts(report),
        "ledger": {
            str(table): {name: int(value) for name, value in line.items()}
            for table, line in report.ledger.to_dict("index").items()
        },
        "amounts": [{**line, "sum": str(line["sum"])} for line in report.amounts.to_dict("records")],
        "scores": score.as_facts(report),
        "facts": _facts(report),
        "notes": list(report.notes),
        "not_checked": figures.not_checked(report),
        "stages": [
            {"stage": each.stage, "seconds": round(each.seconds, 3), "peak_memory": each.peak}
            for each in (*report.timings, *timings)
        ],
        "outputs": outputs(staged),
    }
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8", newline="\n"
    )


def outputs(folder: Path) -> list[dict[str, object]]:
    """Return file, size and SHA-256 of every output in a folder, by name; what is kept beside them is none."""
    places = {each.relative_to(folder): each for each in folder.rglob("*") if each.is_file()}
    files = [places[each] for each in sorted(places, key=Path.as_posix) if not each.parts[0].startswith(".")]
    return [
        {"file": each.relative_to(folder).as_posix(), "bytes": each.stat().st_size, "sha256": digest}
        for each, digest in zip(files, sha256s(files), strict=True)
    ]


def _inputs(report: Report) -> list[dict[str, object]]:
    names = ["file", "sheet", "kind", "sha256", "encoding", "header_line", "evidence"]
    return _records(report.book.sources[names])


def _columns(report: Report) -> list[dict[str, object]]:
    names = ["source", "letter", "heading", "table", "field", "kind", "evidence"]
    return _records(report.book.columns[names])


def _records(table: DataFrame) -> list[dict[str, object]]:
    return [{str(name): value for name, value in line.items()} for line in table.to_dict("records")]


def _counts(report: Report) -> dict[str, object]:
    book = report.book
    reach = figures.reach(report)
    return {
        "issues": figures.by_level(book.issues),
        "dimensions": figures.by_dimension(book.issues),
        "changes": len(book.changes),
        "matches": {
            str(band): int(number) for band, number in book.matches["band"].value_counts().sort_index().items()
        },
        "customers": reach.customers,
        "reachable": reach.reachable,
    }


def _facts(report: Report) -> dict[str, object]:
    """Return what the stages told about themselves, by stage."""
    told: dict[str, object] = {}
    for name, table in report.book.tables.items():
        if name.startswith("facts:"):
            told[name.partition(":")[2]] = dict(zip(table["key"].astype(str), table["value"].astype(str), strict=True))
    return {**told, **report.facts}

"""A finished run in a few lines, as one JSON object, and as an exit code."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import custsheet.cli.console as console
from custsheet.texts import lookup, say

if TYPE_CHECKING:
    from custsheet.job import Run

LEVELS = ("error", "warning", "info")
_WHOLE = (
    "read",
    "standardize",
    "edits",
    "check",
    "match",
    "verify",
    "merge",
    "orders",
    "settle",
    "relate",
    "classify",
    "write",
)
STAGES = {  # as they are told to the progress bar
    "run": _WHOLE,
    "classify": _WHOLE,
    "dedupe": (*_WHOLE[:5], "write"),
    "check": (*_WHOLE[:4], "write"),
}


def levels(run: Run) -> dict[str, Any]:
    """Return the number of issues per level."""
    counts = run.report.book.issues["level"].value_counts()
    return {level: int(counts.get(level, 0)) for level in LEVELS}


def exit_code(run: Run, fail_on: str) -> int:
    """Return 1 where there are issues at or above the level *fail_on* (`never`: always 0)."""
    bad = LEVELS[: LEVELS.index(fail_on) + 1] if fail_on in LEVELS else ()
    return int(any(levels(run)[level] for level in bad))


def tell_unchanged(run: Run, as_json: bool, quiet: bool, fail_on: str, gates: Sequence[str] = ()) -> int:
    """Say that nothing is new since the run before, and return the exit code that run would have."""
    before = run.unchanged
    assert before is not None
    found = before.counts.get("issues", {})
    if as_json:
        told = {"unchanged": True, "code": "I_UNCHANGED", "run": before.number, "out": str(run.out), "issues": found}
        console.result_json({**told, "gates": list(gates)})
    elif not quiet:
        console.result(f"I_UNCHANGED: {say('history', 'unchanged', number=before.number, day=before.day)}")
    bad = LEVELS[: LEVELS.index(fail_on) + 1] if fail_on in LEVELS else ()
    return int(any(found.get(level, 0) for level in bad))


def as_facts(run: Run) -> dict[str, object]:
    """Return the run as JSON-ready facts; counts and file names, no customer's value."""
    report = run.report
    return {
        "verb": report.verb,
        "inputs": [str(path) for path in report.inputs],
        "out": str(run.out),
        "outputs": [str(path) for path in run.outputs],
        "as_of": report.as_of.isoformat(),
        "region": report.region,
        "ledger": {
            str(table): {str(k): int(v) for k, v in line.items()}
            for table, line in report.ledger.to_dict("index").items()
        },
        "issues": levels(run),
        "changes": _by(run, "changes", "rule"),
        "matches": _by(run, "matches", "band"),
        "seconds": {timing.stage: round(timing.seconds, 3) for timing in report.timings},
        "not_checked": list(report.not_checked),
    }


def as_text(run: Run, dry: bool = False) -> str:
    """Return the run as a person reads it on a console."""
    lines = []
    for table, line in run.report.ledger.to_dict("index").items():
        lines += [_table_line(str(table), line), *(_merged_line(run) if table == "customers" else [])]
    lines.append(say("cli", "summary", "issues", **levels(run)))
    if len(run.report.book.changes):
        told = "changes_unwritten" if run.report.verb == "dedupe" else "changes"
        lines.append(say("cli", "summary", told, count=len(run.report.book.changes)))
    if run.report.verb != "check":
        bands = _by(run, "matches", "band")
        lines.append(
            say("cli", "summary", "matches", certain=bands.get("certain", 0), possible=bands.get("possible", 0))
        )
    lines += [lookup("cli", "summary", "not_checked", key) for key in run.report.not_checked]
    return "\n".join([*lines, *(_rules(run) if dry else _where(run))])


def _table_line(table: str, line: Mapping[Hashable, Any]) -> str:
    try:
        title = say("tables", table)
    except KeyError:
        title = table.removeprefix("other:")
    counts: dict[str, Any] = {str(fate): int(count) for fate, count in line.items()}
    return say("cli", "summary", "table", table=title, **counts)


def _merged_line(run: Run) -> list[str]:
    """Return how many of the merged rows only repeated a customer, and how many were another spelling of one."""
    fates = run.report.book.lineage
    merged = fates.loc[(fates["table"] == "customers") & (fates["fate"] == "merged"), "reason"]
    repeats = int((merged == "repeat").sum())
    return [say("cli", "summary", "merged", repeats=repeats, spellings=len(merged) - repeats)] if len(merged) else []


def _rules(run: Run) -> list[str]:
    """Return what would have been changed, per rule, and that nothing was written."""
    from custsheet.cli.wide import table
    from custsheet.write.words import change_title

    rules = [[change_title(rule), f"{count:,}"] for rule, count in _by(run, "changes", "rule").items()]
    return [*table(rules, "  "), say("cli", "summary", "dry", out=run.out)]


def _where(run: Run) -> list[str]:
    """Return where the outputs lie, the best one to open first."""
    names = lookup("cli", "summary", "files")
    paths = sorted({path.relative_to(run.out).parts[0] for path in run.outputs if path.is_relative_to(run.out)})
    known = [name for name in names if name in paths]
    return [say("cli", "summary", "out", out=run.out), *(f"  {name:<14}{names[name]}" for name in known)]


def _by(run: Run, frame: str, column: str) -> dict[str, int]:
    counts = getattr(run.report.book, frame)[column].value_counts()
    return {str(name): int(counts[name]) for name in sorted(counts.index)}

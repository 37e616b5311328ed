"""What keeps a run from publishing: nearly all rows bad, or far fewer rows than last time."""

import json
from pathlib import Path
from typing import Any

from pandas import DataFrame

from custsheet.disk import text_if_any
from custsheet.errors import InputError
from custsheet.report import Report
from custsheet.takeback import UNREAD
from custsheet.texts import say

FEW = 20  # rows; of fewer, a share says nothing
WARNED = 30  # per cent fewer rows than last time that are worth a word


def passed(report: Report, folder: Path, max_bad: int = 95, max_drop: int = 0) -> tuple[str, ...]:
    """Return what there is to say before publishing into *folder*; percentages.

    Raises InputError: `E_TOO_MANY_BAD` where more than *max_bad* of a table's rows have errors (that nobody asked for by an undo) or were set aside, `E_SHRUNK` where a
    table has more than *max_drop* (0: no limit, a remark from 30 on) fewer rows than the last run read.
    """
    if report.verb == "run":
        _not_too_bad(report, max_bad)
    return _not_shrunk(report.ledger, folder, max_drop)


def _not_too_bad(report: Report, limit: int) -> None:
    issues = report.book.issues
    failing = issues[(issues["level"] == "error") & (issues["row"] >= 0) & (issues["code"] != UNREAD)]
    for table, line in report.ledger.iterrows():
        if line["read"] < FEW:
            continue
        fates = report.book.lineage
        aside = fates.loc[(fates["table"] == table) & (fates["fate"] == "quarantined"), "row"]
        bad = len({*failing.loc[failing["table"] == table, "row"], *aside})
        share = 100 * bad / int(line["read"])
        if share > limit:
            facts = {
                "table": _title(str(table)),
                "bad": bad,
                "rows": int(line["read"]),
                "share": int(share),
                "limit": limit,
            }
            raise InputError("E_TOO_MANY_BAD", **facts)


def _not_shrunk(ledger: DataFrame, folder: Path, limit: int) -> tuple[str, ...]:
    notes = []
    for table, before in _rows_before(folder).items():
        now = int(ledger["read"].get(table, 0))
        drop = 100 * (before - now) / before if before >= FEW else 0
        facts: dict[str, Any] = {"table": _title(table), "before": before, "now": now, "share": round(drop)}
        if limit and drop > limit:
            raise InputError("E_SHRUNK", limit=limit, **facts)
        if drop > WARNED:
            notes.append(f"W_SHRUNK: {say('errors', 'W_SHRUNK', **facts)}")
    return tuple(notes)


def _rows_before(folder: Path) -> dict[str, int]:
    """Return how many rows of each table the last run into *folder* read."""
    try:
        ledger = json.loads(text_if_any(folder / "run.json"))["ledger"]
        return {str(table): int(line["read"]) for table, line in ledger.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _title(table: str) -> str:
    try:
        return say("tables", table)
    except KeyError:
        return table.removeprefix("other:")

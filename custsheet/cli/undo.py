"""`custsheet undo`: take back a merge, a run, a kind of change, a column or a cell; later runs obey."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import custsheet.cli.console as console
from custsheet.errors import ConfigError
from custsheet.texts import say

if TYPE_CHECKING:
    from custsheet import restore, unmerge

PARAMETERS = (
    "folder",
    "customer",
    "run_number",
    "rule",
    "column",
    "cell",
    "redo",
    "why",
    "dry_run",
    "as_json",
    "quiet",
)


def call(
    folder: Path,
    customer: str,
    why: str,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    run_number: int | None = None,
    redo: bool = False,
    **changes: str,
) -> int:
    """Write the decision into the ledger of the output folder, and say what it does."""
    asked = {"merge": customer, "run": run_number, **changes}
    chosen = [(kind, what) for kind, what in asked.items() if what]
    if len(chosen) != 1 or (redo and chosen[0][0] in ("merge", "run")):
        raise ConfigError("E_UNDO_WHAT", known=_in_force(folder))
    kind, what = chosen[0]
    lines, facts = _undone(kind, str(what), folder, dry_run, why, redo)
    if as_json:
        console.result_json(facts)
    elif not quiet:
        console.result("\n".join(lines))
    return 0


def _in_force(folder: Path) -> str:
    """Return what is taken back now, for whoever wants to take that back."""
    from custsheet import undo

    between = say("history", "undone", "between")
    return between.join(f"--{kind} {what}" for kind, what in undo.in_force(folder)) or "–"


def _undone(
    kind: str, what: str, folder: Path, dry_run: bool, why: str, redo: bool
) -> tuple[list[str], dict[str, object]]:
    """Take back what is asked; return the lines that say so, and the facts."""
    from custsheet import restore, undo, unmerge

    dry = [say("history", "undone", "dry")] if dry_run else []
    if kind == "merge":
        told = unmerge.merge(what, folder, dry_run, why=why)
        return _merge_lines(told, dry_run), told._asdict()
    if kind == "run":
        gone = restore.run(int(what), folder, dry_run, why=why)
        return [*dry, *_run_lines(gone)], gone._asdict()
    done = undo.change(kind, what, folder, dry_run, why, redo)
    customer, _, field = what.rpartition(".")
    said = say(
        "history",
        "undone",
        ("redo" if done.news else "redone") if redo else kind,
        what=field if kind == "cell" else what,
        customer=customer,
    )
    money = [say("history", "undone", "money", **each._asdict()) for each in done.money]
    facts = {"kind": kind, "what": what, "news": done.news, "money": [each._asdict() for each in done.money]}
    return [*dry, said, *money], facts


def _run_lines(gone: restore.GoneBack) -> list[str]:
    """Say what holds again, and what the next run uses of what was taken back."""
    facts = {**gone._asdict(), "refused": ", ".join(map(str, gone.refused)), "count": len(gone.withdrawn)}
    facts["learned"] = say("history", "undone", "between").join(gone.learned)
    same = len(gone.refused) < len(gone.undone)
    told = {
        "run": True,
        "learned": gone.learned,
        "refused": gone.refused,
        "withdrawn": gone.withdrawn,
        "same": same and not gone.withdrawn,
    }
    return [say("history", "undone", name, **facts) for name, said in told.items() if said]


def _merge_lines(told: unmerge.Unmerged, dry_run: bool) -> list[str]:
    head = say("cli", "undone", "rows", customer=told.customer_id, count=len(told.rows))
    tail = say("cli", "undone", "dry" if dry_run else "kept" if told.news else "again")
    keeps = say("cli", "undone", "keeps", customer=told.customer_id)
    lines = [head, *(f"  {each}{keeps if each == told.keeps else ''}" for each in told.rows)]
    lines += [say("cli", "undone", "repeats", count=told.repeats)] if told.repeats else []
    lines += [say("cli", "undone", "orders", count=told.orders)] if told.orders else []
    return [*lines, tail]

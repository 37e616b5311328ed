"""`custsheet review apply FILE…`: verdicts typed into a review workbook become decisions that later runs obey."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import custsheet.cli.console as console
from custsheet.texts import say

if TYPE_CHECKING:
    from custsheet.review import Applied

PARAMETERS = ("files", "output", "dry_run", "as_json", "quiet", "verbose")
KINDS = ("same", "different", "choices", "withdrawn", "untouched", "disputed", "unknown")


def call(files: Iterable[Path], output: Path | None, dry_run: bool, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Read the workbooks and keep what was decided in the state of the output folder; 1 where reviewers contradict each other."""
    from custsheet import review

    told = [review.apply(path, output or path.parent, dry_run) for path in files]
    if as_json:
        console.result_json({"version": 1, "files": [each._asdict() for each in told]})
    elif not quiet:
        for each in told:
            console.result(_counts(each, dry_run))
    return int(any(each.disputed for each in told))


def _counts(told: Applied, dry_run: bool) -> str:
    """Return the counts of each kind that there is, a line each."""
    counts = {name: getattr(told, name) for name in KINDS}
    lines = [say("cli", "applied", name, count=count) for name, count in counts.items() if count]
    for name, words in (("unread", told.unread), ("refused", told.refused)):
        lines += [say("cli", "applied", name, count=len(words), words="; ".join(words))] if words else []
    when = "dry" if dry_run else "kept" if told.news else "again"
    return "\n".join([told.file, *(f"  {line}" for line in lines), f"  {say('cli', 'applied', when)}"])

"""`custsheet review apply FILE…`: verdicts typed into a review workbook become decisions that later runs obey."""

from collections.abc import Iterable
from pathlib import Path

from custsheet.cli import console
from custsheet.texts import say

PARAMETERS = ("files", "output", "dry_run", "as_json", "quiet", "verbose")


def call(files: Iterable[Path], output: Path | None, dry_run: bool, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Read the workbooks and keep what was decided in the state of the output folder."""
    from custsheet import review

    told = [review.apply(path, output or path.parent, dry_run) for path in files]
    if as_json:
        console.result_json({"version": 1, "files": [each._asdict() for each in told]})
    elif not quiet:
        for each in told:
            console.result(say("cli", "applied", **each._asdict()))
    return 0

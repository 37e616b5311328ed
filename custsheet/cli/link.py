"""`custsheet link A B`: which of the new contacts in B stand in A already."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("known", "new", "output", "schema", "region", "as_of", "dry_run", "as_json", "quiet", "verbose")


def call(
    known: Path, new: Path, output: Path | None, as_json: bool, quiet: bool, verbose: bool, **given: object
) -> int:
    """Compare the two and tell how many are known, perhaps known, and new."""
    from custsheet import link

    found = link.link(known, new, output, **given)  # type: ignore[arg-type]
    if as_json:
        console.result_json({"command": "link", **found._asdict()})
    elif not quiet:
        console.result("\n".join([say("links", "done", **found._asdict()), *found.notes]))
        console.result("\n".join(f"  {path}" for path in found.outputs))
    return 0

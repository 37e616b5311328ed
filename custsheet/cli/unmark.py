"""`custsheet unmark FILE`: take custsheet's marks off an annotated workbook."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("marked", "unmarked_file", "restore", "dry_run", "as_json", "quiet")


def call(marked: Path, unmarked_file: Path | None, restore: bool, dry_run: bool, as_json: bool, quiet: bool) -> int:
    """Write the workbook without marks and tell what was taken off."""
    from custsheet.write.unmark import unmark

    taken = unmark(marked, unmarked_file, restore, dry_run)
    if as_json:
        console.result_json({"command": "unmark", **taken._asdict()})
    elif not quiet:
        console.result(say("annotated", "unmarked", **taken._asdict()))
        if taken.restored:
            console.result(say("annotated", "restored", count=taken.restored))
    if taken.typed:
        console.talk(say("annotated", "typed", cells=", ".join(taken.typed[:20])))
    for note in taken.notes:
        console.talk(say("annotated", "notes", note))
    return 0

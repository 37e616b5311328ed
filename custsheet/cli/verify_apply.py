"""`custsheet verify apply FILE…`: answers typed into a call-back sheet become a measured accuracy, and corrections."""

from collections.abc import Iterable
from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("files", "output", "as_of", "dry_run", "as_json", "quiet", "verbose")


def call(
    files: Iterable[Path], output: Path | None, as_of: object, dry_run: bool, as_json: bool, quiet: bool, verbose: bool
) -> int:
    """Read the workbooks and keep the answers in the state of the output folder."""
    from custsheet import callback

    told = [callback.apply(path, output or path.parent, dry_run, as_of) for path in files]  # type: ignore[arg-type]
    if as_json:
        console.result_json({"command": "verify apply", "files": [each._asdict() for each in told]})
    elif not quiet:
        for each in told:
            console.result(say("verify", "applied", **each._asdict()))
    for each in told:
        if each.unread:
            words = "、".join(dict.fromkeys(each.unread[:5]))
            console.talk(say("verify", "unread", file=each.file, count=len(each.unread), words=words))
    return 0

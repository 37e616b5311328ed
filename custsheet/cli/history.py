"""`custsheet history DIR`: the runs into an output folder."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("folder", "as_json")


def call(folder: Path, as_json: bool) -> int:
    """Print one line per run, oldest first."""
    from custsheet import past

    told = past.listed(folder)
    if as_json:
        console.result_json({"runs": told})
        return 0
    lines = [
        say("history", "runs", "line", **{**each, "kind": say("history", "runs", "kinds", str(each["kind"]))})
        for each in told
    ]
    console.result("\n".join(lines or [say("history", "runs", "none", folder=folder.name)]))
    return 0

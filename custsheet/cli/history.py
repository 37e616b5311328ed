"""`custsheet history DIR`: the runs into an output folder."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("folder", "as_json")


def call(folder: Path, as_json: bool) -> int:
    """Print one line per run, oldest first; what cannot be read is told, and is an error."""
    from custsheet import past

    told, unread = past.listed(folder)
    for error in unread:
        console.talk(str(error))
    code = unread[0].exit_code if unread else 0
    if as_json:
        console.result_json({"runs": told, "unread": [str(each) for each in unread]})
        return code
    lines = [
        say(
            "history",
            "runs",
            "line",
            **{**each, "kind": say("history", "runs", "kinds", each["kind"], undoes=each["undoes"])},
        )
        for each in told
    ]
    console.result("\n".join(lines or [say("history", "runs", "none", folder=folder.name)]))
    return code

"""`custsheet state check DIR`: prove that the kept state is whole."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("folder", "as_json")


def call(folder: Path, as_json: bool) -> int:
    """Print what was looked at and what is wrong; 1 where something is, or no run was ever kept there."""
    from custsheet.history import check, state_of, unsound

    found = check.checked(state_of(folder))
    found = found._replace(faults=[*found.faults, *unsound(folder)])
    if as_json:
        faults = [{"place": place, "fault": fault} for place, fault in found.faults]
        console.result_json({**found._asdict(), "faults": faults})
    elif found.faults:
        lines = [f"  {place}: {say('history', 'state', 'faults', fault)}" for place, fault in found.faults]
        console.result("\n".join([say("history", "state", "bad", count=len(lines)), *lines]))
    elif not found.runs:
        console.result(say("history", "runs", "none", folder=folder.name))
    else:
        console.result(say("history", "state", "fine", **{**found._asdict(), "size": found.size // 1000}))
    return int(bool(found.faults) or not found.runs)

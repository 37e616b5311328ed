"""`custsheet review stats DIR`: how far people's verdicts agree with the matcher, and what thresholds they suggest."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("folder", "as_json")


def call(folder: Path, as_json: bool) -> int:
    """Print agreement per range of probability, and suggested thresholds where there are enough verdicts."""
    from custsheet import agreement

    told = agreement.measured(folder)
    if as_json:
        console.result_json({**told._asdict(), "bands": [each._asdict() for each in told.bands]})
        return 0
    lines = [say("cli", "stats", "verdicts" if told.verdicts else "none", **told._asdict())]
    lines += [say("cli", "stats", "band", **each._asdict(), count=each.same + each.different) for each in told.bands]
    for name, now in (("certain_from", agreement.CERTAIN), ("possible_from", agreement.POSSIBLE)):
        value = getattr(told, name)
        lines.append(
            say("cli", "stats", "few", threshold=say("cli", "stats", name), needed=agreement.ENOUGH, now=now)
            if value is None
            else say("cli", "stats", "suggested", threshold=say("cli", "stats", name), value=value, now=now)
        )
    console.result("\n".join([*lines, say("cli", "stats", "never")]))
    return 0

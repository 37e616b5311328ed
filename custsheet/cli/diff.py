"""`custsheet diff [A] [B]`: what became of customers between two runs or workbooks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import custsheet.cli.console as console
import custsheet.cli.place as place
from custsheet.texts import lookup, say

PARAMETERS = ("sides", "as_json")


def call(sides: Sequence[Path], as_json: bool) -> int:
    """Print one line per change, or all of them as JSON."""
    from custsheet import past
    from custsheet.cli.wide import table

    chosen = place.sides(sides)
    told = past.compared(chosen)
    if as_json:
        console.result_json({"counts": past.counts(told), "customers": told.to_dict("records")})
        return 0
    kinds, titles = (
        lookup("history", "kinds"),
        past.titles(next((each for each in chosen if each.is_dir()), None)),
    )
    shown = told.assign(kind=told["kind"].map(kinds), field=[titles.get(each, each) for each in told["field"]])
    lines = [[str(each) for each in line] for line in shown.itertuples(index=False, name=None)]
    facts: dict[str, Any] = dict(past.counts(told))
    head = say("history", "counts", **facts)
    console.result("\n".join([head, *table(lines, "  ")] if lines else [say("history", "none")]))
    return 0

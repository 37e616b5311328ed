"""`custsheet diff [A] [B]`: what became of customers between two runs or workbooks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import custsheet.cli.console as console
import custsheet.cli.place as place
from custsheet.texts import lookup, say

PARAMETERS = ("sides", "as_json")
MOVED = 10  # lines about customers who are only somewhere else; all are in the JSON


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
    moved = (told["kind"] == "moved").cumsum()
    kept = shown[(told["kind"] != "moved") | (moved <= MOVED)]
    heads = lookup("history", "columns")
    lines = [
        [heads[each] for each in kept],
        *([str(each) for each in line] for line in kept.itertuples(index=False, name=None)),
    ]
    more = [say("history", "moved_more", count=len(shown) - len(kept))] if len(shown) > len(kept) else []
    facts: dict[str, Any] = dict(past.counts(told))
    head = say("history", "counts", **facts)
    console.result("\n".join([head, *table(lines, "  "), *more] if len(told) else [say("history", "alike")]))
    return 0

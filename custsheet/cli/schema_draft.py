"""`custsheet schema draft FILE…`: the guessed mapping of a workbook, written down as a schema to be corrected."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("files", "sheet", "header_row", "mapping", "table", "output")


def call(files: tuple[Path, ...], table: str, output: Path | None, **reading: object) -> int:
    """Print the draft of one table, or write those of all tables to a folder."""
    from custsheet import draft
    from custsheet.schema import load_schema

    drafts = draft.drafts(files, load_schema(), **reading)
    if output is not None:
        written = draft.write(drafts, output, table)
        console.result("\n".join(str(each) for each in written))
        return 0
    chosen = draft.chosen(drafts, table)
    console.result(drafts[chosen].rstrip())
    others = [each for each in drafts if each != chosen]
    if others:
        console.talk(say("cli", "draft_others", others=", ".join(others)))
    return 0

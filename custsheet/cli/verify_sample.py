"""`custsheet verify sample DIR`: whom to call back, drawn by chance, in a workbook to fill in."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("source", "output_file", "size", "seed", "weighted", "as_of", "as_json", "quiet", "verbose")


def call(
    source: Path,
    output_file: Path | None,
    size: int,
    seed: int,
    weighted: bool,
    as_of: object,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Draw the sample and write the sheet."""
    from custsheet import callback

    drawn = callback.sample(source, output_file, size, seed, weighted, as_of)  # type: ignore[arg-type]
    if as_json:
        console.result_json({"command": "verify sample", **drawn._asdict()})
    elif not quiet:
        console.result(say("verify", "sampled", **drawn._asdict()))
    return 0

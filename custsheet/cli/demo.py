"""`custsheet demo`: the main job on the packaged dirty workbooks, scored against their answer key."""

from pathlib import Path

import custsheet.cli.console as console

PARAMETERS = ("output", "as_json", "quiet", "verbose")


def call(output: Path | None, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Run the demonstration and print how well it went."""
    from custsheet.cli import demonstration

    folder = output or Path("custsheet-demo")
    with console.progress(demonstration.STEPS, quiet, verbose) as step:
        shown = demonstration.run(folder, step)
    if as_json:
        console.result_json(demonstration.as_facts(shown, folder))
    else:
        console.result(demonstration.as_text(shown, folder))
    return 0

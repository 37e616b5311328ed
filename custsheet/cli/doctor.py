"""`custsheet doctor`: what this machine has, what is missing, and how to get it."""

import custsheet.cli.console as console

PARAMETERS = ("output", "as_json")


def call(output: object, as_json: bool) -> int:
    """Print versions, fonts, optional programs and the state of the output folder."""
    from pathlib import Path

    from custsheet import doctor

    found = doctor.examine(Path(str(output)) if output else Path())
    if as_json:
        console.result_json(found)
    else:
        console.result(doctor.as_text(found))
    return 0

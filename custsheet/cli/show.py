"""`custsheet show CUSTOMER DIR`: one customer's history on one page."""

from pathlib import Path

import custsheet.cli.console as console

PARAMETERS = ("someone", "folder", "as_json")


def call(someone: str, folder: Path, as_json: bool) -> int:
    """Print the customer's rows, changes from run to run, decisions and issues."""
    from custsheet import past

    told = past.story(someone, folder)
    if as_json:
        console.result_json(told._asdict())
    else:
        console.result("\n".join(past.page(told, past.titles(folder))))
    return 0

"""`custsheet status DIR`: when it last worked, and what waits for people."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.errors import ConfigError, InputError

PARAMETERS = ("workspace", "form", "max_age")


def call(workspace: Path, form: str, max_age: str) -> int:
    """Tell the status; 0 where all is well, else 1; with `--format nagios` Nagios' own codes, 0 to 3."""
    from custsheet.cli.watch import places
    from custsheet.watch import status

    try:
        limit = status.seconds(max_age) if max_age else 0.0
    except ValueError as error:
        raise ConfigError("E_STATUS_AGE", age=max_age) from error
    if not workspace.is_dir():
        missing = InputError("E_MISSING", file=str(workspace))
        if form != "nagios":
            raise missing
        console.result(f"CUSTSHEET {status.NAMES[3]} - {missing}")
        return 3
    found = status.examine(places(workspace)[1], limit)
    if form == "json":
        console.result_json({**found._asdict(), "state": status.NAMES[found.state]})
    else:
        console.result(status.told(found, form))
    return found.state if form == "nagios" else int(found.state > 0)

"""`custsheet watch DIR`: run again whenever something in the folder has changed; silent unless there is news."""

from datetime import datetime
from pathlib import Path
from typing import Any

import custsheet.cli.console as console
import custsheet.cli.summary as summary
from custsheet.errors import CustsheetError
from custsheet.texts import say

PARAMETERS = ("workspace", "once", "interval")
OPTIONS = (
    "schema",
    "state",
    "merge",
    "layout",
    "region",
    "trust",
    "password_file",
    "skip_unreadable",
    "fill_merged",
    "cross_check",
    "unmasked",
    "max_bad",
    "max_drop_rows",
    "owners",
)


def call(workspace: Path, once: bool, interval: float) -> int:
    """Watch until told to end; with `--once` look once and leave, with the code of the fault if there was one."""
    from custsheet import job
    from custsheet.watch.folder import watched

    inputs, folder, given = places(workspace)
    codes: list[int] = []

    def run() -> None:
        done = job.run(inputs, folder, **{name: each for name, each in given.items() if name in OPTIONS})
        if done.outputs:
            console.result(say("watch", "news", time=_now(), out=done.out, **summary.levels(done)))

    def failed(error: CustsheetError) -> None:
        codes.append(error.exit_code)
        console.talk(f"{_now()} {error}")

    watched(inputs, run, failed, interval, once)
    return codes[-1] if codes else 0


def places(folder: Path) -> tuple[list[Path], Path, dict[str, Any]]:
    """Return the inputs, the output folder and the settings of a workspace, or of a plain folder of spreadsheets, or of results."""
    from custsheet.job import default_output
    from custsheet.workspace import is_workspace, settings

    given = settings(folder) if is_workspace(folder) else {}
    inputs = [Path(each) for each in given.get("inputs", [folder])]
    if "output" in given:
        return inputs, Path(given["output"]), given
    if (folder / "run.json").is_file() or (folder / ".custsheet").is_dir():
        return inputs, folder, given
    return inputs, default_output(inputs[0]), given


def _now() -> str:
    return datetime.now().strftime("%Y-%m-%d %H:%M:%S")

"""What run, check, dedupe and classify share: one call, a summary, an exit code."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import custsheet.cli.console as console
import custsheet.cli.gate as gate
import custsheet.cli.summary as summary
from custsheet.texts import say

READING = (
    "files",
    "schema",
    "sheet",
    "header_row",
    "mapping",
    "fill_merged",
    "cross_check",
    "password_file",
    "region",
    "as_of",
)
TELLING = ("fail_on", "dry_run", "as_json", "quiet", "verbose")


def work(verb: str, files: Iterable[Path], output: Path | None, **given: object) -> int:
    """Run the job under *verb* and return the exit code: 1 where something is found at or above `fail_on`."""
    from custsheet import job

    told = {name: given.pop(name) for name in ("fail_on", "as_json", "quiet", "verbose")}
    limits = {name: given.pop(name, None) for name in ("min_score", "max_drop")}
    stages = len(summary.STAGES[verb])
    ask = console.password_asker(silent=bool(told["quiet"] or told["as_json"]))
    with console.progress(stages, bool(told["quiet"]), bool(told["verbose"])) as step:
        run = job.run(expanded(files), output, verb=verb, progress=step, ask=ask, **given)
    failed = gate.failed(run, **limits)  # type: ignore[arg-type]
    if run.unchanged is not None:
        how = (bool(told["as_json"]), bool(told["quiet"]), str(told["fail_on"]))
        code = summary.tell_unchanged(run, *how, failed)
        return gate.told(failed, run) or code
    if told["as_json"]:
        console.result_json({**summary.as_facts(run), "gates": failed})
    elif not told["quiet"]:
        console.result(summary.as_text(run, dry=bool(given.get("dry_run"))))
    for note in (*run.report.notes, *(_skipped(files) if told["verbose"] else [])):
        console.talk(note)
    return gate.told(failed, run) or summary.exit_code(run, str(told["fail_on"]))


def _skipped(files: Iterable[Path]) -> list[str]:
    """Return a line per file in the folders read that was passed over."""
    from custsheet.read.inputs import skipped_in

    folders = [each for each in files if each.is_dir()]
    return [say("errors", "I_SKIPPED", file=each.name) for folder in folders for each in skipped_in(folder)]


def expanded(files: Iterable[Path]) -> list[Path]:
    """Return *files* with patterns such as `*.xlsx` resolved, for consoles (Windows) that leave that to the program."""
    found: list[Path] = []
    for each in files:
        matching = (
            sorted(each.parent.glob(each.name)) if any(sign in each.name for sign in "*?") and not each.exists() else []
        )
        found += matching or [each]
    return found

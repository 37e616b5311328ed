"""The demonstration: the main job on the packaged samples, and how well it did against their answer key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandas import DataFrame

from custsheet import job
from custsheet.cli.summary import STAGES
from custsheet.cli.wide import table
from custsheet.samples import score
from custsheet.samples.sheets import AS_OF, SETS, packaged
from custsheet.texts import lookup, say

STEPS = len(STAGES["run"]) * len(SETS)


class Shown(NamedTuple):
    """One sample set after its run: what was found against the key."""

    title: str
    run: job.Run
    rules: DataFrame
    duplicates: DataFrame


def run(folder: Path, step: Callable[[str], None]) -> list[Shown]:
    """Run the main job on every sample set, each into a folder of its own below *folder*."""
    faults, people = score.answers(packaged() / "answers")
    return [_shown(title, names, folder / title, faults, people, step) for title, names in SETS.items()]


def _shown(
    title: str, names: tuple[str, ...], out: Path, faults: DataFrame, people: DataFrame, step: Callable[[str], None]
) -> Shown:
    done = job.run([packaged() / name for name in names], out, as_of=AS_OF, progress=step)
    return Shown(title, done, score.rules(done.book, faults), score.duplicates(done.book, people))


def as_text(shown: list[Shown], folder: Path) -> str:
    """Return the scores as a table, and where to look."""
    heading = [lookup("demo", "columns", name) for name in score.COLUMNS]
    rules = pd.concat([each.rules for each in shown]).groupby("what", sort=True)
    every = DataFrame([score.total(group, str(what)) for what, group in rules], columns=score.COLUMNS)
    duplicates = pd.concat(
        [each.duplicates.assign(what=each.duplicates["what"].map(_named) + f" · {each.title}") for each in shown]
    )
    faults = every[every["what"] != "repairs"]
    lines = [*faults.itertuples(index=False), score.total(faults, lookup("demo", "all"))]
    lines += [(_named(str(line[0])), *line[1:]) for line in every[every["what"] == "repairs"].itertuples(index=False)]
    rows = [heading, *(_row(line) for line in [*lines, *duplicates.itertuples(index=False)])]
    return "\n".join(
        [
            say("demo", "intro", rows=_read(shown)),
            "",
            *table(rows, "  "),
            "",
            say("demo", "where", folder=folder),
            *_places(shown),
        ]
    )


def as_facts(shown: list[Shown], folder: Path) -> dict[str, object]:
    """Return the scores JSON-ready."""
    return {
        "out": str(folder),
        "sets": [
            {
                "name": each.title,
                "rules": each.rules.to_dict("records"),
                "duplicates": each.duplicates.to_dict("records"),
                "out": str(each.run.out),
            }
            for each in shown
        ],
    }


def _row(line: tuple[object, ...]) -> list[str]:
    *counts, precision, recall = line
    return [*map(str, counts), f"{precision:.3f}", f"{recall:.3f}"]


def _named(what: str) -> str:
    return str(lookup("demo", "lines", what))


def _read(shown: list[Shown]) -> int:
    return sum(int(each.run.report.ledger["read"].get("customers", 0)) for each in shown)


def _places(shown: list[Shown]) -> list[str]:
    return [f"  {each.run.out}" for each in shown]

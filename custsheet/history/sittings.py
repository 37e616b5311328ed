"""What people said, one file per sitting, in order: `00007-<ending>.csv`. Files are only ever added, or set aside whole.

Numbers go on from the highest there ever was: an undone run sets files aside, and what is said after that still comes last.
"""

from pathlib import Path

import pandas as pd
from pandas import DataFrame

from custsheet.disk import write_whole

ASIDE = "undone/aside"  # below the state: a folder per undone run


def append(state: Path, name: str, ending: str, table: DataFrame) -> Path:
    """Add a sitting to the folder *name* of *state*; return its file."""
    path = state / name / f"{highest(state, name) + 1:05d}-{ending}.csv"
    write_whole(path, "\ufeff" + table.to_csv(index=False, lineterminator="\n"))
    return path


def holds(state: Path, name: str, ending: str) -> bool:
    """Return whether a sitting with this ending (or whose own ends with it) is there."""
    return any((state / name).glob(f"*-{ending}.csv"))


def highest(state: Path, name: str) -> int:
    """Return the highest number that a sitting ever had, those set aside included; 0 where there is none."""
    kept = (each for where in (name, f"{ASIDE}/*/{name}") for each in state.glob(f"{where}/*.csv"))
    return max(map(number, kept), default=0)


def number(path: Path) -> int:
    """Return the number of a sitting's file; 0 for a file that has none."""
    begun = path.name.partition("-")[0]
    return int(begun) if begun.isdigit() else 0


def every(state: Path, name: str, pattern: str = "*.csv") -> list[Path]:
    """Return the files of all sittings, oldest first."""
    return sorted((state / name).glob(pattern), key=lambda path: (number(path), path.name))


def read(path: Path) -> DataFrame:
    """Return a sitting, all text."""
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")


def told(state: Path, name: str, columns: list[str]) -> DataFrame:
    """Return everything that was said, in order, with these columns."""
    parts = [read(each) for each in every(state, name)]
    return pd.concat(parts, ignore_index=True) if parts else DataFrame(columns=columns, dtype="str")

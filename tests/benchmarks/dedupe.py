"""Speed and accuracy of matching: zero configuration, on invented customers and on open files with known truth.

    python tests/benchmarks/dedupe.py [--rows 10000 100000] [--seed 1] [--open FOLDER]

FOLDER holds one folder per open file with `records.csv` and `pairs.csv` (`id1,id2`, the records' column `id`). Prints
pairwise precision, recall and F1 of the merged groups, pairs left for a person, candidate pairs, and the seconds of the
match stage (standardized frame to groups). Settings were chosen on febrl1 and fake_1000. febrl2 was
not looked at; of fodors_zagat the missed pairs were read twice, which led to four general rules (an unreadable phone still
matches by its tail; different own ids are neutral; a name or address that begins with the other, or holds all its words,
is close).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path

import pandas as pd
from pandas import DataFrame, Series

from custsheet import standardize
from custsheet.duplicates import matching
from custsheet.duplicates.group import components
from custsheet.model import Book
from custsheet.read import read
from custsheet.samples import generate
from custsheet.schema import load_schema

HEAD = f"{'file':24}{'rows':>9}{'precision':>11}{'recall':>9}{'F1':>9}{'possible':>10}{'candidates':>12}{'seconds':>9}"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000])
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--open", type=Path)
    told = asked.parse_args()
    print(HEAD)
    for folder in sorted(told.open.iterdir()) if told.open else []:
        if (folder / "pairs.csv").exists():
            print(line(folder.name, folder / "records.csv", true_pairs(folder)))
    for rows in told.rows:
        with tempfile.TemporaryDirectory() as folder:
            path = generate(rows, told.seed, Path(folder), form="csv")
            people = pd.read_csv(Path(folder) / "answers" / "people.csv")
            print(line(f"generated, seed {told.seed}", path, people.set_index("line")["person"]))


def true_pairs(folder: Path) -> Series:
    """Return the true cluster of every line of an open file."""
    records = pd.read_csv(folder / "records.csv", dtype=str)
    place = Series(range(len(records)), index=records["id"])
    pairs = pd.read_csv(folder / "pairs.csv", dtype=str)
    label = components(len(records), place[pairs["id1"]].to_numpy(), place[pairs["id2"]].to_numpy())
    return Series(label, index=place.to_numpy() + 2)


def line(name: str, path: Path, truth: Series) -> str:
    """Return one line of the table: *truth* gives each line's true cluster."""
    schema = load_schema()
    book = read([path], schema)
    book = standardize.on(date(2026, 1, 1), standardize.region_of(book, schema))(book, schema)
    started = time.perf_counter()
    matched = matching()(book, schema)
    seconds = time.perf_counter() - started
    precision, recall, both = scored(found(matched), truth)
    told = matched.tables["facts:match"].set_index("key")["value"]
    possible = int((matched.matches["band"] == "possible").sum())
    figures = f"{len(truth):>9}{precision:>11.4f}{recall:>9.4f}{both:>9.4f}{possible:>10}{told['candidates']:>12}{seconds:>9.2f}"
    return f"{name:24}{figures}"


def found(book: Book) -> Series:
    """Return the customer of every line."""
    fates = book.lineage[book.lineage["table"] == "customers"]
    return Series(fates["customer_id"].array, index=book.origin["line"].reindex(fates["row"]).array)


def scored(found: Series, truth: Series) -> tuple[float, float, float]:
    """Return pairwise precision, recall and F1; a line that was not matched is alone."""
    sides = DataFrame({"found": found.reindex(truth.index), "truth": truth})
    sides["found"] = sides["found"].fillna(Series(sides.index.astype(str), index=sides.index))
    right, ours, theirs = (pairs(sides.groupby(by).size()) for by in (["found", "truth"], ["found"], ["truth"]))
    return right / max(ours, 1), right / max(theirs, 1), 2 * right / max(ours + theirs, 1)


def pairs(sizes: Series) -> float:
    """Return how many pairs groups of these sizes hold."""
    return float((sizes * (sizes - 1) / 2).sum())


if __name__ == "__main__":
    main()

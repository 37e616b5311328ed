"""How well duplicates are found with no setting at all: on open data with truth, generated customers, and small slices.

    python -m tests.benchmarks.dedupe [--rows 10000 100000] [--seed 1] [--slices 200] [--open FOLDER]

FOLDER holds folders with records.csv and pairs.csv (id1, id2), such as the FEBRL sets. Printed are, per file: precision,
recall and F1 of the merged groups over pairs of lines; the F1 once a person who knows the truth has answered the
questions, and the questions per hundred rows; the share of true pairs that became candidates; candidate pairs; and the
seconds of the match stage (standardized frame to groups). Last the precision pooled over small slices, sheets of 200 lines
each with the duplicates of the people in them. Settings were chosen on febrl1 and fake_1000. febrl2 was
not looked at; of fodors_zagat the missed pairs were read twice, which led to four general rules (an unreadable phone still
matches by its tail; different own ids are neutral; a name or address that begins with the other, or holds all its words,
is close).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from custsheet import standardize
from custsheet.duplicates import block, evidence, matching, promise
from custsheet.duplicates.coded import coded
from custsheet.duplicates.group import components
from custsheet.duplicates.repeats import repeats
from custsheet.model import Book
from custsheet.read import read
from custsheet.samples import generate
from custsheet.schema import Schema, load_schema

HEAD = (
    f"{'file':20}{'rows':>9}{'precision':>11}{'recall':>8}{'F1':>8}{'reviewed':>10}"
    f"{'asked %':>9}{'blocking':>10}{'candidates':>12}{'seconds':>9}"
)
SLICE = 200  # lines of a small sheet


def main() -> None:
    """Print a line per file, and one for the slices of the smallest generated one."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000])
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--duplicates", type=float, default=0.05)
    asked.add_argument("--slices", type=int, default=200)
    asked.add_argument("--open", type=Path)
    told = asked.parse_args()
    print(HEAD)
    schema = load_schema()
    for folder in sorted(told.open.iterdir()) if told.open else []:
        if (folder / "pairs.csv").exists():
            print(line(folder.name, standardized(folder / "records.csv", schema), true_pairs(folder), schema))
    books = {}
    for rows in sorted(told.rows):
        books[rows] = generated(rows, told.seed, told.duplicates, schema)
        print(line(f"generated, seed {told.seed}", *books[rows], schema))
    if books and told.slices:
        print(f"{told.slices} slices of {SLICE} lines: {sliced(*books[min(books)], schema, told.slices)}")


def standardized(path: Path, schema: Schema) -> Book:
    """Return a file read and standardized."""
    book = read([path], schema)
    return standardize.on(date(2026, 1, 1), standardize.region_of(book, schema))(book, schema)


def generated(rows: int, seed: int, duplicates: float, schema: Schema) -> tuple[Book, Series]:
    """Return generated customers, standardized, and each line's true person."""
    with tempfile.TemporaryDirectory() as folder:
        path = generate(rows, seed, Path(folder), duplicates, form="csv")
        people = pd.read_csv(Path(folder) / "answers" / "people.csv")
        return standardized(path, schema), people.set_index("line")["person"]


def true_pairs(folder: Path) -> Series:
    """Return the true cluster of every line of an open file."""
    records = pd.read_csv(folder / "records.csv", dtype=str)
    place = Series(range(len(records)), index=records["id"])
    pairs = pd.read_csv(folder / "pairs.csv", dtype=str)
    label = components(len(records), place[pairs["id1"]].to_numpy(), place[pairs["id2"]].to_numpy())
    return Series(label, index=place.to_numpy() + 2)


def line(name: str, book: Book, truth: Series, schema: Schema) -> str:
    """Return one line of the table: *truth* gives each line's true cluster."""
    started = time.perf_counter()
    matched = matching()(book, schema)
    seconds = time.perf_counter() - started
    precision, recall, both = scored(found(matched), truth)
    _, _, reviewed = scored(answered(matched, truth), truth)
    told = matched.tables["facts:match"].set_index("key")["value"]
    asked = 100 * float((matched.matches["band"] == "possible").sum()) / len(truth)
    shares = f"{precision:>11.4f}{recall:>8.4f}{both:>8.4f}{reviewed:>10.4f}{asked:>9.2f}"
    blocked = blocking_recall(book, truth, schema)
    return f"{name:20}{len(truth):>9}{shares}{blocked:>10.4f}{told['candidates']:>12}{seconds:>9.2f}"


def found(book: Book) -> Series:
    """Return the customer of every line."""
    fates = book.lineage[book.lineage["table"] == "customers"]
    return Series(fates["customer_id"].array, index=book.origin["line"].reindex(fates["row"]).array)


def answered(book: Book, truth: Series) -> Series:
    """Return the customer of every line once the questions are answered as the truth has it."""
    customer = found(book)
    asked = book.matches[book.matches["band"] == "possible"]
    left, right = (book.origin["line"].reindex(asked[side]).to_numpy() for side in ("row_left", "row_right"))
    same = truth.reindex(left).to_numpy() == truth.reindex(right).to_numpy()
    number, _ = pd.factorize(customer)
    place = Series(number, index=customer.index)
    label = components(len(number), place[left[same]].to_numpy(), place[right[same]].to_numpy())
    return Series(label[number], index=customer.index)


def scored(found: Series, truth: Series) -> tuple[float, float, float]:
    """Return pairwise precision, recall and F1; a line that was not matched is alone."""
    right, ours, theirs = counted(found, truth)
    return right / max(ours, 1), right / max(theirs, 1), 2 * right / max(ours + theirs, 1)


def counted(found: Series, truth: Series) -> tuple[float, float, float]:
    """Return how many pairs are right, how many were found, and how many there are."""
    number, _ = pd.factorize(found)
    alone = -1 - np.arange(len(truth))
    sides = DataFrame({"found": Series(number, index=found.index).reindex(truth.index), "truth": truth})
    sides["found"] = sides["found"].fillna(Series(alone, index=truth.index))
    right, ours, theirs = (pairs(sides.groupby(by).size()) for by in (["found", "truth"], ["found"], ["truth"]))
    return right, ours, theirs


def pairs(sizes: Series) -> float:
    """Return how many pairs groups of these sizes hold."""
    return float((sizes * (sizes - 1) / 2).sum())


def blocking_recall(book: Book, truth: Series, schema: Schema) -> float:
    """Return the share of true pairs that are repeats of one another or become candidates."""
    spec, customers = schema["customers"], coded(book.tables["customers"])
    source = book.origin["source"].reindex(customers.index, fill_value=0)
    equal = repeats(customers, spec, source, np.zeros(len(customers), bool))
    chosen, place = np.unique(equal, return_inverse=True)
    told = evidence.gathered(customers.some(chosen), spec, source.iloc[chosen])
    asked = promise.promising(told, len(chosen))
    met = block.candidates(told, len(chosen), wanted=asked.may, sure=asked.twice)
    left, right = _true(truth.reindex(book.origin["line"].reindex(customers.index)).to_numpy())
    one, other = np.minimum(place[left], place[right]), np.maximum(place[left], place[right])
    hit = (one == other) | np.isin(one * len(chosen) + other, met.left * len(chosen) + met.right)
    return float(hit.mean()) if len(hit) else 1.0


def _true(cluster: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of all true pairs."""
    order = np.argsort(cluster, kind="stable")
    found = [np.empty((2, 0), np.int64)]
    for step in range(1, len(order)):
        same = cluster[order[step:]] == cluster[order[:-step]]
        if not same.any():
            break
        found.append(np.array([order[:-step][same], order[step:][same]]))
    left, right = np.concatenate(found, axis=1)
    return left, right


def sliced(book: Book, truth: Series, schema: Schema, slices: int) -> str:
    """Return precision and recall pooled over small sheets, each with all lines of the people in it."""
    chance, people = np.random.default_rng(3), truth.unique()
    sums = np.zeros(3)
    cluster = Series(truth.reindex(book.origin["line"]).to_numpy(), index=book.origin.index)
    twice = truth[truth.duplicated(keep=False)].unique()
    for _ in range(slices):
        some = np.r_[chance.choice(twice, min(SLICE // 10, len(twice)), False), chance.choice(people, SLICE, False)]
        rows = cluster.index[cluster.isin(some[: SLICE - SLICE // 10])]
        sums += counted(found(matching()(_only(book, rows), schema)), truth[truth.isin(some[: SLICE - SLICE // 10])])
    right, ours, theirs = sums
    return f"precision {right / max(ours, 1):.4f}, recall {right / max(theirs, 1):.4f} ({theirs:.0f} true pairs)"


def _only(book: Book, rows: pd.Index) -> Book:
    """Return the book with some of its rows."""
    tables = {name: table[table.index.isin(rows)] for name, table in book.tables.items() if name == "customers"}
    lineage = book.lineage[(book.lineage["table"] == "customers") & book.lineage["row"].isin(rows)]
    return replace(book, tables=tables, lineage=lineage.reset_index(drop=True), origin=book.origin.loc[rows])


if __name__ == "__main__":
    main()

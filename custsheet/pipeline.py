"""The one loop: stages with one signature run one after the other, and everything around them is done here once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import psutil
from pandas import DataFrame, Series

from custsheet import audit
from custsheet.model import Book, Timing
from custsheet.schema import Schema

if TYPE_CHECKING:
    from custsheet.duplicates.known import Known

Stage = Callable[[Book, Schema], Book]
Report = Callable[[str], None]  # told the name of each stage as it begins


@dataclass(frozen=True)
class Settings:
    """What stages need besides the book and the schema. Bound once, in `stages`."""

    as_of: date
    region: str = "CN"
    merge: str = "certain"  # or none
    sittings: tuple[DataFrame, ...] = ()  # what people typed into earlier cleaned workbooks
    decisions: DataFrame = field(default_factory=DataFrame)  # what people decided about duplicates
    answers: DataFrame = field(default_factory=DataFrame)  # what customers said when they were called back
    confirmed: Series = field(
        default_factory=lambda: Series(dtype="str")
    )  # the day each row was confirmed, by fingerprint
    known: Known | None = None  # the customers of the last run
    undone: DataFrame = field(default_factory=DataFrame)  # changes that people took back
    before: Mapping[str, Any] = field(default_factory=dict)  # `run.json` of the last run
    met: DataFrame | None = None  # what the last run compared; None where nobody will ask again


def stages(settings: Settings, upto: str = "classify") -> list[tuple[str, Stage]]:
    """Return the named stages of the main job, up to and including one of them."""
    from custsheet import (  # pandera and rapidfuzz stay out of a short job
        check,
        classify,
        duplicates,
        edits,
        forbidden,
        overtaken,
        standardize,
        takeback,
        verify,
    )
    from custsheet.quality import drift

    settle = edits.settled(settings.sittings, settings.region, settings.decisions)
    people = settings.known.people if settings.known is not None else DataFrame()
    every = [
        (
            "standardize",
            takeback.obeyed(forbidden.obeyed(standardize.on(settings.as_of, settings.region)), settings.undone),
        ),
        ("edits", edits.obeyed(settings.sittings, settings.region, settings.decisions)),
        ("check", drift.noticed(check.on(settings.as_of, settings.region), settings.before)),
        ("match", duplicates.matching(settings.decisions, settings.merge, settings.known, settings.met)),
        ("verify", verify.on(settings.answers, settings.confirmed)),
        ("merge", duplicates.merging(settings.region, settings.known)),
        ("orders", duplicates.settle_orders),
        ("settle", overtaken.noticed(settle, settings.sittings, people, settings.region)),
        ("relate", duplicates.relate),
        ("classify", classify.rfm_on(settings.as_of)),
    ]
    names = [name for name, _ in every]
    return every[: names.index(upto) + 1]


def run(
    book: Book, schema: Schema, steps: Iterable[tuple[str, Stage]], region: str, report: Report
) -> tuple[Book, list[Timing]]:
    """Run all *steps* on *book*; prove changes, rows and amounts on the way.

    Raises BalanceError where a stage lost or invented something: nothing may be written then.
    """
    timings: list[Timing] = []
    sums = None
    for name, stage in steps:
        report(name)
        with timed(name, timings):
            book = audit.with_proven_changes(book, stage(book, schema), name, schema, region=region)
        if name == "edits":  # what people corrected counts as read; it is proven cell by cell like every change
            sums = audit.amounts(book, schema)
    audit.prove_rows(book)
    if sums is not None:
        audit.prove_amounts(sums, audit.amounts(book, schema))
    return book, timings


@contextmanager
def timed(name: str, timings: list[Timing]) -> Iterator[None]:
    """Append the Timing of what happens inside to *timings*."""
    started, peak, done = time.perf_counter(), [0], Event()
    watcher = Thread(target=_watch, args=(peak, done), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        timings.append(Timing(name, time.perf_counter() - started, peak[0]))


def _watch(peak: list[int], done: Event) -> None:
    process = psutil.Process()
    while True:
        peak[0] = max(peak[0], process.memory_info().rss)
        if done.wait(0.05):
            return

"""What the writers are given: the finished book and everything about the run that a reader may ask for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pandas import DataFrame

from custsheet.model import Book, Timing
from custsheet.schema import Schema


@dataclass(frozen=True)
class Report:
    """A finished run, before anything is written."""

    book: Book  # issues finished: level, place, id, message
    schema: Schema
    verb: str  # run, check, dedupe, classify
    as_of: date
    region: str
    inputs: tuple[Path, ...]
    ledger: DataFrame  # index table; read, kept, merged, quarantined, skipped
    amounts: DataFrame  # table, field, place, sum
    timings: tuple[Timing, ...]
    facts: dict[str, object] = field(
        default_factory=dict
    )  # from the stages: candidate pairs, capped blocks, RFM cut values …
    notes: tuple[str, ...] = ()  # sentences a reader must see: edited outputs that were read back …
    past: tuple[dict[str, Any], ...] = ()  # `run.json` of earlier runs, oldest first
    not_checked: tuple[str, ...] = ()  # keys of texts room `report`, path `not_checked`
    memo: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)  # what several writers ask for

    def once(self, key: object, answer: Callable[[], Any]) -> Any:
        """Return what *answer* gives, asked once per *key*."""
        if key not in self.memo:
            self.memo[key] = answer()
        return self.memo[key]

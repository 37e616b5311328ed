"""A whole run, from the inputs' paths to the outputs' paths: what the command line and the Python API call."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from custsheet import audit, findings, history, pipeline, standardize, write
from custsheet.errors import ConfigError
from custsheet.history import Lessons, callbacks
from custsheet.model import Book, Timing
from custsheet.read import read
from custsheet.read.passwords import Ask
from custsheet.read.passwords import chosen as password_of
from custsheet.report import Report
from custsheet.schema import Schema, default_schema
from custsheet.texts import say
from custsheet.verify import ranked
from custsheet.write import annotated

UPTO = {"run": "classify", "check": "check", "dedupe": "match", "classify": "classify"}
READ_BACK = {  # what is told of an output that people have worked in
    "cleaned.xlsx": "W_OUTPUT_EDITED",
    "review.xlsx": "W_OUTPUT_EDITED",
    "issues.xlsx": "W_OUTPUT_ANSWERED",
}
NOT_CHECKED = {"check": ("duplicates", "classes"), "dedupe": ("merging", "classes")}


@dataclass(frozen=True)
class Options:
    """How to run. The names are those of the command line's options, but for `ask`."""

    schema: str | Path = ""
    sheet: str = ""
    header_row: int = 0
    mapping: Mapping[str, str] = field(default_factory=dict)
    fill_merged: bool = False
    cross_check: bool = False
    trust: Sequence[str] = ()  # sources whose word counts more than others', the first most
    password_file: str | Path | None = None
    ask: Ask | None = None  # a person, for the password of a workbook: on a terminal only
    region: str = ""
    as_of: date | None = None
    merge: str = "certain"
    skip_unreadable: bool = False
    dry_run: bool = False
    unmasked: bool = False
    layout: str = "table"  # keep: the users' own workbooks too, with marks


@dataclass(frozen=True)
class Run:
    """A finished run: what was found, and where it was written (nothing on a dry run)."""

    out: Path
    report: Report
    outputs: tuple[Path, ...]
    timings: tuple[Timing, ...]

    @property
    def seconds(self) -> dict[str, float]:
        """Wall seconds per stage."""
        return {timing.stage: timing.seconds for timing in self.timings}

    @property
    def book(self) -> Book:
        """The tables and everything noticed about them."""
        return self.report.book


def run(
    inputs: Sequence[str | Path] | str | Path,
    out: str | Path | None = None,
    *,
    verb: str = "run",
    progress: Callable[[str], None] = lambda stage: None,
    **options: object,
) -> Run:
    """Run the whole job on *inputs* and write its outputs to *out* (default `<stem>-custsheet/` beside the first input).

    *verb* is run, check, dedupe or classify; *options* are those of `Options`. Raises CustsheetError: InputError for an
    input that cannot be used, ConfigError for a wrong schema or option, OutputError where nothing can be written; then
    nothing is published.
    """
    with _collector_at_rest():
        return _run(inputs, out, verb, progress, Options(**options))  # type: ignore[arg-type]


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep Python from searching millions of cells' texts for reference cycles, of which a run makes hardly any."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


def _run(
    inputs: Sequence[str | Path] | str | Path,
    out: str | Path | None,
    verb: str,
    progress: Callable[[str], None],
    chosen: Options,
) -> Run:
    paths = _paths(inputs)
    folder = Path(out) if out is not None else default_output(paths[0])
    schema = default_schema(chosen.schema)
    edited: list[str] = []
    if not chosen.dry_run:
        write.preflight(folder)
        edited = history.learn(folder, schema, lambda path: standardized(path, schema, chosen.region, chosen.as_of)[0])
    report = _report(paths, verb, schema, chosen, history.lessons(folder), progress)
    report = replace(
        report, notes=tuple(say("errors", READ_BACK.get(name, "W_OUTPUT_KEPT"), file=name) for name in edited)
    )
    progress("write")
    timings = list(report.timings)
    with pipeline.timed("write", timings):
        kept = annotated.kept(report) if chosen.layout == "keep" and not chosen.dry_run else []
        report = annotated.told(report, kept)
        outputs = () if chosen.dry_run else tuple(write.outputs(report, folder, unmasked=chosen.unmasked, kept=kept))
    if outputs:
        history.record(folder, outputs, report.book)
    return Run(folder, report, outputs, tuple(timings))


def default_output(first: Path) -> Path:
    """Return the folder beside the first input that takes the outputs."""
    whole = first.resolve()
    return whole.parent / f"{whole.name if whole.is_dir() else whole.stem}-custsheet"


def _paths(inputs: Sequence[str | Path] | str | Path) -> list[Path]:
    paths = [Path(inputs)] if isinstance(inputs, str | Path) else [Path(each) for each in inputs]
    if not paths:
        raise ConfigError("E_NO_INPUT")
    return paths


def standardized(path: Path, schema: Schema, region: str = "", as_of: date | None = None) -> tuple[Book, str]:
    """Return a file read and standardized, and the region under which it was; by default the likeliest one."""
    book = read([path], schema)
    region = region or standardize.region_of(book, schema)
    return standardize.on(as_of or date.today(), region)(book, schema), region


def _report(
    paths: list[Path], verb: str, schema: Schema, chosen: Options, lessons: Lessons, progress: Callable[[str], None]
) -> Report:
    timings: list[Timing] = []
    progress("read")
    with pipeline.timed("read", timings):
        book = ranked(_read([*paths, *lessons.added], schema, verb, chosen), chosen.trust)
    region = chosen.region or standardize.region_of(book, schema)
    today = chosen.as_of or date.today()
    steps = pipeline.stages(
        pipeline.Settings(
            today,
            region,
            chosen.merge,
            lessons.sittings,
            lessons.decisions,
            lessons.answers,
            callbacks.confirmed(lessons.answers),
        ),
        UPTO[verb],
    )
    book, spent = pipeline.run(book, schema, steps, region, progress)
    with pipeline.timed("findings", timings):
        book = findings.finish(book, schema, region)
    return Report(
        book=book,
        schema=schema,
        verb=verb,
        as_of=today,
        region=region,
        inputs=tuple(paths),
        ledger=audit.ledger(book),
        amounts=audit.amounts(book, schema),
        timings=(timings[0], *spent, timings[1]),
        facts=_facts(book),
        not_checked=NOT_CHECKED.get(verb, ()),
    )


def _read(paths: list[Path], schema: Schema, verb: str, chosen: Options) -> Book:
    return read(
        paths,
        schema,
        sheet=chosen.sheet,
        header_row=chosen.header_row,
        mapping=chosen.mapping,
        fill_merged=chosen.fill_merged,
        cross_check=chosen.cross_check,
        password=password_of(chosen.password_file, chosen.ask),
        skip_unreadable=chosen.skip_unreadable or verb == "check",
    )


def _facts(book: Book) -> dict[str, object]:
    """Return what the stages told about themselves, by stage and key."""
    told = {name.partition(":")[2]: table for name, table in book.tables.items() if name.startswith("facts:")}
    return {stage: dict(zip(table["key"], table["value"], strict=True)) for stage, table in told.items()}

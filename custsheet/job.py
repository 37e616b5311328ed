"""A whole run, from the inputs' paths to the outputs' paths: what the command line and the Python API call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from custsheet import __version__, audit, findings, gates, history, pipeline, runlog, standardize, turn, typed, write
from custsheet.companion import at_hand
from custsheet.disk import sha256
from custsheet.ease import at_ease
from custsheet.errors import ConfigError
from custsheet.fields.foreign import known_region
from custsheet.history import Learned, Lessons, Record, callbacks
from custsheet.lock import Held
from custsheet.model import Book, Timing
from custsheet.quality import renamed
from custsheet.read import read
from custsheet.read.conflicts import conflict_notes, copies_of_outputs
from custsheet.read.inputs import common_folder, expand, relative_name
from custsheet.read.own import is_own
from custsheet.read.passwords import Ask
from custsheet.read.passwords import chosen as password_of
from custsheet.report import Report
from custsheet.schema import Schema, default_schema, owned
from custsheet.texts import language, say
from custsheet.verify import ranked
from custsheet.write import annotated
from custsheet.write.placing import Placed

NO_RUN: Mapping[str, Any] = MappingProxyType({})
NO_HEADINGS: Mapping[str, str] = MappingProxyType({})
UPTO = {"run": "classify", "check": "check", "dedupe": "match", "classify": "classify"}
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
    owners: Mapping[str, str] = field(default_factory=dict)  # of fields, over those the schema names
    max_bad: int = 95  # per cent of a table's rows that may have errors or be set aside
    max_drop_rows: int = 0  # per cent fewer rows than last time that are let pass; 0: all, with a remark
    state: Path | None = None  # where the state lies, if not with the outputs
    force: bool = False  # run even though nothing is new
    issues: Path | None = None  # an issues report with answers, from elsewhere
    pdf: bool = False  # also print the summary
    layout: str = "table"  # keep: the users' own workbooks too, with marks


@dataclass(frozen=True)
class Run:
    """A finished run: what was found, and where it was written (nothing on a dry run, or where nothing is new)."""

    out: Path
    reported: Callable[[], Report]
    outputs: tuple[Path, ...]
    timings: tuple[Timing, ...]
    unchanged: Record | None = None  # the run before, where this one would have been the same

    @cached_property
    def report(self) -> Report:
        """What was found; of a run that was not needed it is found when it is asked for."""
        return self.reported()

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
    chosen = Options(**options)  # type: ignore[arg-type]
    paths = _paths(inputs)
    folder = Path(out) if out is not None else default_output(paths[0])
    with at_ease(), turn.at(folder, verb, chosen.dry_run) as hold, at_hand(paths, __name__):
        done = _run(paths, folder, verb, progress, chosen, hold)
        if done.outputs:
            runlog.note(folder, "published", **_logged(done))
        elif done.unchanged:
            runlog.note(folder, "unchanged", verb=verb)
        return done


def _run(
    paths: list[Path],
    folder: Path,
    verb: str,
    progress: Callable[[str], None],
    chosen: Options,
    hold: Held | None,
) -> Run:
    if chosen.region and not known_region(chosen.region):
        raise ConfigError("E_REGION", region=chosen.region)
    schema = owned(default_schema(chosen.schema), chosen.owners)
    with write.faults(folder):
        learned = _learned(folder, schema, chosen) if hold else Learned([])
        last = history.last(folder)
        asked = _asked(paths, folder, verb, schema, chosen)
        before = history.held(last) if last else None
        same = hold is not None and not (chosen.force or chosen.issues) and history.unchanged(folder, last, asked)

    def report_of() -> Report:
        return _remembered(paths, folder, verb, schema, chosen, last, before, progress)

    if same:
        return Run(folder, report_of, (), (), last)
    if hold and not chosen.force:
        history.refuse_undone(folder, asked)
    report = report_of()
    with write.faults(folder):
        notes = (
            *(hold.notes if hold else ()),
            *(typed.told(learned, folder, chosen.issues, report.book) if hold else typed.unread(folder)),
            *conflict_notes(paths),
            *_copies(folder),
            *_earlier(report, last),
            *gates.passed(report, folder, chosen.max_bad, chosen.max_drop_rows),
        )
    report = replace(report, notes=notes)
    progress("write")
    timings = list(report.timings)
    with pipeline.timed("write", timings):
        kept = annotated.kept(report) if chosen.layout == "keep" and not chosen.dry_run else []
        report = annotated.told(report, kept)
        with history.kept(folder, report, asked, before) as keep:
            placed = (
                write.outputs(
                    report,
                    folder,
                    unmasked=chosen.unmasked,
                    printed=chosen.pdf,
                    kept=kept,
                    notes=lambda staged: history.note(staged, report),
                    also=keep,
                    may=hold.may,
                )
                if hold
                else Placed([])
            )
    report = replace(report, notes=(*report.notes, *placed.notes))
    return Run(folder, lambda: report, tuple(placed.paths), tuple(timings))


def _learned(folder: Path, schema: Schema, chosen: Options) -> Learned:
    """Learn what people typed into the outputs."""
    if chosen.state:
        history.place_state(folder, chosen.state)
        history.mended(folder)
    learned = history.learn(folder, schema, reading(schema, chosen.region, chosen.as_of))
    if not chosen.issues:
        return learned
    further = history.learn_report(folder, chosen.issues)
    return learned._replace(files=[*learned.files, *further.files], answered=learned.answered + further.answered)


def _copies(folder: Path) -> tuple[str, ...]:
    return copies_of_outputs([folder / name for name in history.TYPED])


def _earlier(report: Report, last: Record | None) -> list[str]:
    """Return a note where the run is of an earlier day than the one before: a clock, or `--as-of`, went back."""
    if last is None or report.as_of.isoformat() >= last.day:
        return []
    return [say("errors", "W_EARLIER", day=report.as_of, before=last.day)]


def _logged(done: Run) -> dict[str, object]:
    """Return what the log says of a run: codes and counts alone."""
    levels = done.book.issues["level"].value_counts()
    return {
        "verb": done.report.verb,
        "seconds": round(sum(done.seconds.values()), 3),
        "outputs": len(done.outputs),
        "issues": {str(level): int(levels[level]) for level in sorted(levels.index)},
        "notes": sorted({note.partition(":")[0] for note in done.report.notes if note.startswith("W_")}),
    }


def _asked(paths: list[Path], folder: Path, verb: str, schema: Schema, chosen: Options) -> history.Asked:
    """Return what the run is asked, as digests."""
    free = {"ask", "dry_run", "force", "state", "as_of", "issues"}
    options = {name: value for name, value in vars(chosen).items() if name not in free}
    day = chosen.as_of or date.today()
    settings = {
        "version": __version__,
        "verb": verb,
        "schema": schema.digest,
        "day": day,
        "lang": language(),
        **options,
    }
    files = expand(paths)
    home = common_folder(files)
    return history.asked(
        history.state_of(folder), {relative_name(each, home): sha256(each) for each in files}, settings
    )


def _remembered(
    paths: list[Path],
    folder: Path,
    verb: str,
    schema: Schema,
    chosen: Options,
    last: Record | None,
    before: history.Held | None,
    progress: Callable[[str], None],
) -> Report:
    """Return the report of a run that knows what the last one knew."""
    lessons = replace(history.lessons(folder), undone=history.undone_entries(history.state_of(folder)))
    report = _report(paths, verb, schema, chosen, lessons, progress, before, last.run if last else {})
    report = history.remembering(report, last, before) if verb == "run" else report
    return history.judged(report, folder, last)


def tried(path: Path, before: history.Held | None, run_before: Mapping[str, Any] = NO_RUN) -> Report:
    """Return what a run on one file would give, its customers known again from those *before*; nothing is written.

    Who stands in one of our own workbooks is a customer: what people decided about him was obeyed when it was written.
    """
    options = Options(dry_run=True, merge="none" if is_own(path) else "certain")
    return _report([path], "run", default_schema(""), options, Lessons(), lambda stage: None, before, run_before)


def default_output(first: Path) -> Path:
    """Return the folder beside the first input that takes the outputs."""
    whole = first.resolve()
    return whole.parent / f"{whole.name if whole.is_dir() else whole.stem}-custsheet"


def _paths(inputs: Sequence[str | Path] | str | Path) -> list[Path]:
    paths = [Path(inputs)] if isinstance(inputs, str | Path) else [Path(each) for each in inputs]
    if not paths:
        raise ConfigError("E_NO_INPUT")
    return paths


def reading(schema: Schema, region: str = "", as_of: date | None = None) -> history.Read:
    """Return what reads a published file back, as `history.Read` says; columns are those of the last run into its folder."""

    def read_back(path: Path, headings: Mapping[str, str] = NO_HEADINGS) -> tuple[Book, Book]:
        typed = _as_it_stands(path, schema)
        own = typed.columns["field"].map(headings)
        told = own.where(own.notna(), typed.columns["heading"]).astype("str")
        book, _ = _understood(replace(typed, columns=typed.columns.assign(heading=told)), schema, region, as_of)
        return typed, book

    return read_back


def standardized(path: Path, schema: Schema, region: str = "", as_of: date | None = None) -> tuple[Book, str]:
    """Return a file read and standardized, and the region under which it was; by default the likeliest one.

    The columns of a cleaned workbook are those of the last run into its folder.
    """
    return _understood(_as_it_stands(path, schema), schema, region, as_of)


def _as_it_stands(path: Path, schema: Schema) -> Book:
    last = history.last(path.parent)
    book = renamed.as_published(read([path], schema), history.headings(path))
    return renamed.as_before(book, schema, last.run if last else NO_RUN, {})


def _understood(book: Book, schema: Schema, region: str, as_of: date | None) -> tuple[Book, str]:
    region = region or standardize.region_of(book, schema)
    return standardize.on(as_of or date.today(), region)(book, schema), region


def _report(
    paths: list[Path],
    verb: str,
    schema: Schema,
    chosen: Options,
    lessons: Lessons,
    progress: Callable[[str], None],
    before: history.Held | None = None,
    run_before: Mapping[str, Any] = NO_RUN,
) -> Report:
    timings: list[Timing] = []
    progress("read")
    with pipeline.timed("read", timings):
        book = ranked(_read([*paths, *lessons.added], schema, verb, chosen, lessons.removed), chosen.trust)
        book = renamed.as_before(book, schema, run_before, chosen.mapping)
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
            history.known(before),
            lessons.undone,
            run_before,
            history.met(before) if verb == "run" else None,
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


def _read(
    paths: list[Path], schema: Schema, verb: str, chosen: Options, aside: Mapping[str, Mapping[int, str]]
) -> Book:
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
        aside=aside,
    )


def _facts(book: Book) -> dict[str, object]:
    """Return what the stages told about themselves, by stage and key."""
    told = {name.partition(":")[2]: table for name, table in book.tables.items() if name.startswith("facts:")}
    return {stage: dict(zip(table["key"], table["value"], strict=True)) for stage, table in told.items()}

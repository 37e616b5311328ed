"""What lasts between runs, beside the outputs in `<output folder>/.custsheet/`: what people typed into our outputs.

Nothing a person typed is overwritten unread. Before a run, outputs whose content differs from the hash recorded for them
in `.custsheet/outputs.json` are **learned** from: the cleaned workbook's altered cells become edits, its new rows a source, the review workbook's verdicts decisions; every edited
file is copied to `.custsheet/edited/`. Decisions have a ledger of their own, see `decisions`. Files there are only ever added (one per sitting, named by content), so a crash
leaves the old state or the new, and learning the same file twice changes nothing.

Every whole run is kept under `.custsheet/runs/` (see `store`): what the next run must know to give customers the ids they
had (`people`, and `custsheet.duplicates.known`), to tell new issues from old ones (`life`) and what became of each
customer (`difference`). `check` proves it, `mend` puts right what a killed run left. Why not a database: its locks and
journals break on network drives, and a damaged one takes all runs along.
"""

from pathlib import Path

from custsheet.history.judging import judged
from custsheet.history.keeping import Asked, asked, kept, remembering, unchanged
from custsheet.history.life import LIFE
from custsheet.history.mend import compact
from custsheet.history.mend import mended as _mended
from custsheet.history.outputs import (
    TYPED,
    Learned,
    Lessons,
    Read,
    decided,
    digest,
    digest_of,
    edited,
    learn,
    learn_answers,
    learn_report,
    learn_verdicts,
    lessons,
    place_state,
    review_left,
    state_of,
    unmet,
)
from custsheet.history.people import Held, frame, held, known, met
from custsheet.history.published import STATE, headings, known_members, known_rows, note, unsound
from custsheet.history.store import Record
from custsheet.history.store import last as _last
from custsheet.history.store import runs as _runs
from custsheet.history.taken_back import finish as _finish
from custsheet.history.undone import entries as undone_entries
from custsheet.history.undone import refuse as refuse_undone

__all__ = [
    "LIFE",
    "STATE",
    "TYPED",
    "Asked",
    "Held",
    "Learned",
    "Lessons",
    "Read",
    "Record",
    "asked",
    "compact",
    "decided",
    "digest",
    "digest_of",
    "edited",
    "frame",
    "headings",
    "held",
    "judged",
    "kept",
    "known",
    "known_members",
    "known_rows",
    "last",
    "learn",
    "learn_answers",
    "learn_report",
    "learn_verdicts",
    "lessons",
    "mended",
    "met",
    "note",
    "place_state",
    "refuse_undone",
    "remembering",
    "review_left",
    "runs",
    "state_of",
    "unchanged",
    "undone_entries",
    "unmet",
    "unsound",
]


def runs(folder: Path) -> list[Record]:
    """Return the runs into an output folder, oldest first: see `Record` for counts and scores, `frame` for their tables."""
    return _runs(state_of(folder))


def last(folder: Path) -> Record | None:
    """Return the last run into an output folder, None where there is none."""
    return _last(state_of(folder))


def mended(folder: Path) -> None:
    """Put right, and finish, what a killed command left in an output folder, which the caller holds."""
    _mended(folder)
    _finish(folder)

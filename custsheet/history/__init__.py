"""What lasts between runs, beside the outputs in `<output folder>/.custsheet/`: what people typed into our outputs.

Nothing a person typed is overwritten unread. Before a run, outputs whose content differs from the hash recorded for them
in `.custsheet/outputs.json` are **learned** from: the cleaned workbook's altered cells become edits, its new rows a source, the review workbook's verdicts decisions; every edited
file is copied to `.custsheet/edited/`. Decisions have a ledger of their own, see `decisions`. Files there are only ever added (one per sitting, named by content), so a crash
leaves the old state or the new, and learning the same file twice changes nothing.
"""

from custsheet.history.outputs import (
    STATE,
    Lessons,
    digest,
    digest_of,
    known_members,
    known_rows,
    learn,
    learn_answers,
    learn_verdicts,
    lessons,
    record,
)

__all__ = [
    "STATE",
    "Lessons",
    "digest",
    "digest_of",
    "known_members",
    "known_rows",
    "learn",
    "learn_answers",
    "learn_verdicts",
    "lessons",
    "record",
]

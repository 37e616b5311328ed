"""What lasts between runs, beside the outputs in `<output folder>/.custsheet/`: what people typed into our outputs.

Nothing a person typed is overwritten unread. Before a run, outputs whose content differs from the hash recorded for them
in `.custsheet/outputs.json` are **learned** from: the cleaned workbook's altered cells become edits, its new rows a source, the review workbook's verdicts decisions; every edited
file is copied to `.custsheet/edited/`. Files there are only ever added (one per sitting, named by content), so a crash
leaves the old state or the new, and learning the same file twice changes nothing.
"""

from custsheet.history.outputs import Lessons, known_rows, learn, learn_verdicts, lessons, record

__all__ = ["Lessons", "known_rows", "learn", "learn_verdicts", "lessons", "record"]

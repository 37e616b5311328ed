"""What a run says of the outputs that people had worked in: what it read, and what it could not obey."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pandas import DataFrame

from custsheet import history
from custsheet.history import Learned
from custsheet.model import Book
from custsheet.texts import say

_SAID = {  # what is told of an output that people have worked in
    "cleaned.xlsx": "W_TABLES_EDITED",
    "review.xlsx": "W_OUTPUT_EDITED",
    "issues.xlsx": "W_OUTPUT_ANSWERED",
}


def told(learned: Learned, folder: Path, elsewhere: Path | None, book: Book) -> list[str]:
    """Return notes on what was *learned* from the outputs in *folder* and a report from *elsewhere*, by a run that found *book*."""
    review = _review_left(folder / "review.xlsx") if "review.xlsx" in learned.files else []
    strange = [say("errors", "W_OUTPUT_STRANGE", files=" · ".join(learned.strange))] if learned.strange else []
    return [*strange, *_edited(learned), *_left(history.unmet(folder, learned.files, elsewhere, book)), *review]


def unread(folder: Path) -> list[str]:
    """Return a note on the outputs in *folder* that people have worked in, for a rehearsal, which reads none of them."""
    found = [name for name in history.edited(folder) if name in history.TYPED]
    return [say("errors", "W_TYPED_UNREAD", files=" · ".join(found))] if found else []


def _edited(learned: Learned) -> list[str]:
    """Return a note per output that people had worked in, and what they did to the cleaned tables."""
    facts: dict[str, Any] = {name: each for name, each in learned._asdict().items() if name != "files"}
    back = "".join(
        say("errors", each, **facts)
        for each, count in (("ROWS_REMOVED", learned.removed), ("ROWS_COME_BACK", learned.deleted))
        if count
    )
    return [say("errors", _SAID.get(name, "W_OUTPUT_KEPT"), file=name, back=back, **facts) for name in learned.files]


def _left(unmet: Mapping[str, DataFrame]) -> list[str]:
    """Return a note per workbook with answers that could not be carried out: which, and why."""
    return [
        say(
            "errors",
            "W_ANSWERS_LEFT",
            file=name,
            count=len(left),
            told=say("errors", "ANSWERS_LEFT", "between").join(
                say("errors", "ANSWERS_LEFT", "line", id=each, why=say("errors", "ANSWERS_LEFT", reason))
                for each, reason in left[["id", "reason"]].itertuples(index=False, name=None)
            ),
        )
        for name, left in unmet.items()
    ]


def _review_left(workbook: Path) -> list[str]:
    """Return a note per kind of what was typed into the review workbook and is not obeyed."""
    between = say("errors", "ANSWERS_LEFT", "between")
    return [
        say("errors", code, file=workbook.name, count=len(words), told=between.join(words))
        for code, words in history.review_left(workbook).items()
    ]

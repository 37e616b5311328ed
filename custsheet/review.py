"""Apply a review workbook: what people decided about duplicates, kept for every later run."""

from pathlib import Path
from typing import NamedTuple

from custsheet import history
from custsheet.errors import InputError
from custsheet.history import verdicts


class Applied(NamedTuple):
    """How many pairs of rows were decided, and how many of them no longer answer to any known row."""

    file: str
    same: int
    different: int
    unknown: int


def apply(workbook: Path, folder: Path, dry_run: bool = False) -> Applied:
    """Keep the decisions of *workbook* in the state of *folder*; on a dry run only count them.

    Raises InputError: E_MISSING, E_REVIEW (no workbook, or none with verdicts in it).
    """
    if not workbook.is_file():
        raise InputError("E_MISSING", file=workbook.name)
    try:
        found = verdicts.decisions(workbook)
    except Exception as error:  # openpyxl raises many kinds on a damaged file
        raise InputError("E_REVIEW", file=workbook.name) from error
    if found.empty:
        raise InputError("E_REVIEW", file=workbook.name)
    if not dry_run:
        history.learn_verdicts(folder, workbook)
    known = history.known_rows(folder)
    lost = ~(found["left"].isin(known) & found["right"].isin(known))
    same = found["same"] == "1"
    return Applied(workbook.name, int(same.sum()), int((~same).sum()), int(lost.sum()) if known else 0)

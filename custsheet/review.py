"""Apply a review workbook: what people decided about duplicates, kept for every later run."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandas import DataFrame

from custsheet import history, turn
from custsheet.errors import InputError
from custsheet.history import decisions, state_of


class Applied(NamedTuple):
    """How many decisions of each kind a workbook holds."""

    file: str
    same: int  # pairs of rows
    different: int
    choices: int  # values chosen where rows disagree
    withdrawn: int
    untouched: int  # of the pairs: suggestions that were left as they were
    disputed: int  # that contradict what another reviewer said of the same pair
    unknown: int  # pairs of which a row is not in the last result
    news: bool  # whether the ledger has not read this very workbook before
    unread: tuple[str, ...]  # verdicts that are neither letters nor words of ours
    refused: tuple[str, ...] = ()  # chosen values that were not offered


def apply(workbook: Path, folder: Path, dry_run: bool = False) -> Applied:
    """Keep the decisions of *workbook* in the state of *folder*; on a dry run only count them.

    Raises InputError: E_MISSING, E_REVIEW (no workbook, or none with verdicts in it).
    """
    if not workbook.is_file():
        raise InputError("E_MISSING", file=workbook.name)
    try:
        found, left = history.decided(workbook), history.review_left(workbook)
    except Exception as error:  # openpyxl raises many kinds on a damaged file
        raise InputError("E_REVIEW", file=workbook.name) from error
    if found.empty and not left:
        raise InputError("E_REVIEW", file=workbook.name)
    before = decisions.ledger(state_of(folder))
    news, known = not decisions.holds(state_of(folder), history.digest(workbook)), history.known_rows(folder)
    with turn.at(folder, "review", dry_run) as hold:
        if hold:
            history.learn_verdicts(folder, workbook)
    return _counted(workbook.name, found, before, known, news)._replace(
        unread=tuple(left.get("W_VERDICTS_LEFT", ())), refused=tuple(left.get("W_CHOICES_LEFT", ()))
    )


def _counted(name: str, found: DataFrame, before: DataFrame, known: set[str], news: bool) -> Applied:
    pairs = found[found["same"] != ""]
    lost = ~(pairs["left"].isin(known) & pairs["right"].isin(known))
    now = decisions.in_force(pd.concat([before, found.assign(sitting=str(10**9))], ignore_index=True))
    mine = now.merge(found[["left", "right", "field"]], on=["left", "right", "field"])
    return Applied(
        name,
        int((pairs["same"] == "1").sum()),
        int((pairs["same"] == "0").sum()),
        int((found["value"] != "").sum()),
        int(((found["same"] == "") & (found["value"] == "")).sum()),
        int((pairs["typed"] == "0").sum()),
        int((mine["state"] == "disputed").sum()),
        int(lost.sum()) if known else 0,
        news,
        (),
    )

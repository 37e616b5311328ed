"""Take a merge back: the rows of a customer are decided to be different, and the next run restores them as they were.

Rows that only repeat one of the others, and order lines with the number of one, are parted from nobody: they go with it.
"""

from datetime import date
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Series

from custsheet import history, turn, write
from custsheet.duplicates.decide import number
from custsheet.errors import InputError
from custsheet.fields.called import called
from custsheet.history import decisions, known_members, state_of, whom

SOURCE = "undo"
SHOWN = 10  # candidates named where it is not clear whom is meant


class Unmerged(NamedTuple):
    """What taking a merge back does."""

    customer_id: str
    rows: list[str]  # file, sheet and line of every row that is a customer of its own from the next run on
    keeps: str  # the one of them that keeps the number
    repeats: int  # further rows, which go with the row they repeat
    orders: int  # that get their customers anew
    news: bool  # whether it was not decided already


def merge(customer: str, folder: Path, dry_run: bool = False, who: str = "", why: str = "") -> Unmerged:
    """Decide that the rows merged into a customer are different, for every later run into *folder*.

    *customer* is its number, an old number, or its name or phone if only one merged customer has it. Rows that repeat
    another stay with it, unless the customer is made of nothing else.
    Raises InputError: E_UNDO_NOTHING (nothing was merged there), E_UNDO_UNMERGED (nobody was merged into it), E_UNDO_WHO
    (nobody, or several: they are named).
    """
    lineage = _table(folder / "lineage.csv")
    made_of = known_members(folder)
    if lineage is None or made_of.empty:
        raise InputError("E_UNDO_NOTHING", folder=folder.name)
    chosen = _meant(customer, folder, lineage)
    rows = _rows(chosen, lineage, made_of)
    pieces = _pieces(rows)
    if pieces.empty:
        raise InputError("E_UNDO_NOTHING", folder=folder.name)
    prints = sorted(set(pieces["fingerprint"]))
    found = _apart(prints, decisions.last(state_of(folder)), _named(chosen, folder)).assign(who=who, why=why)
    for side in ("left", "right"):
        found[f"{side}_identity"] = found[side].map(_by_print(pieces, pieces["identity"]))
        found[f"{side}_number"] = found[side].map(_by_print(pieces, number(pieces["file"], pieces["own"])))
    scores = _scores(rows, folder)
    found["probability"] = [scores.get(pair, "") for pair in zip(found["left"], found["right"], strict=True)]
    news = not _pairs(found) <= _pairs(_known(folder))
    with turn.at(folder, "undo", dry_run or not news) as hold, write.faults(folder):
        if hold:
            decisions.keep(state_of(folder), found, _digest(found), date.today())
    orders = int(((lineage["table"] == "orders") & (lineage["customer_id"] == chosen)).sum())
    places = [_place(line) for line in pieces.to_dict("records")]
    return Unmerged(chosen, places, _keeper(chosen, pieces, places), len(rows) - len(pieces), orders, news)


def _rows(chosen: str, lineage: DataFrame, made_of: DataFrame) -> DataFrame:
    """Return the customer's rows as lineage.csv has them, with `ordered`, and `fingerprint`, `own`, `identity` of the note on them.

    Rows that repeat another word for word are not in the note: their fingerprint is blank.
    """
    rows = lineage[(lineage["table"] == "customers") & (lineage["customer_id"] == chosen)]
    noted = made_of[made_of["table"] == "customers"].reindex(columns=["row", "fingerprint", "own", "identity"])
    ordered = rows["row"].isin(lineage.loc[lineage["table"] == "orders", "row"])
    return rows.assign(ordered=ordered).merge(noted, on="row", how="left").fillna("")


def _pieces(rows: DataFrame) -> DataFrame:
    """Return the rows that become customers of their own: without repeats and lines that name their customer, unless there is nothing else."""
    listed = set(rows.loc[~rows["ordered"], "own"]) - {""}
    follows = (rows["reason"] == "repeat") | (rows["ordered"] & rows["own"].isin(listed)) | (rows["fingerprint"] == "")
    pieces = rows[~follows.to_numpy(bool)].drop_duplicates("fingerprint")
    known = rows[(rows["fingerprint"] != "").to_numpy(bool)]
    if len(pieces) > 1 or len(known) > 1:
        return pieces if len(pieces) > 1 else known
    return rows.assign(**known.iloc[0][["fingerprint", "own", "identity"]]) if len(known) else known


def _keeper(chosen: str, pieces: DataFrame, places: list[str]) -> str:
    """Return which of the pieces keeps the number: that which brought it, else of the customers' own sheet, else the first."""
    claim = list(zip(pieces["own"] != chosen, pieces["ordered"], range(len(places)), strict=True))
    return places[min(claim)[-1]]


def _by_print(pieces: DataFrame, values: Series) -> Series:
    return values.set_axis(pieces["fingerprint"].array)[~pieces["fingerprint"].duplicated().to_numpy()]


def _known(folder: Path) -> DataFrame:
    """Return what is decided to be different now."""
    known = decisions.in_force(decisions.ledger(state_of(folder)))
    return known[(known["same"] == "0") & (known["state"] == "in_force")]


def _pairs(lines: DataFrame) -> set[tuple[str, str]]:
    return set(zip(lines["left"], lines["right"], strict=True))


def _meant(customer: str, folder: Path, lineage: DataFrame) -> str:
    """Return the number of the customer that is meant."""
    merged = lineage[(lineage["table"] == "customers") & (lineage["fate"] == "merged")]
    numbers = set(merged["customer_id"])
    if customer in numbers:
        return customer
    called = _called(customer, folder)
    found = sorted(set(called) & numbers)
    if len(found) == 1:
        return found[0]
    if called and not found:
        raise InputError("E_UNDO_UNMERGED", customer=customer)
    raise InputError("E_UNDO_WHO", customer=customer, candidates=", ".join((found or sorted(numbers))[:SHOWN]) or "–")


def _called(customer: str, folder: Path) -> list[str]:
    """Return the customers with this number, old number, name or phone."""
    aliases, customers = _table(folder / "cleaned" / "aliases.csv"), _table(folder / "cleaned" / "customers.csv")
    last = history.last(folder)
    region = str(last.run.get("region", "")) if last else ""
    nobody = DataFrame()
    return whom.called(
        customer, nobody if customers is None else customers, nobody if aliases is None else aliases, region or "CN"
    )


def _named(customer: str, folder: Path) -> str:
    """Return a customer's number with his name."""
    customers = _table(folder / "cleaned" / "customers.csv")
    mine = DataFrame() if customers is None else customers[customers["customer_id"] == customer]
    return " ".join(filter(None, [customer, *called(mine, *whom.OTHERS)[:1]]))


def _apart(prints: list[str], known: int, told: str) -> DataFrame:
    """Return the entries that hold rows apart."""
    pairs = list(combinations(prints, 2)) or [(each, each) for each in prints]
    lines = {"left": [one for one, _ in pairs], "right": [other for _, other in pairs]}
    extra = {"same": "0", "source": SOURCE, "known": str(known), "typed": "1", "told": told}
    return DataFrame({**lines, **extra}, dtype="str").reindex(columns=decisions.COLUMNS, fill_value="")


def _scores(rows: DataFrame, folder: Path) -> dict[tuple[str, ...], str]:
    """Return how likely the matcher thought that *rows* are one, by their fingerprints in alphabetical order."""
    pairs = _table(folder / "matches.csv")
    if pairs is None:
        return {}
    rows = rows[(rows["fingerprint"] != "").to_numpy(bool)]
    prints = dict(zip(rows["row"], rows["fingerprint"], strict=True))
    pairs = pairs[pairs["row_left"].isin(prints) & pairs["row_right"].isin(prints)].sort_values("probability")
    return {
        tuple(sorted((prints[left], prints[right]))): probability
        for left, right, probability in zip(pairs["row_left"], pairs["row_right"], pairs["probability"], strict=True)
    }


def _digest(found: DataFrame) -> str:
    return history.digest_of("\n".join([*found["left"], *found["right"], *found["known"]]))


def _place(line: dict[object, str]) -> str:
    return " › ".join(filter(None, (line["file"], line["sheet"], line["line"])))


def _table(path: Path) -> DataFrame | None:
    """Return a CSV file of an earlier run as text; None where there is none."""
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig") if path.is_file() else None

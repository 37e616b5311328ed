"""The ledger of what people said about issues: leave it this once, leave it, it is none, verify it. Nothing is ever rewritten.

One file per sitting, `.custsheet/waivers/<n>-<date>-<digest>.csv`. A waiver holds for one issue, known by its number and by a
**fingerprint** of what it says (rule, field, value, and the other values of the row it names): where the value changed, the
issue is another one and is asked again. A waiver with a last day ends after it; one that is said `once` is **spent** by the
run that obeys it. A later word replaces an earlier one; `withdraw` takes it back.

Waived issues leave the book's issues, so that no count, verdict or gate knows of them, and lie in the table
`waived:issues` with who said so, when, why and until when.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
from pandas import DataFrame, Series

import custsheet.history.sittings as sittings
from custsheet.fields import columns
from custsheet.model import Book, Issue, frame
from custsheet.report import Report

COLUMNS = ["id", "fingerprint", "customer_id", "code", "verdict", "who", "when", "why", "until", "source"]
ISSUED = ["id", "fingerprint", "customer_id", "code"]
FOLDER = "waivers"
TABLE, LEDGER = "waived:issues", "waived:ledger"  # tables of the book
ASKED_AGAIN = "waived:verify"  # lines of the ledger that say `verify`, with the row of the issue
WAIVING = ("once", "ignore", "false_alarm")
VERDICTS = (*WAIVING, "verify")
WITHDRAW, SPENT = "withdraw", "spent"
STATUS = "waived"
_BETWEEN = "\x1f"
_OTHERS = ("row.", "id.", "region.")  # rules whose facts are other values of the row


def issued(book: Book) -> DataFrame:
    """Return the issues of a run as answers to them are told apart: ISSUED, waived ones included."""
    every = pd.concat([book.issues, book.tables.get(TABLE, frame(Issue))[list(Issue._fields)]], ignore_index=True)
    return every.assign(fingerprint=fingerprints(every))[ISSUED]


def fingerprints(issues: DataFrame) -> Series:
    """Return what each issue says, in sixteen characters."""
    other = issues["code"].str.startswith(_OTHERS) & (issues["row"] >= 0)
    facts = issues["facts"].where(other, "")
    told = columns.joined(
        *(part for name in ("table", "field", "code", "value") for part in (issues[name], _BETWEEN)), facts
    )
    return columns.texts([f"{each:016x}" for each in pd.util.hash_array(told.to_numpy(object))], issues.index)


def keep(state: Path, found: DataFrame, digest: str, day: date) -> Path | None:
    """Append what was said to the ledger in the folder *state*; None where it says nothing new."""
    fresh = _news(found, last_words(ledger(state)))
    if fresh.empty or sittings.holds(state, FOLDER, digest):
        return None
    dated = fresh.assign(when=day.isoformat()).reindex(columns=COLUMNS, fill_value="")
    return sittings.append(state, FOLDER, f"{day.isoformat()}-{digest}", dated)


def fresh(found: DataFrame, state: Path, digest: str) -> int:
    """Return how many of the entries *found* in a sitting say something that no other sitting had said."""
    others = [each for each in sittings.every(state, FOLDER) if not each.stem.endswith(f"-{digest}")]
    known = pd.concat([DataFrame(columns=COLUMNS, dtype="str"), *map(sittings.read, others)])[COLUMNS]
    news = _news(found, last_words(known))
    return int(news["verdict"].isin(VERDICTS).sum())


def ledger(state: Path) -> DataFrame:
    """Return every entry in the order in which it was made."""
    return sittings.told(state, FOLDER, COLUMNS)[COLUMNS]


def last_words(entries: DataFrame) -> DataFrame:
    """Return the last entry on each issue that still says something."""
    last = entries.drop_duplicates(["id", "fingerprint"], keep="last")
    return last[last["verdict"].isin(VERDICTS)]


def obeyed(report: Report, state: Path) -> Report:
    """Return the report without the issues that people waived; they lie in the book's table TABLE, status `waived`.

    LEDGER holds every word still said, with `state`: in_force, expired, unclear (its last day cannot be read), unknown (no run
    had an issue of that number) or gone (solved, or its value changed).
    """
    entries = ledger(state)
    if entries.empty:
        return report
    said = last_words(entries).reset_index(drop=True)
    issues = report.book.issues
    place = _places(issues, said)
    said = said.assign(state=_states(said, place, report.as_of))
    waiving = (said["state"] == "in_force") & said["verdict"].isin(WAIVING)
    line = place.where(place.isin(said.index[waiving]), -1)
    waived = issues[(line >= 0).to_numpy()]
    told = said.loc[line[line >= 0], ["verdict", "who", "when", "why", "until"]].set_axis(waived.index)
    verify = said[(said["verdict"] == "verify") & (said["state"] == "in_force")]
    asked = issues[place.isin(verify.index).to_numpy()]
    tables = {
        TABLE: waived.assign(status=STATUS, **{name: told[name] for name in told.columns}),
        LEDGER: said,
        ASKED_AGAIN: said.loc[place[asked.index]].assign(
            row=asked["row"].to_numpy(), customer_id=asked["customer_id"].to_numpy()
        ),
        "waived:overruled": _overruled(entries),
    }
    return replace(report, book=replace(report.book, issues=issues[(line < 0).to_numpy()]).with_tables(**tables))


def spend(state: Path, book: Book, day: date) -> None:
    """Note that a run obeyed what was said `once`."""
    said = book.tables.get(LEDGER)
    if said is None:
        return
    used = said[(said["verdict"] == "once") & (said["state"] == "in_force")]
    text = "".join(used["id"] + used["fingerprint"] + used["when"])
    keep(state, used.assign(verdict=SPENT, why=""), hashlib.sha256(text.encode()).hexdigest()[:12], day)


def _overruled(entries: DataFrame) -> DataFrame:
    """Return how often people overruled each rule: code, overruled."""
    said = entries[entries["verdict"].isin(WAIVING)].drop_duplicates(["id", "fingerprint"])
    return said.groupby("code").size().rename("overruled").reset_index()


def _news(found: DataFrame, known: DataFrame) -> DataFrame:
    """Return the entries that say something else than what is known."""
    what = ["id", "fingerprint", "verdict", "who", "why", "until"]
    both = found.merge(known[what].assign(_known=True), on=what, how="left")
    fresh = found[both["_known"].isna().to_numpy()]
    taken_back = fresh["verdict"].isin([WITHDRAW, SPENT])
    return fresh[~taken_back | fresh["id"].isin(known["id"])]


def _places(issues: DataFrame, said: DataFrame) -> Series:
    """Return, per issue, the line of the ledger that speaks of it, -1 for none: by number, else by customer, saying the same."""
    own = issues.assign(fingerprint=fingerprints(issues))[ISSUED]
    place = Series(-1, index=issues.index, dtype="int64")
    for key in (["id", "fingerprint"], ["customer_id", "fingerprint", "code"]):
        lines = said[(said["fingerprint"] != "") & (said[key[0]] != "") & ~said.index.isin(place)]
        line = Series(lines.index, index=pd.MultiIndex.from_frame(lines[key]))
        free = own[(place < 0).to_numpy()]
        found = line[~line.index.duplicated(keep="last")].reindex(pd.MultiIndex.from_frame(free[key]))
        place.loc[free.index] = found.fillna(-1).astype("int64").to_numpy()
    return place


def _states(said: DataFrame, place: Series, today: date) -> Series:
    until = said["until"]
    clear = (until == "") | until.str.fullmatch(r"\d{4}-\d{2}-\d{2}")
    state = Series("in_force", index=said.index, dtype="str").mask(~said.index.isin(place), "gone")
    state = state.mask((until != "") & clear & (until < today.isoformat()), "expired")
    return state.mask(~clear, "unclear").mask(said["fingerprint"] == "", "unknown")

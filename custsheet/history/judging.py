"""What a report is told of the runs before it: waivers, values' last changes, and how earlier runs scored."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from pandas import DataFrame

import custsheet.history.keeping as keeping
import custsheet.history.people as people
import custsheet.history.remarks as remarks
import custsheet.history.store as store
import custsheet.history.waivers as waivers
from custsheet.history.outputs import EDITS, state_of
from custsheet.history.store import Record
from custsheet.quality import fresh
from custsheet.report import Report

SHOWN = 20  # runs of the trend, this one included


def judged(report: Report, folder: Path, last: Record | None) -> Report:
    """Return the report without its waived issues, with the runs into *folder* before it, and the days on which values changed."""
    state = state_of(folder)
    report = waivers.obeyed(replace(report, past=past(state)), state)
    said = {fresh.SEEN: _seen(report, last), remarks.REMARKS: remarks.kept(state, EDITS)}
    return replace(report, book=report.book.with_tables(**said))


def past(state: Path, most: int = SHOWN - 1) -> tuple[dict[str, Any], ...]:
    """Return `run.json` of the last runs kept in the folder *state*, oldest first, each with its number."""
    found = [each for each in (state / store.FOLDER).glob("[0-9]*") if each.is_dir()]
    last = sorted(found, key=lambda each: int(each.name.partition("-")[0]))[-most:]
    records = [store.opened(each) for each in last]
    return tuple({**each.run, "number": each.number} for each in records)


def _seen(report: Report, last: Record | None) -> DataFrame:
    """Return the last day on which a run saw the value of a field change that goes out of date: customer_id, field, day."""
    columns = ["customer_id", "field", "day"]
    before = people.frame(last, "seen") if last else DataFrame()
    limited = fresh.limits(report.schema, report.book.tables.get("customers", DataFrame()))
    since = report.book.tables.get(keeping.SINCE, DataFrame(columns=["kind", "customer_id", "field"]))
    now = since[(since["kind"] == "changed") & since["field"].isin(list(limited))]
    parts = [each[columns] for each in (before, now.assign(day=report.as_of.isoformat())) if len(each)]
    told = pd.concat(parts) if parts else DataFrame(columns=columns)
    return told.drop_duplicates(columns[:2], keep="last").reset_index(drop=True).astype("str")

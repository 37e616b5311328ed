"""What a run compared is kept: the next one, on a list with a few more lines, compares what is new."""

from datetime import date

import pandas as pd
import pytest

from custsheet import run
from custsheet.samples import generate

pytestmark = pytest.mark.usefixtures("without_reports")


def facts(done):
    """Return what the match stage told about itself, by key."""
    return done.book.tables["facts:match"].set_index("key")["value"].astype(int)


def test_the_next_run_compares_what_is_new(tmp_path):
    """Ten more lines cost a fraction of the comparisons, and every customer is who he is in a run on everything."""
    rows = pd.read_csv(generate(400, seed=5, folder=tmp_path, duplicates=0.1, form="csv"), dtype=str)
    known, whole, out = tmp_path / "known.csv", tmp_path / "whole.csv", tmp_path / "out"
    rows[:-10].to_csv(known, index=False, encoding="utf-8-sig")
    rows.to_csv(whole, index=False, encoding="utf-8-sig")
    run([known], out=out, as_of=date(2026, 1, 1))
    again = run([whole], out=out, as_of=date(2026, 1, 1))
    full = run([whole], out=tmp_path / "other", as_of=date(2026, 1, 1))
    assert facts(full)["new"] == facts(full)["scored"] == facts(again)["scored"]
    assert 0 < facts(again)["new"] < facts(full)["new"] / 4
    groups = [
        each.book.lineage.groupby("customer_id")["row"].agg(tuple).sort_values().tolist() for each in (again, full)
    ]
    assert groups[0] == groups[1]

"""A known book and what is new: the groups are those of a full run, and only what is new or changed is compared."""

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custsheet.duplicates import matching, met
from custsheet.duplicates.met import Met
from tests.duplicates.conftest import book_of
from tests.duplicates.test_promises import SHEET

SETTINGS = settings(
    max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NOTHING = pd.DataFrame(columns=["pair", "levels"], dtype="str")


def run(rows, schema, before=NOTHING):
    """Return per row its customer, the matches, the facts, and what the next run should know."""
    book = matching(met=before)(book_of({name: [row[name] for row in rows] for name in rows[0]}), schema)
    facts = book.tables["facts:match"].set_index("key")["value"].astype(int)
    return book.lineage["customer_id"].tolist(), book.matches, facts, book.tables[met.TABLE]


@SETTINGS
@given(SHEET, SHEET, st.data())
def test_as_a_full_run(schema, known, new, data):
    """Rows added to a known sheet, some of its rows altered, give the groups and the matches of a run on everything."""
    _, _, _, before = run(known, schema)
    altered = data.draw(st.lists(st.integers(0, len(known) - 1), max_size=2))
    rows = [{**row, "mobile": "+8613700000000"} if place in altered else row for place, row in enumerate(known)]
    full = run(rows + new, schema)
    again = run(rows + new, schema, before)
    assert again[0] == full[0]
    pd.testing.assert_frame_equal(again[1], full[1])
    pd.testing.assert_frame_equal(again[3], full[3])


def people(count):
    """Return rows of many people, every fifth of them twice with another address."""
    chance = np.random.default_rng(4)
    letters = [chr(each) for each in range(0x4E00, 0x4E40)]
    rows = [
        {
            "name": "王李张刘陈"[each % 5] + "".join(chance.choice(letters, 2)),
            "mobile": f"+86138{each // 5 * 4 + min(each % 5, 3):08}",
            "email": f"u{each * 37}@qq.com",
            "address": f"上海市浦东新区张江路{each}号",
        }
        for each in range(count)
    ]
    return [rows[place - 1] | {"address": row["address"]} if place % 5 == 4 else row for place, row in enumerate(rows)]


def test_only_what_is_new_is_compared(schema):
    """Of a sheet known in full no pair is compared again; ten new rows cost little."""
    rows = people(1500)
    first = run(rows[:-10], schema)
    assert first[2]["new"] == first[2]["scored"]
    assert run(rows[:-10], schema, first[3])[2]["new"] == 0
    full, again = run(rows, schema), run(rows, schema, first[3])
    assert 0 < again[2]["new"] < full[2]["new"] / 20
    assert again[0] == full[0] and len(set(full[0])) == 1200
    pd.testing.assert_frame_equal(again[1], full[1])


def test_other_columns_are_another_comparison(schema):
    """Where a column joined the sheet, nothing that was kept is used."""
    rows = people(1050)
    before = run([{name: row[name] for name in ("name", "mobile")} for row in rows], schema)[3]
    facts = run(rows, schema, before)[2]
    assert facts["new"] == facts["scored"] > 0


def test_kept_as_it_was():
    """What was met survives being written as a table."""
    before = Met(np.array([0, 2**64 - 1], np.uint64), np.array([[-1, 0, 4], [3, 2, 1]], np.int8))
    assert all(np.array_equal(one, other) for one, other in zip(met.read(met.told(before)), before, strict=True))

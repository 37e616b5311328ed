"""A table and what leads to the next one are the next one."""

from datetime import date
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from custsheet import history, job
from custsheet.history import delta, difference, life, parquet, store

ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "1", "2"])), max_size=12)
TEXTS = pa.schema([(each, pa.large_string()) for each in ("id", "name", "days", "tier")])


def made(rows):
    return pa.table(
        {
            "x": pa.array([each[0] for each in rows], pa.large_string()),
            "y": pa.array([each[1] for each in rows], pa.large_string()),
        }
    )


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.lists(ROWS, min_size=2, max_size=4))
def test_a_chain_of_differences(tables):
    """However rows come, go, repeat and move, each table follows from the first one."""
    held = [made(each) for each in tables]
    steps = [delta.between(one, other) for one, other in pairwise(held)]
    for number in range(1, len(held)):
        assert delta.applied(held[0], steps[:number]).to_pylist() == held[number].to_pylist()


def test_restless_columns():
    """A column that is another in every row, day by day, costs itself alone; all tables of the chain come out whole."""
    names, held = [f"n{each}" for each in range(20)], []
    for day in range(4):
        names = [*names[1:], f"new{day}"]
        days = [str(each + 2 * day) for each in range(20)]
        tier = days if day == 3 else ["a"] * 20
        held.append(pa.table({"id": names, "name": names, "days": days, "tier": tier}).cast(TEXTS))
    steps = [delta.between(one, other) for one, other in pairwise(held)]
    assert [each.restless.column_names for each in steps] == [["days"], ["days"], ["days", "tier"]]
    assert [len(each.rows) for each in steps] == [1, 1, 1]
    for number in range(1, 4):
        assert delta.applied(held[0], steps[:number]).equals(held[number])


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(
            ["x", 'a,"b"', "l1\r\nl2\n\rl3", "=1+1", "", "NA", "null", "\u3000"],
            id="what CSV and spreadsheets trip over",
        ),
        pytest.param([""] * 8, id="nothing"),
    ],
)
def test_csv_byte_for_byte(tmp_path, cells):
    """What was published as CSV comes out of the state as the same bytes."""
    frame = DataFrame({"姓名": ["张三", "李四", "王五", "赵六", "钱七", "孙八", "周九", "吴十"], "暗号": cells})
    frame.to_csv(tmp_path / "客户.csv", index=False)
    done = job.run(tmp_path / "客户.csv", tmp_path / "out")
    kept = store.tables(history.last(done.out))
    published = {each.stem: each.read_bytes() for each in (done.out / "cleaned").glob("*.csv")}
    assert {name: parquet.to_csv(kept[f"cleaned-{name}"]) for name in published} == published


def test_only_who_moved_has_moved():
    """Of a sheet with one line put elsewhere, one customer moved; who was merged leads to who stands for him."""
    before = DataFrame({"customer_id": list("ABCDE"), "name": list("abcde")}, dtype="str")
    after = DataFrame({"customer_id": list("EABDF"), "name": list("eabxf")}, dtype="str")
    told = difference.between(before, after, {"C": "A"}, {"F": "B"})
    lines = told[["kind", "customer_id", "before", "after"]].to_numpy().tolist()
    assert lines == [
        ["changed", "D", "d", "x"],
        ["merged", "A", "C", "A"],
        ["split", "F", "B", "F"],
        ["moved", "E", "5", "1"],
    ]


def test_an_issue_follows_its_customer():
    """An issue whose id changed with the customer's telephone is still the same issue."""

    def issues(number):
        line = {
            **dict.fromkeys(life.KEPT, ""),
            "id": number,
            "code": "email.no_domain",
            "customer_id": "C000001",
            "value": "a@",
        }
        return DataFrame([line], dtype="str")

    first = life.lived(issues("Q-1"), None, date(2026, 1, 1))
    second = life.lived(issues("Q-2"), first.kept, date(2026, 1, 31))
    assert (first.status.tolist(), second.status.tolist()) == ([""], ["open"])
    assert life.ages(second.since, date(2026, 1, 31)).tolist() == ["30"]

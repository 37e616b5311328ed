"""Customers that nothing tells apart keep their numbers."""

import pytest

from tests.conftest import csv_file, table

pytestmark = pytest.mark.usefixtures("without_reports")

WALK_IN = ["散客", "", "100"]
HEAD = ["姓名", "手机号", "消费金额"]
BEI, YU, FEI = ["刘备", "13612347891", "50"], ["关羽", "13912345670", "60"], ["张飞", "13712345671", "70"]


def told(run, tmp_path, *rows):
    """Run on rows; return the customers' names by number, and the kinds of what became of them."""
    done = run(csv_file(tmp_path / "s.csv", [HEAD, *rows]))
    since = done.book.tables.get("since:customers")
    assert not (done.out / "cleaned/aliases.csv").exists()
    kinds = set() if since is None else set(since["kind"])
    return {each["customer_id"]: each["name"] for each in table(done.out / "cleaned/customers.csv")}, kinds


def test_walk_ins(run, tmp_path):
    """Rows that say the same keep their numbers, run after run; one more is new, one less is gone; nothing merged or split."""
    ours = {f"C00000{number}": "散客" for number in (1, 2, 3)}
    rows = [WALK_IN, WALK_IN, WALK_IN, BEI]
    first, _ = told(run, tmp_path, *rows)
    assert first == {**ours, "C000004": "刘备"}
    for number, more in enumerate(([YU], [FEI, YU]), 5):
        now, kinds = told(run, tmp_path, *more[:1], *rows, *more[1:])
        assert ours.items() <= now.items() and max(now) == f"C00000{number}"
        assert kinds <= {"new", "moved"}
    now, kinds = told(run, tmp_path, FEI, YU, WALK_IN, *rows)
    assert ours.items() <= now.items() and now["C000007"] == "散客" and kinds <= {"new", "moved"}
    now, kinds = told(run, tmp_path, FEI, YU, *rows[1:])
    assert sorted(number for number, name in now.items() if name == "散客") == ["C000001", "C000002"]
    assert kinds <= {"gone", "moved"}


def test_gone_for_a_while(run, tmp_path):
    """Who is missing from two exports and back in the third is who he was; nobody had his number meanwhile."""
    told(run, tmp_path, BEI, YU)
    told(run, tmp_path, BEI)
    without, _ = told(run, tmp_path, FEI, BEI)
    assert without == {"C000001": "刘备", "C000003": "张飞"}
    again, kinds = told(run, tmp_path, YU, FEI, BEI)
    assert again == {"C000001": "刘备", "C000002": "关羽", "C000003": "张飞"} and "new" in kinds

"""Nothing is altered without a name, and nothing gets lost."""

from dataclasses import replace

import pytest
from pandas import DataFrame, Series

from custsheet import audit
from custsheet.errors import BalanceError
from custsheet.model import Book, Change, Fate, frame
from custsheet.schema import load_schema

SCHEMA = load_schema()


def table(**columns):
    return DataFrame(columns, dtype="str")


def customers(names, phones):
    return Book({"customers": table(name=names, mobile=phones)})


def renamed(book, value, *rows):
    """Return *book* with the names of *rows* set to *value*, unannounced."""
    names = book.tables["customers"]["name"].copy()
    names.loc[list(rows)] = value
    return book.with_tables(customers=book.tables["customers"].assign(name=names))


def change(row, field="name", rule="space"):
    return frame(Change, {"table": "customers", "row": [row], "field": field, "rule": rule})


def test_named_changes_are_completed():
    """A stage names the rule; before, after and the stage are filled in from the tables."""
    before = customers([" 张三", "李四"], ["", ""])
    after = renamed(before, "张三", 0).with_changes(change(0))
    proven = audit.with_proven_changes(before, after, "standardize", SCHEMA, region="CN")
    assert proven.changes[["stage", "row", "before", "after", "rule"]].values.tolist() == [
        ["standardize", 0, " 张三", "张三", "space"]
    ]


@pytest.mark.parametrize(
    "named",
    [
        pytest.param([], id="a cell changed in secret"),
        pytest.param([change(0), change(1)], id="a change announced that never was"),
        pytest.param([change(0), change(0, rule="width")], id="one cell named twice"),
    ],
)
def test_dishonest_stages_are_caught(named):
    """The run fails where the changes named are not exactly the cells that differ."""
    before = customers([" 张三", "李四"], ["", ""])
    after = renamed(before, "张三", 0).with_changes(*named)
    with pytest.raises(BalanceError):
        audit.with_proven_changes(before, after, "standardize", SCHEMA)


def test_a_change_nobody_sees_is_left_out():
    """A phone kept as +86… inside is shown as it was typed, so the change record stays silent."""
    before = customers(["张三"], ["13800138000"])
    after = before.with_tables(customers=before.tables["customers"].assign(mobile="+8613800138000"))
    after = after.with_changes(change(0, "mobile", "phone.format"))
    assert audit.with_proven_changes(before, after, "standardize", SCHEMA, region="CN").changes.empty


def test_rows_that_leave_are_no_changes():
    """Merging drops rows; the cells of those that stay are still compared."""
    before = customers(["张三", "张三"], ["", "13800138000"])
    after = before.with_tables(customers=before.tables["customers"].iloc[:1])
    assert audit.with_proven_changes(before, after, "merge", SCHEMA).changes.empty


def fates(**counts):
    lines = [fate for fate, count in counts.items() for _ in range(count)]
    return frame(Fate, {"table": "customers", "row": list(range(len(lines))), "fate": lines})


def test_ledger_balances():
    """Rows read are kept, merged, quarantined or skipped, and the tables hold as many."""
    book = replace(customers(["a", "b"], ["", ""]), lineage=fates(kept=2, skipped=1))
    audit.prove_rows(book)
    assert audit.ledger(book).loc["customers"].to_dict() == {
        "read": 3,
        "kept": 2,
        "merged": 0,
        "quarantined": 0,
        "skipped": 1,
    }


def test_a_lost_row_fails_the_run():
    """A kept row that is in no table is a fault, not a rounding error."""
    with pytest.raises(BalanceError):
        audit.prove_rows(replace(customers(["a"], [""]), lineage=fates(kept=2)))


def test_a_lost_cent_fails_the_run():
    """Amounts add up to the same cent, wherever the rows went."""
    whole = Book({"orders": table(amount=["0.10", "0.20", "面议"])})
    moved = Book({"orders": table(amount=["0.10"]), "quarantined:orders": table(amount=["0.20", "面议"])})
    short = Book({"orders": table(amount=["0.10", "0.19"])})
    read = audit.amounts(whole, SCHEMA)
    audit.prove_amounts(read, audit.amounts(moved, SCHEMA))
    with pytest.raises(BalanceError):
        audit.prove_amounts(read, audit.amounts(short, SCHEMA))


def test_a_lost_cent_of_a_long_sum_fails_the_run():
    before, after = (
        DataFrame(
            {
                "table": "orders",
                "field": "amount",
                "place": "written",
                "sum": [audit.exact_sum(Series(each, dtype="str"))],
            }
        )
        for each in (["9" * 30, "1"], ["9" * 30])
    )
    audit.prove_amounts(before, before)
    with pytest.raises(BalanceError):
        audit.prove_amounts(before, after)


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        (["1.10", "-0.05", "", "about 3", "+3"], "4.05"),
        ([], "0"),
        (["１００", "1.5", "-0.5"], "101.0"),  # as typed
        (["-5.25", "5.25"], "0.00"),
        (["9" * 1500, "1"], "1" + "0" * 1500),
        (["12.50", "7.50"], "20.00"),
        (["9" * 60, "1", "0." + "0" * 50 + "1"], "1" + "0" * 60 + "." + "0" * 50 + "1"),  # far beyond 28 digits
        (["9" * 24 + ".99"] * 1000, "9" * 26 + "0.00"),
        (["9" * 24 + ".99", "9" * 25 + ".99"], "10" + "9" * 23 + "9.98"),
    ],
)
def test_sums_are_exact(amounts, total):
    assert str(audit.exact_sum(Series(amounts, dtype="str"))) == total


def test_a_later_change_is_told_as_readers_see_it():
    """Merging alters canonical values: both sides are shown in the national form, as the file has them."""
    before = Book({"customers": table(mobile=["+8613901234567"])})
    after = Book({"customers": table(mobile=["+8613900139000"])}).with_changes(change(0, "mobile", "merge.newest"))
    told = audit.with_proven_changes(before, after, "merge", SCHEMA, region="CN").changes
    assert told[["before", "after"]].values.tolist() == [["13901234567", "13900139000"]]


def test_what_was_typed_is_told_as_it_was_typed():
    """Standardizing begins with what stands in the file, and that is what the record shows."""
    before = Book({"customers": table(mobile=["+86 139 0123 4567"])})
    after = Book({"customers": table(mobile=["+8613901234567"])}).with_changes(change(0, "mobile", "phone.format"))
    told = audit.with_proven_changes(before, after, "standardize", SCHEMA, region="CN").changes
    assert told[["before", "after"]].values.tolist() == [["+86 139 0123 4567", "13901234567"]]

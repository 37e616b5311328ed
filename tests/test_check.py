"""The check stage: every rule asked, one issue per root cause, and rows set aside that belong to nobody."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from pandas import DataFrame

from custsheet import audit, check, standardize
from custsheet.check.failing import validation
from custsheet.model import Book, Change, Column, Fate, Origin, Source, frame, together
from custsheet.schema import Schema, TableSpec, Use, load_schema

AS_OF = date(2024, 1, 31)
SCHEMA = load_schema()


def book(customers=None, orders=None, source=None):
    """Return a book of these columns, as reading leaves it; both tables come from the same rows."""
    given = {"customers": customers, "orders": orders}
    tables = {name: DataFrame(columns, dtype="str") for name, columns in given.items() if columns}
    rows = max((len(table) for table in tables.values()), default=0)
    sources = source or [0] * rows
    return Book(
        tables,
        sources=frame(Source, {"file": [f"{each}.csv" for each in range(max(sources, default=0) + 1)]}),
        columns=together(
            Column,
            [frame(Column, {"source": 0, "table": name, "field": list(t.columns)}) for name, t in tables.items()],
        ),
        origin=frame(Origin, {"source": sources, "line": list(range(2, rows + 2))}),
        lineage=together(
            Fate, [frame(Fate, {"table": name, "row": list(t.index), "fate": "kept"}) for name, t in tables.items()]
        ),
    )


def checked(before, schema=SCHEMA):
    """Return the book standardized and checked, its changes proven as in the loop."""
    clean = audit.with_proven_changes(
        before, standardize.on(AS_OF, "CN")(before, schema), "standardize", schema, region="CN"
    )
    after = audit.with_proven_changes(clean, check.on(AS_OF)(clean, schema), "check", schema, region="CN")
    audit.prove_rows(after)
    return after


def found(after):
    """Return the issues as (code, table, row, field), sorted."""
    return sorted(after.issues[["code", "table", "row", "field"]].itertuples(index=False, name=None))


def using(table, **rules):
    """Return the packaged schema with other rules across the fields of one table."""
    spec = SCHEMA[table].model_copy(update={"rules": rules})
    return Schema({**SCHEMA.tables, table: spec})


def test_the_founding_table():
    """Two phones of nine digits and two e-mails without a domain are four errors, without an invented suggestion."""
    customers = {
        "name": ["张三", "李四"],
        "mobile": ["123456789", "987654321"],
        "email": ["zhangsan@", "lisi@"],
        "address": ["北京市", "上海市"],
    }
    after = checked(book(customers, {"order_date": ["2023-01-01", "2023-02-15"], "amount": ["1000", "500"]}))
    assert after.issues["code"].tolist() == ["phone.length"] * 2 + ["email.no_domain"] * 2
    assert set(after.issues["suggestion"]) == {""}


def test_one_issue_per_root_cause():
    """What a kind cannot read is not told again by the rules: a phone of sixes is no placeholder besides."""
    after = checked(book({"name": ["李梅"], "mobile": ["66666"]}))
    assert len(after.issues) == 1
    assert after.issues["code"].str.startswith("phone.").all()


def test_rules_across_fields_point_at_their_first_field():
    """A contradiction is told where it is to be corrected, with the value that stands there."""
    after = checked(book(orders={"order_date": ["2023-01-01"], "amount": ["100"], "refund_amount": ["1000"]}))
    issue = after.issues.iloc[0]
    assert (issue["code"], issue["field"], issue["value"]) == ("row.refund_above_amount", "refund_amount", "1000")
    assert "100" in issue["facts"]


def test_a_row_of_nobody_is_set_aside():
    """A customer without any identity value is quarantined with one issue; his order keeps its place."""
    after = checked(
        book(
            {"name": ["李梅", ""], "mobile": ["13800138000", ""], "note": ["", "老客户"]},
            {"order_date": ["2023-01-01"] * 2, "amount": ["1", "2"]},
        )
    )
    assert found(after) == [("row.no_identity", "customers", 1, "")]
    assert after.tables["quarantined:customers"].index.tolist() == [1]
    assert after.tables["customers"].index.tolist() == [0]
    assert after.tables["orders"]["amount"].tolist() == ["1", "2"]
    fates = after.lineage.set_index(["table", "row"])
    assert fates.loc[("customers", 1), ["fate", "reason"]].tolist() == ["quarantined", "no_identity"]


def test_on_fail_quarantine_takes_the_whole_source_row():
    """A rule with `on_fail: quarantine` sets the row aside in every table that it came to, with the rule as reason."""
    schema = using("orders", refund_above_amount=Use(on_fail="quarantine"))
    orders = {"order_date": ["2023-01-01"] * 2, "amount": ["100"] * 2, "refund_amount": ["", "1000"]}
    after = checked(book({"name": ["李梅", "王强"]}, orders), schema)
    assert (
        after.tables["quarantined:orders"].index.tolist() == after.tables["quarantined:customers"].index.tolist() == [1]
    )
    assert set(after.lineage.loc[after.lineage["row"] == 1, "reason"]) == {"row.refund_above_amount"}


def test_ragged_rows_are_set_aside():
    """Rows that reading found ragged leave the tables."""
    before = book({"name": ["李梅", "王强"]})
    before = replace(before, lineage=before.lineage.assign(reason=["", "ragged"]))
    assert checked(before).tables["quarantined:customers"].index.tolist() == [1]


def test_values_altered_after_standardizing_are_asked_again():
    """A phone that somebody corrected is no issue any more; one that somebody broke becomes one."""
    before = book({"name": ["李梅", "王强"], "mobile": ["123456789", "13900139000"]})
    clean = audit.with_proven_changes(
        before, standardize.on(AS_OF, "CN")(before, SCHEMA), "standardize", SCHEMA, region="CN"
    )
    customers = clean.tables["customers"].assign(mobile=pd.array(["+8613800138000", "12"], dtype="str"))
    edits = frame(Change, {"stage": "edits", "table": "customers", "row": [0, 1], "field": "mobile"})
    edited = clean.with_tables(customers=customers).with_changes(edits)
    assert found(check.on(AS_OF)(edited, SCHEMA)) == [("phone.length", "customers", 1, "mobile")]


def test_repeated_orders_are_of_one_customer_and_one_file():
    """The same purchase twice in one file is told, in two files it is not (that is for matching)."""
    customers = {"name": ["李梅", "李梅", "王强", "李梅"]}
    orders = {"order_date": ["2023-01-05"] * 4, "product": ["茶"] * 4, "amount": ["9"] * 4}
    assert found(checked(book(customers, orders, [0, 0, 0, 1]))) == [("row.repeated_order", "orders", 1, "amount")]


def test_required_column_that_is_not_there():
    """A required column that no file has is one issue about the table, not one per row."""
    spec = SCHEMA["customers"]
    needed = spec.fields["member_id"].model_copy(update={"required": True})
    schema = Schema(
        {"customers": TableSpec.model_validate({**spec.model_dump(), "fields": {**spec.fields, "member_id": needed}})}
    )
    assert ("table.column_missing", "customers", -1, "member_id") in found(
        checked(book({"name": ["李梅", "王强"]}), schema)
    )


def test_a_column_in_which_nearly_everything_fails():
    """Pandera lists a bounded number of failing cases; the masks still tell all rows."""
    table = DataFrame({"name": [""] * 5000}, dtype="str")
    failures = validation(table, SCHEMA["customers"], {"as_of": AS_OF})
    assert [len(each.rows) for each in failures if each.code == "value.blank"] == [5000]


def test_a_fault_of_a_check_is_not_an_issue(monkeypatch):
    """A check that breaks stops the run instead of counting as a finding about the data."""
    monkeypatch.setattr("custsheet.checks.blank.passes", lambda values: 1 / 0)
    with pytest.raises(Exception, match="ZeroDivisionError"):
        validation(DataFrame({"name": ["李梅"]}, dtype="str"), SCHEMA["customers"], {"as_of": AS_OF})


def test_empty_tables():
    """A table without rows is checked without complaint."""
    assert checked(book({"name": [], "mobile": []})).issues.empty

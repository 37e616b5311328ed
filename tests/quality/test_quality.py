import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from custsheet import job
from custsheet.model import Book, Column, Fate, Issue, Origin, Source, frame
from custsheet.quality import drift, fresh, score
from custsheet.report import Report
from custsheet.schema import default_schema
from tests.conftest import workbook

TODAY = date(2026, 6, 30)
SCHEMA = default_schema()


def book(count=10, **columns):
    """Return a book of customers, all in one file, with these columns."""
    told = {"customer_id": [f"C{each}" for each in range(count)], "name": ["李梅"] * count, **columns}
    held = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in told.items()})
    fates = {"table": "customers", "row": list(range(count)), "customer_id": told["customer_id"], "fate": "kept"}
    read = {"source": 0, "heading": list(told), "table": "customers", "field": list(told)}
    return Book(
        tables={"customers": held},
        sources=frame(Source, {"file": ["a.xlsx"], "sheet": "客户"}),
        columns=frame(Column, read),
        origin=frame(Origin, {"source": [0] * count, "line": list(range(2, count + 2))}),
        lineage=frame(Fate, fates),
    )


def with_issues(held, *found):
    """Add issues given by row, field, code, level and dimension."""
    rows, names, codes, levels, dimensions = zip(*found, strict=True)
    told = {
        "row": list(rows),
        "field": list(names),
        "code": list(codes),
        "level": list(levels),
        "dimension": list(dimensions),
    }
    numbers = [f"C{each}" for each in rows]
    return replace(held, issues=frame(Issue, {**told, "table": "customers", "customer_id": numbers, "source": 0}))


def report(held, schema=SCHEMA, verb="check", **given):
    return Report(held, schema, verb, TODAY, "CN", (), pd.DataFrame(), pd.DataFrame(), (), **given)


def test_nothing_asked_is_not_measured():
    """A dimension that no rule asked is not measured, never 100."""
    found = score.of(report(book()))
    assert found.dimensions["accuracy"] is None and found.dimensions["timeliness"] is None
    assert found.dimensions["completeness"] == 100.0
    empty = score.of(report(Book()))
    assert empty.total is None and empty.grade == ""


def test_the_formula():
    """Two of ten cells, one by an error (1) and one by a warning (½): 100 · (1 − 1.5/10)."""
    held = with_issues(
        book(mobile=["+8613800138000"] * 10),
        (0, "mobile", "phone.length", "error", "validity"),
        (1, "mobile", "value.placeholder", "warning", "validity"),
        (2, "mobile", "value.minor", "info", "validity"),
    )
    found = score.of(report(held))
    assert found.fields["customers", "mobile"] < 100
    cells = 10 + 10  # mobile and name are asked for validity
    assert found.dimensions["validity"] == round(100 * (1 - 1.5 / cells), 1)


def test_the_worst_finding_on_a_cell_counts():
    """Two rules that fail on one cell do not count twice."""
    one = with_issues(book(), (0, "name", "a", "error", "validity"))
    two = with_issues(book(), (0, "name", "a", "error", "validity"), (0, "name", "b", "warning", "validity"))
    assert score.of(report(one)).dimensions == score.of(report(two)).dimensions


def test_customers_weigh_what_they_spend():
    """A fault of the best customer costs more than the same fault of one who bought nothing."""
    money = {"total_spent": ["1000", *["0"] * 9]}
    best = with_issues(book(**money), (0, "name", "a", "error", "validity"))
    other = with_issues(book(**money), (9, "name", "a", "error", "validity"))
    assert score.of(report(best)).dimensions["validity"] < score.of(report(other)).dimensions["validity"]
    assert score.weights(report(best)).max() <= 5


def test_owners_and_sources_have_their_own_score():
    """Who looks after bad data is told apart from who does not."""
    owners = {"owner": ["李梅"] * 5 + ["王强"] * 5}
    held = with_issues(book(**owners), *((each, "name", "a", "error", "validity") for each in range(5)))
    found = score.of(report(held))
    assert found.owners["李梅"] < found.owners["王强"] == 100.0
    assert set(found.sources) == {0}
    assert "李梅" not in str(score.as_facts(report(held)))


def test_cost_of_bad_data():
    """Findings cost what the schema says one of their rule costs."""
    spec = SCHEMA["customers"].model_copy(update={"prices": {"phone.length": 2.5}})
    schema = replace(SCHEMA, tables={**SCHEMA.tables, "customers": spec})
    held = with_issues(book(), *((each, "name", "phone.length", "error", "validity") for each in range(4)))
    assert score.of(report(held, schema)).cost == 10.0


@pytest.mark.parametrize(
    ("updated", "share"),
    [
        pytest.param(["2026-06-01"] * 4, 1.0, id="all fresh"),
        pytest.param(["2020-01-01"] * 2 + ["2026-06-01"] * 2, 0.5, id="half"),
        pytest.param([""] * 4, None, id="of no known age"),
    ],
)
def test_share_of_fresh_values(updated, share):
    """Values count as fresh within the schema's limit; without any date nothing is measured."""
    held = book(4, mobile=["+8613800138000"] * 4, updated_at=updated)
    assert fresh.share(report(held)) == share


def test_to_verify_is_ordered_by_money_and_age():
    """Most money times most age first; who is fresh is not listed, and who bought long ago is marked inactive, never deleted."""
    days = ["2022-01-01", "2022-01-01", "2026-06-01", "2021-01-01"]
    held = book(4, mobile=["+8613800138000"] * 4, updated_at=days, total_spent=["10", "9000", "9000", "10"])
    found = fresh.stale(report(held))
    assert found["customer_id"].tolist() == ["C1", "C3", "C0"]
    assert set(found["why"]) == {"stale"} and found["fields"].tolist() == ["mobile"] * 3
    assert fresh.inactive(report(held)).tolist() == [True, True, False, True]
    assert len(held.tables["customers"]) == 4


def test_verified_customers_are_fresh_again():
    """A later day of verification, or a change that a run saw, makes a value fresh."""
    held = book(2, mobile=["+8613800138000"] * 2, updated_at=["2020-01-01"] * 2, last_verified=["2026-05-01", ""])
    assert fresh.stale(report(held))["customer_id"].tolist() == ["C1"]
    seen = pd.DataFrame({"customer_id": ["C1"], "field": ["mobile"], "day": ["2026-06-01"]}, dtype="str")
    assert (fresh.stale(report(held.with_tables(**{fresh.SEEN: seen})))["why"] == "inactive").all()


def test_whom_people_want_verified_comes_first():
    """A customer somebody doubts stands above all others until he is verified."""
    asked = pd.DataFrame(
        {"id": ["Q-1"], "customer_id": ["C1"], "why": ["打电话问"], "when": ["2026-06-01"], "who": ["李梅"]},
        dtype="str",
    )
    held = book(2, mobile=["+8613800138000"] * 2, updated_at=["2020-01-01", "2026-06-01"]).with_tables(
        **{"waived:verify": asked}
    )
    first = fresh.stale(report(held)).iloc[0]
    assert (first["customer_id"], first["why"], first["told"]) == ("C1", "verify", "打电话问")
    done = held.with_tables(customers=held.tables["customers"].assign(last_verified="2026-06-15"))
    assert "verify" not in set(fresh.stale(report(done))["why"])


def run_of(held):
    """Return what is kept of a run over a book."""
    now = drift.profile(held, SCHEMA)
    profile = {key: drift.model.facts(**each) for key, each in now.items()}
    return {"facts": {"profile": profile}, "columns": held.columns.to_dict("records")}


def told(now, before):
    found = drift.found(now, drift.profile(now, SCHEMA), run_of(before))
    return set(zip(found["code"], found["field"], strict=True))


MOBILE = [f"+86138{each:08d}" for each in range(100)]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param({"mobile": MOBILE}, {"mobile": MOBILE}, set(), id="nothing"),
        pytest.param({}, {"mobile": MOBILE}, {("drift.column_new", "mobile")}, id="a column more"),
        pytest.param({"mobile": MOBILE}, {}, {("drift.column_missing", "")}, id="a column less"),
        pytest.param(
            {"mobile": MOBILE}, {"mobile": MOBILE[:50] + [""] * 50}, {("drift.fill", "mobile")}, id="half blank"
        ),
        pytest.param({"mobile": MOBILE}, {"mobile": MOBILE[:95] + [""] * 5}, set(), id="a few blank"),
        pytest.param(
            {"mobile": MOBILE},
            {"mobile": MOBILE[:50] + ["01012345678x"] * 50},
            {("drift.forms", "mobile")},
            id="another form",
        ),
    ],
)
def test_drift(before, now, expected):
    """Columns that came or went, and shares that changed by more than chance, are told; the rest is not."""
    assert told(book(100, **now), book(100, **before)) == expected


def test_own_numbers_that_are_no_ids_did_not_come_and_go(tmp_path):
    """A heading in two sheets, whose column becomes one of the user's own on the way, is there in every run."""
    people = [
        ["客户编号", "姓名", "手机"],
        ["A1", "李娜", "13900139002"],
        ["A2", "韩冬", "13812345678"],
        ["A3", "马超", ""],
        ["", "孙悦", "13522223333"],
    ]
    orders = [["订单号", "客户编号", "客户姓名", "电话", "金额"], ["D1", "A1", "李娜", "13900139002", 100]]
    orders += [
        ["D2", "A2", "韩冬", "13812345678", 50],
        ["D3", "A3", "马超", "", 70],
        ["D4", "A9", "周扬", "13677778888", 80],
    ]
    source = workbook(tmp_path / "b.xlsx", people, "customers", orders=orders)
    for day in (1, 2):
        done = job.run([source], tmp_path / "out", as_of=date(2026, 11, day))
        assert "客户编号" in set(done.book.columns["field"])  # what makes it a trap
        assert not done.book.issues["code"].str.startswith("drift.").any()


def test_renamed_columns_are_told():
    """The same field under another heading is told with both headings."""
    now = book(100, mobile=MOBILE)
    renamed = replace(now, columns=now.columns.assign(heading=now.columns["heading"].replace("mobile", "联系方式")))
    found = drift.found(renamed, drift.profile(renamed, SCHEMA), run_of(now))
    assert found["code"].tolist() == ["drift.column_renamed"] and '"before": "mobile"' in found["facts"].iloc[0]


def test_a_first_run_has_no_drift():
    """Nothing is compared where nothing was before, nor with a table that was not given."""
    held = book(100, mobile=MOBILE)
    assert drift.found(held, drift.profile(held, SCHEMA), {}).empty
    assert told(Book(), held) == set()


def test_added_rows_are_no_drift():
    """Fields of rows that people added are no columns that a file has newly got."""
    held = book(province=["浙江"] * 10)
    added = frame(Source, {"file": [".custsheet/edits/00000-0123456789ab-added-customers.csv"], "sheet": ""})
    sources = pd.concat([held.sources, added], ignore_index=True)
    columns = held.columns.assign(source=[int(field == "province") for field in held.columns["field"]])
    now = replace(held, sources=sources, columns=columns)
    told = drift.profile(now, SCHEMA)
    before = {
        "columns": held.columns[held.columns["field"] != "province"].to_dict("records"),
        "inputs": [{"file": "a.xlsx"}],
        "facts": {"profile": {key: json.dumps(each) for key, each in told.items()}},
    }
    assert drift.found(now, told, before).empty

"""Finished issues: place, level, customer, stable id and sentence; folded, sorted, the same every time."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from custsheet import findings, texts
from custsheet.model import Book, Change, Column, Fate, Issue, Origin, Source, facts, frame, together
from custsheet.schema import Schema, Use, load_schema

SCHEMA = load_schema()
HEADINGS = {"customer_id": "编号", "name": "姓名", "mobile": "手机", "email": "邮箱", "amount": "金额"}
PEOPLE = {"name": ["李梅", "王强", "赵敏"], "mobile": ["123", "13900139000", "123"], "email": ["a@", "b@", ""]}


def book(customers=None, orders=None, ids=None, places=None, **issues):
    """Return a book of one source with the columns given, the customers' ids, and issues."""
    given = {"customers": customers or PEOPLE, "orders": orders}
    tables = {name: DataFrame(columns, dtype="str") for name, columns in given.items() if columns}
    rows = len(tables["customers"])
    named = [(name, field) for name, table in tables.items() for field in table]
    sources = places or [0] * rows
    return Book(
        tables,
        sources=frame(Source, {"file": ["客户.csv", "旧.xlsx"], "sheet": ["", "表 1"]}),
        columns=together(
            Column,
            [
                frame(
                    Column,
                    {
                        "source": each,
                        "position": list(range(len(named))),
                        "letter": [chr(65 + place) for place in range(len(named))],
                        "table": [name for name, _ in named],
                        "field": [field for _, field in named],
                        "heading": [HEADINGS.get(field, field) for _, field in named],
                    },
                )
                for each in sorted(set(sources))
            ],
        ),
        origin=frame(Origin, {"source": sources, "line": list(range(2, rows + 2))}),
        lineage=together(
            Fate,
            [
                frame(
                    Fate,
                    {"table": name, "row": list(range(rows)), "customer_id": ids or [f"C{row}" for row in range(rows)]},
                )
                for name in tables
            ],
        ),
        issues=frame(Issue, issues) if issues else frame(Issue),
    )


def finished(before, schema=SCHEMA):
    """Return the finished issues as records."""
    return findings.finish(before, schema).issues.to_dict("records")


def phone_lengths(rows, values, **more):
    """Return the columns of issues about phones that are too short."""
    return {
        "code": ["phone.length"] * len(rows),
        "table": "customers",
        "row": rows,
        "field": "mobile",
        "value": values,
        "facts": facts(digits=3),
        **more,
    }


def test_a_cell_issue_is_complete():
    """Level, dimension, file, A1 cell also for CSV, customer and a sentence with heading, line and facts."""
    issue = finished(book(**phone_lengths([1], ["123"])))[0]
    assert (issue["level"], issue["dimension"], issue["file"], issue["sheet"]) == ("error", "validity", "客户.csv", "")
    assert (issue["cell"], issue["cells"], issue["customer_id"], issue["status"]) == ("B3", "B3", "C1", "")
    assert "第3行「手机」" in issue["message"]
    assert "3位" in issue["message"]


@pytest.mark.parametrize(("lang", "told"), [("zh", "微信：wxid_a1b2"), ("en", "WeChat: wxid_a1b2")])
def test_a_suggestion_names_the_other_field_by_its_title(lang, told):
    """Where a value belongs into another column, the column is called as readers know it."""
    texts.use(lang)
    found = {"code": ["phone.routed"], "table": "customers", "row": [1], "field": "mobile", "value": "wxid_a1b2"}
    assert finished(book(**found, suggestion="wechat: wxid_a1b2"))[0]["suggestion"] == told


def test_the_language_in_use():
    """The same issue is told in English when English is used."""
    texts.use("en")
    issue = finished(book(code=["row.no_contact"], table="customers", row=[1]))[0]
    assert issue["message"].startswith("Row 3 has no phone")


@pytest.mark.parametrize(
    ("issue", "cell"),
    [
        pytest.param({"code": ["row.no_contact"], "table": "customers", "row": [2]}, "4:4", id="a row"),
        pytest.param(
            {"code": ["value.blank"], "table": "customers", "row": [2], "field": "province"},
            "4:4",
            id="a field that no column has",
        ),
        pytest.param(
            {"code": ["header.unmapped"], "table": "customers", "source": [0], "field": "email"}, "C:C", id="a column"
        ),
        pytest.param({"code": ["table.unknown"], "table": "other:x", "source": [0]}, "", id="a table"),
        pytest.param({"code": ["file.unreadable"], "facts": facts(why="…")}, "", id="a file that no source is"),
    ],
)
def test_places(issue, cell):
    """Whatever an issue is about, its place is a valid Excel reference or none."""
    assert finished(book(**issue))[0]["cell"] == cell


def test_one_issue_for_one_customer_and_value():
    """The same fault on all lines of a customer is one issue with all cells; another customer's is his own."""
    issues = finished(book(ids=["C1", "C2", "C1"], **phone_lengths([0, 1, 2], ["123", "123", "123"])))
    assert [(issue["customer_id"], issue["cell"], issue["cells"]) for issue in issues] == [
        ("C1", "B2", "B2 B4"),
        ("C2", "B3", "B3"),
    ]
    assert "2" in issues[0]["message"].partition("（同样")[2]


def test_places_in_other_files_are_told_in_full():
    """Cells of another file or sheet are named as Excel does."""
    issues = finished(book(ids=["C1"] * 3, places=[0, 0, 1], **phone_lengths([0, 2], ["123", "123"])))
    assert issues[0]["cells"] == "B2 '[旧.xlsx]表 1'!B4"


def test_many_places_are_bounded():
    """Beyond twenty places the rest is counted."""
    people = {"name": ["李梅"] * 30, "mobile": ["123"] * 30}
    issues = [
        each
        for each in finished(book(people, ids=["C1"] * 30, **phone_lengths(list(range(30)), ["123"] * 30)))
        if each["row"] >= 0
    ]
    assert len(issues) == 1
    assert issues[0]["cells"].split()[-1] == "+10"


def test_unknown_customers_are_never_folded():
    """Rows of nobody stay apart, however alike."""
    assert len(finished(book(ids=[""] * 3, **phone_lengths([0, 2], ["123", "123"])))) == 2


def test_ids_survive_sorting_and_new_numbers():
    """Re-sorted rows and other assigned ids leave every id as it was."""
    first = finished(book(**phone_lengths([0, 1], ["123", "456"])))
    turned = {field: values[::-1] for field, values in PEOPLE.items()}
    second = finished(book(turned, ids=["C7", "C8", "C9"], **phone_lengths([2, 1], ["123", "456"])))
    assert {issue["value"]: issue["id"] for issue in first} == {issue["value"]: issue["id"] for issue in second}
    assert all(len(issue["id"]) == 8 and issue["id"].startswith("Q-") for issue in first)


def test_own_ids_count_not_assigned_ones():
    """A customer's own id makes the issue's id, whatever else he changes; an id assigned to a blank one does not."""
    own = {"customer_id": ["7", "8", ""], **PEOPLE}
    renamed = {**own, "name": ["李梅梅", "王强", "赵敏"]}
    assert (
        finished(book(own, **phone_lengths([0], ["123"])))[0]["id"]
        == finished(book(renamed, **phone_lengths([0], ["123"])))[0]["id"]
    )
    assigned = replace(
        book({**own, "customer_id": ["7", "8", "C000001"]}, **phone_lengths([2], ["123"])),
        changes=frame(Change, {"table": "customers", "row": [2], "field": "customer_id", "after": "C000001"}),
    )
    assert finished(assigned)[0]["id"] == finished(book(own, **phone_lengths([2], ["123"])))[0]["id"]


def test_equal_keys_are_numbered():
    """Two strangers with the same identity and fault are told apart by a number."""
    twins = {"name": ["李梅", "李梅"], "mobile": ["123", "123"]}
    ids = [issue["id"] for issue in finished(book(twins, **phone_lengths([0, 1], ["123", "123"])))]
    assert ids[1] == f"{ids[0]}-2"


def test_a_schema_decides_how_bad():
    """The level of a rule in the schema goes before that of the registry."""
    spec = SCHEMA["customers"].model_copy(update={"rules": {"no_contact": Use(level="error")}})
    issue = book(code=["row.no_contact"], table="customers", row=[0])
    assert finished(issue, Schema({"customers": spec}))[0]["level"] == "error"
    assert finished(issue)[0]["level"] == "warning"


def test_most_severe_first_then_in_the_order_of_the_file():
    """Errors before warnings before remarks, each from the top of the file down."""
    codes = ["value.shared", "value.blank", "phone.length", "phone.length"]
    issues = finished(book(code=codes, table="customers", row=[0, 0, 2, 1], field="mobile", value=["1", "", "2", "3"]))
    assert [(issue["level"], issue["row"]) for issue in issues] == [
        ("error", 1),
        ("error", 2),
        ("warning", 0),
        ("info", 0),
    ]


def test_a_fault_all_over_a_column():
    """More than a fifth of a column failing one rule adds one issue about the column; all others stay."""
    people = {"name": [f"客户{each}" for each in range(40)], "mobile": [f"1{each}" for each in range(40)]}
    issues = finished(book(people, **phone_lengths(list(range(12)), people["mobile"][:12])))
    column = [issue for issue in issues if issue["code"] == "column.mostly"]
    assert len(issues) == 13
    assert [(issue["cell"], issue["level"], issue["row"], issue["field"]) for issue in column] == [
        ("B:B", "info", -1, "mobile")
    ]
    assert "12 个值（30%）" in column[0]["message"]
    assert "10、11、12" in column[0]["message"]
    few = finished(book(people, **phone_lengths(list(range(8)), people["mobile"][:8])))
    assert "column.mostly" not in {issue["code"] for issue in few}


def test_phones_are_told_as_people_write_them():
    """Values appear in the form that a reader sees, not in the one kept inside."""
    issue = finished(
        book(
            code=["value.shared"],
            table="customers",
            row=[1],
            field="mobile",
            value="+8613900139000",
            facts=facts(names=3),
        )
    )[0]
    assert "+86" not in issue["value"]
    assert issue["value"] in issue["message"]


def test_orders_belong_to_the_customer_of_their_row():
    """An issue of an order line has the customer's id, and an id made of what identifies him."""
    orders = {"amount": ["", "5", ""]}
    issues = finished(book(orders=orders, code=["value.blank"] * 2, table="orders", row=[0, 2], field="amount"))
    assert [(issue["customer_id"], issue["cell"]) for issue in issues] == [("C0", "D2"), ("C2", "D4")]
    assert len({issue["id"] for issue in issues}) == 2


@given(st.text(max_size=200))
@settings(max_examples=20, derandomize=True, deadline=None)
def test_no_value_breaks_a_sentence(value):
    """Braces, line breaks and whole paragraphs in a cell end up in the sentence as text, on one line."""
    texts.use("zh")
    message = finished(book(code=["value.placeholder"], table="customers", row=[0], field="name", value=[value]))[0][
        "message"
    ]
    assert "\n" not in message
    assert len(message) < 200


def test_a_code_without_a_page_is_still_told():
    """An unknown code gets a general sentence and the middle level instead of stopping the report."""
    issue = finished(book(code=["custom.rule"], table="customers", row=[0], field="name", value=["李梅"]))[0]
    assert issue["level"] == "warning"
    assert "李梅" in issue["message"]


def test_nothing_found():
    """A book without issues stays without."""
    assert finished(book()) == []


def test_the_order_in_which_stages_found_things_does_not_matter():
    """Shuffled issues give the same list, byte for byte."""
    before = book(**phone_lengths([0, 1, 2], ["123", "456", "123"]))
    shuffled = replace(before, issues=before.issues.iloc[::-1])
    assert findings.finish(before, SCHEMA).issues.equals(findings.finish(shuffled, SCHEMA).issues)

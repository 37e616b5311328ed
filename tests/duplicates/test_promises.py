"""What matching and merging promise, whatever the sheet: order and copies do not matter, people are obeyed, merges come apart."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custsheet import audit, edits
from custsheet.duplicates import decide, matching, merge
from tests.duplicates.conftest import book_of

SETTINGS = settings(
    max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PERSON = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["王小明", "王晓明", "李芳", "欧阳修文", ""]),
        "mobile": st.sampled_from(["+8613800138000", "+8613911112222", "+8615812340987", ""]),
        "email": st.sampled_from(["wxm@qq.com", "lifang@163.com", ""]),
        "address": st.sampled_from(["上海市浦东新区张江路12号", "北京市朝阳区建国路88号", ""]),
        "note": st.sampled_from(["怕辣", "老客户", ""]),
    }
)
SHEET = st.lists(PERSON, min_size=2, max_size=8)
BLANK = dict.fromkeys(("name", "mobile", "email", "address", "note"), "")


def groups(rows, schema, columns=None, decisions=(), files=()):
    """Return, per row of a sheet, the rows that are the same customer."""
    columns = columns or list(rows[0])
    book = book_of({name: [row[name] for row in rows] for name in columns}, files=files)
    book = matching(decisions)(edits.obeyed(())(book, schema), schema)
    ids = book.lineage.loc[book.lineage["table"] == "customers", "customer_id"].tolist()
    return [frozenset(row for row, other in enumerate(ids) if other == each) for each in ids], book


@SETTINGS
@given(SHEET, st.randoms(use_true_random=False))
def test_order_of_rows_and_columns(schema, rows, random):
    """Shuffled rows and columns are the same customers."""
    before, _ = groups(rows, schema)
    order, columns = list(range(len(rows))), list(rows[0])
    random.shuffle(order)
    random.shuffle(columns)
    after, _ = groups([rows[place] for place in order], schema, columns)
    assert [frozenset(order[place] for place in each) for each in after] == [before[place] for place in order]


@SETTINGS
@given(SHEET)
def test_an_empty_row_changes_nothing(schema, rows):
    """A blank row belongs to nobody, and nobody's group changes."""
    assert groups([*rows, BLANK], schema)[0][: len(rows)] == groups(rows, schema)[0]


@SETTINGS
@given(SHEET)
def test_the_same_file_twice(schema, rows):
    """A second copy of a file makes no two customers one: groups among the first copy's rows stay as they were."""
    known = [row for row in rows if row["mobile"] or row["email"]]
    if len(known) < 2:
        return
    alone, _ = groups(known, schema)
    twice, _ = groups(known * 2, schema, files=["a.csv"] * len(known) + ["b.csv"] * len(known))
    assert [frozenset(each & set(range(len(known)))) for each in twice[: len(known)]] == alone


@SETTINGS
@given(SHEET, st.data())
def test_a_decision_is_never_contradicted(schema, rows, data):
    """What a person said of two rows holds in the next run, whatever their other cells say."""
    _, book = groups(rows, schema)
    prints = book.tables["fingerprints:customers"]["fingerprint"]
    left, right = data.draw(st.tuples(*[st.integers(0, len(rows) - 1)] * 2).filter(lambda pair: pair[0] != pair[1]))
    if prints[left] == prints[right]:
        return
    same = data.draw(st.booleans())
    pair = sorted((prints[left], prints[right]))
    told = pd.DataFrame([[*pair, "1" if same else "0"]], columns=["left", "right", "same"], dtype="str")
    after, _ = groups(rows, schema, decisions=told)
    first = {each: min(row for row in prints.index if prints[row] == each) for each in pair}
    assert (first[pair[0]] in after[first[pair[1]]]) == same


@SETTINGS
@given(SHEET)
def test_undo_restores_every_row(schema, rows):
    """With every merge of different rows taken back, the rows come out as they went in, cell for cell."""
    before, book = groups(rows, schema)
    prints = book.tables["fingerprints:customers"]["fingerprint"]
    pairs = {tuple(sorted((prints[a], prints[b]))) for each in before for a in each for b in each if a != b}
    told = pd.DataFrame([[*pair, "0"] for pair in sorted(pairs)], columns=["left", "right", "same"], dtype="str")
    if told.empty:
        return
    _, again = groups(rows, schema, decisions=told)
    done = audit.with_proven_changes(again, merge(again, schema), "merge", schema)
    kept = done.tables["customers"].drop(columns="customer_id")
    held = {prints[row] for row in kept.index}
    assert held == set(prints)
    single = [row for row in kept.index if (prints == prints[row]).sum() == 1]
    assert kept.loc[single, list(rows[0])].to_dict("records") == [rows[row] for row in single]


def test_contradictions_are_asked_again(schema):
    """A=B, B=C and A≠C: nobody is merged on that, and the questions come back with an issue each."""
    rows = [
        {**BLANK, "name": name, "mobile": f"+86138001380{place}0"}
        for place, name in enumerate(["王甲", "李乙", "赵丙"])
    ]
    _, book = groups(rows, schema)
    a, b, c = book.tables["fingerprints:customers"]["fingerprint"]
    told = [[*sorted(pair), same] for pair, same in (((a, b), "1"), ((b, c), "1"), ((a, c), "0"))]
    frame = pd.DataFrame(told, columns=["left", "right", "same"], dtype="str")
    after, book = groups(rows, schema, decisions=frame)
    assert [len(each) for each in after] == [1, 1, 1]
    assert (book.issues["code"] == "match.disputed").sum() == 2
    assert set(book.tables["decisions:customers"]["state"]) == {"disputed", "in_force"}


@pytest.mark.parametrize(
    ("change", "held", "state"),
    [
        pytest.param({}, True, "in_force", id="nothing changed"),
        pytest.param({"address": "广州市天河区天河路1号"}, True, "in_force", id="a customer moved"),
        pytest.param({"mobile": "+8613500000000"}, False, "gone", id="another phone"),
    ],
)
def test_asked_again_only_if_identity_changed(schema, change, held, state):
    """A decision outlives a new address; with another phone it lost its anchor, and says so."""
    rows = [{**BLANK, "name": name, "mobile": f"+86138001380{place}0"} for place, name in enumerate(["王甲", "李乙"])]
    _, book = groups(rows, schema)
    left, right = book.tables["fingerprints:customers"]["fingerprint"]
    told = decide.anchors(book, schema["customers"], book.tables["customers"].index)["identity"]
    line = {"left": left, "right": right, "same": "1", "left_identity": told[0], "right_identity": told[1]}
    moved = [{**rows[0], **change}, rows[1]]
    after, book = groups(moved, schema, decisions=pd.DataFrame([line], dtype="str"))
    assert (len(after[0]) == 2) == held
    assert book.tables["decisions:customers"]["state"].tolist() == [state]


def test_a_chosen_value_brings_its_block(schema):
    """A person's choice comes before the rule, and province and city come with the address that was chosen."""
    base = {**BLANK, "name": "王小明", "mobile": "+8613800138000", "email": "wxm@qq.com"}
    far = {"province": "广东省", "city": "广州市", "address": "天河区天河路1号"}
    near = {"province": "上海市", "city": "上海市", "address": "浦东新区张江路12号科技楼"}
    _, book = groups([{**base, **near}, {**base, **far}], schema)
    left, right = sorted(book.tables["fingerprints:customers"]["fingerprint"])
    line = {"left": left, "right": right, "same": "", "field": "address", "value": far["address"]}
    together, book = groups([{**base, **near}, {**base, **far}], schema, decisions=pd.DataFrame([line], dtype="str"))
    assert len(together[0]) == 2
    done = audit.with_proven_changes(book, merge(book, schema), "merge", schema)
    assert done.tables["customers"][list(far)].to_dict("records") == [far]
    assert "merge.conflict" not in set(done.issues.loc[done.issues["field"] == "address", "code"])

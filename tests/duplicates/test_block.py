"""Which pairs are compared."""

import numpy as np
import pytest
from pandas import DataFrame, Series

from custsheet.duplicates import evidence
from custsheet.duplicates.block import SMALL, candidates
from custsheet.duplicates.coded import coded


def pairs_of(columns, schema):
    """Return the pairs that keys alone make candidates, however small the table, and what blocking tells."""
    table = DataFrame(columns, dtype="str")
    found = candidates(
        evidence.gathered(coded(table), schema["customers"], Series(0, index=table.index)), len(table), every=0
    )
    return set(zip(found.left.tolist(), found.right.tolist(), strict=True)), found.facts


@pytest.mark.parametrize(
    ("field", "left", "right"),
    [
        pytest.param("mobile", "+8613800138000", "+8613800138000", id="same phone"),
        pytest.param("mobile", "+8613800138000", "+8613800138001", id="one digit off"),
        pytest.param("name", "王小明", "王晓明", id="homophones"),
        pytest.param("name", "Jonathan Smith", "Jonathan Smyth", id="slip at the end"),
        pytest.param("email", "anna.b@mail.com", "anna.b@mial.com", id="slip in the domain"),
        pytest.param("first_name", "Christopher", "Chirstopher", id="slip at the start"),
    ],
)
def test_alike_values_meet(field, left, right, schema):
    """Values a slip apart share a key."""
    columns = {field: [left, right, "", ""]} | ({"last_name": [""] * 4} if field == "first_name" else {})
    assert pairs_of(columns, schema)[0] == {(0, 1)}


def test_blanks_do_not_meet(schema):
    """Rows are not paired for what they do not say."""
    assert pairs_of({"name": ["", "", "张三"], "mobile": ["", "", ""]}, schema)[0] == set()


def test_a_large_block_is_split_by_a_second_key(schema):
    """Under one phone, rows that share something else still meet."""
    count = 600
    names = [f"{chr(0x4E00 + 7 * each)}{chr(0x5E00 + 11 * each)}" for each in range(count - 1)]
    pairs, facts = pairs_of({"name": [names[0], *names], "mobile": ["+8613800138000"] * count}, schema)
    assert (0, 1) in pairs
    assert facts["split"] >= 1
    assert len(pairs) < SMALL


def test_candidates_stay_within_bounds(schema):
    """However alike the rows, candidates grow with the rows, not with their square."""
    chance = np.random.default_rng(1)
    count = 3000
    letters = np.asarray(list("伟芳娜敏静"))
    names = ["王" + "".join(letters[chance.integers(0, 5, 2)]) for _ in range(count)]
    pairs, facts = pairs_of({"name": names, "company": ["上海云帆贸易有限公司"] * count}, schema)
    assert len(pairs) <= 8 * SMALL
    assert facts["capped"] > 0


def test_all_pairs_of_a_small_sheet(schema):
    """Up to a thousand rows nothing is left out, whether they have anything in common or not."""
    table = DataFrame({"name": ["张三", "李四", "王五"]}, dtype="str")
    found = candidates(evidence.gathered(coded(table), schema["customers"], Series(0, index=table.index)), len(table))
    assert list(zip(found.left, found.right, strict=True)) == [(0, 1), (0, 2), (1, 2)]
    assert found.facts["capped"] == 0

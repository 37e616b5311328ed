"""Which rows say the same of a customer word for word."""

import numpy as np
import pytest
from pandas import DataFrame, Series

from custsheet.duplicates.coded import coded
from custsheet.duplicates.repeats import repeats

PHONE = "+8613800138000"


@pytest.mark.parametrize(
    ("columns", "ordered", "expected"),
    [
        pytest.param(
            {"name": ["张三", "李四", "张三"], "mobile": [PHONE, "", PHONE]}, True, [0, 1, 0], id="same name and phone"
        ),
        pytest.param({"name": ["张三", "张三"], "mobile": [PHONE, PHONE]}, False, [0, 0], id="a plain list too"),
        pytest.param({"name": ["张三", "张三"], "mobile": ["", ""]}, True, [0, 0], id="the sheet has no phone at all"),
        pytest.param(
            {"name": ["张三", "张三", "李四"], "mobile": ["", "", PHONE]},
            True,
            [0, 1, 2],
            id="others have phones: a name is not enough",
        ),
        pytest.param({"name": ["张三", "张三"], "company": ["云帆", "云帆"]}, True, [0, 0], id="company and name"),
        pytest.param({"name": ["张三", "张三"], "note": ["a", "b"]}, True, [0, 0], id="order lines by name alone"),
        pytest.param(
            {"name": ["张三", "张三"], "note": ["a", "b"]}, False, [0, 1], id="a plain list by all its columns"
        ),
        pytest.param({"name": ["张三", "张三"], "note": ["a", "a"]}, False, [0, 0], id="a plain list, all equal"),
        pytest.param(
            {"name": ["张三", "张三"], "mobile": [PHONE, PHONE], "address": ["甲", "乙"]},
            True,
            [0, 1],
            id="another address",
        ),
        pytest.param(
            {"name": ["张三", "张三"], "mobile": [PHONE, PHONE], "note": ["a", "b"]}, True, [0, 0], id="another note"
        ),
        pytest.param({"name": ["", ""], "mobile": ["", ""]}, True, [0, 1], id="nothing said"),
    ],
)
def test_repeats(columns, ordered, expected, schema):
    """Rows repeat each other if what they share can tell customers apart."""
    table = DataFrame(columns, dtype="str")
    found = repeats(coded(table), schema["customers"], Series(0, index=table.index), np.full(len(table), ordered))
    assert found.tolist() == expected


def test_a_default_phone_tells_nobody_apart(schema):
    """Namesakes under a number that half the sheet has are not repeats of each other."""
    names = [f"客户{each}" for each in range(120)] + ["张三", "张三"]
    table = DataFrame({"name": names, "mobile": PHONE}, dtype="str")
    found = repeats(coded(table), schema["customers"], Series(0, index=table.index), np.ones(len(table), bool))
    assert len(set(found.tolist())) == len(table)


def test_rows_that_a_person_told_apart(schema):
    """A decision keeps even equal rows apart."""
    table = DataFrame({"name": ["张三"] * 3, "mobile": PHONE}, dtype="str")
    found = repeats(coded(table), schema["customers"], Series(0, index=table.index), np.ones(3, bool), apart={2})
    assert found.tolist() == [0, 0, 2]

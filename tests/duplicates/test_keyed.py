"""Numbered keys: values share a number if, and only if, they share a key."""

import numpy as np
import pandas as pd
import pytest

from custsheet.duplicates import keyed
from custsheet.fields import KINDS

VALUES = {
    "name": ["张伟", "章伟", "张玮", "张先生", "Zhang Wei", "", "欧阳修文", "张伟1", "慕容雪"],
    "phone": ["+8613800138000", "+8613800138000;ext=2", "138001380", "138****8000", "13800138000/13900139000", ""],
    "email": ["a@gmial.com", "a@gmail.com", "A@gmail.com", "a.@", "a@b.com; c@d.com", ""],
    "address": [
        "江苏省南京市鼓楼区中山北路12号3室",
        "南京鼓楼区中山北路12号(3室)",
        "鼓楼区中山北路",
        "5 Main Street",
        "",
    ],
    "company": ["腾讯计算机系统（深圳）有限公司", "深圳市腾讯计算机系统有限公司", "Acme Co., Ltd.", "无", ""],
}


@pytest.mark.parametrize("kind", VALUES)
def test_numbers_stand_for_keys(kind):
    """By sight or one by one, two values have a number in common where they have one of their first keys in common."""
    values = VALUES[kind]
    found = keyed.numbered(kind, pd.Series(values, dtype="str"))
    alone = [set(KINDS[kind].keys(value)[: keyed.KEYS]) if value else set() for value in values]
    told = [set(line) - {-1} for line in found.tolist()]
    assert [len(each) for each in told] == [len(each) for each in alone]
    for one, theirs in zip(told, alone, strict=True):
        assert [bool(one & other) for other in told] == [bool(theirs & other) for other in alone]


def test_company_in_the_place_of_a_name():
    """A company in the column of names is found again as a company."""
    found = keyed.numbered("name", pd.Series(["北京远岫家居有限公司", "远岫家居有限公司"], dtype="str"))
    assert set(found[0]) & set(found[1]) - {-1}


@pytest.mark.parametrize("kind", VALUES)
def test_nothing(kind):
    """A column without values has no keys, and one column for them."""
    assert keyed.numbered(kind, pd.Series([], dtype="str")).shape[0] == 0


def test_tails():
    """Numbers that end in the same eight digits share a key, unless they name nobody or are too short."""
    values = pd.Series(["8613800138000", "013800138000", "12345", "13900138000"], dtype="str")
    keys = keyed.with_tails(np.array([[0], [1], [2], [-1]]), values)
    assert keys[0, 1] == keys[1, 1] > 2
    assert keys[2:, 1].tolist() == [-1, -1]

"""What agreement is worth."""

import numpy as np
import pytest
from pandas import DataFrame, Series

from custsheet.duplicates import compare, evidence, weigh
from custsheet.duplicates.coded import coded
from custsheet.duplicates.levels import KINDS


def bits_of(columns, schema, pairs):
    """Return the bits of some pairs under the defaults, one column per piece of evidence."""
    table = DataFrame(columns, dtype="str")
    told = evidence.gathered(coded(table), schema["customers"], Series(0, index=table.index))
    left, right = (np.asarray(side) for side in zip(*pairs, strict=True))
    found = weigh.weighed(told, compare.compared(told, left, right), weigh.supposed(told, len(table)))
    return DataFrame(found.bits, columns=[each.field for each in told])


def test_a_rare_name_weighs_more(schema):
    """欧阳修文 twice says more than 王伟 twice among forty."""
    bits = bits_of(
        {"name": ["王伟"] * 40 + ["欧阳修文"] * 2 + [f"李{each}" for each in "甲乙丙丁戊己庚辛"]},
        schema,
        [(0, 1), (40, 41)],
    )
    assert bits["name"][1] > bits["name"][0] + 3


def test_a_switchboard_weighs_next_to_nothing(schema):
    """A number that many people share says little; the same number on one person's rows says much."""
    names = ["王伟", "李娜", "张强", "刘洋", "陈静", "赵敏", "赵敏", "赵敏", "赵敏", "赵敏"] * 3
    phones = ["+862150008000"] * 5 + ["+8613800138000"] * 5
    bits = bits_of({"name": names, "phone": phones * 3}, schema, [(0, 1), (5, 6)])
    assert bits["phone"][0] <= 1 < 10 < bits["phone"][1]


def test_a_customer_does_not_make_his_own_name_common(schema):
    """Ten rows of one 欧阳修文 are one who is called so: known to be one customer, his name is as rare as in two rows."""

    def bits(copies, told_apart):
        table = DataFrame(
            {"name": ["欧阳修文"] * copies + [f"王{chr(0x4E00 + each)}" for each in range(40)]}, dtype="str"
        )
        told = evidence.gathered(coded(table), schema["customers"], Series(0, index=table.index))
        customers = np.maximum(np.arange(len(table)) - copies + 1, 0) if told_apart else np.arange(len(table))
        pair = compare.compared(told, np.array([0]), np.array([1]))
        model = weigh.recounted(weigh.supposed(told, len(table)), customers)
        return weigh.weighed(told, pair, model).bits[0, 0]

    assert bits(10, told_apart=True) == pytest.approx(bits(2, told_apart=True))
    assert bits(10, told_apart=False) < bits(2, told_apart=False) - 1


def test_missing_is_neutral(schema):
    """A blank neither speaks for nor against."""
    bits = bits_of({"name": ["王伟", "王伟"] * 5, "mobile": ["+8613800138000", ""] * 5}, schema, [(0, 1)])
    assert bits["mobile"][0] == 0


def test_nested_places_do_not_add_up(schema):
    """Province, city and district agree whenever the address does: only one of them counts."""
    columns = {
        name: [f"{name}{each // 2}" for each in range(40)] for name in ("province", "city", "district", "address")
    }
    bits = bits_of(columns, schema, [(0, 1), (0, 3)])
    assert (bits.iloc[0] > 0).sum() == 1
    assert (bits.iloc[1] < 0).sum() <= 1


def test_small_sheets_keep_the_defaults_and_large_ones_learn(schema):
    """Three pairs teach nothing; three hundred that disagree about the phone make the phone weigh less."""

    def phone_weight(people):
        names = [f"{chr(0x4E00 + 5 * each)}{chr(0x5300 + 9 * each)}" for each in range(people)]
        columns = {
            "name": names * 2,
            "email": [f"u{each}@a.com" for each in range(people)] * 2,
            "mobile": [f"+86138{each:08d}" for each in range(0, people * 26, 13)],
        }
        table = DataFrame(columns, dtype="str")
        told = evidence.gathered(coded(table), schema["customers"], Series(0, index=table.index))
        left, right = np.arange(people), np.arange(people) + people
        start = weigh.supposed(told, len(table))
        model = weigh.trained(told, compare.compared(told, left, right), start, len(table))
        return 2 ** model.m[[each.field for each in told].index("mobile")][0]

    assert phone_weight(3) == pytest.approx(KINDS["phone"].m[0], abs=0.1)
    assert phone_weight(300) < 0.15


@pytest.mark.parametrize("kind", KINDS)
def test_defaults_are_probabilities(kind):
    """M and u of every kind sum to one, and agreement speaks for a match."""
    told = KINDS[kind]
    assert sum(told.m) == pytest.approx(1, abs=1e-3)
    assert sum(told.u) == pytest.approx(1, abs=0.02)
    assert told.m[0] > told.u[0]
    assert told.m[4] < told.u[4]

"""What call-backs measure: shares with intervals that hold what they promise."""

import numpy as np
import pytest
from pandas import DataFrame, concat

from custsheet.verify import accuracy, draw


@pytest.mark.parametrize(
    ("right", "size", "low", "high"),
    [  # Newcombe 1998, table I, method 3
        pytest.param(81, 263, 0.2553, 0.3662, id="81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15 of 148"),
        pytest.param(0, 20, 0.0, 0.1611, id="0 of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1 of 29"),
    ],
)
def test_wilson(right, size, low, high):
    """The interval is the one in the literature."""
    found = accuracy.wilson(right / size, size)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def lines(*results, field="mobile", probability="0.5"):
    return DataFrame(
        {
            "sample": "s",
            "customer_id": [f"C{each}" for each in range(len(results))],
            "field": field,
            "result": list(results),
            "probability": probability,
        },
        dtype="str",
    )


def test_only_answers_count():
    """Who was not reached says nothing about accuracy, and what was not asked is not counted as asked."""
    found = accuracy.measured(lines("correct", "correct", "wrong", "no_answer", "refused", ""))
    assert found["field"].tolist() == ["", "mobile"]
    assert found[["asked", "answered", "correct"]].values.tolist() == [["5", "3", "2"]] * 2
    assert found["share"].tolist() == ["0.6667"] * 2


def test_nobody_answered():
    """A figure that was not measured is blank, not zero."""
    assert accuracy.measured(lines("no_answer")).iloc[0].tolist() == ["", "1", "0", "0", "", "", ""]
    assert accuracy.measured(DataFrame()).empty


def test_the_last_sample_counts():
    """A newer sample replaces an older one, and a second answer to the same question the first."""
    old = lines("wrong", "wrong").assign(sample="old")
    told = accuracy.newest(concat([old, lines("wrong"), lines("correct")], ignore_index=True))
    assert told[["sample", "result"]].values.tolist() == [["s", "correct"]]


@pytest.mark.parametrize("weighted", [False, True], ids=["simple", "weighted"])
def test_intervals_hold(weighted):
    """Of many samples from a known population about 95 in 100 intervals hold the truth, and the estimates have no bias.

    Accuracy falls with risk, so that a weighted sample that forgot its weights would be wrong by several points.
    """
    chance = np.random.default_rng(5)
    risk = np.exp(chance.normal(0, 0.8, 3000))
    right = (chance.random(3000) < 0.95 - 0.08 * np.minimum(risk, 4)).astype(float)
    truth, held, shares = right.mean(), [], []
    for seed in range(200):
        chosen = draw.drawn(120, risk if weighted else np.ones(3000), seed)
        found = accuracy.estimated(right[chosen.place], np.ones(120), chosen.probability)
        held.append(found.low <= truth <= found.high)
        shares.append(found.share)
    assert np.mean(held) >= 0.91
    assert abs(np.mean(shares) - truth) < 0.01


def test_answers_of_one_customer_are_no_strangers():
    """Ten answers of each of five customers say less than fifty answers of fifty."""
    right = np.array([10.0, 10.0, 10.0, 10.0, 0.0])
    one_each = accuracy.wilson(0.8, 50)
    clustered = accuracy.estimated(right, np.full(5, 10.0), np.full(5, 0.1))
    assert clustered.share == pytest.approx(0.8)
    assert clustered.high - clustered.low > 2 * (one_each.high - one_each.low)

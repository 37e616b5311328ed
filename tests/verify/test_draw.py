"""Who is drawn, and with which probability."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import Series

from custsheet.verify import draw


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.lists(st.floats(0.01, 1000), min_size=2, max_size=60), st.integers(1, 60), st.integers(0, 9))
def test_as_many_as_asked(risk, size, seed):
    """A sample has the size that was asked for, nobody twice, and probabilities that add up to it."""
    found = draw.drawn(size, np.array(risk), seed)
    assert len(found.place) == len(set(found.place.tolist())) == min(size, len(risk))
    assert (found.probability > 0).all() and (found.probability <= 1).all()
    if size < len(risk):
        assert draw.inclusion(size, np.array(risk)).sum() == pytest.approx(size)


def test_seed():
    """The same seed draws the same customers, another one others."""
    risk = np.ones(500)
    assert draw.drawn(20, risk, 1).place.tolist() == draw.drawn(20, risk, 1).place.tolist()
    assert draw.drawn(20, risk, 1).place.tolist() != draw.drawn(20, risk, 2).place.tolist()


def test_probabilities_are_kept():
    """Over many draws everybody comes as often as the probability says."""
    risk = np.array([1.0, 2.0, 3.0, 4.0, 10.0])
    times = np.zeros(5)
    for seed in range(2000):
        times[draw.drawn(2, risk, seed).place] += 1
    assert times / 2000 == pytest.approx(draw.inclusion(2, risk), abs=0.04)


def test_risk_grows_with_what_is_at_stake():
    """More money, older records and more open issues mean more risk; an unknown age is the oldest."""
    found = draw.risk(Series([0.0, 900.0, 0.0, 0.0, 0.0]), Series([0, 0, 800, np.nan, 0]), Series([0, 0, 0, 0, 3]))
    assert found[0] == 1.0
    assert (found[1:] > found[0]).all()
    assert found[3] > found[2]

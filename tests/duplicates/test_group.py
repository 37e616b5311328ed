"""How pairs become groups."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.duplicates.group import Edges, components, groups


def edges(*pairs):
    """Return edges from (left, right, odds) and, with a fourth value, a known difference."""
    left, right, odds = (np.asarray([pair[place] for pair in pairs]) for place in range(3))
    differs = np.asarray([len(pair) > 3 for pair in pairs])
    return Edges(left, right, odds.astype(float), (odds >= 6) & ~differs, differs)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        pytest.param([(0, 1, 9), (1, 2, 9)], [0, 0, 0, 3], id="a chain"),
        pytest.param([(0, 1, 9), (1, 2, 8), (0, 2, -20)], [0, 0, 2, 3], id="a weak bridge is cut"),
        pytest.param(
            [(0, 1, 9), (1, 2, 8), (0, 2, 9, "differs")], [0, 0, 2, 3], id="a known difference is not bridged"
        ),
        pytest.param(
            [(0, 1, 9), (2, 3, 9), (1, 2, 7), (0, 3, -9), (0, 2, -9), (1, 3, -9)],
            [0, 0, 2, 2],
            id="one edge does not carry two groups",
        ),
        pytest.param([(0, 1, 2)], [0, 1, 2, 3], id="a possible pair stays apart"),
    ],
)
def test_groups(pairs, expected):
    """Groups hold where all that is known across them holds."""
    assert groups(4, edges(*pairs)).tolist() == expected


def test_decisions_bind():
    """Same is joined without an edge; different is never joined, not even by way of others."""
    assert groups(4, edges((0, 1, 9), (1, 2, 9)), same=[(2, 3)], different=[(0, 2)]).tolist() in (
        [0, 0, 2, 2],
        [0, 1, 1, 1],
    )
    assert groups(3, edges((0, 1, 9)), same=[(0, 1), (1, 2)], different=[(0, 2)]).tolist() == [0, 0, 2]


links = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(-9, 15)).filter(lambda pair: pair[0] < pair[1]),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(links, st.sets(st.tuples(st.integers(0, 5), st.integers(6, 11)), max_size=5))
def test_different_is_never_joined(pairs, apart):
    """No set of edges joins what a person told apart."""
    unique = list({pair[:2]: pair for pair in pairs}.values())
    label = groups(12, edges(*unique), different=sorted(apart))
    assert all(label[a] != label[b] for a, b in apart)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(links)
def test_components(pairs):
    """Connected means reachable, whatever the order of the edges."""
    left, right = np.asarray([a for a, _, _ in pairs]), np.asarray([b for _, b, _ in pairs])
    label = components(12, left, right)
    assert (label[left] == label[right]).all()
    assert label.tolist() == components(12, right[::-1], left[::-1]).tolist()
    reach = np.eye(12, dtype=bool)
    reach[left, right] = reach[right, left] = True
    for _ in range(12):
        reach = reach @ reach
    assert (label[:, None] == label[None, :]).tolist() == reach.tolist()


def test_a_decision_brings_its_row_s_contradictions_along():
    """Who is joined by a person's word alone is still known to differ from a third one."""
    edges = Edges(
        np.array([0, 1]), np.array([2, 2]), np.array([10.0, -20.0]), np.array([True, False]), np.array([False, True])
    )
    assert groups(3, edges, same=[(0, 1)]).tolist() == [0, 0, 2]

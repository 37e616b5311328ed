"""Ratings in numbers, stars and words."""

import pandas as pd
import pytest

from custsheet.fields import Unreadable, rating


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("5", "5"),
        ("4.0", "4"),
        ("4.5分", "4.5"),
        ("五星", "5"),
        ("3星", "3"),
        ("★★★★☆", "4"),
        ("⭐⭐", "2"),
        ("10", "10"),
        ("8/10", "8/10"),
        ("满意", "满意"),
        ("非常不满意", "非常不满意"),
        ("５", "5"),
    ],
)
def test_clean(typed, clean):
    """Numbers and stars become the number, words stay."""
    assert rating.clean(typed) == clean


@pytest.mark.parametrize(
    ("typed", "reason"), [("11", "range"), ("-1", "range"), ("7/5", "range"), ("还凑合吧", "unclear")]
)
def test_refused(typed, reason):
    """What is out of range or not understood stays as it was typed."""
    with pytest.raises(Unreadable, match=reason):
        rating.clean(typed)


@pytest.mark.parametrize(("typed", "parts"), [("满意", ("4", "5")), ("8/10", ("8", "10")), ("4", ("4", ""))])
def test_parse(typed, parts):
    """Words count on the usual scale of five."""
    assert tuple(rating.parse(typed).values()) == parts


def test_points_of_a_hundred():
    """A column of points out of a hundred is recognised."""
    assert rating.survey(pd.Series(["85", "92", "7"])) == {"top": 100}
    assert rating.clean("85", top=100) == "85"

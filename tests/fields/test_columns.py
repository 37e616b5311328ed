"""Columns of text: the few operations that the columnar twins are made of."""

import pandas as pd
import pytest

from custsheet.fields import columns

INDEX = pd.Index([3, 1, 1])  # out of order and not unique, as tables may be


def column(*values, index=None):
    return pd.Series(list(values), index=index, dtype="str")


def test_columns_are_ordinary_text():
    """Whatever is made here is a column as pandas makes it from the same texts."""
    for made, values in (
        (columns.texts(["甲", "", "c"], INDEX), ["甲", "", "c"]),
        (columns.blanks(INDEX), ["", "", ""]),
        (columns.repeated("乙", INDEX), ["乙", "乙", "乙"]),
        (columns.chosen([True, False, True], column("a", "b", "c", index=INDEX)), ["a", "", "c"]),
        (
            columns.joined(column("a", "", "c", index=INDEX), "-", column("1", "2", "", index=INDEX)),
            ["a-1", "-2", "c-"],
        ),
        (columns.sure(column("甲乙", "甲1", "", index=INDEX), "[一-鿿]+"), ["甲乙", "", ""]),
    ):
        pd.testing.assert_series_equal(made, column(*values, index=INDEX))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param("12", True, id="whole"),
        pytest.param("12\n", False, id="line break at the end"),
        pytest.param("1２", False, id="full-width digit"),
        pytest.param("x12", False, id="part"),
        pytest.param("1", True, id="first way"),
        pytest.param("13", False, id="excluded"),
    ],
)
def test_sure_takes_whole_values(value, found):
    """A pattern is met by the whole value, by either of its ways, and not where something else speaks against it."""
    assert (columns.sure(column(value), r"1|\d\d", "3$").iloc[0] == value) == found


def test_letters_are_a_line_per_text():
    """Texts of one length become a matrix of bytes."""
    assert columns.letters(column("12X", "345"), 3).tolist() == [[49, 50, 88], [51, 52, 53]]

import pytest
from pandas import Series

from custsheet.write import typed
from custsheet.write.layout import Shown


@pytest.mark.parametrize(
    ("kind", "longest", "least"),
    [
        pytest.param("date", "2023-01-05 14:30:00", 20, id="a time of day"),
        pytest.param("date", "2023-01-05", 12, id="a day"),
        pytest.param("amount", "12345678.90", 14, id="thousands and cents"),
        pytest.param("", "收货前请先打电话联系", 22, id="Chinese counts two"),
    ],
)
def test_one_long_value_is_not_cut(kind, longest, least):
    """A column is as wide as its longest date, number or text, even where most are short."""
    values = Series(["1", *[""] * 50, longest], dtype="str")
    assert typed.width_of(Shown("x", "列", kind), values) >= least


def test_no_column_is_wider_than_the_cap():
    """A long note does not push everything else off the screen."""
    assert typed.width_of(Shown("note", "备注", "text"), Series(["长" * 300], dtype="str")) == typed.WIDEST

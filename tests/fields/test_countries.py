"""Countries are found however they are filled in."""

import pytest
from pandas import Series

from custsheet.fields.countries import region_of, regions_of


@pytest.mark.parametrize(
    ("typed", "region"),
    [
        ("US", "US"),
        ("u.s.a.", "US"),
        ("美国", "US"),
        ("deu", "DE"),
        ("ＵＫ", "GB"),
        ("中国大陆", "CN"),
        ("Brasil", "BR"),
        ("上海", ""),
        ("", ""),
    ],
)
def test_region_of(typed, region):
    """Codes, English and Chinese names lead to the same region; anything else to none."""
    assert region_of(typed) == region


def test_regions_of_keeps_the_index():
    """A column is read value by value, under its own index."""
    assert regions_of(Series(["US", "?", "US"], index=[7, 3, 5], dtype="str")).to_dict() == {7: "US", 3: "", 5: "US"}

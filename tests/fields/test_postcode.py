"""Postcodes: six digits at home, the country's form abroad, and no fault in a stranger's international sheet."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import postcode
from custsheet.fields.base import Unreadable


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("100080", "CN", "100080"),
        ("１００ ０８０", "CN", "100080"),
        ("100080.0", "CN", "100080"),
        ("邮编：310012", "CN", "310012"),
        ("sw1a1aa", "CN", "SW1A 1AA"),
        ("94105-1234", "CN", "94105-1234"),
        ("999077", "CN", "999077"),
        ("941051234", "US", "94105-1234"),
        ("94105", "US", "94105"),
        ("k1a0b1", "CA", "K1A 0B1"),
        ("SW1A1AA", "GB", "SW1A 1AA"),
        ("2000", "AU", "2000"),
        ("D-10115", "DE", "10115"),
        ("1000001", "JP", "100-0001"),
        ("100080", "DE", "100080"),
    ],
)
def test_clean(typed, region, kept):
    """However a code is typed, it is kept as its country writes it."""
    assert postcode.clean(typed, region=region) == kept


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("10020", "length", ""),
        ("1000801", "length", ""),
        ("朝阳区", "format", ""),
        ("900123", "unassigned", ""),
        ("000000", "placeholder", ""),
    ],
)
def test_unreadable(typed, reason, suggestion):
    """What is no postcode is named, and nothing is guessed."""
    with pytest.raises(Unreadable) as caught:
        postcode.clean(typed)
    assert (caught.value.reason, caught.value.suggestion) == (reason, suggestion)


def test_lost_zero():
    """A lost leading zero is suggested only where the column shows that zeros are lost."""
    column = ["10020", "100080", "30001", "310012", "518000"]
    facts = postcode.survey(column, "邮编")
    assert facts == {"mixed": False, "zeros": True}
    with pytest.raises(Unreadable) as caught:
        postcode.clean("10020", **facts)
    assert caught.value.suggestion == "010020"
    assert not postcode.survey([*column, "010030"], "邮编")["zeros"]


def test_international_column():
    """In a column of the world's postcodes nothing of a code's shape is a fault."""
    column = ["94105", "10115", "2000", "SW1A 1AA", "75001", "100080"]
    facts = postcode.survey(column, "Zip")
    assert facts["mixed"]
    assert [postcode.clean(each, **facts) for each in column] == column


def test_provinces():
    """The first two digits give the province."""
    found = [
        postcode.province_of(each) for each in ("100080", "200001", "510000", "010020", "830000", "990000", "1000")
    ]
    assert found == ["北京市", "上海市", "广东省", "内蒙古自治区", "新疆维吾尔自治区", "", ""]


@settings(derandomize=True, max_examples=300)
@given(
    st.text(alphabet="0123456789 ABKSW-．０邮编:", max_size=12),
    st.sampled_from(["CN", "US", "GB", "CA", "JP", "DE", "XX"]),
    st.booleans(),
)
def test_any_text(typed, region, mixed):
    """Cleaning is done once, comparing is symmetric, masking hides, and no text is too odd."""
    try:
        cleaned = postcode.clean(typed, region=region, mixed=mixed)
    except Unreadable as reason:
        assert reason.reason in postcode.REASONS
        cleaned = typed
    else:
        assert postcode.clean(cleaned, region=region, mixed=mixed) == cleaned
    assert postcode.compare(typed, "100080") == postcode.compare("100080", typed)
    assert postcode.compare(typed, typed) == 1
    assert not cleaned or postcode.mask(cleaned) != cleaned or set(cleaned) == {"*"}

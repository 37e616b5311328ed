"""Identity numbers: eighteen signs, old ones of fifteen, residence permits, and what Excel does to them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.fields import Unreadable, resident_id


def number(region, born, order):
    """Return a correct number of the given parts."""
    first = f"{region:06}{born:%Y%m%d}{order:03}"
    return first + resident_id.check_character(first)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002X",
        "11010519491231002x",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
        "身份证号：11010519491231002X",
        "110105-19491231-002X",
    ],
)
def test_clean(typed):
    """However it is typed, one form remains."""
    assert resident_id.clean(typed) == "11010519491231002X"


@settings(max_examples=80, derandomize=True, deadline=None, database=None)
@given(st.integers(110000, 830999), st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(1, 999))
def test_any_region_is_accepted(region, born, order):
    """A correct number is accepted whatever its county and year of birth, and tells birthday and gender."""
    typed = number(region, born, order)
    assert resident_id.clean(typed, today="2026-01-01") == typed
    assert resident_id.parse(typed) == {
        "birthday": born.isoformat(),
        "gender": "男" if order % 2 else "女",
        "region_code": f"{region:06}",
    }


@pytest.mark.parametrize("region", [330113, 330114, 320583, 810000, 820000, 830000, 915156])
def test_new_counties_and_permits(region):
    """New counties, permits for Hong Kong, Macau and Taiwan, and foreigners' cards are read alike."""
    assert resident_id.clean(number(region, date(1985, 5, 1), 12))


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place, by):
    """No single wrong digit passes."""
    right = "11010519491231002X"
    wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
    with pytest.raises(Unreadable):
        resident_id.clean(wrong)


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("12345", "length", ""),
        ("1101O519491231002X", "characters", ""),
        ("110105194913310020", "date", ""),
        ("11010518491231002X", "date", ""),
        ("110105194912310021", "checksum", ""),
        ("110105194912310000", "truncated", ""),
        ("1.10105E+17", "truncated", ""),
        ("110105491231002", "legacy", "11010519491231002X"),
        ("110105491331002", "date", ""),
        ("110105********002X", "masked", ""),
    ],
)
def test_refused(typed, reason, suggestion):
    """Each fault has its name; the new number of an old one is only suggested."""
    with pytest.raises(Unreadable) as caught:
        resident_id.clean(typed)
    assert (caught.value.reason, caught.value.suggestion) == (reason, suggestion)


@pytest.mark.parametrize("today", [date(2026, 1, 1), "2026-01-01"])
def test_born_after_today(today):
    """A birthday in the future is refused where today is known."""
    with pytest.raises(Unreadable, match="date"):
        resident_id.clean(number(110105, date(2030, 1, 1), 2), today=today)


def test_compare_and_keys():
    """The old number is the same person; two valid numbers are two people however alike."""
    assert resident_id.compare("110105491231002", "11010519491231002X") == 1
    assert resident_id.compare("11010519491231002X", "110105194912310021") == 0.85
    assert resident_id.compare(number(110105, date(1980, 1, 1), 11), number(110105, date(1980, 1, 1), 12)) == 0
    assert resident_id.keys("110105491231002") == resident_id.keys("11010519491231002x")
    assert resident_id.keys("110105********002X") == []

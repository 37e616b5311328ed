"""Bank card numbers."""

import pytest

from custsheet.fields import Unreadable, bankcard


@pytest.mark.parametrize(
    "typed",
    ["6222021234567894", "6222 0212 3456 7894", "6222-0212-3456-7894", "卡号：6222021234567894", "'6222021234567894"],
)
def test_clean(typed):
    """However it is typed, the digits remain."""
    assert bankcard.clean(typed) == "6222021234567894"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("6234567890", "length"),
        ("6222O21234567894", "characters"),
        ("6222021234567895", "checksum"),
        ("6222021234567890000", "damaged"),
        ("6.22202E+15", "damaged"),
        ("6222********7894", "masked"),
    ],
)
def test_refused(typed, reason):
    """Each fault has its name."""
    with pytest.raises(Unreadable, match=reason):
        bankcard.clean(typed)


@pytest.mark.parametrize("place", range(16))
def test_one_wrong_digit_is_noticed(place):
    """No single wrong digit passes."""
    right = "6222021234567894"
    wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]
    assert not bankcard.luhn(wrong)

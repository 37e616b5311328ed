"""Values from a list."""

import pytest

from custsheet.fields import Unreadable, choice

LISTED = ("VIP客户", "普通客户", "Wholesale")


@pytest.mark.parametrize(
    ("typed", "listed"),
    [("VIP客户", "VIP客户"), ("vip 客户", "VIP客户"), ("ＶＩＰ客户", "VIP客户"), (" WHOLESALE ", "Wholesale")],
)
def test_evened_out(typed, listed):
    """Case, blanks and width do not matter."""
    assert choice.clean(typed, values=LISTED) == listed


@pytest.mark.parametrize(("typed", "suggestion"), [("Wholesales", "Wholesale"), ("普通顾客", "普通客户"), ("别的", "")])
def test_unlisted(typed, suggestion):
    """What is not listed stays, the nearest value is suggested."""
    with pytest.raises(Unreadable) as caught:
        choice.clean(typed, values=LISTED)
    assert (caught.value.reason, caught.value.suggestion) == ("unlisted", suggestion)


def test_without_a_list():
    """Without a list only outer blanks go."""
    assert choice.clean(" 任意 值 ") == "任意 值"

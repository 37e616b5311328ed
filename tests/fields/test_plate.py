"""Number plates."""

import pytest

from custsheet.fields import Unreadable, plate


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("京A12345", "京A12345"),
        ("京a·12345", "京A12345"),
        ("京 A 12345", "京A12345"),
        ("粤BD12345", "粤BD12345"),
        ("京A12345D", "京A12345D"),
        ("沪A1234学", "沪A1234学"),
        ("粤Z1234港", "粤Z1234港"),
        ("车牌号：京A12345", "京A12345"),
    ],
)
def test_clean(typed, clean):
    """However it is typed, one form remains."""
    assert plate.clean(typed) == clean


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("京A1234", "length", ""),
        ("A12345", "region", ""),
        ("京AO1234", "characters", "京A01234"),
        ("浙苏H6F681", "characters", ""),
        ("京A***45", "masked", ""),
    ],
)
def test_refused(typed, reason, suggestion):
    """Each fault has its name; I and O are suggested as digits where that makes a plate."""
    with pytest.raises(Unreadable) as caught:
        plate.clean(typed)
    assert (caught.value.reason, caught.value.suggestion) == (reason, suggestion)


def test_parse():
    """A plate tells its province and whether the vehicle runs on new energy."""
    assert plate.parse("粤BD12345") == {"province": "粤", "authority": "B", "energy": "new"}

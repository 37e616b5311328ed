"""WeChat ids."""

import pytest

from custsheet.fields import Unreadable, wechat


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("zhang_san88", "zhang_san88"),
        ("微信号：Zhang-San", "Zhang-San"),
        ("wxid_abc123", "wxid_abc123"),
        ("138 0013 8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("12345678", "12345678"),
    ],
)
def test_clean(typed, clean):
    """An id, or the number a person is found by."""
    assert wechat.clean(typed) == clean


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("abc", "length"),
        ("zhang.san", "characters"),
        ("1abcdefg", "characters"),
        ("开心果", "nickname"),
        ("同手机号", "same_as_phone"),
        ("zh***88", "masked"),
    ],
)
def test_refused(typed, reason):
    """Each fault has its name."""
    with pytest.raises(Unreadable, match=reason):
        wechat.clean(typed)


def test_case_has_no_meaning():
    """Ids in other capitals are the same, and found by the same key."""
    assert wechat.compare("Zhang_San", "zhang_san") == 1
    assert wechat.keys("Zhang_San") == wechat.keys("zhang_san") == ["zhang_san"]

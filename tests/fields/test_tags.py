"""Lists of tags in one cell."""

import pytest

from custsheet.fields import tags


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("VIP，老客户;VIP", "VIP、老客户"),
        ("vip|new", "vip; new"),
        ("新客\n高消费、 ", "新客、高消费"),
        ("A/B测试", "A/B测试"),
        ("消费1,000元以上,老客户", "消费1,000元以上、老客户"),
        ("老 客户", "老 客户"),
        (";;", ""),
    ],
)
def test_clean(typed, clean):
    """Each tag once, in the order typed, joined alike."""
    assert tags.clean(typed) == clean


def test_compare():
    """Likeness is the share of common tags."""
    assert tags.compare("VIP;老客户", "老客户、vip") == 1
    assert tags.compare("a;b", "b;c") == pytest.approx(1 / 3)

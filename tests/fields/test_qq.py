"""QQ numbers."""

import pytest

from custsheet.fields import Unreadable, qq


@pytest.mark.parametrize("typed", ["12345678", "QQ：12345678", "qq 12345678", "12345678.0", "１２３４５６７８"])
def test_clean(typed):
    """However it is typed, the digits remain."""
    assert qq.clean(typed) == "12345678"


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("1234", "length", ""),
        ("0123456", "length", ""),
        ("123456789012", "length", ""),
        ("12345678@qq.com", "characters", "12345678"),
        ("1.23E+10", "damaged", ""),
        ("123***78", "masked", ""),
    ],
)
def test_refused(typed, reason, suggestion):
    """Each fault has its name; the number of a QQ mail address is suggested."""
    with pytest.raises(Unreadable) as caught:
        qq.clean(typed)
    assert (caught.value.reason, caught.value.suggestion) == (reason, suggestion)

"""Credit codes of organisations."""

import pytest

from custsheet.fields import Unreadable, uscc


@pytest.mark.parametrize(
    "typed",
    [
        "91350100M000100Y43",
        "9135 0100 M000 100Y 43",
        "91350100m000100y43",
        "税号：91350100M000100Y43",
        "９１３５０１００Ｍ０００１００Ｙ４３",
    ],
)
def test_clean(typed):
    """However it is typed, one form remains."""
    assert uscc.clean(typed) == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("91350100M000100Y4", "length", ""),
        ("9135O100M000100Y43", "characters", "91350100M000100Y43"),
        ("91350100M000100Y44", "checksum", ""),
        ("9.1110108E+17", "damaged", ""),
        ("110108000000016", "legacy", ""),
    ],
)
def test_refused(typed, reason, suggestion):
    """Each fault has its name; look-alike letters are suggested only where the check character then agrees."""
    with pytest.raises(Unreadable) as caught:
        uscc.clean(typed)
    assert (caught.value.reason, caught.value.suggestion) == (reason, suggestion)


def test_likeness():
    """Valid codes are one organisation or two; a slip beside a valid one is likely the same."""
    assert uscc.compare("91350100M000100Y43", "91350100m000100y43") == 1
    assert uscc.compare("91350100M000100Y43", "91350100M000100Y44") == 0.85
    assert uscc.compare("91230184MA1BUFLT44", "92371000MA3MXH0E3W") == 0
    assert uscc.parse("91350100M000100Y43")["region_code"] == "350100"

"""Free text: content is never changed."""

import pytest

from custsheet.fields import text
from custsheet.fields.base import attempt

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    "typed", ["=1+1", "NA", "00123", "𠮷", "null", "1,234", "１２３", "a  b", "第一行\n第二行", "1.38E+10", FAMILY]
)
def test_content_stays(typed):
    """Whatever it looks like, text comes out as it went in."""
    assert text.clean(typed) == typed


@pytest.mark.parametrize(
    ("typed", "clean"), [("  a ", "a"), ("\ufeffa", "a"), ("\u3000张三\u200b", "张三"), ("a\u200bb", "ab")]
)
def test_invisible_signs_go(typed, clean):
    """Blanks and invisible signs at the ends go, and the change is called so."""
    assert text.clean(typed) == clean
    assert attempt("text", text.clean, typed, {}, text.rule).rule == "space"


@pytest.mark.parametrize(("left", "right", "likeness"), [("A B", "a  b", 1.0), ("M00127", "M00128", 0.0)])
def test_compare(left, right, likeness):
    """Codes are the same or not; case and blanks do not matter."""
    assert text.compare(left, right) == likeness

"""Columns stay aligned where a sign takes two of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.cli import wide


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("客户", 4), ("Ａ", 2), ("客户a", 5), ("𠮷", 2), ("", 0)],
)
def test_width(text, columns):
    """Chinese and full-width signs take two columns."""
    assert wide.width(text) == columns


@settings(derandomize=True, max_examples=60)
@given(st.text(alphabet="客户名单，。 ab-c", max_size=60), st.integers(8, 40))
def test_wrap_keeps_everything(text, columns):
    """Wrapping loses no sign, and no line but an unbreakable one is too long."""
    lines = wide.wrap(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(wide.width(line) <= columns or len(line.split()) == 1 for line in lines)


def test_table_is_aligned():
    """The second column begins at the same place in every line."""
    lines = wide.table([["规则", "1"], ["phone.length", "22"]])
    assert [wide.width(line[: line.index(number)]) for line, number in zip(lines, ("1", "22"), strict=True)] == [14, 14]

"""Fingerprints: the same in every run and every version, for edits and decisions are kept under them."""

from hashlib import blake2b

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet import fingerprint
from custsheet.schema import load_schema

SPEC = load_schema()["customers"]
FIELDS = ("address", "email", "mobile", "name")
ODD = ["", "张伟", "a@b.com", "=", "x=", "b=c", "\x1f", "\x1fz", "a\x1f", "a\x1fname=", "a\x1fname=b", "𠮷"]


def rows(lines, fields=FIELDS):
    """Return a table with a row per line, its index out of order."""
    index = range(len(lines) + 5, 5, -1)
    return pd.DataFrame(
        {field: pd.Series([line[at] for line in lines], dtype="str", index=index) for at, field in enumerate(fields)}
    )


def as_agreed(line):
    """Return the fingerprint as it was agreed: a hash of all parts but the blank ones."""
    whole = "".join(f"\x1f{field}={value}" for field, value in zip(FIELDS, line, strict=True))
    told = "\x1f".join(part for part in whole.split("\x1f") if not part.endswith("="))
    return blake2b(told.encode(), digest_size=6).hexdigest()


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(lines=st.lists(st.tuples(*[st.sampled_from(ODD)] * len(FIELDS)), max_size=6))
def test_fingerprints_stay_as_agreed(lines):
    """Whatever stands in a row, separators included, its fingerprint is the one that was given out before."""
    table = rows(lines)
    found = fingerprint.of_rows(table, SPEC)
    assert found.index.equals(table.index)
    assert found.tolist() == list(map(as_agreed, lines))


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        pytest.param(("name", "mobile"), ("张伟", "13800138000"), id="other order"),
        pytest.param(("mobile", "name", "email"), ("13800138000", "张伟", ""), id="a blank column"),
        pytest.param(("mobile", "name", "notes"), ("13800138000", "张伟", "VIP"), id="what is no identity"),
    ],
)
def test_columns_make_no_difference(fields, line):
    """Column order, columns that a table lacks and remarks make no difference."""
    known = fingerprint.of_rows(rows([("13800138000", "张伟")], ("mobile", "name")), SPEC)
    assert fingerprint.of_rows(rows([line], fields), SPEC).tolist() == known.tolist()


def test_equal_rows_are_numbered():
    """Where equal rows must be told apart, the second of two carries a number."""
    told = fingerprint.numbered(pd.Series(["aa", "bb", "aa", "aa"], dtype="str"))
    assert told.tolist() == ["aa", "bb", "aa.1", "aa.2"]

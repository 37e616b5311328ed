"""The ledger of decisions: append-only, the last word counts, contradictions stay open."""

from datetime import date

import pandas as pd
import pytest

from custsheet.history import decisions

DAY = date(2023, 3, 1)


def entries(*lines):
    """Return entries of a sitting: left, right, same, and any other columns."""
    given = [
        dict(zip(("left", "right", "same"), line[:3], strict=True)) | (line[3] if line[3:] else {}) for line in lines
    ]
    filled = [{"typed": "1", "known": "0", "source": "review.xlsx", **each} for each in given]
    return pd.DataFrame(filled, dtype="str").reindex(columns=decisions.COLUMNS, fill_value="")


def told(state):
    """Return left, right, same and state of what is in the ledger."""
    known = decisions.in_force(decisions.ledger(state))
    return [tuple(line) for line in known[["left", "right", "same", "state"]].to_numpy()]


def test_a_sitting_is_a_file_that_is_never_rewritten(tmp_path):
    """Every sitting is a new file named by number, day and content; the same content adds nothing."""
    first = decisions.keep(tmp_path, entries(("a", "b", "1")), "d1", DAY)
    content = first.read_bytes()
    assert first.name == "00001-2023-03-01-d1.csv"
    assert decisions.keep(tmp_path, entries(("a", "b", "0")), "d1", DAY) is None
    assert decisions.keep(tmp_path, entries(("a", "b", "0", {"known": "1"})), "d2", DAY).name.startswith("00002-")
    assert first.read_bytes() == content and decisions.last(tmp_path) == 2
    assert told(tmp_path) == [("a", "b", "0", "in_force")]


def test_verdicts_of_older_versions_are_read(tmp_path):
    """A state folder written before there was a ledger is obeyed, and a later word replaces it."""
    (tmp_path / "edits").mkdir()
    (tmp_path / "edits/00000-abc-verdicts.csv").write_text("\ufeffleft,right,same\na,b,1\nc,d,0\n", encoding="utf-8")
    assert told(tmp_path) == [("a", "b", "1", "in_force"), ("c", "d", "0", "in_force")]
    decisions.keep(tmp_path, entries(("a", "b", "0")), "d1", DAY)
    assert told(tmp_path)[0] == ("a", "b", "0", "in_force")


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param({"same": "0", "who": "李", "source": "李.xlsx"}, ("0", "disputed"), id="two reviewers differ"),
        pytest.param({"same": "1", "who": "李", "source": "李.xlsx"}, ("1", "in_force"), id="two reviewers agree"),
        pytest.param({"same": "0", "who": "王", "source": "b.xlsx"}, ("0", "in_force"), id="one corrects himself"),
        pytest.param({"same": "0", "who": "李", "known": "1"}, ("0", "in_force"), id="knowing the other's word"),
        pytest.param({"same": "0", "who": "", "typed": "0"}, ("1", "in_force"), id="an untouched suggestion"),
        pytest.param({"same": "", "who": "李", "known": "1"}, ("", "withdrawn"), id="withdrawn"),
    ],
)
def test_what_counts(tmp_path, later, expected):
    """A later word counts if it knew of the earlier one; otherwise two that differ leave the question open."""
    decisions.keep(tmp_path, entries(("a", "b", "1", {"who": "王", "source": "王.xlsx"})), "d1", DAY)
    decisions.keep(tmp_path, entries(("a", "b", later["same"], later)), "d2", DAY)
    assert told(tmp_path) == [("a", "b", *expected)]

import csv
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.write import flat

PIECES = st.text(st.sampled_from("=+-@\t\r\n'\",;1a张＝＋－＠0. "), max_size=6)


def read_back(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("value", "in_file"),
    [
        ("=1+1", "'=1+1"), ("+8613800138000", "+8613800138000"), ("-5", "-5"), ("-1234.50", "-1234.50"), ("+86 138", "'+86 138"), ("@a", "'@a"),
        ("\tx", "'\tx"), ("＝1", "'＝1"), ("'=1", "''=1"), ("'x", "'x"), ("00123", "00123"), ("-5-1", "'-5-1"), ("+", "'+"), ("", ""),
    ],
)  # fmt: skip
def test_guard(value, in_file):
    """What a spreadsheet would calculate gets an apostrophe; numbers, phones and everything else do not."""
    assert flat.guard(pd.Series([value], dtype="str"))[0] == in_file


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.tuples(PIECES, PIECES), min_size=1, max_size=5))
def test_csv_round_trip(tmp_path_factory, lines):
    """Every value comes back once the guarding apostrophe is taken off, whatever quotes and line ends it holds."""
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    flat.write_csv(pd.DataFrame(lines, columns=["a", "b"], dtype="str"), path)
    found = [[_bare(each) for each in line] for line in read_back(path)[1:]]
    assert found == [list(line) for line in lines]


def _bare(text):
    inner = text[1:].lstrip("'")
    return text[1:] if text.startswith("'") and inner[:1] in "=+-@\t\r\n＝＋－＠" and inner else text


def test_tables(build, tmp_path):
    """Tables come under canonical names with a BOM; phones are national, codes keep their zeros."""
    flat.write_tables(build(8, 0), tmp_path / "cleaned")
    head, first, second, *_ = read_back(tmp_path / "cleaned" / "customers.csv")
    assert (tmp_path / "cleaned" / "customers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert head[:3] == ["customer_id", "name", "mobile"]
    assert dict(zip(head, second, strict=True))["店里自记"] == "00123"
    assert dict(zip(head, first, strict=True))["店里自记"] == "'=1+1"
    assert {path.name for path in (tmp_path / "cleaned").iterdir()} == {
        "customers.csv",
        "merged.csv",
        "orders.csv",
        "segments.csv",
    }


def test_lineage_has_every_row(build, tmp_path):
    """One line per table and source row, with the line as Excel shows it."""
    report = build(5, 0)
    flat.write_lineage(report, tmp_path / "l.csv")
    head, *lines = read_back(tmp_path / "l.csv")
    assert head == ["file", "sheet", "line", "row", "table", "customer_id", "fate", "reason"]
    assert len(lines) == len(report.book.lineage)
    assert lines[0] == ["客户 名单.xlsx", "会员", "2", "0", "customers", "C000001", "kept", ""]


def test_issues_json(build, tmp_path):
    """The file has the published keys in the published order, and is the same byte for byte."""
    for name in ("a", "b"):
        flat.write_issues(build(8, 7), tmp_path / name)
    content = json.loads((tmp_path / "a").read_text(encoding="utf-8"))
    assert content["version"] == 1 and len(content["issues"]) == 7
    assert list(content["issues"][0]) == list(flat.ISSUE_FIELDS)
    assert isinstance(content["issues"][0]["row"], int)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(("chunk", "issues"), [(20_000, 0), (20_000, 1), (2, 1), (2, 2), (2, 3), (2, 4)])
def test_every_issue_is_in_the_json(build, tmp_path, monkeypatch, chunk, issues):
    """Whatever their number: none, one, one more than is written at a time."""
    monkeypatch.setattr(flat, "CHUNK", chunk)
    flat.write_issues(build(8, issues), tmp_path / "a")
    assert len(json.loads((tmp_path / "a").read_text("utf-8"))["issues"]) == issues


@pytest.mark.parametrize("table", ["other:..\\..\\x", "other:/etc/passwd", "other:CON", "other:" + "长" * 300])
def test_file_stems_stay_in_the_folder(table):
    """A sheet's name never becomes a path."""
    stem = flat.file_stem(table)
    assert not set(stem) & set("/\\.:") and 0 < len(stem) <= 80

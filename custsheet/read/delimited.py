"""Reading text files of records: .csv, .tsv, .txt, with the encoding, delimiter and quoting that they really have."""

import csv
import io
import re
from collections import Counter
from pathlib import Path

from custsheet.model import facts
from custsheet.read.encoding import decoded, garbled
from custsheet.read.foreign import table_of
from custsheet.read.grid import Grid, Noticed
from custsheet.texts import say

DELIMITERS = (",", "\t", ";", "，", "|")
_GUARDED = r"^'+[=+\-@\t\r\n＝＋－＠]"
_SAMPLE = 60
csv.field_size_limit(2**30)


def read_delimited(path: Path) -> list[Grid]:
    """Return the one table of a text file. Its lines are records: one that spans lines counts as one."""
    text, encoding, why = decoded(path.read_bytes())
    noticed = []
    if "\0" in text:
        noticed.append(Noticed("file.zero_bytes", 0, -1, "", facts(count=text.count("\0"))))
        text = text.replace("\0", "")
    if why in ("guess", "damaged"):
        noticed.append(Noticed("file.encoding", 0, -1, encoding, ""))
    if piece := garbled(text[:200_000]):
        noticed.append(Noticed("file.garbled", 0, -1, piece, ""))
    delimiter = delimiter_of(text)
    rows, unbalanced = _records(text, delimiter)
    noticed += [Noticed("row.quotes", line, -1, "", "") for line in unbalanced]
    cells = table_of(rows)
    if encoding == "utf-8-sig" and len(rows) and _ours(rows[0]):
        cells = cells.apply(_unguarded)
    evidence = say("read", "encoding", why, encoding=encoding) + say("read", "delimiter", _NAMES[delimiter])
    return [Grid("", cells, encoding=encoding, evidence=evidence, noticed=tuple(noticed))]


_NAMES = dict(zip(DELIMITERS, ("comma", "tab", "semicolon", "wide_comma", "bar"), strict=True))


def delimiter_of(text: str) -> str:
    """Return the delimiter under which most of the first records have the same number of cells, more than one.

    >>> delimiter_of("a;b;c\\n1,5;2;3\\n"), delimiter_of("姓名，手机\\n张三，1\\n"), delimiter_of("name\\nx\\n")
    (';', '，', ',')
    """
    start = "\n".join(text[:100_000].splitlines()[:_SAMPLE])
    return max(DELIMITERS, key=lambda each: _fit(start, each))


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    """Return how well records agree on a width beyond one, and that width."""
    widths = Counter(len(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row))
    width, times = max(((width, times) for width, times in widths.items() if width > 1), key=lambda each: each[1] * each[0], default=(1, 0))
    return times / max(1, widths.total()), width


def _records(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Return all records, and the lines whose quotes do not pair up (those are cut at every delimiter)."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=_odd_quotes(text)))
        if not any("\n" in cell and cell.count("\n") > _SAMPLE for row in rows for cell in row if len(cell) > 1_000):
            return rows, []
    except csv.Error:
        pass
    return _line_by_line(text, delimiter)


def _odd_quotes(text: str) -> bool:
    return text.count('"') % 2 == 1


def _line_by_line(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    rows, unbalanced = [], []
    for line, record in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if record.count('"') % 2:
            unbalanced.append(line)
            rows.append(record.split(delimiter))
        else:
            rows.append(next(csv.reader([record], delimiter=delimiter), []))
    return rows, unbalanced


def _ours(header: list[str]) -> bool:
    """Return whether custsheet wrote a file with this header: canonical names only, `customer_id` among them.

    Written by us, every value that a spreadsheet would calculate carries one apostrophe more than it had.
    """
    return "customer_id" in header and header[0] == "customer_id"


def _unguarded(values: object) -> object:
    guarded = values.str.match(_GUARDED)  # type: ignore[attr-defined]
    return values.where(~guarded, values.str.slice(1)) if guarded.any() else values  # type: ignore[attr-defined]

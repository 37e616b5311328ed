"""Reading text files of records: .csv, .tsv, .txt, with the encoding, delimiter and quoting that they really have."""

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
from pandas import DataFrame

from custsheet.fields.columns import unguarded
from custsheet.model import facts
from custsheet.read.encoding import decoded, garbled
from custsheet.read.grid import Grid, Noticed, table_of, text_column
from custsheet.read.notices import counted
from custsheet.texts import say

DELIMITERS = (",", "\t", ";", "，", "|")
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
    cells = _unquoted(text, delimiter)
    if cells is None:
        rows, unbalanced = _records(text, delimiter)
        noticed += [Noticed("row.quotes", line, -1, "", "") for line in unbalanced]
        noticed += _short(rows)
        cells = table_of(rows)
    if encoding == "utf-8-sig" and _ours(cells):
        cells = DataFrame({position: unguarded(cells[position]) for position in cells})
    evidence = say("read", "encoding", why, encoding=encoding) + say("read", "delimiter", _NAMES[delimiter])
    return [Grid("", cells, encoding=encoding, evidence=evidence, noticed=tuple(noticed), ragged=True)]


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
    width, times = max(
        ((width, times) for width, times in widths.items() if width > 1),
        key=lambda each: each[1] * each[0],
        default=(1, 0),
    )
    return times / max(1, widths.total()), width


def _unquoted(text: str, delimiter: str) -> DataFrame | None:
    """Return the records of a text without quotes and of one width, all at once; None where it is not such a text."""
    if '"' in text or len(delimiter.encode()) > 1 or text.count("\r") not in (0, text.count("\r\n")):
        return None
    first = text.split("\n", 1)[0].rstrip("\r")
    names = [str(number) for number in range(first.count(delimiter) + 1)]
    try:
        found = arrow_csv.read_csv(
            io.BytesIO(text.encode("utf-8", "surrogatepass")),
            arrow_csv.ReadOptions(column_names=names),
            arrow_csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    return DataFrame(
        {number: text_column(each) for number, each in enumerate(found.columns)}, index=pd.RangeIndex(1, len(found) + 1)
    )


def _records(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Return all records, and the lines whose quotes do not pair up (those are cut at every delimiter)."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=_odd_quotes(text)))
        if not any("\n" in cell and cell.count("\n") > _SAMPLE for row in rows for cell in row if len(cell) > 1_000):
            return rows, []
    except csv.Error:
        pass
    return _line_by_line(text, delimiter)


def _short(rows: list[list[str]]) -> list[Noticed]:
    """Return a notice of the records that have fewer cells than most; blank lines and single words are none."""
    widths = Counter(len(row) for row in rows if len(row) > 1)  # of those as frequent, the first
    usual = max(widths, key=lambda width: widths[width], default=0)
    lines = [line for line, row in enumerate(rows, 1) if 1 < len(row) < usual]
    return [Noticed("row.short", 0, -1, "", counted(lines))] if lines else []


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


def _ours(cells: DataFrame) -> bool:
    """Return whether custsheet wrote a file with this first line: it begins with `customer_id`.

    Written by us, every value that a spreadsheet would calculate carries one apostrophe more than it had.
    """
    return len(cells) > 0 and str(cells.iat[0, 0]) == "customer_id"

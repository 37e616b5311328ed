"""The files for programs: `cleaned/<table>.csv`, `segments.csv`, `lineage.csv`, `matches.csv`, `issues.json`.

Headers, codes, levels and fates are English; only messages and reasons of matches follow the language of the run.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pandas import DataFrame, Series

import custsheet.write.crosscheck as crosscheck
import custsheet.write.layout as layout
import custsheet.write.merged as merged
import custsheet.write.places as places
import custsheet.write.relations as relations
from custsheet.columnar import as_bytes, holds, in_json, joined, offsets_of, text_of
from custsheet.fields import columns
from custsheet.report import Report

# An apostrophe guards text that a spreadsheet would calculate; readers take one off where such text (or more apostrophes) follows.
DANGEROUS = "^'*[=+\\-@\t\r\n＝＋－＠]"
_RISKY = b"'=+-@\t\r\n\xef"  # the first bytes of such text
EOL = "\r\n"
CHUNK = 20_000  # lines at a time
NUMBER = r"[+-]?[0-9]+(\.[0-9]+)?"
ISSUE_FIELDS = (
    "id code level dimension table file sheet cell row customer_id field value suggestion confidence message status".split()  # noqa: SIM905
)


def write_tables(report: Report, folder: Path) -> None:
    """Write every table people get back, the rows before merging, and the segments, as UTF-8 with BOM under canonical field names."""
    folder.mkdir(exist_ok=True)
    for stem, table in tables(report).items():
        _write(table, folder / f"{stem}.csv")


def tables(report: Report) -> dict[str, DataFrame]:
    """Return what stands in the files of `cleaned/`, guarded, by their names without `.csv`."""
    found: dict[str, DataFrame] = report.once("tables", lambda: _tables(report))
    return found


def _tables(report: Report) -> dict[str, DataFrame]:
    book = report.book
    found = {file_stem(name): table_of(report, name) for name in layout.written_tables(book)}
    if merged.TABLE in book.tables:
        found["merged"] = _guarded(merged.csv_columns(report))
    if "segments" in book.tables:
        found["segments"] = _guarded(book.tables["segments"])
    if len(related := relations.lines(report)):
        found["relations"] = _guarded(related)
    if len(disputed := crosscheck.csv_columns(report)):
        found["crosscheck"] = _guarded(disputed)
    return found


def table_of(report: Report, table: str) -> DataFrame:
    """Return a table as its file in `cleaned/` has it: under canonical field names, guarded."""
    found: DataFrame = report.once(("table", table), lambda: _table_of(report, table))
    return found


def _table_of(report: Report, table: str) -> DataFrame:
    columns = layout.columns_of(report, table)
    return _guarded(DataFrame({each.field: layout.shown_values(report, table, each) for each in columns}))


def write_lineage(report: Report, path: Path) -> None:
    """Write one line per table and source row."""
    fates = report.book.lineage
    where = places.of_rows(report.book, fates["row"])
    lines = {"file": where["file"], "sheet": where["sheet"], "line": where["line"].astype("str")}
    told = {name: fates[name].astype("str") for name in ("row", "table", "customer_id", "fate", "reason")}
    write_csv(DataFrame({**lines, **told}), path)


def write_matches(report: Report, path: Path) -> None:
    """Write every pair at or above the review threshold."""
    pairs = report.book.matches.sort_values(["row_left", "row_right"], kind="stable")
    rounded = {"probability": pairs["probability"].map("{:.6f}".format), "weight": pairs["weight"].map("{:.3f}".format)}
    write_csv(pairs.assign(**rounded)[["row_left", "row_right", "probability", "weight", "reason"]].astype("str"), path)


def write_issues(report: Report, path: Path) -> None:
    """Write `issues.json` in the order of the report, one issue a line."""
    issues = report.book.issues
    values = [_in_json(issues[name]) for name in ISSUE_FIELDS]
    openings = [f', "{name}": ' for name in ISSUE_FIELDS]
    parts = [part for pair in zip(["{" + openings[0][2:], *openings[1:]], values, strict=True) for part in pair]
    lines = joined(*parts, "},\n")
    with path.open("wb") as file:
        file.write(b'{"version":1,"issues":[')
        if len(lines):
            file.write(b"\n")
            file.writelines(as_bytes(lines.slice(start, CHUNK)) for start in range(0, len(lines), CHUNK))
            file.seek(-2, os.SEEK_CUR)
            file.write(b"\n")
        file.write(b"]}\n")


def _in_json(values: Series) -> pa.Array:
    """Return texts as JSON writes them, numbers as they are."""
    return in_json(text_of(values)) if values.dtype == "str" else text_of(values.astype("str"))


def write_csv(table: DataFrame, path: Path) -> None:
    """Write text columns as UTF-8 with BOM, guarded against being calculated; quoted where they must be (RFC 4180)."""
    _write(_guarded(table), path)


def _write(table: DataFrame, path: Path) -> None:
    with path.open("wb") as file:
        file.write("\ufeff".encode())
        file.writelines(lines(table))


def _guarded(table: DataFrame) -> DataFrame:
    return DataFrame({name: guard(values) for name, values in table.items()})


def lines(table: DataFrame, end: str = EOL) -> Iterator[bytes]:
    r"""Yield the heading and the lines of a table of texts, quoted where they must be.

    >>> list(lines(DataFrame({"a": ["1", "2,3"], "b": ["", "x"]}, dtype="str"), "\n"))
    [b'a,b\n', b'1,\n"2,3",x\n']
    """
    yield (",".join(quoted(Series(table.columns.astype("str")))) + end).encode()
    cells = [text_of(quoted(values)) for values in table.to_dict("series").values()]
    parts = [part for each in cells for part in (each, ",")][:-1]
    for start in range(0, len(table), CHUNK):
        yield as_bytes(joined(*(each if isinstance(each, str) else each.slice(start, CHUNK) for each in parts), end))


def quoted(values: Series) -> Series:
    r"""Return text in quotes where commas, quotes or line ends ask for them.

    >>> quoted(Series(['a', 'b,c', 'd"e'], dtype="str")).tolist()
    ['a', '"b,c"', '"d""e"']
    """
    if not holds(text_of(values), '"', ",", "\r", "\n"):
        return values
    needed = values.str.contains('[",\r\n]')
    return values.where(~needed, '"' + values.str.replace('"', '""', regex=False) + '"')


def guard(values: Series) -> Series:
    """Return text with an apostrophe before what a spreadsheet would calculate; numbers are left as they are.

    >>> guard(Series(["=1+1", "+8613800138000", "-5", "'@x", "a"], dtype="str")).tolist()
    ["'=1+1", '+8613800138000', '-5', "''@x", 'a']
    """
    odd = _begun(text_of(values), _RISKY)
    if not odd.any():
        return values
    asked = values[odd]
    risky = asked.str.match(DANGEROUS) & ~asked.str.fullmatch(NUMBER)
    odd[odd] = risky.to_numpy(dtype=bool)
    return columns.chosen(odd, "'" + values, values) if risky.any() else values


def _begun(texts: pa.Array, signs: bytes) -> NDArray[np.bool_]:
    """Return which texts begin with one of these bytes."""
    offsets = offsets_of(texts)
    first = np.zeros(len(texts), dtype="uint8")
    filled = offsets[1:] > offsets[:-1]
    first[filled] = np.frombuffer(texts.buffers()[2] or b"", dtype="uint8")[offsets[:-1][filled]]
    found: NDArray[np.bool_] = np.isin(first, np.frombuffer(signs, dtype="uint8"))
    return found


def file_stem(table: str) -> str:
    r"""Return a file name for a table: letters, digits, `-` and `_` only.

    >>> file_stem("other:..\\..\\x y")
    'other-x-y'
    """
    return re.sub(r"[\W]+", "-", table).strip("-")[:80] or "table"

"""Where a row or a cell stands: file, sheet, line, cell."""

import os
from pathlib import Path

from pandas import DataFrame, Series

from custsheet.model import Book
from custsheet.report import Report


def of_rows(book: Book, rows: Series) -> DataFrame:
    """Return file, sheet, source and line of each row; blank and -1 where a row has no origin."""
    origin = book.origin.reindex(rows.to_numpy())
    source = origin["source"].fillna(-1).astype("int64").to_numpy()
    names = book.sources.reindex(source)[["file", "sheet"]].fillna("")
    line = origin["line"].fillna(-1).astype("int64").to_numpy()
    return DataFrame(
        {"file": names["file"].array, "sheet": names["sheet"].array, "source": source, "line": line}, index=rows.index
    )


def of_cells(book: Book, cells: DataFrame) -> DataFrame:
    """Return file, sheet, source, line and A1 cell for cells given by table, row and field."""
    found = of_rows(book, cells["row"])
    known = book.columns.drop_duplicates(["table", "field", "source"])[["table", "field", "source", "letter"]]
    asked = found.assign(table=cells["table"].array, field=cells["field"].array)
    letter = asked.merge(known, how="left", on=["table", "field", "source"])["letter"].fillna("")
    names = Series(letter.to_numpy(), index=cells.index, dtype="str")
    return found.assign(cell=(names + found["line"].astype("str")).where(names != "", ""))


def links(report: Report, folder: Path) -> dict[str, str]:
    """Return, for each source file that can be found, the link that opens it from *folder* (relative where possible)."""
    found = {}
    for file in report.book.sources["file"].unique():
        path = source_path(report, file)
        if path is not None and "#" not in str(path):
            found[file] = f"external:{_relative(path, folder)}"
    return found


def anchor(sheet: str, cell: str) -> str:
    """Return where in its file a link has to lead to open this cell; nothing for files without sheets."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}" if sheet and cell else ""


def source_path(report: Report, file: str) -> Path | None:
    """Return the input that a source's name, relative to the inputs' common folder, stands for; None for none."""
    for given in report.inputs:
        for path in (given, given / file, given.parent / file):
            if path.as_posix().endswith(Path(file).as_posix()) and path.is_file():
                return path
    return None


def _relative(path: Path, folder: Path) -> str:
    try:
        return os.path.relpath(path.absolute(), folder.absolute())
    except ValueError:  # another drive
        return str(path.absolute())

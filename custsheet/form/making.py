"""Making a form from the schema: the template, the columns, and the file they go to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import custsheet.form.page as page
import custsheet.form.workbook as workbook
from custsheet.errors import ConfigError, OutputError
from custsheet.form.columns import ROOM, columns_of
from custsheet.read.forms import Template, version_of
from custsheet.schema import Schema
from custsheet.texts import say


class Made(NamedTuple):
    """A form that was written."""

    path: str
    table: str
    columns: int
    template: str


def make(
    schema: Schema,
    table: str,
    path: Path | None = None,
    *,
    fields: Sequence[str] = (),
    rows: int = 200,
    html: bool = False,
    as_of: date | None = None,
) -> Made:
    """Write the form of a table to *path* (by default named after the table, in the working folder); never over a file.

    Raises ConfigError (`E_TABLE_UNKNOWN`, `E_FORM_FIELD`) and OutputError (`E_DRAFT_WRITE`).
    """
    table = table or next(iter(schema))
    if table not in schema:
        raise ConfigError("E_TABLE_UNKNOWN", table=table, known=", ".join(schema))
    spec = schema[table]
    template = Template(table, (as_of or date.today()).isoformat(), version_of(spec))
    columns = columns_of(spec, fields)
    title = say(ROOM, "title", table=spec.title)
    target = path or Path(say(ROOM, "page_file" if html else "file", table=spec.title))
    if html:
        _written(target, lambda: page.write(target, spec, template, [each.field for each in columns]))
    else:
        _written(target, lambda: workbook.write(target, title, template, columns, rows))
    return Made(str(target), table, len(columns), f"{template.made} {template.version}")


def _written(path: Path, writing: Callable[[], None]) -> None:
    if path.exists():
        raise OutputError("E_DRAFT_WRITE", path=path, why=say(ROOM, "exists"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writing()
    except OSError as error:
        raise OutputError("E_DRAFT_WRITE", path=path, why=error.strerror or error) from error

"""`custsheet form`: a form to be filled in, made from the schema; a workbook, or a page for a tablet."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("table", "schema", "form_file", "fields", "rows", "html", "as_json", "quiet")


def call(
    table: str,
    schema: str,
    form_file: Path | None,
    fields: tuple[str, ...],
    rows: int,
    html: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Write the form and tell where it is."""
    from custsheet import form
    from custsheet.schema import load_schema

    made = form.make(load_schema(schema), table, form_file, fields=fields, rows=rows, html=html)
    if as_json:
        console.result_json({"command": "form", **made._asdict()})
    elif not quiet:
        console.result(say("form", "made", **made._asdict()))
    return 0

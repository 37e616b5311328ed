"""`custsheet schema to-excel [SCHEMA]`: the schema as a workbook to be edited."""

from datetime import date
from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("schema_name", "output")


def call(schema_name: str, output: Path | None) -> int:
    """Write the workbook of one schema, or of all packaged ones."""
    from custsheet import dictionary
    from custsheet.schema import load_schema

    path = output or Path(say("dictionary", "file"))
    console.result(say("cli", "wrote", path=dictionary.write(load_schema(schema_name), path, date.today())))
    return 0

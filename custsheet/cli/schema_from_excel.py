"""`custsheet schema from-excel FILE`: the edited workbook as schema files."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.texts import say

PARAMETERS = ("file", "table", "output")


def call(file: Path, table: str, output: Path | None) -> int:
    """Print the YAML of one table, or write that of all tables to a folder."""
    from custsheet import dictionary, draft
    from custsheet.schema_yaml import table_text

    texts = {name: table_text(spec) for name, spec in dictionary.tables(file).items()}
    if output is None:
        chosen = [draft.chosen(texts, table)] if table else list(texts)
        console.result("---\n".join(texts[name] for name in chosen).rstrip())
    else:
        console.result("\n".join(say("cli", "wrote", path=each) for each in draft.write(texts, output, table)))
    return 0

"""`custsheet schema json-schema`: what editors check schema files by."""

import json
from pathlib import Path

import custsheet.cli.console as console

PARAMETERS = ("output",)


def call(output: Path | None) -> int:
    """Print the JSON Schema, or write it to a file."""
    from custsheet.json_schema import json_schema

    text = json.dumps(json_schema(), ensure_ascii=False, indent=2)
    if output is None:
        console.result(text)
        return 0
    output.write_text(text + "\n", encoding="utf-8")
    console.result(str(output))
    return 0

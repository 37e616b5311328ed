"""`custsheet schema show [NAME]`: a schema as it is read."""

import custsheet.cli.console as console

PARAMETERS = ("name",)


def call(name: str) -> int:
    """Print the YAML of the schema *name* (default: customers)."""
    from custsheet.schema import load_schema, schema_file

    wanted = name or "customers"
    load_schema(wanted)  # says what is wrong with it before it is shown
    console.result(schema_file(wanted).read_text(encoding="utf-8-sig").rstrip())
    return 0

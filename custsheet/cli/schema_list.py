"""`custsheet schema list`: the packaged schemas."""

import custsheet.cli.console as console

PARAMETERS = ("as_json",)


def call(as_json: bool) -> int:
    """Print one line per schema: name, title, number of fields."""
    from custsheet.schema import load_schema, schema_file

    tables = load_schema().values()
    facts = [
        {"name": each.table, "title": str(each.title), "fields": len(each.fields), "file": str(schema_file(each.table))}
        for each in tables
    ]
    if as_json:
        console.result_json({"schemas": facts})
    else:
        console.result("\n".join("{name:<12} {title:<12} {fields:>3}  {file}".format(**each) for each in facts))
    return 0

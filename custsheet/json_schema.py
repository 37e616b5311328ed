"""The JSON Schema of schema files: editors complete and check YAML by it as people write.

Beyond what pydantic tells it names the kinds, the checks with their options, and the codes of rules.
"""

from __future__ import annotations

from typing import Any

from custsheet import checks, fields, rules
from custsheet.schema import TableSpec

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of one schema file."""
    schema = TableSpec.model_json_schema()
    told = schema["$defs"]
    field, table = told["FieldSpec"]["properties"], schema["properties"]
    field["kind"]["enum"] = list(fields.KINDS)
    for uses in (field["checks"], table["rules"]):
        _named(uses, {name: _use(told["Use"], check.DEFAULTS) for name, check in checks.CHECKS.items()})
    for levels in (field["levels"], table["levels"]):
        levels["propertyNames"] = {"enum": [*rules.codes(), *sorted(rules.CHANGES - set(rules.codes()))]}
    table["prices"]["propertyNames"] = {"enum": rules.codes()}
    return {"$schema": DRAFT, "title": "custsheet schema", **{name: schema[name] for name in schema if name != "title"}}


def _named(mapping: dict[str, Any], known: dict[str, Any]) -> None:
    """Let a mapping have these keys only."""
    mapping.update(properties=known, additionalProperties=False)


def _use(use: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """Return what may stand behind a check: nothing, or level, what happens then, and the check's own options."""
    own = {**use["properties"], **{name: {"default": _plain(each)} for name, each in options.items()}}
    return {"anyOf": [{"type": "object", "properties": own, "additionalProperties": False}, {"type": "null"}]}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple | set | frozenset) else value

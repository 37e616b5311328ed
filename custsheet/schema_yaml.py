"""A table's schema as YAML text: a line or two for each field, defaults left out."""

from __future__ import annotations

from typing import Any

import yaml

from custsheet.schema import FieldSpec, TableSpec, Use


def table_text(spec: TableSpec, intro: str = "") -> str:
    """Return the YAML of a table; *intro* becomes the comment on its first line. Reading it gives an equal table."""
    lines = [f"# {intro}"] if intro else []
    lines += [entry("table", spec.table), entry("title", {"zh": spec.title.zh, "en": spec.title.en})]
    lines += ["fields:" if spec.fields else "fields: {}"]
    lines += ["  " + entry(name, field(each)) for name, each in spec.fields.items()]
    for part, told in (("rules", used(spec.rules)), ("levels", dict(spec.levels)), ("prices", dict(spec.prices))):
        lines += [f"{part}:", *("  " + entry(name, each) for name, each in told.items())] if told else []
    return "\n".join(lines) + "\n"


def field(spec: FieldSpec) -> dict[str, Any]:
    """Return what is said of a field, as it would be written in YAML."""
    given = spec.model_dump(mode="json", exclude_defaults=True, exclude={"checks"})
    checks = used(spec.checks)
    return {name: each for name, each in given.items() if each not in ({}, [])} | ({"checks": checks} if checks else {})


def used(checks: Any) -> dict[str, dict[str, Any] | None]:
    """Return checks put to use, each with what it does not leave at its default (None: all of it)."""
    return {name: _use(use) or None for name, use in checks.items()}


def _use(use: Use | None) -> dict[str, Any]:
    return use.model_dump(mode="json", exclude_defaults=True) if use else {}


def entry(key: str, value: object) -> str:
    """Return `key: value` on one line of YAML.

    >>> entry("mobile", {"kind": "phone", "aliases": ["联系方式"]})
    'mobile: {kind: phone, aliases: [联系方式]}'
    """
    key_text, text = (_inline(each) for each in (key, value))
    return f"{key_text}: {text}".rstrip() if value is not None else f"{key_text}:"


def _inline(value: object) -> str:
    style = {"allow_unicode": True, "default_flow_style": True, "width": 10**9, "sort_keys": False}
    text = yaml.safe_dump([value], **style).strip()  # type: ignore[call-overload]
    if "\n" in text:
        text = yaml.safe_dump([value], default_style='"', **style).strip()  # type: ignore[call-overload]
    return str(text[1:-1])

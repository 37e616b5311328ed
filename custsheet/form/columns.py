"""The columns of a form: which fields are asked, how they are explained, and what may be typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from custsheet.errors import ConfigError
from custsheet.form.rules import RULES
from custsheet.schema import FieldSpec, TableSpec
from custsheet.texts import lookup, say
from custsheet.write.values import units_wide

ROOM = "form"
CONTACT = ("mobile", "phone", "email", "wechat")  # at least one of them
CONSENT = ("consent", "consent_date", "consent_scope", "consent_way")
REGIONS = ("province", "city", "district")
USUAL = {  # what is asked where the packaged schema knows far more
    "customers": (
        *("name", "customer_type", "mobile", "phone", "email", "wechat", "gender", "birthday", "id_number", "company"),
        *("job_title", *REGIONS, "address", "postcode", "source", "owner", "note", *CONSENT),
    )
}
_WIDE = {
    "address": 34.0,
    "company": 26.0,
    "email": 24.0,
    "resident_id": 22.0,
    "bankcard": 24.0,
    "uscc": 22.0,
    "url": 24.0,
}
_NARROW = {"gender": 9.0, "yesno": 11.0, "amount": 11.0, "date": 13.0, "name": 14.0, "postcode": 10.0}
_CLOSED = ("gender", "yesno")


class Column(NamedTuple):
    """One column of a form. `form` is text, number, whole or date; `level` is how strict the rule is: stop, warning or information."""

    field: str
    title: str
    kind: str
    form: str
    required: bool
    hint: str
    example: str
    choices: tuple[str, ...]
    level: str
    past: bool  # a day that cannot lie ahead
    width: float

    @property
    def prompt(self) -> str:
        """What is expected, with an example."""
        told = say(ROOM, "prompt", hint=self.hint, example=self.example) if self.example else self.hint
        return (say(ROOM, "required") if self.required else "") + told


def columns_of(spec: TableSpec, chosen: Sequence[str] = (), lang: str | None = None) -> list[Column]:
    """Return the columns of a table's form: the *chosen* fields, else the usual ones, else all.

    Raises ConfigError (`E_FORM_FIELD`) for a field that the table does not have.
    """
    unknown = [field for field in chosen if field not in spec.fields]
    if unknown:
        raise ConfigError("E_FORM_FIELD", field=unknown[0], table=spec.table, known=", ".join(spec.fields))
    usual = USUAL.get(spec.table, ())
    fields = chosen or (usual if usual and set(usual) <= set(spec.fields) else tuple(spec.fields))
    return [_column(field, spec.fields[field], lang) for field in fields]


def _column(field: str, spec: FieldSpec, lang: str | None) -> Column:
    choices = _choices(field, spec, lang)
    kind = spec.kind if spec.kind in lookup(ROOM, "kinds") else "text"
    told = _told(field, "closed" if spec.values else kind, lang)
    return Column(
        field=field,
        title=str(getattr(spec.title, lang)) if lang else str(spec.title),
        kind=spec.kind,
        form=_form(spec),
        required=spec.required or "blank" in spec.checks,
        hint=told["hint"],
        example=spec.values[0] if spec.values else told["example"] or (choices[0] if choices else ""),
        choices=choices,
        level=_level(field, spec),
        past="future_date" in spec.checks,
        width=max(_WIDE.get(kind, _NARROW.get(kind, 16.0)), units_wide(told["example"]) + 3.0),
    )


def _told(field: str, kind: str, lang: str | None) -> dict[str, str]:
    fields = lookup(ROOM, "fields", lang=lang)
    return fields[field] if field in fields else lookup(ROOM, "kinds", kind, lang=lang)


def _choices(field: str, spec: FieldSpec, lang: str | None) -> tuple[str, ...]:
    offered = lookup(ROOM, "choices", lang=lang)
    return spec.values or tuple(offered.get(spec.kind if spec.kind in _CLOSED else field, ()))


def _form(spec: FieldSpec) -> str:
    if spec.kind == "amount":
        return "whole" if spec.options.get("counted") else "number"
    return {"date": "date", "rating": "number"}.get(spec.kind, "text")


def _level(field: str, spec: FieldSpec) -> str:
    """Return how strict the rule for a field is: words of our own are only offered, listed values and plain kinds are demanded."""
    if spec.values or spec.kind in _CLOSED or spec.kind == "date":
        return "stop"
    if spec.kind == "amount":
        return "stop" if "negative" in spec.checks else "warning"
    if spec.kind in RULES:
        return RULES[spec.kind].level
    return "warning" if field in REGIONS else "information"

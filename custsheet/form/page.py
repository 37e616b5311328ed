"""The form as a page for a tablet: one file that needs nothing but itself, in both languages.

Entries stay in the browser until they are downloaded as CSV, in the form that `custsheet.read.forms` knows. The page asks nobody
for anything: styles and script are allowed by their hashes alone, and what is typed is shown through text nodes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

import custsheet.form.regions as regions
from custsheet.form.columns import CONSENT, CONTACT, REGIONS, ROOM, columns_of
from custsheet.form.rules import RULES
from custsheet.read.forms import Template
from custsheet.schema import TableSpec
from custsheet.texts import LANGUAGES, language, lookup, say
from custsheet.write.flat import DANGEROUS, NUMBER
from custsheet.write.issues_html import hashed, inert


def write(path: Path, spec: TableSpec, template: Template, fields: Sequence[str]) -> None:
    """Write the page that asks for these *fields*."""
    style, script = _packaged("form.css"), _packaged("form.js")
    page = Environment(
        loader=PackageLoader("custsheet.form", "html"), autoescape=select_autoescape(["html"])
    ).get_template("form.html")
    allowed = f"default-src 'none'; style-src '{hashed(style)}'; script-src '{hashed(script)}'"
    text = page.render(
        lang={"zh": "zh-CN", "en": "en"}[language()],
        title=say(ROOM, "title", table=spec.title),
        noscript=say(ROOM, "page", "noscript"),
        policy=f"{allowed}; base-uri 'none'; form-action 'none'",
        style=Markup(style),
        script=Markup(script),
        content=Markup(inert(content(spec, template, fields))),
    )
    path.write_text(text, encoding="utf-8", newline="\n")


def content(spec: TableSpec, template: Template, fields: Sequence[str]) -> dict[str, Any]:
    """Return everything the page shows and asks."""
    asked = set(fields)
    return {
        "lang": language(),
        "template": str(template),
        "ui": {lang: _ui(spec, lang) for lang in LANGUAGES},
        "fields": [_field(name, spec, fields) for name in fields],
        "rules": {kind: rule.pattern for kind, rule in RULES.items()},
        "regions": regions.tree() if asked.issuperset(REGIONS) else {},
        "contact": list(CONTACT) if asked.issuperset(CONTACT) else [],
        "consent": [field for field in CONSENT if field in asked],
        "dangerous": DANGEROUS,
        "number": f"^{NUMBER}$",
        "columns": list(fields),
    }


def _field(name: str, spec: TableSpec, fields: Sequence[str]) -> dict[str, Any]:
    told = {lang: columns_of(spec, [name], lang)[0] for lang in LANGUAGES}
    one = told[LANGUAGES[0]]
    return {
        "name": name,
        "kind": one.kind,
        "form": one.form,
        "required": one.required,
        "level": one.level,
        "past": one.past,
        "secret": spec.fields[name].pii == "sensitive",
        "told": {
            lang: {"title": each.title, "hint": each.hint, "example": each.example, "choices": list(each.choices)}
            for lang, each in told.items()
        },
    }


def _ui(spec: TableSpec, lang: str) -> dict[str, Any]:
    return {
        **lookup(ROOM, "page", lang=lang),
        "title": say(ROOM, "title", lang=lang, table=getattr(spec.title, lang)),
        "template": say(ROOM, "template", lang=lang),
        "file": say(ROOM, "page_file", lang=lang, table=getattr(spec.title, lang)).removesuffix(".html"),
        "wrong": lookup(ROOM, "wrong", lang=lang),
        "prompt": lookup(ROOM, "prompt", lang=lang),
        "notice": lookup(ROOM, "notice", lang=lang),
    }


def _packaged(name: str) -> str:
    return files("custsheet.form").joinpath("html", name).read_text(encoding="utf-8")

"""Every sentence a user reads, in 简体中文 and English.

A *room* is one YAML file per language (`zh/errors.yaml`, `en/errors.yaml`); a path of keys leads to a template whose
`{facts}` are filled in. Rooms are loaded when first needed, so that `--help` reads only its own.
"""

from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LANGUAGES = ("zh", "en")
_language: ContextVar[str] = ContextVar("language", default="zh")
_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def use(lang: str) -> None:
    """Let everything that follows be said in *lang* (`zh` or `en`)."""
    if lang not in LANGUAGES:
        raise ValueError(f"language is one of {LANGUAGES}, not {lang!r}")
    _language.set(lang)


def language() -> str:
    """Return the language in use."""
    return _language.get()


@cache
def room(name: str, lang: str) -> dict[str, Any]:
    """Return all texts of one room."""
    text = files(__package__).joinpath(lang, f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_loader) or {}


def lookup(name: str, *path: str, lang: str | None = None) -> Any:
    """Return what stands at *path* in room *name*: a template, a list or a mapping. KeyError where there is nothing."""
    found: Any = room(name, lang or language())
    for key in path:
        found = found[key]
    return found


def say(name: str, /, *path: str, lang: str | None = None, **facts: object) -> str:
    """Return the sentence at *path* in room *name*, with its facts filled in.

    >>> say("tables", "customers", lang="en")
    'Customers'
    """
    return str(lookup(name, *path, lang=lang)).format(**facts)

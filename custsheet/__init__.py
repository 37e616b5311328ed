"""Messy customer spreadsheets in, a trustworthy customer archive out.

The public API; everything else may move. Heavy imports happen on first use, so that the command line starts fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Book", "Run", "Schema", "clean", "compare", "load_schema", "parse", "read", "run"]

if TYPE_CHECKING:
    from custsheet.fields import clean, compare, parse
    from custsheet.job import Run, run
    from custsheet.model import Book
    from custsheet.read import read
    from custsheet.schema import Schema, load_schema

_HOMES = {
    "Book": "model",
    "Run": "job",
    "Schema": "schema",
    "clean": "fields",
    "compare": "fields",
    "load_schema": "schema",
    "parse": "fields",
    "read": "read",
    "run": "job",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'custsheet' has no attribute {name!r}")
    value = getattr(import_module(f"custsheet.{_HOMES[name]}"), name)
    globals()[name] = (
        value  # `custsheet.read` is the function; the package of that name stays importable as `from custsheet.read import …`
    )
    return value

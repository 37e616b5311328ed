"""Nothing typed in a field that the schema marks `required`."""

from typing import Any

from pandas import Series

from custsheet.checks import blank

ID = "value.required"
SCOPE = "value"
LEVEL = "error"
DIMENSION = "completeness"
DEFAULTS: dict[str, Any] = {}


def passes(values: Series) -> Series:
    """Return True for each value that is there."""
    return blank.passes(values)

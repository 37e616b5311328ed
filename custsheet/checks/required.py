"""Nothing typed in a field that the schema marks `required`."""

from typing import Any

from pandas import Series

import custsheet.checks.blank as blank

ID = "value.required"
SCOPE = "value"
LEVEL = "error"
DIMENSION = "completeness"
DEFAULTS: dict[str, Any] = {}


def passes(values: Series) -> Series:
    """Return True for each value that is there."""
    return blank.passes(values)

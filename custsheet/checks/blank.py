"""Nothing typed where something is expected.

Spaces alone are nothing. The schema says which fields expect something.
"""

from typing import Any

from pandas import Series

ID = "value.blank"
SCOPE = "value"
LEVEL = "warning"
DIMENSION = "completeness"
DEFAULTS: dict[str, Any] = {}


def passes(values: Series) -> Series:
    """Return True for each value that is there.

    >>> passes(Series(["x", "", " "], dtype="str")).tolist()
    [True, False, False]
    """
    return values.str.strip() != ""

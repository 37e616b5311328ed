"""The same value twice in a field that the schema marks `unique`; the second and all further ones are told."""

from typing import Any

from pandas import Series

ID = "value.unique"
SCOPE = "value"
LEVEL = "error"
DIMENSION = "uniqueness"
DEFAULTS: dict[str, Any] = {}


def passes(values: Series) -> Series:
    """Return True for each value that did not stand further up.

    >>> passes(Series(["A1", "A2", "A1", "", ""], dtype="str")).tolist()
    [True, True, False, True, True]
    """
    return ~values.duplicated() | (values == "")

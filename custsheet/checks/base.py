"""What every check answers to."""

from collections.abc import Sequence
from typing import Any, Protocol

from pandas import DataFrame, Series


class ValueCheck(Protocol):
    """A question to the values of one field. `SCOPE = "value"`."""

    ID: str
    SCOPE: str
    LEVEL: str
    DIMENSION: str
    DEFAULTS: dict[str, Any]

    def passes(self, values: Series, **options: Any) -> Series:
        """Return True for each value that passes; blank values pass unless the check is about blanks."""
        ...


class RowCheck(Protocol):
    """A question to several fields of a row. `SCOPE = "row"`; asked only where all of FIELDS are there."""

    ID: str
    SCOPE: str
    LEVEL: str
    DIMENSION: str
    DEFAULTS: dict[str, Any]
    FIELDS: Sequence[str]  # FIELDS[0] is where the issue points
    NEEDS: str  # "all" of FIELDS, or "any"

    def passes(self, table: DataFrame, **options: Any) -> Series:
        """Return True for each row that passes."""
        ...

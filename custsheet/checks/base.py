"""What every check answers to."""

from collections.abc import Sequence
from typing import Any, Protocol

from pandas import DataFrame, Series

ISO_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?"
NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"


class Check(Protocol):
    """What all checks have in common. A check answers; it does not log, number, colour or decide how bad that is.

    `ID` is the code of its issues, `SCOPE` one of value, field and row, `DEFAULTS` its options in the schema. A check
    may also offer `facts(table, failed, **options) -> list[dict]`, what the message needs about each failing row (with
    `field` among its options where it asks for it).
    """

    ID: str
    SCOPE: str
    LEVEL: str  # error, warning, info; a schema may say otherwise
    DIMENSION: str  # completeness, validity, uniqueness, consistency, timeliness, accuracy
    DEFAULTS: dict[str, Any]


class ValueCheck(Check, Protocol):
    """A question to the values of one field. `SCOPE = "value"`."""

    def passes(self, values: Series, **options: Any) -> Series:
        """Return True for each value that passes; blank values pass unless the check is about blanks."""
        ...


class FieldCheck(Check, Protocol):
    """A question to one field that only the rest of the row answers: whose value is it? `SCOPE = "field"`."""

    def passes(self, table: DataFrame, field: str, **options: Any) -> Series:
        """Return True for each row whose value of *field* passes."""
        ...


class RowCheck(Check, Protocol):
    """A question to several fields of a row. `SCOPE = "row"`; columns that are not there are given as blank ones."""

    FIELDS: Sequence[str]  # the first that the table has is where the issue points
    NEEDS: str  # asked where the table has "all" of FIELDS, or "any"

    def passes(self, table: DataFrame, **options: Any) -> Series:
        """Return True for each row that passes."""
        ...


def dates(values: Series) -> Series:
    """Return the day of each canonical date as ISO text, blank for what is none.

    >>> dates(Series(["2023-01-05T10:20:30", "soon"], dtype="str")).tolist()
    ['2023-01-05', '']
    """
    return values.where(values.str.fullmatch(ISO_DATE), "").str.slice(0, 10)


def numbers(values: Series) -> Series:
    """Return canonical amounts as floats (to compare, never to add up), NaN for what is none.

    >>> numbers(Series(["12.5", "", "about 3"], dtype="str")).tolist()
    [12.5, nan, nan]
    """
    readable = values.where(values.str.fullmatch(NUMBER), None)
    return readable.astype("float64")


def names(table: DataFrame) -> Series:
    """Return who each row is about: the name, else first and last name, else the company; blanks and case do not count."""
    blank = Series("", index=table.index, dtype="str")
    told = table.get("name", blank)
    parts = table.get("last_name", blank) + table.get("first_name", blank)
    told = told.where(told != "", parts)
    told = told.where(told != "", table.get("company", blank))
    return told.str.replace(r"\s+", "", regex=True).str.lower()

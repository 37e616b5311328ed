"""The birthday differs from the one in the ID number: one of the two is typed wrong.

Digits 7 to 14 of an ID are the birthday (GB 11643-1999). IDs that cannot be read are not asked.
"""

from typing import Any

from pandas import DataFrame, Series

from custsheet import fields
from custsheet.checks.base import dates

ID = "id.birthday"
SCOPE = "row"
LEVEL = "error"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("birthday", "id_number")
NEEDS = "all"


def passes(table: DataFrame) -> Series:
    """Return True for each row whose birthday is blank or the one of its ID."""
    typed, told = dates(table["birthday"]), _of_id(table)
    return (typed == told) | (typed == "") | (told == "")


def _of_id(table: DataFrame) -> Series:
    return fields.parse("resident_id", table["id_number"])["birthday"]


def facts(table: DataFrame, failed: Series) -> list[dict[str, object]]:
    """Return the birthday that each failing row's ID tells."""
    return [{"told": each} for each in _of_id(table[failed])]

"""The gender differs from the one in the ID number: one of the two is typed wrong.

The 17th digit of an ID is odd for men and even for women (GB 11643-1999). IDs that cannot be read are not asked.
"""

from typing import Any

from pandas import DataFrame, Series

from custsheet import fields

ID = "id.gender"
SCOPE = "row"
LEVEL = "error"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("gender", "id_number")
NEEDS = "all"


def passes(table: DataFrame) -> Series:
    """Return True for each row whose gender cannot be read or is the one of its ID."""
    typed = fields.outcomes("gender", table["gender"])
    told = fields.outcomes("gender", _of_id(table))["value"]
    return (typed["value"] == told) | (typed["value"] == "") | (typed["issue"] != "") | (told == "")


def _of_id(table: DataFrame) -> Series:
    return fields.parse("resident_id", table["id_number"])["gender"]


def facts(table: DataFrame, failed: Series) -> list[dict[str, object]]:
    """Return the gender that each failing row's ID tells."""
    return [{"told": each} for each in _of_id(table[failed])]

"""Agreed to marketing and opted out at once. The strictest answer holds until somebody asks the customer.

Source: 个人信息保护法 (PIPL), article 15: consent may be withdrawn at any time.
"""

from typing import Any

from pandas import DataFrame, Series

from custsheet import fields

ID = "row.consent_conflict"
SCOPE = "row"
LEVEL = "warning"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("consent", "opt_out")
NEEDS = "all"


def passes(table: DataFrame) -> Series:
    """Return True for each row that does not say yes to both."""
    yes = fields.outcomes("yesno", Series(["yes"], dtype="str"))["value"].iloc[0]
    return ~((table["consent"] == yes) & (table["opt_out"] == yes))

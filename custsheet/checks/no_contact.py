"""No way to reach the customer: phone, mobile, e-mail, WeChat and QQ are all blank.

Asked only where the sheet has at least one of these columns.
"""

from typing import Any

from pandas import DataFrame, Series

ID = "row.no_contact"
SCOPE = "row"
LEVEL = "warning"
DIMENSION = "completeness"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("mobile", "phone", "email", "wechat", "qq")
NEEDS = "any"


def passes(table: DataFrame) -> Series:
    """Return True for each row with at least one contact."""
    return (table[list(FIELDS)] != "").any(axis=1)

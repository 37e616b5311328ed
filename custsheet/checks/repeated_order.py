"""The same customer, day, product and amount twice within one file: perhaps one order entered twice.

Told of the second and all further ones, and left alone: nothing within one file is ever dropped. Different order
numbers are different orders. Rows of which customer, date or amount are not known are not asked.
"""

from typing import Any

from pandas import DataFrame, Series

ID = "row.repeated_order"
SCOPE = "row"
LEVEL = "info"
DIMENSION = "uniqueness"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("amount", "order_date", "product", "order_id", "customer_id", "@customer", "@file")
NEEDS = "any"


def passes(table: DataFrame) -> Series:
    """Return True for each row that does not repeat an earlier one of its file.

    `@customer` tells who bought where the customer stands in another table, `@file` the file of each row.
    """
    who = table["customer_id"].where(table["customer_id"] != "", table["@customer"])
    known = (who != "") & (table["order_date"] != "") & (table["amount"] != "")
    same = table[["@file", "order_id", "order_date", "product", "amount"]].assign(who=who)
    return ~(same[known].duplicated().reindex(table.index, fill_value=False))

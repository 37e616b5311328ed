"""The city lies in another province than the one beside it.

Asked only where the city's name belongs to one province alone; the table of divisions is that of addresses.
"""

from typing import Any

import pandas as pd
from pandas import DataFrame, Series

from custsheet import fields

ID = "region.path"
SCOPE = "row"
LEVEL = "warning"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("city", "province")
NEEDS = "all"


def passes(table: DataFrame) -> Series:
    """Return True for each row whose city lies in its province, or one of them is not known."""
    told, typed = _province_of(table["city"]), _province_of(table["province"])
    return (told.str.slice(0, 2) == typed.str.slice(0, 2)) | (told == "") | (typed == "")


def _province_of(places: Series) -> Series:
    """Return the province that each place names or lies in, asked once per distinct place."""
    number, unique = pd.factorize(places)
    return fields.parse("address", Series(unique, dtype="str"))["province"].take(number).set_axis(places.index)


def facts(table: DataFrame, failed: Series) -> list[dict[str, object]]:
    """Return the province in which each failing row's city lies."""
    rows = table[failed]
    return [
        {"told": told, "province": typed}
        for told, typed in zip(_province_of(rows["city"]), rows["province"], strict=True)
    ]

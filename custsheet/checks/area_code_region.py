"""The area code of a landline belongs to another city than the one beside it.

Asked of fixed lines in China alone, and only where the city, or else the province, is one that the table of area codes
(`area_codes`) knows; several cities may share a code. A mobile number moves with its owner and is not asked.
"""

from typing import Any

from pandas import DataFrame, Series

from custsheet import fields
from custsheet.checks.area_codes import areas
from custsheet.fields.columns import groups

ID = "region.area_code"
SCOPE = "field"
LEVEL = "info"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("city", "province")

_LANDLINE = r"^\+86(?P<code>10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}(?:;|$)"


def passes(table: DataFrame, field: str) -> Series:
    """Return True for each row whose landline belongs to its city and province, or where one of them is not known."""
    code = groups(table[field], _LANDLINE)["code"]
    asked = table[code.isin(list(areas()))]
    agrees = Series(True, index=table.index)
    if len(asked):
        pairs = DataFrame({"code": code[asked.index], "city": asked["city"], "province": asked["province"]})
        distinct = pairs.drop_duplicates()
        agrees[asked.index] = pairs.merge(distinct.assign(agrees=_agree(distinct)))["agrees"].to_numpy()
    return agrees


def _agree(places: DataFrame) -> Series:
    """Return whether each distinct area code goes with its city and province."""
    told = fields.parse("address", places["city"])
    city = told["city"].where(told["city"] != "", places["city"])
    province = places["province"].where(places["province"] != "", told["province"])
    lines = zip(places["code"], city, province, strict=True)
    return Series([areas()[code].is_of(*place) for code, *place in lines], index=places.index, dtype=bool)


def facts(table: DataFrame, failed: Series, field: str) -> list[dict[str, object]]:
    """Return the area code of each failing row, and the place that is typed beside it."""
    rows = table[failed]
    code = groups(rows[field], _LANDLINE)["code"]
    place = rows["province"].where(rows["province"] != rows["city"], "") + rows["city"]
    return [
        {"area_code": f"0{each}", "told": "、".join(areas()[each].cities or areas()[each][:1]), "place": beside}
        for each, beside in zip(code, place, strict=True)
    ]

"""Filling province, city and district of a table from each other and from the address."""

from pandas import DataFrame, Series

from custsheet.fields.address_parts import FARTHEST, legible, place
from custsheet.fields.base import squeeze
from custsheet.fields.divisions import canonical_region, province_city_district

LEVELS = ("province", "city", "district")


def fill(provinces: Series, cities: Series, districts: Series, addresses: Series) -> DataFrame:
    """Return province, city and district with blanks filled, and method and confidence where something was.

    The four columns share an index; blank is "". What is written is never altered; a blank is filled only where columns
    and address together name one place, and that place agrees with all that is written. *method* is exact, short,
    inferred or historic (then the unit of today is filled in); both are blank where a row was left alone.
    """
    given = DataFrame({"province": provinces, "city": cities, "district": districts, "address": addresses})
    distinct = given.drop_duplicates()
    rows = [_filled(*row) for row in distinct.itertuples(index=False, name=None)]
    answers = DataFrame(rows, columns=[*LEVELS, "method", "confidence"], dtype="str")
    number = given.groupby(list(given.columns), sort=False, dropna=False).ngroup().to_numpy()
    return answers.take(number).set_axis(given.index)


def _filled(province: str, city: str, district: str, address: str) -> tuple[str, str, str, str, str]:
    written = (province, city, district)
    if all(map(str.strip, written)) or not any(map(str.strip, (*written, address))):
        return *written, "", ""
    full = _full(*written)
    found = place("".join(full) + legible(squeeze(address))[:FARTHEST])
    known = province_city_district(found.unit) if found.unit and found.method != "ambiguous" else ("", "", "")
    agreed = all(not typed.strip() or name == now for typed, name, now in zip(written, full, known, strict=True))
    if not agreed or not any(now and not typed.strip() for typed, now in zip(written, known, strict=True)):
        return *written, "", ""
    filled = tuple(typed if typed.strip() else now for typed, now in zip(written, known, strict=True))
    return *filled, found.method, found.confidence  # type: ignore[return-value]


def _full(province: str, city: str, district: str) -> tuple[str, str, str]:
    """Return what is written as full names; "" where that is not a division we know."""
    whole = canonical_region("province", province)
    town = canonical_region("city", city, whole)
    return whole, town, canonical_region("district", district, town or whole)

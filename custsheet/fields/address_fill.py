"""Filling province, city and district of a table from each other and from the address."""

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet.fields.address_parts import Place, beginning_of, place
from custsheet.fields.divisions import canonical_region, province_city_district

LEVELS = ("province", "city", "district")


def fill(provinces: Series, cities: Series, districts: Series, addresses: Series) -> DataFrame:
    """Return province, city and district with blanks filled, and method and confidence where something was.

    The four columns share an index; blank is "". What is written is never altered; a blank is filled only where columns
    and address together name one place, and that place agrees with all that is written. *method* is exact, short,
    inferred or historic (then the unit of today is filled in); both are blank where a row was left alone.
    """
    columns = (provinces, cities, districts, addresses)
    number, first = _distinct(columns)
    distinct = zip(*(column.iloc[first].tolist() for column in columns), strict=True)
    answers = DataFrame([_filled(*row) for row in distinct], columns=[*LEVELS, "method", "confidence"], dtype="str")
    return answers.take(number).set_axis(addresses.index)


def _distinct(columns: tuple[Series, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for each row the number of its combination of values, and where each combination stands first."""
    together = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes, values = pd.factorize(column)
        together = pd.factorize(together * (len(values) + 1) + codes)[0]
    return together, np.unique(together, return_index=True)[1]


def _filled(province: str, city: str, district: str, address: str) -> tuple[str, str, str, str, str]:
    written = (province, city, district)
    if (province and city and district) or not (province or city or district or address):
        return *written, "", ""
    full, text = _full(*written), beginning_of(address)
    found = place(text)
    if not _agrees(found, written, full):
        found = place("".join(full) + text)
    if not _agrees(found, written, full):
        return *written, "", ""
    province, city, district = (
        typed or now for typed, now in zip(written, province_city_district(found.unit), strict=True)
    )
    filled = (province, city, district) != written
    return province, city, district, found.method if filled else "", found.confidence if filled else ""


def _agrees(found: Place, written: tuple[str, str, str], full: tuple[str, str, str]) -> bool:
    """Tell whether a place is certain, and in every column that is not blank the one that is written."""
    if not found.unit or found.method == "ambiguous":
        return False
    now = province_city_district(found.unit)
    return all(not typed or name == today for typed, name, today in zip(written, full, now, strict=True))


@lru_cache(maxsize=50_000)
def _full(province: str, city: str, district: str) -> tuple[str, str, str]:
    """Return what is written as full names; "" where that is not a division we know."""
    whole = canonical_region("province", province)
    town = canonical_region("city", city, whole)
    return whole, town, canonical_region("district", district, town or whole)

"""Filling province, city and district of a table from each other and from the address."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

import custsheet.fields.columns as columns
from custsheet.fields.address_column import beginnings, places
from custsheet.fields.address_parts import Place
from custsheet.fields.divisions import canonical_region, province_city_district

LEVELS = ("province", "city", "district")


def fill(provinces: Series, cities: Series, districts: Series, addresses: Series) -> DataFrame:
    """Return province, city and district with blanks filled, and method and confidence where something was.

    The four columns share an index; blank is "". What is written is never altered; a blank is filled only where columns
    and address together name one place, and that place agrees with all that is written. *method* is exact, short,
    inferred or historic (then the unit of today is filled in); both are blank where a row was left alone.
    """
    written = DataFrame(dict(zip(LEVELS, (provinces, cities, districts), strict=True))).reset_index(drop=True)
    text = beginnings(addresses.reset_index(drop=True))
    full = _full_names(written)
    found, certain = _places_of(text, written, full)
    filled = {level: columns.chosen(certain & (written[level] == ""), found[level], written[level]) for level in LEVELS}
    altered = np.logical_or.reduce([filled[level] != written[level] for level in LEVELS])
    told = {name: columns.chosen(altered, found[name]) for name in ("method", "confidence")}
    return DataFrame(filled | told).set_axis(addresses.index)


def _places_of(text: Series, written: DataFrame, full: DataFrame) -> tuple[DataFrame, Series]:
    """Return the place of each row, and whether it is certain: that of the address, else of columns and address together."""
    found = _named(text)
    certain = _agrees(found, written, full)
    named = full["province"] + full["city"] + full["district"]
    again = (~certain & (named != "")).to_numpy()
    if not again.any():
        return found, certain
    together = _named((named + text)[again])
    certain[again] = _agrees(together, written[again], full[again])
    return pd.concat([found[~again], together]).sort_index(), certain


def _named(text: Series) -> DataFrame:
    """Return province, city, district, method and confidence of the place that each legible text names."""
    number, found = places(text)
    told = [_told(each) for each in found]
    names = (*LEVELS, "method", "confidence")
    return DataFrame(
        {name: columns.texts([each[at] for each in told]).take(number).array for at, name in enumerate(names)},
        index=text.index,
    )


def _told(found: Place) -> tuple[str, str, str, str, str]:
    """Return what a place says; blanks where it is not certain which is meant."""
    if not found.unit or found.method == "ambiguous":
        return "", "", "", "", ""
    return *province_city_district(found.unit), found.method, found.confidence


def _agrees(found: DataFrame, written: DataFrame, full: DataFrame) -> Series:
    """Return which places are certain, and in every column that is not blank the one that is written."""
    agrees = found["method"] != ""
    for level in LEVELS:
        agrees &= (written[level] == "") | (full[level] == found[level])
    return agrees


def _full_names(written: DataFrame) -> DataFrame:
    """Return what is written as full names; "" where that is not a division we know."""
    number, first = _distinct(written)
    rows = [_full(*row) for row in written.iloc[first].itertuples(index=False, name=None)]
    return DataFrame(
        {level: columns.texts([row[at] for row in rows]).take(number).array for at, level in enumerate(LEVELS)}
    )


def _distinct(table: DataFrame) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for each row the number of its combination of values, and where each combination stands first."""
    together = np.zeros(len(table), dtype=np.int64)
    for _, column in table.items():
        codes, values = pd.factorize(column)
        together = pd.factorize(together * (len(values) + 1) + codes)[0]
    return together, np.unique(together, return_index=True)[1]


def _full(province: str, city: str, district: str) -> tuple[str, str, str]:
    whole = canonical_region("province", province)
    town = canonical_region("city", city, whole)
    return whole, town, canonical_region("district", district, town or whole)

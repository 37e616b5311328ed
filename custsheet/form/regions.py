"""Provinces, cities and districts of today, as drop-downs that depend on each other."""

from functools import cache

from custsheet.fields import divisions

Tree = dict[str, dict[str, list[str]]]  # province -> city ("" for counties right under it) -> districts


@cache
def tree() -> Tree:
    """Return the divisions of today, in the order of their codes; a city without districts has none.

    >>> tree()["上海市"]["上海市"][0], tree()["河南省"][""]
    ('黄浦区', ['济源市'])
    """
    found: Tree = {}
    for unit in divisions.units().values():
        if unit.successor or unit.valid_to:
            continue
        province, city, district = divisions.province_city_district(unit.code)
        cities = found.setdefault(province, {})
        if city or district:
            cities.setdefault(city, [])
        if district:
            cities[city].append(district)
    return found


def range_name(province: str = "", city: str | None = None) -> str:
    """Return the name under which a workbook finds a list: of provinces, of a province's cities, of a city's districts.

    >>> range_name(), range_name("河南省"), range_name("河南省", "")
    ('cs_', 'cs_河南省', 'cs_河南省_')
    """
    return f"cs_{province}" + ("" if city is None else f"_{city}")


def lists() -> dict[str, list[str]]:
    """Return every list by the name of its range; empty ones are left out."""
    found = {range_name(): list(tree())}
    for province, cities in tree().items():
        found[range_name(province)] = [city for city in cities if city]
        found |= {range_name(province, city): districts for city, districts in cities.items()}
    return {name: values for name, values in found.items() if values}

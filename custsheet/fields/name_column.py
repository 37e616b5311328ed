"""The keys of a whole column of Chinese names, put together sign by sign: there are far fewer signs than names."""

from pandas import DataFrame, Series

import custsheet.fields.columns as columns
from custsheet.fields.hanzi import readings, standard
from custsheet.fields.surnames import COMPOUND, reading_of, surname_of


def keys(names: Series) -> DataFrame:
    """Return the first three keys of names of two to four Chinese characters, blank where `name.keys` has to look.

    They are the standard form and the two likeliest readings: the other reading is that of the last sign that has one.
    """
    family = columns.mapped(names.str.slice(0, 2), _family)
    given = columns.chosen(family.str.len() == 2, names.str.slice(2), names.str.slice(1))
    one, two = given.str.slice(0, 1), given.str.slice(1)
    told = columns.mapped(family, _family_reading)
    first, second = columns.mapped(one, _usual), columns.mapped(two, _usual)
    known = (told != "") & (first != "") & ((second != "") | (two == ""))
    forms = [columns.mapped(each, standard) for each in (family, one, two)]
    found = columns.joined(*forms), columns.joined(told, first, second), _other(told, (one, first), (two, second))
    return DataFrame({place: columns.chosen(known, each) for place, each in enumerate(found)})


def masks(names: Series) -> Series:
    """Return names of two to four Chinese characters as `name.mask` shows them.

    >>> masks(Series(["王伟", "张小三", "欧阳修", "欧阳修文"], dtype="str")).tolist()
    ['王*', '张*三', '欧阳*', '欧阳**']
    """
    length = names.str.len()
    double = names.str.slice(0, 2).isin(list(COMPOUND)) & (length > 2)
    last = columns.chosen(length == 3, names.str.slice(2, 3))
    long = columns.joined(names.str.slice(0, 2), "*", columns.chosen(length > 3, columns.repeated("*", names.index)))
    return columns.chosen(double, long, columns.joined(names.str.slice(0, 1), "*", last))


def _other(family: Series, one: tuple[Series, Series], two: tuple[Series, Series]) -> Series:
    """Return the second reading of each name; *one* and *two* are signs and their usual readings."""
    first, second = columns.mapped(one[0], _unusual), columns.mapped(two[0], _unusual)
    return columns.chosen(
        second != "",
        columns.joined(family, one[1], second),
        columns.chosen(first != "", columns.joined(family, first, two[1])),
    )


def _family(start: str) -> str:
    """Return the surname among the first two signs of a name, as it is written."""
    return start[: len(surname_of(standard(start)))]


def _family_reading(surname: str) -> str:
    own = reading_of(standard(surname))
    read = [readings(sign)[:1] for sign in surname]
    return own or ("".join(each[0] for each in read) if all(read) else "")


def _usual(sign: str) -> str:
    return (*readings(sign), "")[0] if len(sign) == 1 else ""


def _unusual(sign: str) -> str:
    return (*readings(sign), "", "")[1] if len(sign) == 1 else ""

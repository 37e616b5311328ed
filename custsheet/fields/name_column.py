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
    told, form = columns.told(family, _surname, 2)
    given = columns.chosen(family.str.len() == 2, names.str.slice(2), names.str.slice(1))
    one, two = (columns.told(each, _sign, 3) for each in (given.str.slice(0, 1), given.str.slice(1)))
    known = (told != "") & (one[0] != "") & ((two[0] != "") | (given.str.len() < 2))
    usual = columns.joined(told, one[0], two[0])
    other = columns.chosen(
        two[1] != "",
        columns.joined(told, one[0], two[1]),
        columns.chosen(one[1] != "", columns.joined(told, one[1], two[0])),
    )
    found = columns.joined(form, one[2], two[2]), usual, other
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


def _family(start: str) -> str:
    """Return the surname among the first two signs of a name, as it is written."""
    return start[: len(surname_of(standard(start)))]


def _surname(surname: str) -> tuple[str, str]:
    """Return the likeliest reading of a surname, "" for none, and its standard form."""
    form = standard(surname)
    read = [readings(sign)[:1] for sign in surname]
    return reading_of(form) or ("".join(each[0] for each in read) if all(read) else ""), form


def _sign(sign: str) -> tuple[str, str, str]:
    """Return the two likeliest readings of one sign, "" for none or several signs, and the standard form."""
    first, second, *_ = (*readings(sign), "", "") if len(sign) == 1 else ("", "")
    return first, second, standard(sign)

"""What customers are called: their name, else its two parts put together, else what else they go by."""

from pandas import DataFrame, Series

from custsheet.fields.columns import blanks, chosen, first_filled
from custsheet.fields.hanzi import HAN

PARTS = ("first_name", "last_name")


def in_full(customers: DataFrame) -> Series:
    """Return names; where there is none, family and given name as they are said: 欧阳 + 修 = 欧阳修, but Mary + Lee = Mary Lee.

    >>> in_full(DataFrame({"first_name": ["修", "Mary"], "last_name": ["欧阳", "Lee"]}, dtype="str")).tolist()
    ['欧阳修', 'Mary Lee']
    """
    name = first_filled(customers, ("name",))
    if not set(PARTS) & set(customers):
        return name
    first, last = (customers.get(each, blanks(customers.index)) for each in PARTS)
    chinese = (last + first).str.fullmatch(rf"[{HAN}·]+")
    return chosen(name != "", name, chosen(chinese, last + first, (first + " " + last).str.strip()))


def called(customers: DataFrame, *others: str) -> Series:
    """Return names in full, else the first filled value of the *others*."""
    name = in_full(customers)
    return chosen(name != "", name, first_filled(customers, others))

"""One phone number or e-mail address under several names: a switchboard, a family, a shop's own number.

Asked of distinct names, never of lines; told as information, for matching must not rely on such a value.
"""

from typing import Any

from pandas import DataFrame, Series

from custsheet.checks.base import names

ID = "value.shared"
SCOPE = "field"
LEVEL = "info"
DIMENSION = "uniqueness"
DEFAULTS: dict[str, Any] = {"names": 3}


def passes(table: DataFrame, field: str, names: int) -> Series:
    """Return True for each row whose value fewer than *names* different names have."""
    counts = _counts(table, field)
    return ~table[field].isin(counts.index[counts >= names])


def _counts(table: DataFrame, field: str) -> Series:
    """Return how many different names have each value that stands on several rows."""
    several = table[table[field].duplicated(keep=False) & (table[field] != "")]
    pairs = DataFrame({"value": several[field], "name": names(several)}).drop_duplicates()
    return pairs.loc[pairs["name"] != "", "value"].value_counts()


def facts(table: DataFrame, failed: Series, field: str) -> list[dict[str, object]]:
    """Return how many names share each failing value."""
    return [{"names": int(each)} for each in table.loc[failed, field].map(_counts(table, field))]

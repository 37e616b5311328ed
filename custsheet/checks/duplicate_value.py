"""One ID or credit code under clearly different names: at least one of them is typed wrong, or borrowed.

Asked of distinct customers: a customer who stands on many lines, or is spelled in two ways, is no finding. A credit
code is compared by company, everything else by the person's name.
"""

from typing import Any

from pandas import DataFrame, Series

from custsheet import fields
from custsheet.checks.base import names

ID = "value.duplicate"
SCOPE = "field"
LEVEL = "error"
DIMENSION = "uniqueness"
DEFAULTS: dict[str, Any] = {"likeness": 0.5}  # names less alike than this are clearly different


def passes(table: DataFrame, field: str, likeness: float, kind: str = "") -> Series:
    """Return True for each row whose value no clearly different name also has."""
    known = _known(table, field, kind)
    several = known[known["value"].isin(_shared(known))]
    return ~table[field].isin(_contradicted(several, "company" if kind == "uscc" else "name", likeness))


def _known(table: DataFrame, field: str, kind: str) -> DataFrame:
    """Return the distinct pairs of value and name."""
    who = table["company"] if kind == "uscc" and "company" in table else names(table)
    pairs = DataFrame({"value": table[field], "name": who})
    return pairs[(pairs["value"] != "") & (pairs["name"] != "")].drop_duplicates()


def _shared(known: DataFrame) -> Series:
    return known.loc[known["value"].duplicated(), "value"]


def _contradicted(pairs: DataFrame, kind: str, likeness: float) -> list[str]:
    """Return the values under which some name is clearly different from the first one."""
    if pairs.empty:
        return []
    first = pairs.groupby("value", sort=False)["name"].transform("first")
    alike = fields.compare(kind, first.tolist(), pairs["name"].tolist())
    return pairs.loc[(alike < likeness).to_numpy(), "value"].unique().tolist()


def facts(table: DataFrame, failed: Series, field: str, kind: str = "") -> list[dict[str, object]]:
    """Return the first names that share each failing value."""
    known = _known(table, field, kind)
    sharing = known[known["value"].isin(table.loc[failed, field])].groupby("value")["name"]
    some = sharing.agg(lambda each: "、".join(each.head(3)))
    return [{"names": some.get(value, ""), "value": value} for value in table.loc[failed, field]]

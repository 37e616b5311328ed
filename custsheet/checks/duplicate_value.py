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
    shared = _shared(table, field, kind)
    return ~table[field].isin(_contradicted(shared, "company" if kind == "uscc" else "name", likeness))


def _shared(table: DataFrame, field: str, kind: str) -> DataFrame:
    """Return the distinct pairs of value and name of the values that stand on several rows."""
    rows = table[table[field].duplicated(keep=False) & (table[field] != "")]
    who = rows["company"] if kind == "uscc" and "company" in rows else names(rows)
    pairs = DataFrame({"value": rows[field], "name": who}).drop_duplicates()
    return pairs[pairs["name"] != ""]


def _contradicted(pairs: DataFrame, kind: str, likeness: float) -> list[str]:
    """Return the values under which some name is clearly different from the first one."""
    if pairs.empty:
        return []
    first = pairs.groupby("value", sort=False)["name"].transform("first")
    alike = fields.compare(kind, first.tolist(), pairs["name"].tolist())
    return pairs.loc[(alike < likeness).to_numpy(), "value"].unique().tolist()


def facts(table: DataFrame, failed: Series, field: str, kind: str = "") -> list[dict[str, object]]:
    """Return the first names that share each failing value."""
    shared = _shared(table, field, kind)
    sharing = shared[shared["value"].isin(table.loc[failed, field])].groupby("value")["name"]
    some = sharing.agg(lambda each: list(each.head(3)))
    return [{"names": some.get(value, [])} for value in table.loc[failed, field]]

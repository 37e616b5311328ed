"""Numbers that lost their digits before they came here: told, never repaired.

What can be brought back (`="…"`, a leading apostrophe, `.0`) is the business of standardizing. Kinds that know damage
themselves (phones, ID numbers, bank cards) speak for their own columns; this is for codes that no kind can judge.
"""

import re

import numpy as np
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.read.grid import Noticed, fully
from custsheet.read.headings import Mapped
from custsheet.schema import Schema

_SCIENTIFIC = r"\s*[1-9](?:\.\d+)?e\+?\d{2}\s*"
_CODE = re.compile(
    r"(?i)编号|单号|号码|账号|帐号|卡号|会员号|客户号|证号|号$|代码|条码|\b(?:id|no|number|code|sku|account)\b|_id$|_no$"
)
_CODES = frozenset({"customer_id", "order_id", "member_id"})
_ELSEWHERE = frozenset({"amount", "date", "text", "address", "name"})  # kinds for which an exponent is no lost code


def scientific(cells: DataFrame, columns: list[Mapped], schema: Schema) -> list[Noticed]:
    """Return the values in columns of codes that a spreadsheet had turned into scientific notation (1.38E+10)."""
    found = []
    for column in columns:
        kind = _kind(column, schema)
        if not _holds_codes(column, kind):
            continue
        values = cells[column.position]
        suspect = values.iloc[np.flatnonzero(fully(values, _SCIENTIFIC))]
        untold = suspect[~_told_by_kind(kind, suspect)]
        lost = zip(untold.index.tolist(), untold.tolist(), strict=True)
        found += [Noticed("damage.scientific", row, column.position, value, "") for row, value in lost]
    return found


def _kind(column: Mapped, schema: Schema) -> str:
    return next((schema.kind(table, column.field) for table in schema if column.field in schema[table].fields), "")


def _holds_codes(column: Mapped, kind: str) -> bool:
    if column.field in _CODES:
        return True
    return kind not in _ELSEWHERE if column.field else bool(_CODE.search(column.heading))


def _told_by_kind(kind: str, values: Series) -> Series:
    """Return which values the kind itself will complain about."""
    if not kind or values.empty:
        return Series(False, index=values.index, dtype=bool)
    return fields.outcomes(kind, values)["issue"] != ""


def without_told(noticed: tuple[Noticed, ...], columns: list[Mapped], schema: Schema) -> list[Noticed]:
    """Return what was noticed without lost digits (`damage.precision`) that amounts do not mind or a kind tells itself."""
    kinds = {each.position: _kind(each, schema) for each in columns}
    lost = {number: each for number, each in enumerate(noticed) if each.code == "damage.precision"}
    told = set()
    for kind in {kinds.get(each.position, "") for each in lost.values()}:
        values = Series(
            {n: each.value for n, each in lost.items() if kinds.get(each.position, "") == kind}, dtype="str"
        )
        told |= set(values.index if kind in ("amount", "date") else values.index[_told_by_kind(kind, values)])
    return [each for number, each in enumerate(noticed) if number not in told]

"""Numbers that lost digits or leading zeros before they came here: told, never repaired.

What can be brought back (`="…"`, a leading apostrophe, `.0`) is the business of standardizing. Kinds that know damage
themselves (phones, ID numbers, bank cards) speak for their own columns; this is for codes that no kind can judge.
"""

import re
from collections.abc import Sequence

import numpy as np
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.model import facts
from custsheet.read.grid import Grid, Noticed, fully
from custsheet.read.headings import Mapped
from custsheet.schema import Schema

_SCIENTIFIC = r"\s*[1-9](?:\.\d+)?e\+?\d{2}\s*"
_CODE = re.compile(
    r"(?i)编号|单号|号码|账号|帐号|卡号|会员号|客户号|证号|号$|代码|条码|\b(?:id|no|number|code|sku|account)\b|_id$|_no$"
)
_CODES = frozenset({"customer_id", "order_id", "member_id"})
_USUAL = 0.8  # share of a column's codes that have its width
_FEW = 5  # codes below which a column has no width
_NO_JUDGE = ("", "text", "postcode")  # kinds for which any number of digits may be right
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


def zeros(grid: Grid, kept: DataFrame, columns: list[Mapped], schema: Schema) -> list[Noticed]:
    """Return the codes that lost leading zeros, by the evidence of their column.

    Most codes have one width and a shorter one is a number among texts, or others of the width begin with 0. Width alone
    is no evidence: numbers that count up grow longer. Kinds that complain of a short value (postcodes) say so themselves.
    """
    abroad = any(each.field == "country" for each in columns)
    plain = [each for each in columns if _kind(each, schema) in _NO_JUDGE and _holds_codes(each, _kind(each, schema))]
    fixed = {each.position for each in plain if _kind(each, schema) == "postcode" and not abroad}
    found = []
    for each in plain:
        told = _shortened(kept[each.position], grid.numbers.get(each.position, ()), each.position in fixed)
        judged = _judged(_kind(each, schema), kept[each.position], [one.value for one in told])
        found += [one for one, complained in zip(told, judged, strict=True) if not complained]
    return found


def _shortened(values: Series, numbers: Sequence[int] | np.ndarray, fixed: bool) -> list[Noticed]:
    """Return the codes shorter than most; *numbers* are the lines of number cells, *fixed*: any shorter one is wrong."""
    if not (fixed or len(numbers) or values.str.startswith("0").any()):
        return []
    codes = values.iloc[np.flatnonzero(fully(values, r"\d{1,15}"))]
    lengths = codes.str.len()
    width = int(lengths.mode().iloc[0]) if len(codes) >= _FEW else 0
    usual = lengths == width
    if not width or usual.sum() < _USUAL * len(codes):
        return []
    sure = fixed or bool(codes[usual].str.startswith("0").any())
    short = codes[(lengths < width) & (sure | codes.index.isin(numbers)) & (codes != "0")]
    lines, position = zip(short.index.tolist(), short.tolist(), strict=True), int(str(values.name))
    return [
        Noticed("damage.zeros", line, position, text, facts(width=width), text.zfill(width)) for line, text in lines
    ]


def _judged(kind: str, column: Series, values: list[str]) -> list[bool]:
    """Return of which values the kind, knowing their column, complains itself."""
    if not kind or not values:
        return [False] * len(values)
    answered = fields.outcomes(kind, Series(values, dtype="str"), **fields.facts_of(kind, column))
    return [issue != "" for issue in answered["issue"]]


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

"""Every code an issue may carry: how bad it is, which dimension of quality it touches, and its manual page.

Kinds name the reasons why a value cannot be read (`phone.length`), checks the rules a schema asks (`row.no_contact`);
what reading, matching and the report itself notice stands here. Pages are texts, room `rules`, in both languages.
"""

from __future__ import annotations

import difflib
from functools import cache

from custsheet import checks, fields
from custsheet.errors import ConfigError
from custsheet.fields import Reason
from custsheet.texts import lookup

PAGE = ("title", "message", "why", "fix", "bad", "good")

NOTICED: dict[str, Reason] = {
    # reading
    "file.unreadable": Reason("error", "completeness"),
    "file.encoding": Reason("warning"),
    "file.garbled": Reason("error"),
    "file.zero_bytes": Reason("warning"),
    "sheet.empty": Reason("info", "completeness"),
    "sheet.hidden": Reason("info"),
    "sheet.no_header": Reason("warning"),
    "table.unknown": Reason("info"),
    "header.unmapped": Reason("info"),
    "row.blank": Reason("info", "completeness"),
    "row.example_changed": Reason("warning"),
    "row.header": Reason("info"),
    "row.note": Reason("info"),
    "row.quotes": Reason("warning"),
    "row.ragged": Reason("error"),
    "row.total": Reason("info"),
    "cell.error": Reason("error"),
    "cell.no_result": Reason("warning", "completeness"),
    "cell.twice": Reason("warning", "consistency"),
    "file.macros": Reason("info"),
    "file.links": Reason("info", "timeliness"),
    "file.wrong_extension": Reason("info"),
    "file.form_older": Reason("info", "timeliness"),
    "file.unseen": Reason("info", "completeness"),
    "file.read_once": Reason("info"),
    "sheet.no_rows": Reason("warning", "completeness"),
    "sheet.hidden_parts": Reason("info"),
    "sheet.merged": Reason("info", "completeness"),
    "sheet.row_order": Reason("info"),
    "cell.far": Reason("warning"),
    "cell.differs": Reason("warning", "accuracy"),
    "cell.control": Reason("warning"),
    "cell.long": Reason("warning"),
    "cell.formula_text": Reason("warning"),
    "damage.precision": Reason("error", "accuracy"),
    "damage.scientific": Reason("error", "accuracy"),
    "damage.zeros": Reason("warning", "accuracy"),
    "header.twice": Reason("info", "uniqueness"),
    "header.unit": Reason("info", "consistency"),
    "row.short": Reason("info", "completeness"),
    # checking, and the issues themselves
    "table.column_missing": Reason("error", "completeness"),
    "row.no_identity": Reason("error", "completeness"),
    "value.taken_back": Reason("error"),
    "value.unsettled": Reason("warning", "consistency"),
    "column.mostly": Reason("info"),
    # since the last run
    "drift.column_new": Reason("info", "consistency"),
    "drift.column_missing": Reason("warning", "completeness"),
    "drift.column_renamed": Reason("info", "consistency"),
    "drift.fill": Reason("warning", "completeness"),
    "drift.forms": Reason("warning", "consistency"),
    # matching
    "match.duplicate": Reason("warning", "uniqueness"),
    "match.possible": Reason("warning", "uniqueness"),
    "match.contradiction": Reason("warning", "uniqueness"),
    "match.disputed": Reason("warning", "consistency"),
    "match.capped": Reason("info", "uniqueness"),
    "edit.overtaken": Reason("warning", "consistency"),
    "merge.conflict": Reason("info", "consistency"),
    "merge.conflicts": Reason("info", "consistency"),
    "order.no_customer": Reason("warning", "completeness"),
    "order.not_listed": Reason("warning", "consistency"),
    "row.order_repeat": Reason("info", "uniqueness"),
}

CHANGES = frozenset(  # rules by which standardizing alters values; a schema may forbid them
    {
        *(f"{kind}.format" for kind in fields.KINDS),
        *(f"{kind}.second" for kind, module in fields.KINDS.items() if hasattr(module, "split")),
        *("space", "width", "guard", "address.parsed", "amount.unit", "amount.negative", "amount.words"),
        *("company.brackets", "company.gap", "date.serial", "date.minguo", "date.order", "date.two_digit_year"),
        *("name.dot", "name.gap", "text.tail"),
    }
)


@cache
def registry() -> dict[str, Reason]:
    """Return level and dimension of every code."""
    kinds = {
        f"{kind}.{name}": reason for kind, module in fields.KINDS.items() for name, reason in module.REASONS.items()
    }
    asked = {check.ID: Reason(check.LEVEL, check.DIMENSION) for check in checks.CHECKS.values()}
    return {**kinds, **asked, **NOTICED}


def codes() -> list[str]:
    """Return all codes in alphabetical order."""
    return sorted(registry())


def explain(code: str) -> dict[str, str]:
    """Return the manual page of a code: code, level, dimension, title, message, why, fix, bad and good.

    Raises ConfigError (`E_CODE_UNKNOWN`) naming the nearest code.
    """
    if code not in registry():
        near = difflib.get_close_matches(code, codes(), n=3, cutoff=0.4) or codes()[:3]
        raise ConfigError("E_CODE_UNKNOWN", code=code, near=", ".join(near))
    level, dimension = registry()[code]
    return {"code": code, "level": level, "dimension": dimension, **_page(code)}


def _page(code: str) -> dict[str, str]:
    page = lookup("rules", code)
    return {name: str(page[name]) for name in PAGE}

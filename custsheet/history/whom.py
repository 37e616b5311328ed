"""Who is meant: a customer's number, one he had before, his name, or his telephone number; else one word of his name."""

from __future__ import annotations

from pandas import DataFrame, Series

from custsheet import fields
from custsheet.fields.called import in_full

OTHERS = ("company", "contact")  # by what customers without a name are called
REACHED = ("mobile", "phone")


def called(text: str, customers: DataFrame, aliases: DataFrame, region: str = "CN") -> list[str]:
    """Return the numbers of the customers that *text* may mean; the first kind of answer that finds somebody counts.

    *customers* has customer_id and what else there is of names and phones, *aliases* old_id and new_id; both all text.
    """
    if "customer_id" not in customers or not text.strip():
        return []
    ids = customers["customer_id"]
    answers = (
        ids == text,
        ids.isin(aliases.loc[aliases["old_id"] == text, "new_id"] if len(aliases) else []),
        (in_full(customers) == text) | _said(customers, OTHERS, text),
        _reached(customers, text, region),
        in_full(customers).str.casefold().str.split(" ").map(lambda parts: text.casefold() in parts),
    )
    return next((list(dict.fromkeys(ids[hit])) for hit in answers if hit.any()), [])


def _said(customers: DataFrame, names: tuple[str, ...], text: str) -> Series:
    present = [name for name in names if name in customers]
    return (customers[present] == text).any(axis=1)


def _reached(customers: DataFrame, text: str, region: str) -> Series:
    """Return whom this number reaches, however it is written."""
    number = fields.outcomes("phone", Series([text], dtype="str"), region=region)["value"].iloc[0]
    shown = fields.show("phone", Series([number], dtype="str"), region=region).iloc[0]
    return _said(customers, REACHED, number) | _said(customers, REACHED, shown)

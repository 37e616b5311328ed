"""Survivorship: which value stands for a customer whose rows disagree.

Blank never wins. A source that ranks higher wins first, then a value that can be read over one that cannot; then the rule
of the field decides. Every rule answers for all customers of several rows at once: it gets one line per filled value and
returns one value per group.
"""

from collections.abc import Callable
from decimal import Decimal

from pandas import DataFrame, Series

from custsheet.audit import AMOUNT

BETWEEN = "；"  # between notes put together


def newest(lines: DataFrame) -> Series:
    """The value of the row that was updated last."""
    return _first(
        lines.sort_values(["rank", "valid", "updated", "place"], ascending=[False, False, False, True], kind="stable")
    )


def latest(lines: DataFrame) -> Series:
    """The greatest date, whichever row says it."""
    dated = lines["value"].where(lines["value"].str.fullmatch(r"\d{4}(-\d\d){0,2}.*"), "")
    return _first(
        lines.assign(dated=dated).sort_values(
            ["valid", "dated", "place"], ascending=[False, False, True], kind="stable"
        )
    )


def earliest(lines: DataFrame) -> Series:
    """The smallest value: the first date; for other text the value of the first row."""
    dated = lines["value"].where(lines["value"].str.fullmatch(r"\d{4}(-\d\d){0,2}.*"), "")
    return _first(
        lines.assign(dated=dated).sort_values(["valid", "dated", "place"], ascending=[False, True, True], kind="stable")
    )


def complete(lines: DataFrame) -> Series:
    """The value of the row that says most about the customer."""
    return _first(
        lines.sort_values(["rank", "valid", "filled", "place"], ascending=[False, False, False, True], kind="stable")
    )


def frequent(lines: DataFrame) -> Series:
    """The value that most rows have."""
    count = lines.groupby(["group", "value"])["value"].transform("size")
    return _first(
        lines.assign(count=count).sort_values(
            ["rank", "valid", "count", "place"], ascending=[False, False, False, True], kind="stable"
        )
    )


def trusted(lines: DataFrame) -> Series:
    """The value of the source that ranks highest."""
    return _first(lines.sort_values(["rank", "valid", "place"], ascending=[False, False, True], kind="stable"))


def longest(lines: DataFrame) -> Series:
    """The longest value."""
    return _first(
        lines.assign(length=lines["value"].str.len()).sort_values(
            ["rank", "valid", "length", "place"], ascending=[False, False, False, True], kind="stable"
        )
    )


def total(lines: DataFrame) -> Series:
    """The exact sum (points, balances, spending) of the accounts that are numbers; the first value where none is."""
    counted = _accounts(lines[lines["value"].str.fullmatch(AMOUNT)])
    sums = counted.groupby("group")["value"].agg(lambda values: format(sum(map(Decimal, values), Decimal(0)), "f"))
    return sums.reindex(lines["group"].unique()).fillna(_first(lines)).astype("str")


def union(lines: DataFrame) -> Series:
    """All different values, in the order of the rows."""
    return lines.drop_duplicates(["group", "value"]).groupby("group", sort=False)["value"].agg(_put_together)


def strictest(lines: DataFrame) -> Series:
    """The value that allows least; `forbids` says which of yes and no that is."""
    return _first(lines.sort_values(["strict", "valid", "place"], ascending=[False, False, True], kind="stable"))


def unanimous(lines: DataFrame) -> Series:
    """The value that all rows agree on; blank where they do not."""
    agreed = lines.groupby("group")["value"].nunique() == 1
    return _first(lines).where(agreed.reindex(lines["group"].unique()), "")


def manual(lines: DataFrame) -> Series:
    """The first row's value, until a person decides."""
    return _first(lines.sort_values("place", kind="stable"))


RULES: dict[str, Callable[[DataFrame], Series]] = {
    "newest": newest,
    "latest": latest,
    "complete": complete,
    "frequent": frequent,
    "trusted": trusted,
    "earliest": earliest,
    "longest": longest,
    "sum": total,
    "union": union,
    "strictest": strictest,
    "spare": newest,
    "unanimous": unanimous,
    "manual": manual,
}


def _accounts(lines: DataFrame) -> DataFrame:
    """Return one line per account, so that nothing is added twice.

    Rows of one account number, and the order lines of one sheet, repeat one account: the newest counts. Of rows without a
    number, those that say the same amount are copies. Two cards with one amount count twice if they carry two numbers.
    """
    numbered, order = lines["account"] != "", ["rank", "updated", "place"]
    sheet = "\0" + lines["source"].astype("str")
    single = "\0\0" + lines["place"].astype("str")
    key = lines["account"].where(numbered, sheet.where(lines["ordered"], single))
    ranked = lines.assign(key=key, nameless=~numbered).sort_values(order, ascending=[False, False, True], kind="stable")
    newest_of_each = ranked.drop_duplicates(["group", "key"]).sort_values(["nameless", "place"], kind="stable")
    copy = newest_of_each["nameless"] & newest_of_each.duplicated(["group", "value"])
    return newest_of_each[~copy].sort_values("place", kind="stable")


def _first(lines: DataFrame) -> Series:
    first = lines.drop_duplicates("group")
    return Series(first["value"].array, index=first["group"].array, dtype="str")


def _put_together(values: Series) -> str:
    """Return values one after the other, each part once.

    >>> _put_together(Series(["老客户", "老客户；怕辣", "VIP"]))
    '老客户；怕辣；VIP'
    """
    parts = [part for value in values for part in value.split(BETWEEN)]
    return BETWEEN.join(dict.fromkeys(filter(None, (part.strip() for part in parts))))

"""People's decisions, anchored in fresh data: rows are known by their fingerprints, never by where they stand."""

from pandas import DataFrame, Series

from custsheet.fingerprint import KNOWN
from custsheet.model import Book


def anchored(decisions: DataFrame, book: Book) -> tuple[tuple[int, int, bool], ...]:
    """Return the decided pairs of rows: left, right, and whether they are the same customer.

    *decisions* has left, right (fingerprints) and same ("1", "0"). Rows with equal fingerprints are repeats of one another:
    the first stands for all where two are joined, and each is held apart where they are not. What no row answers to any
    more is left out.
    """
    known = book.tables.get(KNOWN + "customers")
    if known is None or decisions.empty:
        return ()
    rows = Series(known.index, index=known["fingerprint"].array).groupby(level=0).agg(list)
    found: list[tuple[int, int, bool]] = []
    for left, right, same in decisions[["left", "right", "same"]].itertuples(index=False, name=None):
        if left in rows.index and right in rows.index:
            lefts, rights = (rows[left][:1], rows[right][:1]) if same == "1" else (rows[left], rows[right])
            found += [(one, other, same == "1") for one in lefts for other in rights]
    return tuple(found)

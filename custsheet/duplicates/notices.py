"""What matching tells people: duplicates found, pairs to decide, contradictions, and where it compared less than all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series

from custsheet.columnar import TEXT, facts_of, filled, joined, text_of
from custsheet.duplicates.known import age
from custsheet.fields import columns
from custsheet.model import Book, Issue, facts, frame
from custsheet.texts import lookup


def noticed(book: Book, group: Series, contradicts: NDArray[np.bool_], told: dict[str, int]) -> Iterator[DataFrame]:
    """Yield the issues: one per duplicate row, one per pair of customers to decide, one if blocks were capped."""
    matches = book.matches.assign(
        left=group[book.matches["row_left"]].array,
        right=group[book.matches["row_right"]].array,
        contradicts=contradicts,
    )
    matches = matches.sort_values(["probability", "weight"], ascending=False, kind="stable")
    joined = matches["left"] == matches["right"]
    yield _issues(book, matches[joined].drop_duplicates("row_right"), "match.duplicate")
    low, high = np.minimum(matches["left"], matches["right"]), np.maximum(matches["left"], matches["right"])
    apart = _youngest_last(matches.assign(low=low, high=high)[~joined].drop_duplicates(["low", "high"]), book)
    against = apart["contradicts"].to_numpy(bool)
    yield _issues(book, apart[~against], "match.possible")
    yield _issues(book, apart[against], "match.contradiction")
    if told.get("capped"):
        yield frame(Issue, {"code": ["match.capped"], "table": "customers", "facts": facts(count=told["capped"])})


def _youngest_last(pairs: DataFrame, book: Book) -> DataFrame:
    """Return pairs with the row of the customer of the younger number at the right, whatever the order of the sheet."""
    fates = book.lineage[book.lineage["table"] == "customers"].drop_duplicates("row").set_index("row")["customer_id"]
    left, right = (fates.reindex(pairs[side]).fillna("").map(age).array for side in ("row_left", "row_right"))
    turned = np.fromiter((one > other for one, other in zip(left, right, strict=True)), bool, len(pairs))
    rows = pairs[["row_left", "row_right"]].to_numpy(copy=True)
    rows[turned] = rows[turned, ::-1]
    return pairs.assign(row_left=rows[:, 0], row_right=rows[:, 1])


def disputed(book: Book, pairs: DataFrame) -> DataFrame:
    """Return one issue per pair of rows on which people's decisions contradict each other."""
    return _issues(book, pairs, "match.disputed")


def unlisted(book: Book, rows: Index) -> DataFrame:
    """Return one issue per row whose own number the customer list does not have."""
    if not len(rows):
        return frame(Issue)
    customers = book.tables["customers"]
    numbers = customers["customer_id"].reindex(rows).array
    told = {"code": "order.not_listed", "table": "customers", "row": rows.array, "field": "customer_id"}
    return frame(Issue, {**told, "value": numbers})


def _issues(book: Book, pairs: DataFrame, code: str) -> DataFrame:
    if pairs.empty:
        return frame(Issue)
    pairs = pairs.sort_values(["row_right", "row_left"])
    told = facts_of(
        other=_place(book, pairs), reason=text_of(pairs["reason"]), percent=_percent(pairs["probability"].to_numpy())
    )
    known = {"code": code, "table": "customers", "row": pairs["row_right"].array}
    return frame(Issue, {**known, "facts": columns.texts(told)})


def _percent(shares: NDArray[np.float64]) -> pa.Array:
    """Return probabilities as whole per cent, never as 100.

    >>> _percent(np.array([0.9999, 0.5])).to_pylist()
    ['99%', '50%']
    """
    return joined(_digits(np.minimum(shares * 100, 99).astype(np.int64)), "%")


def _place(book: Book, pairs: DataFrame) -> pa.Array:
    """Return where the other row of each pair stands; its file is named where it is another."""
    left, right = book.origin.loc[pairs["row_left"]], book.origin.loc[pairs["row_right"]]
    line, files = _digits(left["line"].to_numpy()), text_of(left["source"].map(book.sources["file"]))
    here = pa.array(left["source"].to_numpy() == right["source"].to_numpy())
    near, far = str(lookup("match", "line")), str(lookup("match", "place"))
    return pc.if_else(here, filled(near, line=line), filled(far, line=line, file=files))


def _digits(numbers: NDArray[np.int64]) -> pa.Array:
    return pa.array(numbers).cast(TEXT)

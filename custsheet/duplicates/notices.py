"""What matching tells people: duplicates found, pairs to decide, contradictions, and where it compared less than all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet.model import Book, Issue, facts, frame
from custsheet.texts import say


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
    apart = matches.assign(low=low, high=high)[~joined].drop_duplicates(["low", "high"])
    against = apart["contradicts"].to_numpy(bool)
    yield _issues(book, apart[~against], "match.possible")
    yield _issues(book, apart[against], "match.contradiction")
    if told.get("capped"):
        yield frame(Issue, {"code": ["match.capped"], "table": "customers", "facts": facts(count=told["capped"])})


def disputed(book: Book, pairs: DataFrame) -> DataFrame:
    """Return one issue per pair of rows on which people's decisions contradict each other."""
    return _issues(book, pairs, "match.disputed")


def _issues(book: Book, pairs: DataFrame, code: str) -> DataFrame:
    if pairs.empty:
        return frame(Issue)
    pairs = pairs.sort_values(["row_right", "row_left"])
    places = zip(_place(book, pairs), pairs["reason"], pairs["probability"], strict=True)
    told = [facts(other=other, reason=reason, percent=_percent(share)) for other, reason, share in places]
    return frame(Issue, {"code": code, "table": "customers", "row": pairs["row_right"].array, "facts": told})


def _percent(share: float) -> str:
    """Return a probability as whole per cent, never as 100.

    >>> _percent(0.9999)
    '99%'
    """
    return f"{min(int(share * 100), 99)}%"


def _place(book: Book, pairs: DataFrame) -> list[str]:
    """Return where the other row of each pair stands; its file is named where it is another."""
    left, right = book.origin.loc[pairs["row_left"]], book.origin.loc[pairs["row_right"]]
    files = left["source"].map(book.sources["file"])
    same = left["source"].to_numpy() == right["source"].to_numpy()
    return [
        say("match", "line", line=line) if here else say("match", "place", line=line, file=file)
        for line, file, here in zip(left["line"], files, same, strict=True)
    ]

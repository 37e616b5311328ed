"""Whom to believe: sources ranked by the operator."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pandas import Series

from custsheet.errors import ConfigError
from custsheet.model import Book


def ranked(book: Book, trusted: Sequence[str]) -> Book:
    """Return the book with the *trusted* sources ranked above all others, the first named highest.

    A source is named by its file (with or without folder and ending) or its sheet. Raises ConfigError (`E_TRUST`) for a
    name that no source has.
    """
    if not trusted:
        return book
    names = {number: _names(file, sheet) for number, file, sheet in book.sources[["file", "sheet"]].itertuples()}
    rank = book.sources["rank"].copy()
    base = int(rank.max()) if len(rank) else 0
    for place, name in enumerate(reversed(trusted), 1):
        hit = Series({number: name.strip().casefold() in each for number, each in names.items()}, dtype=bool)
        if not hit.any():
            raise ConfigError("E_TRUST", name=name, near=_nearest(name, book))
        rank[hit[hit].index] = base + place
    return replace(book, sources=book.sources.assign(rank=rank))


def _names(file: str, sheet: str) -> set[str]:
    path = Path(file)
    return {each.casefold() for each in (file, path.name, path.stem, sheet) if each}


def _nearest(name: str, book: Book) -> str:
    known = list(dict.fromkeys([*book.sources["file"], *filter(None, book.sources["sheet"])]))
    return "、".join(difflib.get_close_matches(name, known, n=3, cutoff=0.3) or known[:5])

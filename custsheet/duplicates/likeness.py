"""How like two texts are, 0…1, for whole columns at once: one scorer per sort of text.

Each takes two sequences of evened-out forms of one length and answers in one array (RapidFuzz, on all cores). A likeness
below *least* may be told as 0, which spares most of the work where hardly any pair is alike.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

import custsheet.duplicates.sight as sight

Texts = Sequence[str] | NDArray[np.object_]
Floats = NDArray[np.float32]
MOST_WITH_OTHER_DIGITS = 0.87  # likeness of texts whose digits differ: No. 7 is not No. 8
BEGUN = 0.93  # likeness of a value that begins with all of the other


def letters(x: Texts, y: Texts, least: float = 0) -> Floats:
    """Jaro and Winkler's likeness of short names."""
    scorer = JaroWinkler.normalized_similarity
    return process.cpdist(x, y, scorer=scorer, score_cutoff=_below(least), workers=-1, dtype=np.float32)


def _below(least: float) -> float:
    """Return a cutoff that rounding cannot push above *least*."""
    return max(least - 1e-6, 0)


def _names(x: Texts, y: Texts, least: float) -> Floats:
    """Return the likeness of names; one that begins with the other or has all its words (two at least) is close."""
    likeness = _begun(x, y, letters(x, y, least))
    worded = np.flatnonzero(_worded(x) & _worded(y)).tolist()
    held = [place for place in worded if _holds(x[place].split(), y[place].split())]
    likeness[held] = np.maximum(likeness[held], BEGUN)
    return likeness


def _holds(one: list[str], other: list[str]) -> bool:
    """Return whether all words of one name are words of the other: John Smith, John Michael Smith."""
    return set(one) <= set(other) or set(other) <= set(one)


def _places(x: Texts, y: Texts, least: float) -> Floats:
    """Return the likeness of addresses; one that goes on where the other ends is close."""
    return _begun(x, y, _text(x, y, least))


def _begun(x: Texts, y: Texts, likeness: Floats) -> Floats:
    worded = np.flatnonzero(_worded(x) | _worded(y)).tolist()
    begun = [place for place in worded if x[place].startswith(y[place] + " ") or y[place].startswith(x[place] + " ")]
    likeness[begun] = np.maximum(likeness[begun], BEGUN)
    return likeness


def _worded(texts: Texts) -> NDArray[np.bool_]:
    """Return which texts have more than one word."""
    found = pc.match_substring(pa.array(texts, pa.large_string()), " ")
    return np.asarray(found.to_numpy(zero_copy_only=False), bool)


def _text(x: Texts, y: Texts, least: float) -> Floats:
    """Return the share of letters that need no edit; where the digits differ, at most “near”."""
    scorer = OSA.normalized_similarity
    likeness = process.cpdist(x, y, scorer=scorer, score_cutoff=_below(least), workers=-1, dtype=np.float32)
    high = np.flatnonzero(likeness > MOST_WITH_OTHER_DIGITS)
    one, other = (_digits(np.asarray(side, object)[high]) for side in (x, y))
    likeness[high[pc.not_equal(one, other).to_numpy(zero_copy_only=False)]] = MOST_WITH_OTHER_DIGITS
    return likeness


def _digits(texts: NDArray[np.object_]) -> pa.Array:
    return pc.replace_substring_regex(pa.array(texts, pa.large_string()), r"\P{Nd}+", "")


def _slip(x: Texts, y: Texts, least: float = 0) -> Floats:
    """Return 1 for one wrong, missing, extra or swapped character, else 0."""
    edits = process.cpdist(x, y, scorer=OSA.distance, score_cutoff=1, workers=-1, dtype=np.int32)
    return (edits == 1).astype(np.float32)


def _date(x: Texts, y: Texts, least: float = 0) -> Floats:
    """Return 0.95 for a slip, swapped day and month or a month between, 0.6 for a year between, else 0."""
    slip, (ours, _, one), (theirs, swapped, _) = _slip(x, y), _days(x), _days(y)
    apart = np.abs(ours - theirs)
    close = (slip > 0) | (one == swapped) | (apart <= sight.MONTH)
    return np.select([close, apart <= sight.YEAR], [0.95, 0.6], 0.0).astype(np.float32)


def _days(values: Texts) -> list[NDArray[np.float64]]:
    """Return what `sight` tells of dates, each distinct one read once."""
    number, unique = pd.factorize(np.asarray(values, object))
    return [each[number] for each in sight.days(pa.array(unique, pa.large_string()))]


SCORERS: dict[str, Callable[[Texts, Texts, float], Floats]] = {
    "letters": letters,
    "text": _text,
    "names": _names,
    "places": _places,
    "slip": _slip,
    "date": _date,
}

"""Why two rows may be the same customer, in words and points: “手机相同 +9.2，姓名同音 +3.1，地址不同 −2.0”."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandas import Series, factorize

from custsheet.columnar import TEXT, constant
from custsheet.duplicates.compare import Compared
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import EXACT, LEVELS
from custsheet.duplicates.weigh import Weighed
from custsheet.fields import columns
from custsheet.schema import TableSpec
from custsheet.texts import lookup, say

SMALLEST = 0.05  # points worth a word


def reasons(evidence: list[Evidence], told: list[Compared], weight: Weighed, spec: TableSpec) -> Series:
    """Return one sentence per pair: what speaks for and against it, the weightiest first.

    Phrases are few and pairs are many: a pair is a line of numbers of phrases, -1 for what is not worth a word.
    """
    phrases: list[str] = []
    number = np.empty(weight.bits.shape, np.int64, order="F")
    for place, (each, answer) in enumerate(zip(evidence, told, strict=True)):
        title, names = _titles(each, evidence, told, spec)
        said, its = _said((title, names), each, answer, weight.bits[:, place], weight.shared[:, place])
        number[:, place] = np.where(said >= 0, said + len(phrases), -1)
        phrases += its
    order = np.argsort(-np.abs(weight.bits), axis=1, kind="stable")
    ranked = np.take_along_axis(number, order, axis=1)
    spoken = pa.array(phrases, TEXT)
    words = [spoken.take(pa.array(each, mask=each < 0)) for each in ranked.T if (each >= 0).any()]
    return columns.texts(
        pc.binary_join_element_wise(*words, constant(say("match", "between")), null_handling="skip")
        if words
        else pa.repeat(constant(""), len(number))
    )


def _titles(each: Evidence, evidence: list[Evidence], told: list[Compared], spec: TableSpec) -> tuple[Ints, list[str]]:
    """Return the names of the evidence, and which one it has per pair: of two columns that which agrees, both where they agree crosswise."""
    count = len(told[0].level)
    if len(each.codes) == 1:
        return np.zeros(count, np.int64), [_title(each.field, spec)]
    lines = [(line, answer) for line, answer in zip(evidence, told, strict=True) if line.kind == "line"]
    names = [_title(line.field, spec) for line, _ in lines]
    agree = [answer.level == EXACT for _, answer in lines]
    return np.select(agree, range(len(names)), len(names)).astype(np.int64), [*names, "/".join(names)]


def _title(field: str, spec: TableSpec) -> str:
    return str(spec.fields[field].title) if field in spec.fields else field


def _said(
    titles: tuple[Ints, list[str]],
    each: Evidence,
    answer: Compared,
    bits: NDArray[np.float32],
    shared: NDArray[np.bool_],
) -> tuple[Ints, list[str]]:
    """Return the number of the phrase that is said of each pair, -1 for none, and the phrases."""
    words, (title, names) = _words(each.kind), titles
    kinds = np.where(shared & (answer.level == EXACT), len(LEVELS), answer.level).astype(np.int64)
    points, tenths = factorize(np.rint(bits * 10))
    told = (title * len(words) + kinds) * max(len(tenths), 1) + points
    number, used = factorize(np.where((kinds >= 0) & (np.abs(bits) >= SMALLEST), told, -1), use_na_sentinel=False)
    parts = [(*divmod(each // len(tenths), len(words)), each % len(tenths)) for each in used.tolist() if each >= 0]
    phrases = [f"{names[name]}{words[kind]} {_points(tenths[point] / 10)}" for name, kind, point in parts]
    place = np.cumsum(used >= 0) - 1
    return np.where(used >= 0, place, -1)[number], phrases


def _words(kind: str) -> list[str]:
    """Return the word of every level, and last that of a value shared by many."""
    own = lookup("match", "level").get(kind, {})
    common = lookup("match", "level")["any"]
    return [str(own.get(level, common[level])) for level in (*LEVELS, "shared")]


def _points(bits: float) -> str:
    """Return points with their sign.

    >>> _points(-2.04)
    '−2.0'
    """
    return f"{bits:+.1f}".replace("-", "−")

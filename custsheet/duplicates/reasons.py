"""Why two rows may be the same customer, in words and points: “手机相同 +9.2，姓名同音 +3.1，地址不同 −2.0”."""

import numpy as np
from numpy.typing import NDArray
from pandas import factorize

from custsheet.duplicates.compare import Compared
from custsheet.duplicates.evidence import Evidence
from custsheet.duplicates.levels import EXACT, LEVELS
from custsheet.duplicates.weigh import Weighed
from custsheet.schema import TableSpec
from custsheet.texts import lookup, say

SMALLEST = 0.05  # points worth a word


def reasons(evidence: list[Evidence], told: list[Compared], weight: Weighed, spec: TableSpec) -> list[str]:
    """Return one sentence per pair: what speaks for and against it, the weightiest first."""
    columns = [
        _said(_titles(each, evidence, told, spec), each, answer, weight.bits[:, number], weight.shared[:, number])
        for number, (each, answer) in enumerate(zip(evidence, told, strict=True))
    ]
    order = np.argsort(-np.abs(weight.bits), axis=1, kind="stable")
    between = say("match", "between")
    return [
        between.join(filter(None, (columns[each][pair] for each in ranked)))
        for pair, ranked in enumerate(order.tolist())
    ]


def _titles(each: Evidence, evidence: list[Evidence], told: list[Compared], spec: TableSpec) -> list[str]:
    """Return how the evidence is named per pair: of two columns the one that agrees, both where they agree crosswise."""
    count = len(told[0].level)
    if len(each.codes) == 1:
        return [_title(each.field, spec)] * count
    lines = [(line, answer) for line, answer in zip(evidence, told, strict=True) if line.kind == "line"]
    names = [_title(line.field, spec) for line, _ in lines]
    agree = [answer.level == EXACT for _, answer in lines]
    return np.select(agree, names, "/".join(names)).tolist()


def _title(field: str, spec: TableSpec) -> str:
    return str(spec.fields[field].title) if field in spec.fields else field


def _said(
    titles: list[str], each: Evidence, answer: Compared, bits: NDArray[np.float32], shared: NDArray[np.bool_]
) -> list[str]:
    words = _words(each.kind)
    kinds = np.where(shared & (answer.level == EXACT), len(LEVELS), answer.level)
    number, tenths = factorize(np.rint(bits * 10))
    points = [_points(each / 10) for each in tenths.tolist()]
    weighty = (kinds >= 0) & (np.abs(bits) >= SMALLEST)
    return [
        f"{title}{words[kind]} {points[point]}" if told else ""
        for title, kind, point, told in zip(titles, kinds.tolist(), number.tolist(), weighty.tolist(), strict=True)
    ]


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

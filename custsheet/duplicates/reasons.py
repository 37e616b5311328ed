"""Why two rows may be the same customer, in words and points: “手机相同 +9.2，姓名同音 +3.1，地址不同 −2.0”."""

import numpy as np
from numpy.typing import NDArray

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
        _said(each, answer, weight.bits[:, number], weight.shared[:, number], spec)
        for number, (each, answer) in enumerate(zip(evidence, told, strict=True))
    ]
    order = np.argsort(-np.abs(weight.bits), axis=1, kind="stable")
    between = say("match", "between")
    return [
        between.join(filter(None, (columns[each][pair] for each in ranked)))
        for pair, ranked in enumerate(order.tolist())
    ]


def _said(
    each: Evidence, answer: Compared, bits: NDArray[np.float32], shared: NDArray[np.bool_], spec: TableSpec
) -> list[str]:
    title = str(spec.fields[each.field].title) if each.field in spec.fields else each.field
    words = _words(each.kind)
    kinds = np.where(shared & (answer.level == EXACT), len(LEVELS), answer.level)
    return [
        f"{title}{words[kind]} {_points(point)}" if kind >= 0 and abs(point) >= SMALLEST else ""
        for kind, point in zip(kinds.tolist(), bits.tolist(), strict=True)
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

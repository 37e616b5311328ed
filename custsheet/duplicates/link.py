"""Which of these new contacts do we already know: the engine of `dedupe`, across two tables only.

Pairs within a table are never scored. For each new contact the likeliest known row is told; several contacts may be one
known customer, and where several known rows would do, they are counted. Nothing is merged.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

import custsheet.duplicates.block as block
import custsheet.duplicates.doubts as doubts
import custsheet.duplicates.evidence as evidence
import custsheet.duplicates.judge as judge
import custsheet.duplicates.promise as promise
import custsheet.duplicates.sieve as sieve
import custsheet.duplicates.weigh as weigh
from custsheet.duplicates.coded import Coded, coded
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import DOUBTS
from custsheet.duplicates.promise import Question
from custsheet.duplicates.reasons import reasons
from custsheet.duplicates.sieve import Rows
from custsheet.schema import TableSpec

KNOWN, PERHAPS, NEW = "known", "perhaps", "new"


class Pairs(NamedTuple):
    """Scored pairs of known and new positions, the noteworthy ones only."""

    known: Ints
    new: Ints
    certain: NDArray[np.bool_]
    probability: NDArray[np.float64]
    weight: NDArray[np.float64]
    reason: Series


def linked(known: DataFrame, new: DataFrame, spec: TableSpec) -> tuple[DataFrame, dict[str, int]]:
    """Return per row of *new* what is known, and what blocking tells.

    Columns: band (known, perhaps, new), match (position in *known*, -1 for none), probability, weight, also (how many
    further rows of *known* would do), sharing (how many rows of *new* have this match), reason.
    """
    pairs, facts = _pairs(known, new, spec)
    order = np.lexsort((pairs.known, -pairs.weight, -pairs.probability, ~pairs.certain, pairs.new))
    first = order[np.unique(pairs.new[order], return_index=True)[1]]
    found = DataFrame({"band": NEW, "match": -1, "probability": 0.0, "weight": 0.0, "reason": ""}, index=new.index)
    rows = new.index[pairs.new[first]]
    found.loc[rows, "band"] = np.where(pairs.certain[first], KNOWN, PERHAPS)
    for name, values in (("match", pairs.known), ("probability", pairs.probability), ("weight", pairs.weight)):
        found.loc[rows, name] = values[first]
    found.loc[rows, "reason"] = pairs.reason.take(first).array
    as_sure = pairs.certain | (found["band"] != KNOWN).to_numpy()[pairs.new]
    also = np.bincount(pairs.new[as_sure], minlength=len(new)) - 1
    sharing = found["match"].map(found["match"].value_counts()).where(found["match"] >= 0, 0)
    return found.assign(also=np.maximum(also, 0), sharing=sharing.astype("int64")), facts


def _pairs(known: DataFrame, new: DataFrame, spec: TableSpec) -> tuple[Pairs, dict[str, int]]:
    """Return the pairs across that a person may want to see."""
    rows = coded(pd.concat([known, new], ignore_index=True).fillna("").astype("str"))
    filled = _filled(rows, spec)
    side = filled >= len(known)
    told = _told(rows.some(filled), side, spec)
    start = weigh.supposed(told, len(filled))
    asked = promise.promising(told, len(filled))
    found = _candidates(told, side, asked.may)
    signed = Rows(told, np.arange(len(filled), dtype=np.uint64))
    hopeful = sieve.hopeful(signed, start, asked.does, found.left, found.right)
    left, right, answers = hopeful.left, hopeful.right, hopeful.told
    weight = weigh.weighed(told, answers, weigh.trained(told, answers, start, len(filled)))
    verdict = judge.judged(told, answers, weight, left, right)
    wanted = np.flatnonzero(verdict.certain | verdict.possible)
    answers = [each.where(wanted) for each in answers]
    total = weight.weight[wanted]
    some = weight._replace(bits=weight.bits[wanted], shared=weight.shared[wanted], chance=weight.chance[wanted])
    one, other = filled[left[wanted]], filled[right[wanted]] - len(known)
    certain, likely = verdict.certain[wanted], verdict.probability[wanted]
    facts = {**found.facts, "scored": hopeful.compared}
    return Pairs(one, other, certain, likely, total, reasons(told, answers, some, spec)), facts


def _filled(rows: Coded, spec: TableSpec) -> Ints:
    """Return the positions of the rows that say anything by which they could be known."""
    said = np.zeros(len(rows), bool)
    for name in evidence.columns(rows, spec):
        said |= rows.filled(name)
    return np.flatnonzero(said)


def _told(rows: Coded, side: NDArray[np.bool_], spec: TableSpec) -> list[Evidence]:
    return doubts.with_doubts(evidence.gathered(rows, spec, Series(side.astype(np.int64), index=rows.index)), rows)


def _candidates(told: list[Evidence], side: NDArray[np.bool_], may: Question) -> block.Candidates:
    """Return the pairs worth a look, known row first: known rows stand first, so left is the known one."""

    def wanted(left: Ints, right: Ints) -> NDArray[np.bool_]:
        across = side[left] != side[right]
        across[across] = may(left[across], right[across])
        return across

    return block.candidates([each for each in told if each.kind not in DOUBTS], len(side), wanted=wanted)

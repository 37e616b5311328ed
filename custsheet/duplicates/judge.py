"""Which pairs are certain, which a person should see, and which are none.

A probability is not enough to merge: *certain* also needs agreement in two identifying fields of different families, or in
one number made to be unique, and nothing that contradicts. Two valid, different IDs or credit codes, different given
names, or different genders always send a pair to a person, whatever else agrees: a household shares its phone, its
address and often its e-mail, twins even their birthday.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from custsheet import fields
from custsheet.duplicates.compare import Compared
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import ALIKE, BLANK, CLOSE, EXACT, FAR, KINDS, NEAR
from custsheet.duplicates.weigh import Weighed, probability

Mask = NDArray[np.bool_]
CERTAIN, POSSIBLE = 0.99, 0.5
IDENTIFYING = 5.0  # bits from which an agreement identifies
NAMES = ("name", "given")


class Verdict(NamedTuple):
    """What was found about each pair."""

    probability: NDArray[np.float64]
    certain: Mask
    possible: Mask  # not certain, but worth a person's look
    contradicts: Mask  # would be certain but for a contradiction
    differs: Mask  # known to be two: never joined by others


def judged(evidence: list[Evidence], told: list[Compared], weight: Weighed, left: Ints, right: Ints) -> Verdict:
    """Return the verdict on every pair."""
    odds = weight.odds
    contradiction = _contradiction(evidence, told, left, right, odds + _against(evidence, weight) >= 0)
    unique = _unique(evidence, told, weight)
    named_apart = _named(told, evidence, FAR) & ~unique
    gendered_apart = _any(told, evidence, ("gender",), FAR) & ~unique
    enough = unique | (_agreeing(evidence, told, weight) >= _needed(told, evidence))
    differs = contradiction | named_apart | gendered_apart
    likely = probability(odds)
    certain = (likely >= CERTAIN) & enough & ~differs
    without = probability(odds + _against(evidence, weight))
    contradicts = contradiction & (without >= CERTAIN)
    possible = ~certain & ((likely >= POSSIBLE) | contradicts)
    return Verdict(np.where(contradicts, np.clip(likely, POSSIBLE, 0.98), likely), certain, possible, contradicts, differs)


def _any(told: list[Compared], evidence: list[Evidence], kinds: tuple[str, ...], level: int) -> Mask:
    """Return the pairs that stand at *level* in any evidence of these kinds."""
    hit = np.zeros(len(told[0].level), bool)
    for each, answer in zip(evidence, told, strict=True):
        if each.kind in kinds:
            hit |= answer.level == level
    return hit


def _named(told: list[Compared], evidence: list[Evidence], level: int) -> Mask:
    return _any(told, evidence, NAMES, level)


def _needed(told: list[Compared], evidence: list[Evidence]) -> Ints:
    """Return how many families must agree: one more where the names are only near each other."""
    return np.where(_named(told, evidence, NEAR), 3, 2)


def _agreeing(evidence: list[Evidence], told: list[Compared], weight: Weighed) -> Ints:
    """Return how many families of identifying fields agree."""
    families: dict[str, Mask] = {}
    for number, (each, answer) in enumerate(zip(evidence, told, strict=True)):
        agrees = (answer.level >= EXACT) & (answer.level <= KINDS[each.kind].agrees)
        agrees &= (weight.bits[:, number] >= IDENTIFYING) & ~weight.shared[:, number]
        families[each.family] = families.get(each.family, np.zeros(len(agrees), bool)) | agrees
    return np.sum(list(families.values()), axis=0)


def _unique(evidence: list[Evidence], told: list[Compared], weight: Weighed) -> Mask:
    """Return the pairs that share a number made to be unique: an ID, a tax id, a customer number of the same sheet."""
    hit = np.zeros(len(told[0].level), bool)
    for number, (each, answer) in enumerate(zip(evidence, told, strict=True)):
        if each.kind == "id" and each.source != "uscc":
            hit |= (answer.level >= EXACT) & (answer.level <= ALIKE) & ~weight.shared[:, number]
    return hit


def _against(evidence: list[Evidence], weight: Weighed) -> NDArray[np.float64]:
    """Return the bits that IDs take from each pair."""
    taken = np.zeros(len(weight.bits))
    for number, each in enumerate(evidence):
        if each.kind == "id":
            taken -= np.minimum(weight.bits[:, number], 0.0)
    return taken


def _contradiction(evidence: list[Evidence], told: list[Compared], left: Ints, right: Ints, likely: Mask) -> Mask:
    """Return the pairs with two valid, different numbers where one customer has only one."""
    hit = np.zeros(len(left), bool)
    for each, answer in zip(evidence, told, strict=True):
        if each.kind == "id":
            open_ = np.flatnonzero(likely & (answer.level >= CLOSE) & (answer.level != BLANK))
            for codes in each.codes:
                hit[open_] |= _valid(each, codes[left[open_]]) & _valid(each, codes[right[open_]])
    return hit


def _valid(each: Evidence, codes: Ints) -> Mask:
    """Return which of these value numbers are valid numbers of their kind."""
    used, number = np.unique(codes, return_inverse=True)
    read = fields.clean(each.source, [value.upper() for value in each.values[used]]) if each.source in fields.KINDS else None
    if read is None or each.source == "text":
        return np.zeros(len(codes), bool)
    return read["issue"].isna().to_numpy()[number]

"""What agreement and disagreement are worth: match weights in bits, and a probability per pair.

Fellegi and Sunter (1969). The weight of a pair is the sum over its evidence of log2(m/u), added to the prior log-odds that
two rows are the same customer. Equal values count by how rare the value is (Winkler's frequency adjustment), and values
made for one customer by how many different people hold them: a switchboard says nothing. *u* of the other levels comes
from random pairs (`chance`), *m* from expectation maximisation over the candidates that are not hopeless under the defaults; in both
the defaults of `levels` stand as a Dirichlet prior, so that a small sheet stays with them and a large one learns.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from custsheet.duplicates.chance import Sample, sampled
from custsheet.duplicates.compare import Compared
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import AGAINST, ALIKE, BLANK, CLOSE, DOUBTS, EXACT, EXTRA, FAR, KINDS, OPEN
from custsheet.duplicates.rarity import Rarity

Floats = NDArray[np.float64]
MATCH_WEIGHT = 30  # pairs that the default m counts as, and
EXTRA_WEIGHT = 10  # … for columns without a kind
DUPLICATES = 0.05  # pairs per row that are expected before anything is known
HOPELESS = -10.0  # log2 odds under the defaults from which a pair is worth learning from
ROUNDS = 12
MOST, LEAST = 8.0, -3.0  # bits that a column without a kind may give or take


class Weighed(NamedTuple):
    """Bits per pair and piece of evidence, their sum with the prior as log-odds, and which values are shared by many."""

    bits: NDArray[np.float32]  # pairs x evidence
    shared: NDArray[np.bool_]  # pairs x evidence
    chance: NDArray[np.float32]  # pairs x evidence: log2 of the chance that strangers agree so far
    unique: list[bool]  # per evidence: learned to be a number made to be unique
    prior: float | Floats  # log2 odds of two random rows

    @property
    def weight(self) -> Floats:
        """log2 of the Bayes factor per pair."""
        return self.bits.sum(axis=1, dtype=np.float64)

    @property
    def odds(self) -> Floats:
        """log2 of the posterior odds per pair."""
        return self.weight + self.prior


class Model(NamedTuple):
    """What was learned: log2 m and log2 u per piece of evidence and level, rarity of values and keys, and the prior."""

    m: Floats
    u: Floats
    rarity: list[Rarity]
    shared: list[NDArray[np.bool_]]
    unique: list[bool]
    prior: float
    sample: Sample


def probability(odds: Floats) -> Floats:
    """Return the probability for log2 odds."""
    return np.asarray(1 / (1 + np.exp2(-np.clip(odds, -1000, 1000))))


def hopeful(evidence: list[Evidence], told: list[Compared], model: Model) -> NDArray[np.bool_]:
    """Return which pairs teach something and may be one customer: those that are not hopeless under the defaults.

    What is still open counts as close; what only speaks against a pair, and does so with others alone, is left out.
    """
    odds, there = np.full(len(told[0].level), model.prior), []
    for number, (each, answer) in enumerate(zip(evidence, told, strict=True)):
        if each.kind not in DOUBTS:
            bits = _bits(each, answer, model, number)[0]
            if each.family == "place":
                there.append(bits)
            else:
                odds += bits
    if there:
        odds += np.maximum(np.maximum.reduce(there), 0) + np.minimum(np.minimum.reduce(there), 0)
    return odds > HOPELESS


def supposed(evidence: list[Evidence], count: int) -> Model:
    """Return the model before any pair was looked at: default m, rarity from the values, u from random pairs."""
    sample = sampled(evidence, count)
    m, u, rarity = np.log2(_defaults(evidence)), *sample.counted(np.arange(count))
    prior = _prior(DUPLICATES * count, count)
    return Model(m, u, rarity, sample.shared, [False] * len(evidence), prior, sample)


def recounted(model: Model, customers: Ints) -> Model:
    """Return the model with chance counted between *customers*, numbers of the first groups row by row."""
    u, rarity = model.sample.counted(customers)
    return model._replace(u=u, rarity=rarity)


def weighed(evidence: list[Evidence], told: list[Compared], model: Model) -> Weighed:
    """Return the bits of every pair under a model."""
    told_of = [
        _bits(each, answer, model, number) for number, (each, answer) in enumerate(zip(evidence, told, strict=True))
    ]
    columns, chances, hits = (np.column_stack(each) for each in zip(*told_of, strict=True))
    return Weighed(nested(evidence, columns), hits, chances, model.unique, model.prior)


def _bits(
    each: Evidence, answer: Compared, model: Model, number: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
    """Return what one piece of evidence says about each pair: bits, log2 of the chance, and whether too many share it."""
    m, u = (np.r_[each[number], np.nan, np.nan].astype(np.float32) for each in (model.m, model.u))
    m[OPEN], u[OPEN], m[BLANK], u[BLANK] = m[CLOSE], u[CLOSE], 0, 0
    chance, bits = u[answer.level], (m - u)[answer.level]
    shared = np.zeros(len(bits), bool)
    for level, rarity in zip((EXACT, ALIKE), model.rarity[number], strict=True):
        hit = np.flatnonzero((answer.level == level) & (answer.value >= 0))
        chance[hit] = rarity[answer.value[hit]]
        bits[hit] = m[level] - chance[hit]
        if level == EXACT:
            shared[hit] = model.shared[number][answer.value[hit]]
    bits[shared] = np.minimum(bits[shared], 1.0)
    if each.kind in EXTRA and not model.unique[number]:
        bits = np.clip(bits, LEAST, MOST)
    if each.kind in AGAINST:
        bits = np.minimum(bits, 0.0)
    return bits, chance, shared


def nested(evidence: list[Evidence], bits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return bits where of all that says where somebody lives only the strongest agreement and disagreement count.

    District, city and province agree whenever the address does: their weights must not add up.
    """
    places = [number for number, each in enumerate(evidence) if each.family == "place"]
    if len(places) > 1:
        there = bits[:, places]
        best = (there == there.max(axis=1, keepdims=True)) & (there > 0)
        worst = (there == there.min(axis=1, keepdims=True)) & (there < 0)
        for kept in (best, worst):
            kept &= kept.cumsum(axis=1) == 1
        bits[:, places] = np.where(best | worst, there, 0)
    return bits


def _defaults(evidence: list[Evidence]) -> Floats:
    return np.asarray([KINDS[each.kind].m for each in evidence])


def trained(evidence: list[Evidence], told: list[Compared], model: Model, count: int) -> Model:
    """Return the model with m and prior learned by expectation maximisation from the pairs that are not hopeless."""
    default = _defaults(evidence)
    strength = np.asarray([EXTRA_WEIGHT if each.kind in EXTRA else MATCH_WEIGHT for each in evidence])[:, None]
    matches = DUPLICATES * count
    plausible = _plausible(evidence, told)
    for _ in range(ROUNDS):
        model = model._replace(prior=_prior(matches, count))
        share = probability(weighed(evidence, told, model).odds) * plausible
        counted = [np.bincount(a.level[a.level >= 0], share[a.level >= 0], minlength=FAR + 1) for a in told]
        m = np.asarray(counted) + strength * default
        model = model._replace(m=np.log2(m / m.sum(axis=1, keepdims=True)))
        before, matches = matches, _matches(float(share.sum()), count)
        if abs(before - matches) < 0.001 * before:
            break
    weight = weighed(evidence, told, model)
    return model._replace(unique=[_is_unique(each, told, number, weight) for number, each in enumerate(evidence)])


def _plausible(evidence: list[Evidence], told: list[Compared]) -> NDArray[np.bool_]:
    """Return the pairs to learn from: forty colleagues who share all but the name must not teach that names differ."""
    apart, numbered = np.zeros(len(told[0].level), bool), np.zeros(len(told[0].level), bool)
    for each, answer in zip(evidence, told, strict=True):
        if each.family in ("name", "called"):
            apart |= answer.level == FAR
        if each.kind in ("id", "own_id", "number") and each.source != "uscc":
            numbered |= answer.level == EXACT
    return ~apart | numbered


def _matches(found: float, count: int) -> float:
    """Return the number of matching pairs to expect: what was found, held towards the default while that is little."""
    return (found * found + MATCH_WEIGHT * DUPLICATES * count) / (found + MATCH_WEIGHT)


def _is_unique(each: Evidence, told: list[Compared], number: int, weight: Weighed) -> bool:
    """Tell whether a column without a kind proves to be a number that one customer alone has.

    Matching pairs share it, and pairs that share it match by all their other evidence.
    """
    if each.kind != "number":
        return False
    level = told[number].level
    share = probability(weight.odds - weight.bits[:, number])
    equal, filled = level == EXACT, level != BLANK
    enough = share[equal].sum() >= MATCH_WEIGHT
    return bool(enough and share[equal].mean() >= 0.9 and share[equal].sum() >= 0.6 * share[filled].sum())


def _prior(matches: float, count: int) -> float:
    """Return the log2 odds of two random rows of *count* being one customer."""
    share = min(max(matches, DUPLICATES) / max(count * (count - 1) / 2, 1), 0.5)
    return float(np.log2(share / (1 - share)))

"""Which pairs are certain, which a person should see, and which are none.

A probability is not enough to merge: *certain* also needs agreement in two families of identifying fields, at least one of
them personal (a name, an e-mail, a birthday, an ID; a household shares its phone, its address and its surname), and nothing
that contradicts; an address and a name that only sounds the same may be two sisters. Two valid, different IDs or credit codes, different given names, or different genders send a pair to a
person whatever else agrees, unless a number made to be unique and two more families say that it is a slip (for a gender
also the same name and two more families). A tax id is the company's: two people named under it are two contacts. Where
two people are named and what is personal differs besides, a shared landline or switchboard is no question either.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from custsheet import fields
from custsheet.duplicates.compare import Compared
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import ALIKE, BLANK, CLOSE, EXACT, EXTRA, FAR, KINDS, NEAR
from custsheet.duplicates.weigh import Weighed, probability

Mask = NDArray[np.bool_]
CERTAIN, POSSIBLE = 0.99, 0.5
DOUBTFUL = 0.89  # the most that a pair may seem to be one if its names differ, or nothing personal is alike
TAX = "uscc"
NAMESAKES, QUESTIONS = 3, 100  # rows of one name, and pairs of rows, that are worth a question by name alone
IDENTIFYING = -6.0  # log2 of the chance among strangers below which an agreement identifies
NAMES = ("name", "given")
NAMED = ("name", "surname")  # families that alone are no question worth asking
PRIVATE = ("phone", "email", "handle", "date", "gender")  # kinds that a person alone has
CALLED = ("name", "given", "called")
PERSONAL = ("name", "email", "handle", "id", "birth")  # families that a household does not share


class Verdict(NamedTuple):
    """What was found about each pair."""

    probability: NDArray[np.float64]
    certain: Mask
    possible: Mask  # not certain, but worth a person's look
    contradicts: Mask  # would be certain but for a contradiction
    differs: Mask  # held to be two: never joined by others
    opposed: Mask  # … whatever other rows of the same customers say


def judged(evidence: list[Evidence], told: list[Compared], weight: Weighed, left: Ints, right: Ints) -> Verdict:
    """Return the verdict on every pair."""
    odds = weight.odds
    without_ids = odds + _against(evidence, weight)
    contradiction = _contradiction(evidence, told, left, right, without_ids >= 0)
    unique = _unique(evidence, told, weight)
    agreeing = _agreeing(evidence, told, weight)
    count = np.sum(list(agreeing.values()), axis=0)
    slip = agreeing.get("id", unique) & (count >= 3)
    named_apart, gendered_apart = _far(told, evidence, CALLED), _far(told, evidence, ("gender",))
    opposed = contradiction | (gendered_apart & ~slip & ~(agreeing.get("name", slip) & (count >= 3)))
    differs = opposed | (named_apart & ~slip)
    enough = unique | (
        (count >= 2) & _personal(evidence, agreeing, left, right) & ~_neighbours(told, evidence, agreeing, count)
    )
    likely = probability(odds)
    certain = (likely >= CERTAIN) & enough & ~differs
    contradicts = contradiction & (probability(without_ids) >= CERTAIN)
    more_than_a_name = (count >= 2) | np.any([hit for family, hit in agreeing.items() if family not in NAMED], axis=0)
    unsure = ~more_than_a_name & _almost(evidence, told)
    two_people = named_apart & ~slip
    asked = (more_than_a_name | unsure) & ~(two_people & _apart(evidence, told, agreeing))
    possible = ~certain & (((likely >= POSSIBLE) & asked) | contradicts)
    namesakes = _namesakes(evidence, told, left) & ~certain
    likely = np.where(namesakes, np.maximum(likely, POSSIBLE), likely)
    possible |= namesakes
    likely = np.where(
        two_people | unsure | namesakes | ~_alike_in_person(evidence, told), np.minimum(likely, DOUBTFUL), likely
    )
    likely = np.where(contradicts, np.clip(likely, POSSIBLE, 0.98), likely)
    return Verdict(likely, certain, possible, contradicts, differs, opposed)


def _far(told: list[Compared], evidence: list[Evidence], kinds: tuple[str, ...]) -> Mask:
    """Return the pairs that are far apart in any evidence of these kinds."""
    hit = np.zeros(len(told[0].level), bool)
    for each, answer in zip(evidence, told, strict=True):
        if each.kind in kinds:
            hit |= answer.level == FAR
    return hit


def _agreeing(evidence: list[Evidence], told: list[Compared], weight: Weighed) -> dict[str, Mask]:
    """Return, per family of identifying fields, the pairs in which it agrees."""
    families: dict[str, Mask] = {}
    for number, (each, answer) in enumerate(zip(evidence, told, strict=True)):
        last = CLOSE if weight.unique[number] else KINDS[each.kind].agrees
        agrees = (answer.level >= EXACT) & (answer.level <= last)
        agrees &= (weight.chance[:, number] <= IDENTIFYING) & ~weight.shared[:, number]
        family = "id" if weight.unique[number] else TAX if each.source == TAX else each.family
        families[family] = families.get(family, np.zeros(len(agrees), bool)) | agrees
    return families


def _almost(evidence: list[Evidence], told: list[Compared]) -> Mask:
    """Return the pairs of which a number made for one customer is one slip away."""
    hit = np.zeros(len(told[0].level), bool)
    for each, answer in zip(evidence, told, strict=True):
        if KINDS[each.kind].pointed:
            hit |= (answer.level >= ALIKE) & (answer.level <= NEAR)
    return hit


def _namesakes(evidence: list[Evidence], told: list[Compared], left: Ints) -> Mask:
    """Return the pairs of one name that nothing contradicts, where a sheet tells customers apart by nothing else.

    Names that several rows have tell nobody apart, and of very many pairs only the first are worth a question.
    """
    hit = np.zeros(len(left), bool)
    if any(KINDS[each.kind].pointed or each.family == "company" for each in evidence):
        return hit
    open_ = ~hit
    for each, answer in zip(evidence, told, strict=True):
        if each.kind == "name":
            codes = each.codes[0]
            rows = np.bincount(codes[codes >= 0], minlength=len(each.values))
            hit |= (answer.level == EXACT) & (rows[codes[left]] <= NAMESAKES)
        elif each.kind not in EXTRA:
            open_ &= answer.level < NEAR
    hit &= open_
    return hit & (hit.cumsum() <= QUESTIONS)


def _personal(evidence: list[Evidence], agreeing: dict[str, Mask], left: Ints, right: Ints) -> Mask:
    """Return the pairs that agree in something personal; a company is a person where nobody is named.

    With a tax id in common it is enough that one of the rows names nobody.
    """
    count = len(left)
    one, other = _nobody(evidence, left), _nobody(evidence, right)
    company = (one & other & _any(agreeing, ("company",), count)) | ((one | other) & _any(agreeing, (TAX,), count))
    return _any(agreeing, PERSONAL, count) | company


def _nobody(evidence: list[Evidence], side: Ints) -> Mask:
    """Return which rows name nobody in full."""
    unnamed = np.ones(len(side), bool)
    for each in evidence:
        if each.family in ("name", "surname"):
            unnamed &= each.codes[0][side] < 0
    return unnamed


def _apart(evidence: list[Evidence], told: list[Compared], agreeing: dict[str, Mask]) -> Mask:
    """Return the pairs of which something personal differs besides the name, and nothing personal agrees."""
    differs = _far(told, evidence, PRIVATE)
    for each, answer in zip(evidence, told, strict=True):
        if each.kind == "line" and each.field == "mobile":
            differs |= answer.level == FAR
    return differs & ~_any(agreeing, PERSONAL, len(differs))


def _any(agreeing: dict[str, Mask], families: tuple[str, ...], count: int) -> Mask:
    hit = np.zeros(count, bool)
    for family in families:
        hit |= agreeing.get(family, False)
    return hit


def _neighbours(told: list[Compared], evidence: list[Evidence], agreeing: dict[str, Mask], count: Ints) -> Mask:
    """Return the pairs that agree in an address and in the sound of a name, in nothing else: sisters, or one big building."""
    nobody = np.zeros(len(count), bool)
    sounds = nobody.copy()
    for each, answer in zip(evidence, told, strict=True):
        if each.family == "name":
            sounds |= answer.level == ALIKE
    return (count == 2) & sounds & agreeing.get("place", nobody)


def _alike_in_person(evidence: list[Evidence], told: list[Compared]) -> Mask:
    """Return the pairs with something personal alike, however common it is, or of which a side says nothing personal."""
    alike, said = np.zeros((2, len(told[0].level)), bool)
    for each, answer in zip(evidence, told, strict=True):
        if each.family in PERSONAL:
            alike |= (answer.level >= EXACT) & (answer.level <= CLOSE)
            said |= answer.level != BLANK
    return alike | ~said


def _unique(evidence: list[Evidence], told: list[Compared], weight: Weighed) -> Mask:
    """Return the pairs that share a number made to be unique: an ID, a tax id, a customer number of the same sheet."""
    hit = np.zeros(len(told[0].level), bool)
    for number, (each, answer) in enumerate(zip(evidence, told, strict=True)):
        if weight.unique[number] or (each.family == "id" and each.source != "uscc"):
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
    read = fields.clean(each.source, [value.upper() for value in each.written(np.maximum(used, 0))])
    return np.asarray(read["issue"].isna())[number]

"""What looks like agreement and says little: neighbouring numbers, a bare city, one line of two, a title for a name.

Phone numbers are given out in blocks, so two valid numbers that differ in one digit are two numbers, not a slip; an
address without road or number says where a city is. Where two rows share one of their phones, the other one still counts
if it differs; and 刘经理 is as little 陈小姐 as any two people with names.
"""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import ALIKE, BLANK, CLOSE, EXACT, NEAR
from custsheet.fields import name as person

Levels = NDArray[np.int8]
NUMBERS = ("phone", "handle")  # kinds without a check digit: one digit off may be somebody else's
_ROAD = re.compile(r"\d|[^\W\d_]*[a-z]")  # a number, or letters of an address that is not written in Chinese
_NO_KEYS = np.empty((0, 0), np.int64)


def with_doubts(evidence: list[Evidence], customers: DataFrame) -> list[Evidence]:
    """Return the evidence, with what each of several phone columns says alone and what titled people are called."""
    lines = [line for each in evidence if each.kind == "phone" and len(each.codes) > 1 for line in _lines(each)]
    called = [_called(customers["name"])] if "name" in customers else []
    return [*evidence, *lines, *(each for each in called if each is not None)]


def _lines(each: Evidence) -> list[Evidence]:
    """Return one piece of evidence per column of a phone that stands in several."""
    bare = each._replace(kind="line", keys=np.empty((len(each.values), 0), np.int64))
    return [bare._replace(field=field, codes=(codes,)) for field, codes in zip(_columns(each), each.codes, strict=True)]


def _columns(each: Evidence) -> tuple[str, str]:
    return ("mobile", "phone") if each.field == "mobile" else ("phone", "mobile")


def _called(names: Series) -> Evidence | None:
    """Return surnames, if anybody is known by surname and title alone."""
    codes, typed = pd.factorize(names)
    titled = fields.clean("name", list(typed))["issue"] == "name.honorific"
    if not (titled & ~np.asarray([person.is_personal(each) for each in typed], bool)).any():
        return None
    surnames = [person.surname(each) if person.has_han(each) else "" for each in typed]
    numbers, values = pd.factorize(np.asarray(surnames, object))
    numbers = np.where(np.asarray(surnames, object) == "", -1, numbers)
    empty = np.empty((len(values), 0), np.int64)
    return Evidence("name", "called", "name", (numbers[codes].astype(np.int64),), np.asarray(values, object), empty)


def doubted(evidence: list[Evidence], told: list[Levels], left: Ints, right: Ints) -> list[Levels]:
    """Return the levels that remain of *told*, one array per piece of evidence, for the pairs *left*, *right*."""
    names = [level for each, level in zip(evidence, told, strict=True) if each.kind == "name"]
    phones = [level for each, level in zip(evidence, told, strict=True) if each.kind == "phone"]
    return [_doubted(each, level, left, right, names, phones) for each, level in zip(evidence, told, strict=True)]

"""What looks like agreement and says little: neighbouring numbers, a bare city, one line of two, a title for a name.

Phone numbers are given out in blocks, so two valid numbers that differ in one digit are two numbers, not a slip; an
address without road or number says where a city is. Where two rows share one of their phones, the other one still counts
if it differs; and 刘经理 is as little 陈小姐 as any two people with names are one.
"""

import re

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pandas import factorize

from custsheet import fields
from custsheet.columnar import TEXT
from custsheet.duplicates.coded import Coded
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import ALIKE, BLANK, CLOSE, EXACT, NEAR
from custsheet.fields import columns, hanzi
from custsheet.fields import name as person

Levels = NDArray[np.int8]
NUMBERS = ("phone", "handle")  # kinds without a check digit: one digit off may be somebody else's
_SECOND = re.compile(r"\d+$")
_NUMBERED = re.compile(r"\d|[一二三四五六七八九十百]+(?:[号栋幢座弄楼])")


def with_doubts(evidence: list[Evidence], customers: Coded) -> list[Evidence]:
    """Return the evidence, with what each of several phone columns says alone and what titled people are called."""
    more: list[Evidence] = []
    for each in evidence:
        if each.kind == "phone" and len(each.codes) > 1:
            more += _lines(each)
        if each.kind == "name" and "name" in customers.codes:
            more += _called(each, customers)
    return [*evidence, *more]


def _lines(each: Evidence) -> list[Evidence]:
    """Return one piece of evidence per column of a phone that stands in two."""
    named = ("mobile", "phone") if each.field == "mobile" else ("phone", "mobile")
    alone = each._replace(kind="line", keys=_no_keys(len(each.values)), halves=_no_keys(0))
    return [alone._replace(field=field, codes=(codes,)) for field, codes in zip(named, each.codes, strict=True)]


def _called(names: Evidence, customers: Coded) -> list[Evidence]:
    """Return the surnames of all rows, if anybody is known by surname and title alone."""
    codes = names.codes[0].copy()
    nameless = np.flatnonzero((codes < 0) & customers.filled("name"))
    number, used = factorize(customers.codes["name"][nameless])
    titled = columns.listed(customers.texts["name"].take(used))
    known = np.asarray(fields.clean("name", titled)["issue"] == "name.honorific", bool)
    if not known.any():
        return []
    surnames = [*_surnames(names.values), *map(_surname, titled)]
    codes[nameless] = np.where(known, len(names.values) + np.arange(len(titled)), -1)[number]
    numbers, values = factorize(np.asarray(surnames, object))
    numbers = np.where(values[numbers] == "", -1, numbers).astype(np.int64)
    codes = np.where(codes >= 0, numbers[codes], -1)
    return [Evidence("name", "called", "name", (codes,), pa.array(values, TEXT), _no_keys(len(values)))]


def _surnames(names: pa.Array) -> list[str]:
    """Return the first sign of the surname of each Chinese name, "" for the others: 慕先生 may be 慕容皓."""
    sure = columns.listed(person.clean_column(columns.texts(names)).str.slice(0, 1))
    return [known or _surname(name) for known, name in zip(sure, names.to_pylist(), strict=True)]


def _surname(name: str) -> str:
    return person.surname(name)[:1] if hanzi.has_han(name) else ""


def _no_keys(count: int) -> Ints:
    return np.empty((count, 0), np.int64)


def doubted(evidence: list[Evidence], told: list[Levels], left: Ints, right: Ints) -> list[Levels]:
    """Return what remains of the levels *told*, one array per piece of evidence, for the pairs *left*, *right*."""
    level_of = {each.kind: level for each, level in zip(evidence, told, strict=True)}
    left_over = []
    for each, level in zip(evidence, told, strict=True):
        if each.kind in NUMBERS:
            level = _without_neighbours(each, level, left, right)
        elif each.kind == "address":
            level = _without_towns(each, level, left, right)
        elif each.kind == "name":
            level = _without_seconds(each, level, left, right)
        elif each.kind == "line":  # counts where another number agrees
            agrees = (level_of["phone"] >= EXACT) & (level_of["phone"] <= ALIKE)
            level = np.where(agrees, level, BLANK).astype(np.int8)
        elif each.kind == "called":  # says nothing where both are known by name
            level = np.where(level_of["name"] == BLANK, level, BLANK).astype(np.int8)
        left_over.append(level)
    return left_over


def _without_neighbours(each: Evidence, level: Levels, left: Ints, right: Ints) -> Levels:
    """Return NEAR for numbers one digit apart that are both valid."""
    close = np.flatnonzero(level == CLOSE)
    if not len(close):
        return level
    level, both = level.copy(), np.ones(len(close), bool)
    for side in (left[close], right[close]):
        both &= np.any([_valid(each, codes[side]) for codes in each.codes], axis=0)
    level[close[both]] = NEAR
    return level


def _valid(each: Evidence, codes: Ints) -> NDArray[np.bool_]:
    """Return which of these value numbers stand for a valid number."""
    used, number = np.unique(codes, return_inverse=True)
    read = np.asarray(fields.clean(each.source, each.written(np.maximum(used, 0)).tolist())["issue"].isna(), bool)
    return (read & (used >= 0))[number]


def _without_seconds(each: Evidence, level: Levels, left: Ints, right: Ints) -> Levels:
    """Return NEAR for names that only different numbers tell apart: somebody typed 张三1 and 张三2 to keep them apart."""
    alike = np.flatnonzero(level == ALIKE)
    if not len(alike):
        return level
    level, codes = level.copy(), each.codes[0]
    numbers = [[_SECOND.findall(value) for value in each.written(codes[side[alike]])] for side in (left, right)]
    apart = [bool(one and other and one != other) for one, other in zip(*numbers, strict=True)]
    level[alike[np.asarray(apart, bool)]] = NEAR
    return level


def _without_towns(each: Evidence, level: Levels, left: Ints, right: Ints) -> Levels:
    """Return at most NEAR where a side names neither road nor number."""
    agrees = np.flatnonzero((level >= EXACT) & (level <= CLOSE))
    if not len(agrees):
        return level
    level, codes = level.copy(), each.codes[0]
    towns = _is_town(each, codes[left[agrees]]) | _is_town(each, codes[right[agrees]])
    level[agrees[towns]] = NEAR
    return level


def _is_town(each: Evidence, codes: Ints) -> NDArray[np.bool_]:
    """Return which of these value numbers are Chinese addresses without road and number."""
    used, number = np.unique(codes, return_inverse=True)
    keyless = each.keys[used, 0] < 0 if each.keys.shape[1] else np.zeros(len(used), bool)
    bare = [hanzi.has_han(value) and not _NUMBERED.search(value) for value in each.written(np.maximum(used, 0))]
    return (keyless & np.asarray(bare, bool))[number]

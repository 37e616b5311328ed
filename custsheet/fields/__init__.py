"""Kinds of customer values: one module per kind, all with the same verbs.

A kind writes its verbs for one value; this registry maps them over the *distinct* values of a column. Kinds know
nothing of tables, rows or files. What cannot be read raises `Unreadable` with a named reason: the value stays as it
was typed and becomes an issue with the code `<kind>.<reason>`.

Verbs (those in brackets are optional):

* `clean(value, **options) -> str` the one canonical form; `clean(clean(x)) == clean(x)`
* `keys(value) -> list[str]` under which it may be found again (blocking); also for values that cannot be read
* `compare(left, right) -> float` 0…1, symmetric, 1 on itself
* `mask(value) -> str` what may be shown to anybody
* [`show(value, **options) -> str`] how a reader sees the canonical form, where that differs
* [`parse(value, **options) -> dict[str, str]`] the parts of a value, named by the tuple `PARTS`
* [`split(value) -> list[str]`] the values in a cell that holds several
* [`survey(values, heading="") -> dict`] what only the whole column tells; becomes options of `clean`
* [`remarks(values) -> DataFrame`] a column `reason` ("" for none), perhaps `facts`: what is to be said of values that could be read
* [`rule(before, after) -> str`] the name of a change, where the general names do not fit
* [`clean_column(values, **options) -> Series`] the columnar twin of `clean`, where a measurement asked for one: the
  canonical form of what it recognises at sight, "" for what `clean` has to look at
* [`rule_column(before, after) -> Series`] the columnar twin of `rule`, "" for `<kind>.format`; without it all changes of
  `clean_column` are named so
* [`keys_column(values) -> DataFrame`] the columnar twin of `keys`: the first keys of each value, a column each, "" where
  there are fewer; all blank for what `keys` has to look at
* [`parse_column(values) -> DataFrame`] the columnar twin of `parse`, for values that `clean_column` recognised

`REASONS` names every reason a kind can give, with its level and dimension.
"""

import inspect
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from custsheet.fields import (
    address,
    amount,
    bankcard,
    choice,
    columns,
    company,
    date,
    email,
    gender,
    name,
    phone,
    plate,
    postcode,
    qq,
    rating,
    resident_id,
    tags,
    text,
    url,
    uscc,
    wechat,
    yesno,
)
from custsheet.fields.base import Outcome, Reason, Unreadable, attempt

__all__ = [
    "KINDS",
    "Outcome",
    "Reason",
    "Unreadable",
    "clean",
    "compare",
    "facts_of",
    "outcomes",
    "parse",
    "remarked",
    "show",
]

KINDS: dict[str, ModuleType] = {
    "name": name,
    "company": company,
    "phone": phone,
    "email": email,
    "address": address,
    "date": date,
    "amount": amount,
    "gender": gender,
    "resident_id": resident_id,
    "uscc": uscc,
    "bankcard": bankcard,
    "postcode": postcode,
    "choice": choice,
    "text": text,
    "url": url,
    "wechat": wechat,
    "qq": qq,
    "plate": plate,
    "rating": rating,
    "yesno": yesno,
    "tags": tags,
}


def clean(kind: str, values: Iterable[object], **options: object) -> DataFrame:
    """Return `value` (canonical, or the original where it cannot be read) and `issue` (a code, or null) for each value.

    *options* are those of the kind, such as `region="CN"` or `lang="en"`; the valid values of a choice are `choices`; unknown
    ones are ignored. ValueError for an unknown kind.

    >>> clean("phone", ["138 0013 8000", "123456789"])["issue"].tolist()
    [None, 'phone.length']
    """
    typed = _text(values)
    answered = remarked(kind, outcomes(kind, typed, **{"values": options.get("choices", ()), **options}))
    issue = answered["issue"].astype(object).where(answered["issue"] != "", None)
    return DataFrame({"value": answered["value"], "issue": issue})


def parse(kind: str, values: Iterable[object], **options: object) -> DataFrame:
    """Return the parts of each value, one column per part; blank where a value cannot be read."""
    module = kind_named(kind)
    if not hasattr(module, "parse"):
        raise ValueError(f"values of kind {kind!r} have no parts")
    typed = _text(values)
    twin = getattr(module, "parse_column", None)
    sight = _at_sight(module, typed, options) if twin else columns.blanks(typed.index)
    seen = (sight != "").to_numpy()
    places = np.concatenate([np.flatnonzero(~seen), np.flatnonzero(seen)])
    parts = pd.concat([_parsed(module, typed[~seen], options), *([twin(sight[seen])] if twin else [])])
    return parts.iloc[np.argsort(places)].set_axis(typed.index)


def _parsed(module: ModuleType, values: Series, options: dict[str, Any]) -> DataFrame:
    """Return the parts of values, distinct ones one by one."""
    number, unique = pd.factorize(values)
    chosen = _accepted(module.parse, options)
    parts = [_parts(module, each, chosen) for each in unique.tolist()]
    told = {name: columns.texts([each.get(name, "") for each in parts]).array.take(number) for name in module.PARTS}
    return DataFrame(told, index=values.index)


def compare(kind: str, left: Iterable[object], right: Iterable[object]) -> Series:
    """Return the likeness, 0…1, of each pair of values."""
    module = kind_named(kind)
    pairs = DataFrame({"left": _text(left).array, "right": _text(right).array})
    likeness = [module.compare(a, b) for a, b in zip(pairs["left"], pairs["right"], strict=True)]
    return Series(likeness, dtype="float64", name="likeness")


def show(kind: str, values: Series, /, **options: object) -> Series:
    """Return how a reader sees canonical values."""
    module = KINDS.get(kind)
    if module is None or not hasattr(module, "show"):
        return values
    chosen = _accepted(module.show, options)
    twin = getattr(module, "show_column", None)
    sight = twin(values, **chosen) if twin else columns.blanks(values.index)
    left = ((sight == "") & (values != "")).to_numpy()
    if left.any():
        sight[left] = columns.mapped(values[left], lambda value: module.show(value, **chosen)).array
    return sight


def facts_of(kind: str, values: Series, heading: str = "") -> dict[str, object]:
    """Return what only the whole column tells (`survey`), as options of `clean`."""
    module = KINDS.get(kind)
    return dict(module.survey(values, heading)) if module is not None and hasattr(module, "survey") else {}


def outcomes(kind: str, values: Series, /, **options: object) -> DataFrame:
    """Return one Outcome per value: value, issue, rule, suggestion, confidence, facts (blank values stay blank).

    What the kind's columnar twin recognises is answered at once; of the others each distinct value is cleaned once.
    """
    module = kind_named(kind)
    sight = _at_sight(module, values, options)
    left = ((sight == "") & (values != "")).to_numpy()
    table = _looked_at(kind, values, left, options)
    altered = ~left & (sight != values).to_numpy()
    value = columns.chosen(left, table["value"], sight) if left.any() else sight
    rule = table["rule"]
    if altered.any():
        rule[altered] = _changes(kind, values[altered], sight[altered]).array
    return table.assign(value=value, rule=rule)


def _changes(kind: str, before: Series, after: Series) -> Series:
    """Return the names of the changes that the kind's columnar twin has made."""
    form = columns.repeated(f"{kind}.format", before.index)
    named = getattr(kind_named(kind), "rule_column", None)
    return columns.chosen((told := named(before, after)) != "", told, form) if named else form


def remarked(kind: str, answered: DataFrame) -> DataFrame:
    """Return outcomes with an issue also for values that could be read, but deserve a remark (info@…, 四川省广州市…)."""
    module = kind_named(kind)
    if not hasattr(module, "remarks"):
        return answered
    told = module.remarks(answered["value"])
    new = ((answered["issue"] == "") & (told["reason"] != "")).to_numpy()
    code = columns.joined(f"{kind}.", told["reason"])
    stamped = {"issue": code, **({"facts": told["facts"]} if "facts" in told else {})}
    return answered.assign(**{name: columns.chosen(new, each, answered[name]) for name, each in stamped.items()})


def _at_sight(module: ModuleType, values: Series, options: dict[str, Any]) -> Series:
    """Return the canonical form of the values that the kind's columnar twin recognises, "" for the others."""
    twin = getattr(module, "clean_column", None)
    return twin(values, **_accepted(twin, options)) if twin else columns.blanks(values.index)


def _looked_at(kind: str, values: Series, left: np.ndarray, options: dict[str, Any]) -> DataFrame:
    """Return the outcomes of the values that are *left* to be cleaned one by one, all blank for the others."""
    module = kind_named(kind)
    if not left.any():
        return DataFrame(dict.fromkeys(Outcome._fields, columns.blanks(values.index).array), index=values.index)
    number, unique = pd.factorize(values[left])
    chosen, rule = _accepted(module.clean, options), getattr(module, "rule", None)
    answers = [
        Outcome(""),
        *(attempt(kind, module.clean, each, chosen, rule) for each in columns.listed(Series(unique))),
    ]
    place = np.zeros(len(values), dtype="int64")
    place[left] = number + 1
    told = zip(Outcome._fields, zip(*answers, strict=True), strict=True)
    blank = columns.blanks(values.index).array  # most parts of most outcomes
    return DataFrame(
        {name: columns.texts(each).array.take(place) if any(each) else blank for name, each in told}, index=values.index
    )


def kind_named(kind: str) -> ModuleType:
    """Return the module of a kind. ValueError names the nearest known one, and all."""
    if kind not in KINDS:
        near = "".join(f"; did you mean {each!r}?" for each in get_close_matches(str(kind), KINDS, n=1))
        raise ValueError(f"unknown kind {kind!r}{near or '.'} Known are {', '.join(KINDS)}")
    return KINDS[kind]


def _parts(module: ModuleType, value: str, options: dict[str, Any]) -> dict[str, str]:
    try:
        return module.parse(value, **options) if value.strip() else {}
    except Unreadable:
        return {}


def _accepted(verb: Callable[..., Any], options: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key in _parameters(verb)}


@cache
def _parameters(verb: Callable[..., Any]) -> frozenset[str]:
    return frozenset(list(inspect.signature(verb).parameters)[1:])  # the first takes the value or values


def _text(values: Iterable[object]) -> Series:
    given = values if isinstance(values, Series) else Series(list(values), dtype=object)
    return given.fillna("").astype("str")

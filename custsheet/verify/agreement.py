"""Which sources of a customer agree about a field: whole columns at once.

A source may say several things of one customer, and a phone may stand as the second one: sources agree where there is
one value that all of them have who say anything. Letter case, width, blanks and signs make no difference; two addresses
agree where they lead to one door.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.fields import columns
from custsheet.schema import TableSpec
from custsheet.verify.sources import Ints

_OWN = ("customer_id", "member_id", "source", "last_verified")  # every source has its own, or it is no claim
_NO_CLAIM = ("union", "sum", "earliest")  # rules of fields in which sources may differ without a contradiction
NUMBERED = 0.9  # share of different values from which a column without a kind is a number of the sheet's own


class Speech(NamedTuple):
    """Rows of customers of whom several sources speak: customer and source of each, numbered, and how many there are."""

    customer: Ints
    source: Ints
    customers: int
    sources: int

    def where(self, wanted: NDArray[np.bool_]) -> Speech:
        """Return some of the rows."""
        return self._replace(customer=self.customer[wanted], source=self.source[wanted])


class Agreement(NamedTuple):
    """Per customer: whether several sources fill the field, and whether they agree."""

    compared: NDArray[np.bool_]
    agrees: NDArray[np.bool_]


def comparable(customers: DataFrame, spec: TableSpec) -> Iterator[str]:
    """Yield the fields in which two sources can contradict each other."""
    for field in map(str, customers.columns):
        known = spec.fields.get(field)
        if field in _OWN or (known is None and _numbered(customers[field])):
            continue
        ended = known is not None and known.kind == "date" and known.survivorship == "newest"
        if known is None or not (known.survivorship in _NO_CLAIM or ended):
            yield field


def agreement(rows: DataFrame, field: str, spec: TableSpec, speech: Speech) -> Agreement:
    """Return how far the sources agree about a *field* of *rows*, one line of *speech* per row."""
    beside = [rows[each] for each in spares(field, rows, spec)]
    found = _agreement(speech, _evened([rows[field], *beside]))
    if spec.kind(field) != "address":
        return found
    open_ = (found.compared & ~found.agrees)[speech.customer]
    if not open_.any():
        return found
    again = _agreement(speech.where(open_), [_doors(rows[field][open_])])
    return found._replace(agrees=found.agrees | (again.agrees & again.compared))


def spares(field: str, rows: DataFrame, spec: TableSpec) -> list[str]:
    """Return the columns in which the same value may stand as the second one."""
    if field not in spec.fields:
        return []
    named = [spec.fields[field].spare, *(name for name, each in spec.fields.items() if each.spare == field)]
    return [each for each in named if each and each in rows]


def _agreement(speech: Speech, codes: Sequence[Ints]) -> Agreement:
    """Return who agrees, by the numbers of what each row says: first in the field, then in those beside it."""
    pair = speech.customer * speech.sources + speech.source
    speakers = np.unique(pair[codes[0] >= 0])
    count = np.bincount(speakers // speech.sources, minlength=speech.customers)
    kinds = 1 + max((int(each.max(initial=0)) for each in codes), default=0)
    told = [pair[each >= 0] * kinds + each[each >= 0] for each in codes]
    every = np.unique(np.concatenate(told))
    every = every[np.isin(every // kinds, speakers)]
    claim = (every // kinds // speech.sources) * kinds + every % kinds
    said, backers = np.unique(claim, return_counts=True)
    most = np.zeros(speech.customers, np.int64)
    np.maximum.at(most, said // kinds, backers)
    return Agreement(count > 1, (count > 1) & (most == count))


def _evened(values: Sequence[Series]) -> list[Ints]:
    """Return the numbers of values, equal for equal letters and digits, -1 for blanks."""
    number, unique = pd.factorize(pd.concat([each.astype("str") for each in values], ignore_index=True))
    forms, _ = pd.factorize(Series(evened(Series(unique, dtype="str"))))
    coded = np.where(np.asarray(unique == "", bool)[number], -1, forms[number]).astype(np.int64)
    return np.split(coded, len(values))


def evened(values: Series) -> list[str]:
    """Return letters and digits alone, in half width and small.

    >>> evened(Series(["（上海）ABC 公司"], dtype="str"))
    ['上海abc公司']
    """
    even = pc.utf8_lower(pc.utf8_normalize(pa.array(columns.listed(values), pa.large_string()), "NFKC"))
    return pc.replace_substring_regex(even, r"[\pP\pS\pZ\pC]+", "").to_pylist()


def _doors(addresses: Series) -> Ints:
    """Return the number of the door that each address leads to, of the text where it names none, -1 for blanks."""
    number, unique = pd.factorize(addresses)
    keys = [next(iter(fields.KINDS["address"].keys(each)), each) for each in columns.listed(Series(unique))]
    doors, _ = pd.factorize(Series(keys, dtype="str"))
    return np.where(np.asarray(unique == "", bool)[number], -1, doors[number]).astype(np.int64)


def _numbered(values: Series) -> bool:
    filled = values[values != ""]
    return bool(len(filled) > 1 and filled.nunique() >= NUMBERED * len(filled))

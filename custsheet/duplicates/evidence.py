"""What customers are compared by: the columns that tell people apart, evened out and numbered.

Columns of the schema take part by their kind where they are identity, person or address; columns that the schema does not
know take part as plain text if they hold many different values. Every distinct value is numbered once, and all that
follows works on numbers.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandas import DataFrame, Series

import custsheet.duplicates.coded as coded
import custsheet.duplicates.cores as cores
import custsheet.duplicates.keyed as keyed
import custsheet.duplicates.sight as sight
import custsheet.duplicates.stretches as stretches
from custsheet.duplicates.coded import Coded
from custsheet.duplicates.levels import KINDS
from custsheet.duplicates.sight import NONE, Marks
from custsheet.schema import TableSpec

Ints = NDArray[np.int64]
EXTRAS = 8  # columns without a kind that are looked at
_KIND_OF = {
    "name": "name",
    "phone": "phone",
    "email": "email",
    "wechat": "handle",
    "qq": "handle",
    "resident_id": "id",
    "uscc": "id",
    "company": "company",
    "address": "address",
    "postcode": "place",
    "date": "date",
    "gender": "gender",
}
_KIND_OF_FIELD = {"first_name": "given", "last_name": "surname", "customer_id": "own_id", "member_id": "own_id"}
HALVED = 6  # letters from which a value has halves worth looking at; three for Chinese
NO_HALVES = np.empty((0, 0), np.int64)
_WITHOUT_HALVES = ("gender", "place", "own_id", "id", "handle")
_WITH_KEYS = ("name", "phone", "email", "company", "address")
_NAMELESS = ("name", "phone")  # kinds whose values without a key name nobody: 测试, 张先生, 400…
_JOINED = {"mobile": "phone"}  # fields that may hold each other's values are one piece of evidence


class Evidence(NamedTuple):
    """One piece of evidence: the values of a field (or of several that mix), numbered.

    `codes` has one array per column: per row the number of its value, -1 where it is blank. `values` are the distinct
    forms (large strings), `keys` up to three numbers per value under which it may be found again (-1 for none), `halves` a hash of the
    beginning and of the end of each value (-1 where it is short), `marks` what `sight` keeps of it.
    """

    field: str
    kind: str  # of levels.KINDS
    source: str  # the schema's kind, "" for a column carried along
    codes: tuple[Ints, ...]
    values: pa.Array
    keys: Ints
    halves: Ints = NO_HALVES
    marks: Marks = NONE

    @property
    def family(self) -> str:
        """What this is evidence of; every column without a kind is its own family."""
        return KINDS[self.kind].family or self.field

    def written(self, numbers: Ints) -> NDArray[np.object_]:
        """Return the values of some numbers, at or above 0, as Python's texts."""
        return np.asarray(self.values.take(pa.array(numbers)).to_numpy(zero_copy_only=False), object)


def gathered(customers: Coded, spec: TableSpec, source: Series) -> list[Evidence]:
    """Return the evidence in a table of customers, one piece at least; *source* is each row's sheet, within which own ids compare.

    Columns come by their names, so that their order changes nothing.
    """
    mixed: dict[str, list[tuple[str, str]]] = {}
    for field, kind in _chosen(customers, spec, source):
        mixed.setdefault(_JOINED.get(field, field), []).append((field, kind))

    def told(parts: list[tuple[str, str]]) -> Evidence:
        (field, kind), *_ = parts
        return _evidence(field, kind, spec.kind(field), [_values(customers, *each, source) for each in parts])

    parts = list(mixed.values())
    sizes = [sum(len(customers.texts[field]) for field, _ in each) for each in parts]
    return cores.heaviest_first(told, parts, sizes) or [_nothing(len(customers))]


def _nothing(count: int) -> Evidence:
    """Return the evidence of a table that has none: a column of blanks."""
    return Evidence("", "text", "", (np.full(count, -1),), pa.array([], pa.large_string()), np.empty((0, 0), np.int64))


def _values(customers: Coded, field: str, kind: str, source: Series) -> tuple[Ints, Series]:
    """Return a column as it is compared: own ids with their sheet, a blank name put together from its parts."""
    if kind == "own_id":
        values = customers.column(field)
        return coded.column((source.astype("str") + "\0" + values).where(values != "", ""))
    if field == "name" and {"first_name", "last_name"} <= set(customers.codes):
        values = customers.column(field)
        parts = (customers.column("first_name") + " " + customers.column("last_name")).str.strip()
        return coded.column(values.where(values != "", parts))
    return customers.numbered(field)


def columns(customers: Coded, spec: TableSpec) -> list[str]:
    """Return the columns that may give evidence."""
    return [name for name in customers.codes if _kind_of(name, spec)]


def _chosen(customers: Coded, spec: TableSpec, source: Series) -> Iterator[tuple[str, str]]:
    """Yield the fields that take part, with their kind of evidence."""
    extras = []
    parted = {"first_name", "last_name"} <= set(customers.codes) and "name" not in customers.codes
    for field in sorted(customers.codes):
        kind = _kind_of(field, spec)
        if kind in ("given", "surname") and not parted:
            continue
        if kind == "text":
            extras.append(field)
        elif kind and customers.filled(field).any():
            yield field, kind
    yield from (
        (field, _kind_of_extra(customers.column(field), source)) for field in _discriminating(customers, extras)
    )


def _kind_of_extra(values: Series, source: Series) -> str:
    """Return `number` for a column of long numbers or codes that hardly repeat within a sheet, else `text`.

    Every month's list in one folder repeats the numbers of the month before.
    """
    filled = values[values != ""]
    if filled.str.fullmatch(r"(?=\S*\d)\S{5,}").mean() < 0.95:
        return "text"
    once = ~DataFrame({"value": filled, "sheet": source.reindex(filled.index)}).duplicated()
    return "number" if once.mean() >= 0.5 else "text"


def _kind_of(field: str, spec: TableSpec) -> str:
    """Return the kind of evidence a field gives, "" for none."""
    if field in _KIND_OF_FIELD:
        return _KIND_OF_FIELD[field]
    if field not in spec.fields:
        return "text"
    told = spec.fields[field]
    if not (told.identity or told.block):
        return ""
    return _KIND_OF.get(told.kind) or ("place" if told.block == "address" else "text")


def _discriminating(customers: Coded, columns: list[str]) -> list[str]:
    """Return the columns with many different values, the richest first."""
    rich: dict[str, int] = {}
    for field in columns:
        distinct, filled = customers.distinct(field), int(customers.filled(field).sum())
        if filled >= 0.3 * len(customers) and distinct >= max(20, 0.02 * filled):
            rich[field] = distinct
    return sorted(sorted(rich, key=lambda field: (-rich[field], field))[:EXTRAS])


def _evidence(field: str, kind: str, source: str, columns: list[tuple[Ints, Series]]) -> Evidence:
    raw = pd.concat([texts for _, texts in columns], ignore_index=True)
    starts = np.cumsum([0, *(len(texts) for _, texts in columns)])
    form_codes, unique = pd.factorize(Series(_FORMS.get(kind, _letters)(pa.array(raw)), dtype="str"))
    forms = Series(unique)
    form_codes = np.where((forms == "").to_numpy(bool)[form_codes], -1, form_codes).astype(np.int64)
    keys = np.empty((len(forms), 0), np.int64)
    if kind in _WITH_KEYS:
        keys = keyed.numbered(source, _first(raw, form_codes, len(forms)))
    if kind == "phone" and len(keys):
        keys = keyed.with_tails(keys, forms)
    if kind in _NAMELESS and len(keys):
        form_codes = np.where((form_codes >= 0) & (keys[form_codes, 0] < 0), -1, form_codes)
    codes = tuple(form_codes[number + start] for (number, _), start in zip(columns, starts[:-1], strict=True))
    text = pa.array(forms, pa.large_string())
    halves = stretches.halves(text, HALVED) if kind not in _WITHOUT_HALVES else NO_HALVES
    return Evidence(field, kind, source, codes, text, keys, halves, sight.marks(KINDS[kind].scorer, text))


def _first(raw: Series, codes: Ints, count: int) -> Series:
    """Return, per form, the first raw value that has it; blank where none has."""
    first, known = np.full(count, -1, np.int64), np.flatnonzero(codes >= 0)[::-1]
    first[codes[known]] = known
    return raw.take(first).where(first >= 0, "").reset_index(drop=True)


def _letters(typed: pa.Array) -> pa.Array:
    """Return letters and digits only, evened out; words stay apart by one blank."""
    odd = pc.match_substring_regex(typed, "[^一-鿿0-9A-Za-z]")
    return pc.replace_with_mask(pc.utf8_lower(typed), odd, _evened(typed.filter(odd)))


def _evened(typed: pa.Array) -> pa.Array:
    even = pc.utf8_lower(pc.utf8_normalize(typed, "NFKC"))
    return pc.utf8_trim(pc.replace_substring_regex(even, r"[\pP\pS\pZ\pC]+", " "), " ")


def _close_up(typed: pa.Array) -> pa.Array:
    """Return letters and digits without anything between."""
    return pc.replace_substring_regex(_letters(typed), " ", "")


def _digits(typed: pa.Array) -> pa.Array:
    """Return the digits, without an extension."""
    even = pc.utf8_normalize(typed, "NFKC")
    return pc.replace_substring_regex(pc.replace_substring_regex(even, r";.*$", ""), r"\D+", "")


def _written(typed: pa.Array) -> pa.Array:
    """Return the text as it is but for letter case and outer blanks."""
    return pc.utf8_trim_whitespace(pc.utf8_lower(pc.utf8_normalize(typed, "NFKC")))


_FORMS: dict[str, Callable[[pa.Array], pa.Array]] = {
    "phone": _digits,
    "date": _digits,
    "id": _close_up,
    "email": _written,
    "handle": _written,
    "number": _close_up,
    "own_id": _written,
}

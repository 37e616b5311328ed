"""Two files, one question: which of these new contacts do we already know? Nothing is merged, and no input is altered.

Remarks that people typed into an earlier `links.xlsx` in the same folder are carried over to the new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pandas import DataFrame, Series

from custsheet import fields, job
from custsheet.duplicates import link as matcher
from custsheet.errors import InputError
from custsheet.history import STATE, linked
from custsheet.model import Book
from custsheet.schema import Schema, default_schema
from custsheet.texts import say
from custsheet.write import links as sheets
from custsheet.write import places, preflight
from custsheet.write.publish import put_in_place, staging

_TOLD = {"name": ("name", "first_name"), "phone": ("mobile", "phone"), "company": ("company",)}


class Linked(NamedTuple):
    """How many of the new contacts are known, and where it is written."""

    out: Path
    rows: int
    known: int
    perhaps: int
    new: int
    customers: int  # known customers that were found, each once
    outputs: tuple[Path, ...]
    notes: tuple[str, ...] = ()  # what became of an earlier workbook that somebody edited


class Side(NamedTuple):
    """One of the two files, read and standardized."""

    book: Book
    customers: DataFrame
    region: str


def link(
    known: Path,
    new: Path,
    out: str | Path | None = None,
    *,
    schema: str | Path = "",
    region: str = "",
    as_of: date | None = None,
    dry_run: bool = False,
) -> Linked:
    """Tell which contacts in *new* stand in *known* (a file, a folder, or the output folder of a run), into *out*.

    Raises InputError where either cannot be read or holds no customers (E_LINK_NOBODY), OutputError where nothing can be
    written.
    """
    rules = default_schema(schema)
    one, other = (_side(each, rules, region, as_of) for each in (known, new))
    folder = Path(out) if out is not None else job.default_output(new)
    if not dry_run:
        preflight(folder)
    found, facts = matcher.linked(one.customers, other.customers, rules["customers"])
    links = _links(one, other, found)
    counts = links["band"].value_counts()
    told = _sentences(known, new, one, other, found, facts)
    before = linked.Carried(links, 0, 0, None) if dry_run else linked.carried(links, folder)
    outputs = () if dry_run else tuple(_published(before.links, told, folder, as_of or date.today()))
    customers = int(found.loc[found["match"] >= 0, "match"].nunique())
    known_, perhaps, fresh = (int(counts.get(band, 0)) for band in sheets.BANDS)
    return Linked(folder, len(links), known_, perhaps, fresh, customers, outputs, _notes(before))


def _notes(before: linked.Carried) -> tuple[str, ...]:
    """Return what to say of an earlier workbook that is overwritten: where its copy lies, and what of it was carried over."""
    told = {"copy": before.copy is not None, "carried": before.remarks, "left": before.left}
    facts: dict[str, Any] = {"copy": before.copy, "carried": before.remarks, "left": before.left, "file": linked.NAME}
    return tuple(say("links", "before", name, **facts) for name, said in told.items() if said)


def _side(path: Path, schema: Schema, region: str, as_of: date | None) -> Side:
    """Return a file's customers; of the folder of a run, those of its cleaned workbook."""
    cleaned = path / "cleaned.xlsx"
    source = cleaned if path.is_dir() and cleaned.is_file() else path
    book, region = job.standardized(source, schema, region, as_of)
    customers = book.tables.get("customers", DataFrame())
    if customers.empty:
        raise InputError("E_LINK_NOBODY", file=path.name)
    return Side(book, customers, region)


def _links(one: Side, other: Side, found: DataFrame) -> DataFrame:
    """Return the list as it is written, all text, in the order of the new file."""
    here = places.of_rows(other.book, Series(other.customers.index, index=other.customers.index))
    matched = found["match"].to_numpy()
    hit = matched >= 0
    rows = one.customers.index.to_numpy()[np.maximum(matched, 0)]
    there = places.of_rows(one.book, Series(rows, index=found.index))
    columns = {
        "band": found["band"],
        **{name: here[name].astype("str") for name in ("file", "sheet", "line")},
        **{name: _told(other, name) for name in _TOLD},
        "customer_id": _field(one, "customer_id").reindex(rows).set_axis(found.index),
        **{f"known_{name}": _told(one, name).reindex(rows).set_axis(found.index) for name in _TOLD},
        **{f"known_{name}": there[name].astype("str") for name in ("file", "line")},
        "probability": found["probability"].map("{:.6f}".format),
        "also": found["also"].astype("str").where(found["also"] > 0, ""),
        "sharing": found["sharing"].astype("str").where(found["sharing"] > 1, ""),
        "reason": found["reason"],
    }
    told = DataFrame(columns).fillna("").astype("str")
    of_match = [name for name in sheets.COLUMNS if name.startswith("known_") or name in ("customer_id", "probability")]
    return told.assign(**{name: told[name].where(hit, "") for name in of_match})[list(sheets.COLUMNS)]


def _field(side: Side, name: str) -> Series:
    customers = side.customers
    return customers[name] if name in customers else Series("", index=customers.index, dtype="str")


def _told(side: Side, name: str) -> Series:
    """Return what is told of each customer under a heading of the list: the first field that says something."""
    value = Series("", index=side.customers.index, dtype="str")
    for field in _TOLD[name]:
        value = value.where(value != "", _field(side, field))
    return fields.show("phone", value, region=side.region) if name == "phone" else value


def _sentences(known: Path, new: Path, one: Side, other: Side, found: DataFrame, facts: dict[str, int]) -> list[str]:
    """Return what the first sheet tells."""
    shared = found[found["sharing"] > 1]
    told = [
        say("links", "summary", "known_from", files=known.name, rows=len(one.customers)),
        say("links", "summary", "new_from", files=new.name, rows=len(other.customers)),
    ]
    if len(shared):
        told.append(say("links", "summary", "many", rows=len(shared), customers=shared["match"].nunique()))
    if facts.get("capped"):
        told.append(say("links", "summary", "capped", count=facts["capped"]))
    return told


def _published(links: DataFrame, told: Sequence[str], folder: Path, as_of: date) -> list[Path]:
    with staging(folder) as staged:
        sheets.write(links, list(told), staged, as_of)
        linked.record(staged)
        return [each for each in put_in_place(staged, folder) if STATE not in each.parts]

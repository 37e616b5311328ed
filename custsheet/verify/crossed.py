"""The cross-check of a book: who says what where sources disagree, and how often they agree, by field and by source."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet.model import Book
from custsheet.schema import TableSpec
from custsheet.verify.agreement import Agreement, Speech, agreement, comparable, evened
from custsheet.verify.sources import Ints, Voices, since, voices

VERIFIED = "last_verified"
CELLS = ["customer_id", "field", "source", "row", "value", "since", "verified"]


class Spoken(NamedTuple):
    """The customers of whom several sources speak: their rows, who says them, since when, and who the speakers are."""

    rows: DataFrame
    speech: Speech
    about: DataFrame  # since, verified
    voices: Voices


def cross_checked(book: Book, spec: TableSpec) -> dict[str, DataFrame]:
    """Return the tables `verify:cells`, `verify:fields`, `verify:sources` and `facts:verify` (see the package)."""
    spoken, ids = _spoken(book)
    derived = _derived(book)
    found = {
        field: agreement(spoken.rows, field, spec, spoken.speech)
        for field in comparable(spoken.rows, spec)
        if field not in derived
    }
    found = {field: each for field, each in found.items() if each.compared.any()}
    cells = [_cells(spoken, field, each) for field, each in found.items()]
    every = pd.concat(cells, ignore_index=True) if cells else DataFrame(columns=CELLS)
    named = every.assign(customer_id=ids[every["customer_id"].to_numpy(np.int64)])
    counts = [(field, int(each.compared.sum()), int(each.agrees.sum())) for field, each in found.items()]
    told = {
        "sources": len(spoken.voices.title),
        "customers": len(np.unique(spoken.speech.customer)),
        "compared": sum(compared for _, compared, _ in counts),
        "agreed": sum(agreed for _, _, agreed in counts),
    }
    return {
        "verify:cells": named[CELLS].astype("str"),
        "verify:fields": DataFrame(counts, columns=["field", "compared", "agreed"]).astype("str"),
        "verify:sources": _by_source(spoken, found),
        "facts:verify": facts_of({name: str(number) for name, number in told.items()}),
    }


def facts_of(told: dict[str, str]) -> DataFrame:
    """Return facts as a table of the book."""
    return DataFrame({"key": list(told), "value": list(told.values())}, dtype="str")


def _spoken(book: Book) -> tuple[Spoken, NDArray[np.object_]]:
    """Return the customers of whom several sources speak, and the customer ids by number."""
    customers = book.tables["customers"]
    told = voices(book, customers)
    fates = book.lineage[book.lineage["table"] == "customers"].drop_duplicates("row").set_index("row")
    number, unique = pd.factorize(fates["customer_id"].reindex(customers.index).fillna(""))
    ids = np.asarray(unique, object)
    several = _several(number.astype(np.int64), told, len(ids)) & (ids[number] != "")
    rows = customers[several]
    speech = Speech(number[several].astype(np.int64), told.number[several], len(ids), len(told.title))
    about = {"since": since(book, rows), "verified": rows.get(VERIFIED, "")}
    return Spoken(rows, speech, DataFrame(about, index=rows.index), told), ids


def _several(customer: Ints, told: Voices, customers: int) -> NDArray[np.bool_]:
    """Return which rows belong to a customer of whom several sources speak."""
    pairs = np.unique(customer * len(told.title) + told.number)
    return np.asarray((np.bincount(pairs // len(told.title), minlength=customers) > 1)[customer])


def _derived(book: Book) -> set[str]:
    """Return the fields that no source has: they only repeat what another field says."""
    known = book.columns[book.columns["table"] == "customers"]
    return set(known["field"]) - set(known.loc[known["source"] >= 0, "field"])


def _by_source(spoken: Spoken, found: dict[str, Agreement]) -> DataFrame:
    """Return per source how many values were compared, and in how many all agree."""
    speech = spoken.speech
    compared, agreed = np.zeros(speech.sources, np.int64), np.zeros(speech.sources, np.int64)
    for field, each in found.items():
        said = (spoken.rows[field] != "").to_numpy(bool) & each.compared[speech.customer]
        pair = np.unique((speech.customer * speech.sources + speech.source)[said])
        compared += np.bincount(pair % speech.sources, minlength=speech.sources)
        agreeing = pair[each.agrees[pair // speech.sources]]
        agreed += np.bincount(agreeing % speech.sources, minlength=speech.sources)
    columns = {"source": spoken.voices.title, "rank": spoken.voices.rank, "compared": compared, "agreed": agreed}
    return DataFrame(columns).astype("str")


def _cells(spoken: Spoken, field: str, found: Agreement) -> DataFrame:
    """Return who says what of a field in dispute: every value of every source once, with the row that said it last."""
    values = spoken.rows[field]
    open_ = (values != "").to_numpy(bool) & (found.compared & ~found.agrees)[spoken.speech.customer]
    speech, values, about = spoken.speech.where(open_), values[open_], spoken.about[open_]
    lines = about.assign(customer_id=speech.customer, field=field, number=speech.source, row=values.index)
    lines = lines.assign(value=values, form=evened(values))
    lines = lines.sort_values(["customer_id", "number", "since", "row"], ascending=[True, True, False, True])
    lines = lines.drop_duplicates(["customer_id", "number", "form"])
    titles = Series(spoken.voices.title, dtype="str")
    return lines.assign(source=titles.take(lines["number"].to_numpy()).array)[CELLS]

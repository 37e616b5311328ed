"""Calling customers back: draw a sample into a workbook, and keep what people answered."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from custsheet import fields, fingerprint, history, job, turn
from custsheet.errors import InputError, OutputError
from custsheet.fields.called import called
from custsheet.history import callbacks
from custsheet.model import Book
from custsheet.schema import TableSpec, load_schema
from custsheet.texts import say
from custsheet.verify import accuracy, draw
from custsheet.write import callback as sheet
from custsheet.write.publish import put_in_place, staging

ASKED = ("name", "mobile", "phone", "email", "wechat", "company", "address")  # fields that a call can check
CONTACTS = ("mobile", "phone", "wechat", "email")  # by which somebody is called, the best first
MOST_ROWS = 1000  # rows by which one customer is known again


class Sampled(NamedTuple):
    """What was drawn."""

    file: str
    population: int
    size: int
    questions: int
    seed: int
    weighted: bool


class Applied(NamedTuple):
    """What was answered in one workbook, and what it says of the file: `accuracy` as in `verify.accuracy.measured`."""

    file: str
    answered: int
    correct: int
    wrong: int
    corrected: int
    silent: int
    unread: list[str]
    accuracy: list[dict[str, str]]


def sample(
    source: Path,
    out: Path | None = None,
    size: int = 100,
    seed: int = 1,
    weighted: bool = False,
    as_of: date | None = None,
) -> Sampled:
    """Draw customers from an output folder or a cleaned workbook, and write whom to ask what.

    Raises InputError (E_MISSING, E_CALLBACK_NOBODY) and OutputError (E_CALLBACK_EXISTS: an earlier sheet may be filled in).
    """
    cleaned = source / "cleaned.xlsx" if source.is_dir() else source
    if not cleaned.is_file():
        raise InputError("E_MISSING", file=str(cleaned))
    target = out or cleaned.parent / say("verify", "callback", "file")
    if target.exists():
        raise OutputError("E_CALLBACK_EXISTS", file=target.name)
    today = as_of or date.today()
    schema = load_schema()
    book, region = job.standardized(cleaned, schema, as_of=today)
    customers = book.tables.get("customers", DataFrame())
    if customers.empty or not any(field in customers for field in ASKED):
        raise InputError("E_CALLBACK_NOBODY", file=cleaned.name)
    customers = _identified(customers)
    risk = _risk(book, customers, cleaned.parent, today) if weighted else np.ones(len(customers))
    chosen = draw.drawn(size, risk, seed)
    told = customers.iloc[chosen.place].assign(probability=[repr(float(each)) for each in chosen.probability])
    questions = _questions(told, schema["customers"], region)
    questions = questions.assign(
        rows=questions["id"].map(_rows(told, schema["customers"], cleaned.parent)).fillna(""),
        population=str(len(customers)),
        size=str(len(told)),
        weighted="1" if weighted else "0",
        sample=_name(customers, size, seed, weighted),
    )
    _publish(questions, target, today)
    return Sampled(str(target), len(customers), len(told), len(questions), seed, weighted)


def apply(workbook: Path, folder: Path, dry_run: bool = False, as_of: date | None = None) -> Applied:
    """Keep the answers of *workbook* in the state of *folder*; on a dry run only count them.

    Raises InputError: E_MISSING, E_CALLBACK (no workbook, or no answer in it).
    """
    if not workbook.is_file():
        raise InputError("E_MISSING", file=workbook.name)
    try:
        found = callbacks.read(workbook, as_of or date.today())
    except Exception as error:  # openpyxl raises many kinds on a damaged file
        raise InputError("E_CALLBACK", file=workbook.name) from error
    told = found.answers
    if not (told["result"] != "").any():
        raise InputError("E_CALLBACK", file=workbook.name)
    with turn.at(folder, "verify", dry_run) as hold:
        if hold:
            history.learn_answers(folder, workbook, told)
    counts = told["result"].value_counts()
    correct, wrong = int(counts.get(callbacks.CORRECT, 0)), int(counts.get(callbacks.WRONG, 0))
    corrected = int(((told["result"] == callbacks.WRONG) & (told["after"] != "")).sum())
    figures = accuracy.measured(told).to_dict("records")
    silent = len(told) - correct - wrong
    return Applied(
        workbook.name, correct + wrong, correct, wrong, corrected, silent, found.unread,
        [{str(name): str(value) for name, value in line.items()} for line in figures],
    )  # fmt: skip


def _identified(customers: DataFrame) -> DataFrame:
    """Return the customers with an id each, by which their lines belong together."""
    own = customers["customer_id"] if "customer_id" in customers else Series("", index=customers.index, dtype="str")
    place = "#" + Series(np.arange(1, len(customers) + 1), index=customers.index).astype("str")
    free = (own == "") | own.duplicated()
    return customers.assign(customer_id=own.where(~free, place))


def _questions(told: DataFrame, spec: TableSpec, region: str) -> DataFrame:
    """Return one line per customer and filled field, customer by customer."""
    shown = {name: fields.show(spec.kind(name), told[name], region=region) for name in ASKED if name in told}
    contact = Series("", index=told.index, dtype="str")
    for name in CONTACTS:
        if name in shown:
            contact = contact.where(contact != "", shown[name])
    who = called(told, "company")
    known = DataFrame({"place": np.arange(len(told)), "id": told["customer_id"], "name": who, "contact": contact})
    known = known.assign(probability=told["probability"])
    parts = [
        known.assign(order=order, field=name, title=str(spec.fields[name].title), before=told[name], value=values)
        for order, (name, values) in enumerate(shown.items())
    ]
    every = pd.concat(parts)
    every = every[every["before"] != ""].sort_values("order", kind="stable")
    every = every.drop_duplicates(["place", "before"])  # one number in two columns is one question
    return every.sort_values(["place", "order"], kind="stable", ignore_index=True)


def _rows(told: DataFrame, spec: TableSpec, folder: Path) -> Series:
    """Return the fingerprints by which each customer's rows are known again: those the last run was made of, else its own."""
    members = history.known_members(folder)
    members = members[(members["table"] == "customers") & members["customer_id"].isin(told["customer_id"])]
    made_of = members.groupby("customer_id")["fingerprint"].agg(lambda each: callbacks.BETWEEN.join(each[:MOST_ROWS]))
    own = Series(fingerprint.of_rows(told.drop(columns="probability"), spec).array, index=told["customer_id"].array)
    return Series(made_of, dtype="str").reindex(own.index).fillna(own)


def _risk(book: Book, customers: DataFrame, folder: Path, today: date) -> draw.Floats:
    """Return what errors in each customer's record may cost."""
    ids = customers["customer_id"]
    orders = book.tables.get("orders", DataFrame())
    spent = _numbers(customers["total_spent"]) if "total_spent" in customers else Series(0.0, index=customers.index)
    seen = [
        customers[name]
        for name in ("last_verified", "updated_at", "last_order_date", "created_at")
        if name in customers
    ]
    if {"customer_id", "amount"} <= set(orders.columns):
        spent = ids.map(_numbers(orders["amount"]).groupby(orders["customer_id"]).sum()).fillna(spent)
    if {"customer_id", "order_date"} <= set(orders.columns):
        seen.append(ids.map(orders.groupby("customer_id")["order_date"].max()))
    days = [(pd.Timestamp(today) - pd.to_datetime(each, errors="coerce", format="ISO8601")).dt.days for each in seen]
    age = pd.concat(days, axis=1).min(axis=1) if days else Series(np.nan, index=customers.index)
    return draw.risk(spent.fillna(0.0), age.astype("float64"), ids.map(_open_issues(folder)).fillna(0))


def _numbers(values: Series) -> Series:
    return pd.to_numeric(values, errors="coerce").astype("float64")


def _open_issues(folder: Path) -> Series:
    """Return the number of errors and warnings of each customer in the last issues report."""
    try:
        issues = json.loads((folder / "issues.json").read_text(encoding="utf-8"))["issues"]
    except (OSError, ValueError, KeyError):
        return Series(dtype="float64")
    return Series([each["customer_id"] for each in issues if each["level"] != "info"], dtype="str").value_counts()


def _name(customers: DataFrame, size: int, seed: int, weighted: bool) -> str:
    """Return what the sample is known by: the same draw from the same customers is the same sample."""
    told = f"{size}\0{seed}\0{weighted}\0" + "\0".join(customers["customer_id"])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _publish(questions: DataFrame, target: Path, today: date) -> None:
    with staging(target.parent) as staged:
        sheet.write(questions, staged / target.name, today)
        put_in_place(staged, target.parent)

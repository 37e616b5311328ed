"""Columns in which one fault is everywhere: one issue about the column, beside all of its own.

The report's first page shows it in place of the others, which all stay in the data. Its facts name the rule.
"""

from __future__ import annotations

import pandas as pd
from pandas import DataFrame, Series

from custsheet.findings.owner import PLACES, numbered
from custsheet.model import Book, Issue, facts, frame
from custsheet.rules import NOTICED

CODE = "column.mostly"
SHARE = 0.2  # of the column
LEAST = 10  # failing cells; fewer are read one by one
EXAMPLES = 3
KEY = ["source", "table", "field", "code"]
CARRIED = ["source", "file", "sheet", "table", "field", "dimension", "_heading", "_position", "_line"]


def noticed(issues: DataFrame, book: Book) -> DataFrame:
    """Return an issue for each column of a source of which more than a fifth fails one rule; *issues* not yet folded."""
    about = issues[(issues["row"] >= 0) & (issues["field"] != "")]
    many = [values for _, values in about.groupby(KEY, sort=False)["value"] if len(values) >= LEAST]
    counted = [(about.loc[values.index[0]], values) for values in many]
    told = [_told(*each, asked) for each in counted if len(each[1]) > SHARE * (asked := _asked(book, *each))]
    return pd.concat(told, ignore_index=True) if told else frame(Issue)


def _asked(book: Book, first: Series, values: Series) -> int:
    """Return how many values of the column the rule was asked of: the filled ones, or all where blank ones fail too."""
    source, table, field = first[["source", "table", "field"]]
    parts = [book.tables[place + table] for place in PLACES if place + table in book.tables]
    cells = [part[field] for part in parts if field in part]
    here = [each[(book.origin["source"].reindex(each.index) == source).to_numpy()] for each in cells]
    blank = (values == "").any()
    return sum(len(each) if blank else int((each != "").sum()) for each in here)


def _told(first: Series, values: Series, asked: int) -> DataFrame:
    """Return the issue about the column, in the place of the first that fails."""
    count = len(values)
    percent = round(100 * count / max(asked, count))
    known = facts(rule=first["code"], count=count, percent=percent, examples=_examples(values))
    letter = first["cell"].rstrip("0123456789")
    cell = f"{letter}:{letter}" if letter.isalpha() else ""
    told = frame(Issue, {"code": [CODE], "level": NOTICED[CODE].level, "facts": known, "cell": cell, "cells": cell})
    return told.assign(**first[CARRIED], _key=first["code"], _count=count, _rank=2)


def _examples(values: Series) -> list[str]:
    return [each for each in values.unique().tolist() if each][:EXAMPLES]


def with_columns(issues: DataFrame, columns: DataFrame) -> DataFrame:
    """Return the finished issues with those about columns before the first of their level."""
    if columns.empty:
        return issues
    every = pd.concat([issues, numbered(columns)], ignore_index=True)
    return every.assign(_own=every["code"] != CODE).sort_values(["_rank", "_own"], kind="stable", ignore_index=True)

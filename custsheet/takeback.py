"""Changes that people took back (`custsheet undo --rule`, `--column`, `--cell`) are not made again.

Like what the schema forbids (see `forbidden`), they are put back as soon as standardizing has made them. A cell is known by
the fingerprint of its row, as standardized before anything is taken back; so are customers, who keep their numbers and what
people typed for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, MultiIndex

from custsheet import fingerprint
from custsheet.audit import AMOUNT
from custsheet.forbidden import restored
from custsheet.model import Book, Issue, frame
from custsheet.schema import Schema, TableSpec

COLUMNS = ["kind", "what", "row", "who", "when", "why"]  # kind: run, rule, column, cell; row: a fingerprint
UNREAD = "value.taken_back"
_RECKONED = {"amount": AMOUNT, "date": r"\d{4}-\d{2}-\d{2}(?!\d).*"}  # kinds that are counted with -> how
Stage = Callable[[Book, Schema], Book]


def obeyed(stage: Stage, undone: DataFrame) -> Stage:
    """Return *stage* without the changes that were *undone* (COLUMNS, all text)."""
    wanted = undone[undone["kind"] != "run"] if len(undone) else undone

    def permitted(book: Book, schema: Schema) -> Book:
        after = stage(book, schema)
        return _taken_back(book, after, schema, wanted)

    return permitted if len(wanted) else stage


def _taken_back(before: Book, after: Book, schema: Schema, wanted: DataFrame) -> Book:
    made = after.changes
    new = np.arange(len(made)) >= len(before.changes)
    mine = new & _meant(made, after, schema, wanted)
    tables = {
        str(name): restored(before.tables[str(name)], after.tables[str(name)], cells)
        for name, cells in made[mine].groupby("table", sort=False)
    }
    known = {
        fingerprint.KNOWN + name: _known(after.tables[name], schema[name], made[mine])
        for name in schema
        if name in after.tables
    }
    back = replace(after, changes=made[~mine].reset_index(drop=True)).with_tables(**tables, **known)
    return back.with_issues(*_no_longer_read(back, schema, made[mine]))


def _known(table: DataFrame, spec: TableSpec, taken: DataFrame) -> DataFrame:
    """Return what the rows are known by, with the identity of those whose cells will not say it any more."""
    rows = table.index[table.index.isin(taken.loc[taken["table"] == spec.table, "row"])]
    identity = fingerprint.identities(table.loc[rows], spec).reindex(table.index).fillna("")
    return fingerprint.known(table, spec).assign(**{fingerprint.IDENTITY: identity})


def _no_longer_read(back: Book, schema: Schema, cells: DataFrame) -> Iterator[DataFrame]:
    """Yield issues for what nobody can reckon with as it was typed: amounts and dates are not counted from now on."""
    for (table, field), part in cells.groupby(["table", "field"], sort=False):
        form = _RECKONED.get(schema.kind(str(table), str(field)))
        if form:
            values = back.tables[str(table)].loc[part["row"].drop_duplicates(), str(field)]
            lost = values[(values != "") & ~values.str.fullmatch(form)]
            told = {"code": UNREAD, "table": table, "row": lost.index, "field": field, "value": lost.array}
            yield frame(Issue, told)


def _meant(made: DataFrame, after: Book, schema: Schema, wanted: DataFrame) -> NDArray[np.bool_]:
    """Return which changes are taken back."""
    said = {kind: set(part["what"]) for kind, part in wanted.groupby("kind")}
    mine = made["rule"].isin(said.get("rule", set())) | made["field"].isin(said.get("column", set()))
    cells = wanted[wanted["kind"] == "cell"]
    if len(cells) and "customers" in after.tables:
        prints = fingerprint.of_rows(after.tables["customers"], schema["customers"])
        at = MultiIndex.from_arrays([made["row"].map(prints).fillna(""), made["field"]])
        mine |= (made["table"] == "customers") & at.isin(list(zip(cells["row"], cells["what"], strict=True)))
    return mine.to_numpy(bool)

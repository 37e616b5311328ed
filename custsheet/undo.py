"""Take changes back: those of a rule, of a column, of a cell; the next run leaves what stood there."""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Series

from custsheet import edits, history, takeback, turn, write
from custsheet.audit import AMOUNT, exact_sum
from custsheet.errors import InputError
from custsheet.history import Record, outputs, sittings, state_of, undone
from custsheet.rules import CHANGES
from custsheet.schema import load_schema
from custsheet.write.words import change_title


class Money(NamedTuple):
    """What the altered values of an amount add up to, and will once they are as they were typed."""

    field: str
    before: str
    after: str
    unread: int  # values that cannot be read then


class Changed(NamedTuple):
    """What taking changes back does."""

    news: bool  # whether it was not decided already
    money: list[Money]  # what sums it alters


def change(kind: str, what: str, folder: Path, dry_run: bool = False, why: str = "", again: bool = False) -> Changed:
    """Decide that changes are not made any more: *kind* is rule, column or cell (*what* `CUSTOMER.FIELD`).

    A field may be given by its title or its heading, a rule by what the list of changes calls it. What only merging brought
    about in a cell is taken back there. With *again* what was decided so earlier holds no longer.
    Raises InputError: E_UNDO_RULE, E_UNDO_COLUMN, E_UNDO_CELL_HOW (no point in it), E_SHOW_WHO (nobody of that number), E_UNDO_CELL.
    """
    state, last = state_of(folder), history.last(folder)
    made = (
        history.frame(last, "changes")
        if last
        else DataFrame(columns=["table", "customer_id", "field", "rule", "stage"])
    )
    if kind == "rule":
        what = next((code for code in sorted(CHANGES) if change_title(code) == what), what)
    if kind == "rule" and what not in CHANGES:
        near = get_close_matches(what, CHANGES, 3, 0.4) or sorted(set(made["rule"]) & CHANGES)[:3]
        raise InputError("E_UNDO_RULE", rule=what, near=", ".join(near))
    names = _names(last, made)
    if kind == "column":
        if what not in names:
            raise InputError("E_UNDO_COLUMN", field=what, known=", ".join(sorted(set(names.values()))) or "–")
        what = names[what]
    if kind == "cell":
        customer, point, field = what.rpartition(".")
        if not point:
            raise InputError("E_UNDO_CELL_HOW", what=what)
        if field not in names:
            raise InputError("E_UNDO_COLUMN", field=field, known=", ".join(sorted(set(names.values()))) or "–")
        what = f"{customer}.{names[field]}"
    rows = [(what, "")] if kind != "cell" else _cell(what, made, last, folder, again)
    lines = [[kind, field, row, "", "", why] for field, row in rows]
    found = DataFrame(lines, columns=takeback.COLUMNS, dtype="str")
    meant = made[_altered(made, kind, what)]
    money = list(_money(meant[meant["stage"] == "standardize"], last))
    with turn.at(folder, "undo", dry_run) as hold, write.faults(folder):
        if hold and last and not again:
            _take_back_edits(state, meant, last)
        news = undone.keep(state, found, date.today(), again) if hold else True
        if hold and again and news:
            _give_back_edits(state, kind, found)
        return Changed(news, [] if again else money)


def in_force(folder: Path) -> list[tuple[str, str]]:
    """Return the changes that are taken back now, as kind and what, cells as `CUSTOMER.FIELD`."""
    found = history.undone_entries(state_of(folder))
    found = found[found["kind"] != "run"]
    last = history.last(folder)
    members = history.held(last).members if last else DataFrame({"fingerprint": [], "customer_id": []})
    customer = found["row"].map(members.drop_duplicates("fingerprint").set_index("fingerprint")["customer_id"])
    cell = (found["kind"] == "cell") & customer.notna()
    what = found["what"].where(~cell, customer.fillna("") + "." + found["what"])
    return list(dict.fromkeys(zip(found["kind"], what, strict=True)))


def _take_back_edits(state: Path, made: DataFrame, last: Record) -> None:
    """Let what people typed into cells be what stood there before: an edit the other way round, after theirs."""
    typed = made[(made["rule"] == edits.KEPT) & (made["table"] == "customers")]
    rows = typed.merge(history.held(last).members[["customer_id", "fingerprint"]], on="customer_id")
    rows = rows.assign(row=rows["fingerprint"], customer=rows["customer_id"], own="", said="")
    given = pd.concat([DataFrame(columns=edits.COLUMNS), *map(sittings.read, _sat(state))])[edits.COLUMNS]
    meant = rows[["table", "row", "field", "after"]].drop_duplicates()
    there = given.fillna("").merge(meant, on=["table", "row", "field", "after"])
    back = _turned(pd.concat([rows[edits.COLUMNS], there], ignore_index=True)).drop_duplicates()
    name = f"{history.digest_of(f'{last.number}{back.to_csv()}')}-undo-edits"
    if len(back) and not sittings.holds(state, outputs.EDITS, name):
        sittings.append(state, outputs.EDITS, name, back)


def _give_back_edits(state: Path, kind: str, found: DataFrame) -> None:
    """Let cells be again what people had typed into them before it was taken back."""
    sat = [sittings.read(each) for each in _sat(state, "undo-")]
    if kind == "rule" or not sat:
        return
    taken = pd.concat(sat, ignore_index=True)
    mine = taken[taken["field"].isin(found["what"]) & ((kind == "column") | taken["row"].isin(found["row"]))]
    back = _turned(mine).drop_duplicates()
    name = f"{history.digest_of(f'{sittings.highest(state, outputs.EDITS)}{back.to_csv()}')}-redo-edits"
    if len(back):
        sittings.append(state, outputs.EDITS, name, back)


def _sat(state: Path, how: str = "") -> list[Path]:
    """Return the files of edits, oldest first; with *how* those that came about so."""
    return sittings.every(state, outputs.EDITS, f"*-{how}edits.csv")


def _turned(lines: DataFrame) -> DataFrame:
    """Return edits the other way round."""
    return lines.rename(columns={"before": "after", "after": "before"}).reindex(columns=edits.COLUMNS, fill_value="")


def _altered(made: DataFrame, kind: str, what: str) -> Series:
    """Return which changes are meant."""
    if kind != "cell":
        return made["rule" if kind == "rule" else "field"] == what
    customer, _, field = what.rpartition(".")
    return (made["customer_id"] == customer) & (made["field"] == field)


def _money(made: DataFrame, last: Record | None) -> Iterator[Money]:
    """Yield what the amounts that standardizing altered add up to, and will."""
    read = last.run["columns"] if last else []
    amounts = {(each["table"], each["field"]) for each in read if each["kind"] == "amount"}
    for (table, field), cells in made.groupby(["table", "field"], sort=False):
        sums = exact_sum(cells["after"]), exact_sum(cells["before"])
        if (table, field) in amounts and sums[0] != sums[1]:
            unread = int((~cells["before"].str.fullmatch(AMOUNT) & (cells["before"] != "")).sum())
            yield Money(str(field), f"{sums[0]:,.2f}", f"{sums[1]:,.2f}", unread)


def _names(last: Record | None, made: DataFrame) -> dict[str, str]:
    """Return the fields of the last run by their names, titles and headings; names count before the others."""
    read = [(each["heading"], each["field"]) for each in (last.run["columns"] if last else []) if each["table"]]
    fields = {*made["field"], *(field for _, field in read)}
    titled = {str(spec.title): name for table in load_schema().values() for name, spec in table.fields.items()}
    own = {heading: field for heading, field in read if heading}
    return {title: field for title, field in {**titled, **own}.items() if field in fields} | dict(
        zip(fields, fields, strict=True)
    )


def _cell(what: str, made: DataFrame, last: Record | None, folder: Path, again: bool) -> list[tuple[str, str]]:
    """Return field and fingerprint of the rows behind a cell that was altered, or was and is to be *again*."""
    customer, _, field = what.rpartition(".")
    mine = made[_altered(made, "cell", what) & (made["table"] == "customers")]
    members = history.held(last).members if last else DataFrame(columns=["customer_id"])
    if customer not in set(members["customer_id"]):
        raise InputError("E_SHOW_WHO", customer=customer, folder=folder.name)
    if mine.empty and not again:
        raise InputError("E_UNDO_CELL", customer=customer, field=field)
    return [(field, row) for row in sorted(set(members.loc[members["customer_id"] == customer, "fingerprint"]))]

"""Take a merge back: the rows of a customer are decided to be different, and the next run restores them as they were."""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandas import DataFrame, Series

from custsheet import edits, history, takeback, turn, write
from custsheet.audit import AMOUNT, exact_sum
from custsheet.errors import InputError
from custsheet.fields.called import called
from custsheet.history import Record, decisions, known_members, outputs, sittings, state_of, undone, whom
from custsheet.rules import CHANGES
from custsheet.schema import load_schema
from custsheet.write.words import change_title

SOURCE = "undo"
SHOWN = 10  # candidates named where it is not clear whom is meant


class Undone(NamedTuple):
    """What taking a merge back does."""

    customer_id: str
    rows: list[str]  # file, sheet and line of every row that is a customer of its own from the next run on
    orders: int  # that get their customers anew
    news: bool  # whether it was not decided already


def merge(customer: str, folder: Path, dry_run: bool = False, who: str = "", why: str = "") -> Undone:
    """Decide that the rows merged into a customer are different, for every later run into *folder*.

    *customer* is its number, an old number, or its name or phone if only one merged customer has it. Rows that repeat one another
    word for word stay together, unless the customer is made of nothing else.
    Raises InputError: E_UNDO_NOTHING (nothing was merged there), E_UNDO_UNMERGED (nobody was merged into it), E_UNDO_WHO
    (nobody, or several: they are named).
    """
    lineage = _table(folder / "lineage.csv")
    made_of = known_members(folder)
    if lineage is None or made_of.empty:
        raise InputError("E_UNDO_NOTHING", folder=folder.name)
    chosen = _meant(customer, folder, lineage)
    rows = lineage[(lineage["table"] == "customers") & (lineage["customer_id"] == chosen)]
    prints = made_of.loc[(made_of["table"] == "customers") & (made_of["customer_id"] == chosen), "fingerprint"]
    found = _apart(sorted(set(prints)), decisions.last(state_of(folder)), _named(chosen, folder)).assign(
        who=who, why=why
    )
    scores = _scores(chosen, folder)
    found["probability"] = [scores.get(pair, "") for pair in zip(found["left"], found["right"], strict=True)]
    orders = int(((lineage["table"] == "orders") & (lineage["customer_id"] == chosen)).sum())
    known = decisions.in_force(decisions.ledger(state_of(folder)))
    known = known[(known["same"] == "0") & (known["state"] == "in_force")]
    news = not set(zip(found["left"], found["right"], strict=True)) <= set(
        zip(known["left"], known["right"], strict=True)
    )
    with turn.at(folder, "undo", dry_run or not news) as hold, write.faults(folder):
        if hold:
            decisions.keep(state_of(folder), found, _digest(found), date.today())
    return Undone(chosen, [_place(line) for line in rows.to_dict("records")], orders, news)


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


def _meant(customer: str, folder: Path, lineage: DataFrame) -> str:
    """Return the number of the customer that is meant."""
    merged = lineage[(lineage["table"] == "customers") & (lineage["fate"] == "merged")]
    numbers = set(merged["customer_id"])
    if customer in numbers:
        return customer
    called = _called(customer, folder)
    found = sorted(set(called) & numbers)
    if len(found) == 1:
        return found[0]
    if called and not found:
        raise InputError("E_UNDO_UNMERGED", customer=customer)
    raise InputError("E_UNDO_WHO", customer=customer, candidates=", ".join((found or sorted(numbers))[:SHOWN]) or "–")


def _called(customer: str, folder: Path) -> list[str]:
    """Return the customers with this number, old number, name or phone."""
    aliases, customers = _table(folder / "cleaned" / "aliases.csv"), _table(folder / "cleaned" / "customers.csv")
    last = history.last(folder)
    region = str(last.run.get("region", "")) if last else ""
    nobody = DataFrame()
    return whom.called(
        customer, nobody if customers is None else customers, nobody if aliases is None else aliases, region or "CN"
    )


def _named(customer: str, folder: Path) -> str:
    """Return a customer's number with his name."""
    customers = _table(folder / "cleaned" / "customers.csv")
    mine = DataFrame() if customers is None else customers[customers["customer_id"] == customer]
    return " ".join(filter(None, [customer, *called(mine, *whom.OTHERS)[:1]]))


def _apart(prints: list[str], known: int, told: str) -> DataFrame:
    """Return the entries that hold rows apart."""
    pairs = list(combinations(prints, 2)) or [(each, each) for each in prints]
    lines = {"left": [one for one, _ in pairs], "right": [other for _, other in pairs]}
    extra = {"same": "0", "source": SOURCE, "known": str(known), "typed": "1", "told": told}
    return DataFrame({**lines, **extra}, dtype="str").reindex(columns=decisions.COLUMNS, fill_value="")


def _scores(customer: str, folder: Path) -> dict[tuple[str, ...], str]:
    """Return how likely the matcher thought that rows of a customer are one, by their fingerprints in alphabetical order."""
    last, pairs = history.last(folder), _table(folder / "matches.csv")
    if last is None or pairs is None:
        return {}
    lines = history.frame(last, "lineage").assign(row=history.frame(last, "places")["row"])
    mine = lines[(lines["table"] == "customers") & (lines["customer_id"] == customer)]
    prints = dict(zip(mine["row"], mine["fingerprint"], strict=True))
    pairs = pairs[pairs["row_left"].isin(prints) & pairs["row_right"].isin(prints)].sort_values("probability")
    return {
        tuple(sorted((prints[left], prints[right]))): probability
        for left, right, probability in zip(pairs["row_left"], pairs["row_right"], pairs["probability"], strict=True)
    }


def _digest(found: DataFrame) -> str:
    return history.digest_of("\n".join([*found["left"], *found["right"], *found["known"]]))


def _place(line: dict[object, str]) -> str:
    return " › ".join(filter(None, (line["file"], line["sheet"], line["line"])))


def _table(path: Path) -> DataFrame | None:
    """Return a CSV file of an earlier run as text; None where there is none."""
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig") if path.is_file() else None

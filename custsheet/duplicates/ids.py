"""Customer ids: the sheet's own where they serve, else C000001, C000002 … in the order of the rows.

Own ids serve if every row has one, no two customers share one, and all stand under the same heading; for 1, 2, 3 in
the customer list and in the shop are strangers. Rows that people added to the cleaned workbook need not have one. Ids
that look like ours, from a workbook cleaned earlier, are kept, and new ones continue after the highest. Own ids that
do not serve stay in a column of their own, named by their heading. Of every number that is no longer in use the table
`aliases` says which customer answers to it now. Customers whom the last run knew keep their ids (see `known`): then
own ids serve only newcomers, and only if rows still have the numbers they had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Index, Series
from pandas.api.extensions import ExtensionArray

import custsheet.duplicates.known as memory
from custsheet.columnar import among
from custsheet.duplicates.known import OURS, Known
from custsheet.fields import columns
from custsheet.model import NOWHERE, Book, Issue, facts, frame, is_added
from custsheet.texts import say

FIELD = "customer_id"
ALIASES = "aliases"  # a table of the book: old_id, new_id, and where the old one stood


def with_customers(
    book: Book, group: Series, repeated: Series, known: Known | None = None, borrowed: Index | None = None
) -> Book:
    """Return the book with an id for every customer and order.

    *group* gives for each row of the customers the first row of its group, *repeated* whether an equal row stands before;
    *known* is what the last run knew; rows *borrowed* bear the number of another customer.
    """
    known = known or Known()
    customers = book.tables["customers"]
    own = customers[FIELD] if FIELD in customers else Series("", index=customers.index, dtype="str")
    lent = own.index.isin(() if borrowed is None else borrowed)
    own = own.where(~lent, "")
    serves = _serves(book, own, group, lent)
    leads: dict[str, str] = {}
    if known.members.empty:
        given = _own(own, group) if serves else _numbered(own, group, known.highest)
    else:
        prints = memory.prints_of(book)
        serves = serves and known.own and memory.stable(known, customers, own, prints)
        trusted = own if serves else own.where(own.str.fullmatch(OURS), "")
        given, leads = _remembered(customers, group, trusted, prints, known, _merit(book, own))
    lineage = _with_ids(book.lineage, "customers", given)
    loser = group.index[(group != group.index).to_numpy()]
    lineage = _with_reasons(lineage, Series(np.where(repeated[loser], "repeat", "match"), index=loser, dtype="str"))
    book = with_orders(replace(book, lineage=lineage), own)
    book = book.with_tables(**_aliases(book, own, given, {**known.aliases, **leads}))
    return book if serves else _set_aside(book)


def _remembered(
    customers: DataFrame, group: Series, trusted: Series, prints: Series, known: Known, merit: Series
) -> tuple[Series, dict[str, str]]:
    """Return the id of every row, known customers' first, and which ids lead to another from now on."""
    kept, leads = memory.carried(customers, group, trusted, prints, known, merit)
    new = Series(group.unique())
    new = new[~new.isin(kept.index)]
    used = [kept, Series(list(known.aliases), dtype="str"), known.members[FIELD], known.members["first_id"]]
    brought = trusted.reindex(new.array).set_axis(new.array)
    brought = brought[(brought != "") & ~among(brought, pd.concat(used)) & ~brought.duplicated()]
    fresh = new[~new.isin(brought.index)]
    highest = max(known.highest, memory.number_of(brought), memory.number_of(kept))
    made = Series(_further(highest, len(fresh)), index=fresh.array, dtype="str")
    every = pd.concat([kept, brought, made])
    return Series(every.reindex(group).array, index=group.index, dtype="str"), leads


def _merit(book: Book, own: Series) -> Series:
    """Return how good a row's claim to a customer's number is: of the customers' own sheet before order lines, numbered before not."""
    lines = own.index.isin(book.tables["orders"].index) if "orders" in book.tables else np.zeros(len(own), bool)
    return Series(2 * ~lines + (own != "").to_numpy(bool), index=own.index, dtype="int64")


def _aliases(book: Book, own: Series, given: Series, leads: Mapping[str, str]) -> dict[str, DataFrame]:
    """Return the table of numbers no longer in use; none where every number still is.

    *leads* are ids that lost their customers in this run or an earlier one, each with the id that stood for them then.
    """
    lost = ((own != "") & (own != given)).to_numpy()
    former = _former(given, leads)
    if not lost.any() and former.empty:
        return {}
    rows = own.index[lost]
    where = book.origin.reindex(rows)
    told = {
        "old_id": own[lost].array,
        "new_id": given[lost].array,
        "file": where["source"].map(book.sources["file"]).array,
        "line": where["line"].array,
    }
    found = DataFrame(told, index=rows).fillna("").astype("str").drop_duplicates(["old_id", "new_id", "file"])
    known = dict(former[["old_id", "new_id"]].itertuples(index=False, name=None))
    found = found[(found["old_id"].map(known) != found["new_id"]).array]
    return {ALIASES: pd.concat([former, found]) if len(former) else found}


def _former(given: Series, leads: Mapping[str, str]) -> DataFrame:
    """Return the ids of former runs that nobody has any more, and to whom they lead in the end."""
    if not leads:
        return DataFrame({"old_id": [], "new_id": [], "file": [], "line": []}, dtype="str")
    rows = Series(given.index, index=given.array)
    rows = rows[~rows.index.duplicated()]
    lines = {}
    for old in sorted(set(leads) - set(rows.index), key=memory.age):
        new, seen = leads[old], {old}
        while new not in rows.index and new in leads and new not in seen:
            seen.add(new)
            new = leads[new]
        lines[old] = new
    index = [int(rows.get(new, NOWHERE)) for new in lines.values()]
    return DataFrame(
        {"old_id": list(lines), "new_id": list(lines.values()), "file": "", "line": ""}, index=index, dtype="str"
    )


def with_orders(book: Book, own: Series | None = None) -> Book:
    """Return the book with the customer of every order: of the same row, else by own id within the same file.

    A further line of an order, without a customer of its own, has that of the order's first line.
    """
    orders = book.tables.get("orders")
    if orders is None or orders.empty:
        return book
    known = _known(book)
    given = Series(orders.index, index=orders.index).map(known)
    if own is not None and FIELD in orders:
        given = given.where(given.notna(), _by_own_id(book, orders, own, known))
    given = _by_order(book, orders, given.fillna("").astype("str"))
    book = replace(book, lineage=_with_ids(book.lineage, "orders", given))
    return book.with_issues(_strangers(book, orders.index[(given == "").to_numpy()]))


def _own(own: Series, group: Series) -> Series:
    """Return the own ids that serve: of every group that of its first row, a number of ours where it has none."""
    given = group.map(own)
    without = (given == "").to_numpy(bool)
    ours = _numbered(own[without], group[without], memory.number_of(own))
    return pd.concat([given[~without], ours]).reindex(given.index)


def _serves(book: Book, own: Series, group: Series, borrowed: NDArray[np.bool_]) -> bool:
    """Return whether the sheets' own ids serve as customer ids; rows that borrowed theirs need none."""
    source = book.origin["source"].reindex(own.index)
    added = source.map(book.sources["file"].map(is_added)).eq(True).to_numpy(bool)
    mine = book.columns[(book.columns["table"] == "customers") & (book.columns["field"] == FIELD)]
    headings = mine.loc[mine["source"].isin(source[~added]), "heading"].nunique()
    if headings > 1 or (own[~added & ~borrowed] == "").any():
        return False
    filled = DataFrame({"own": own.array, "group": group.array})[(own != "").to_numpy()]
    return bool(filled.groupby("own")["group"].nunique().max() == 1)


def _numbered(own: Series, group: Series, least: int = 0) -> Series:
    """Return our ids: those that customers carry already, and new ones above *least* in the order of the first rows."""
    ours = own.where(own.str.fullmatch(OURS), "")
    bearing = (ours != "").to_numpy(bool)
    carried = DataFrame({"id": ours[bearing].array, "group": group[bearing].array})
    carried = carried.sort_values(["id", "group"], kind="stable").drop_duplicates("id").drop_duplicates("group")
    place, first = pd.factorize(group.to_numpy(), sort=True)
    held = Index(carried["group"]).get_indexer(first)
    fresh = held < 0
    number = np.where(fresh, np.cumsum(fresh) - 1 + len(carried), held)
    new = Series(_further(max(least, memory.number_of(ours)), int(fresh.sum())))
    return pd.concat([carried["id"], new], ignore_index=True).take(number[place]).set_axis(group.index)


def _further(highest: int, count: int) -> ExtensionArray:
    """Return the next ids of ours."""
    numbers = Series(np.arange(highest + 1, highest + count + 1)).astype("str")
    return columns.joined("C", columns.padded(numbers, 6)).array


def _with_ids(lineage: DataFrame, table: str, given: Series) -> DataFrame:
    """Return the lineage with customer ids for the rows of one table."""
    return _told(lineage, table, FIELD, given)


def _with_reasons(lineage: DataFrame, reason: Series) -> DataFrame:
    return _told(lineage, "customers", "reason", reason)


def _told(lineage: DataFrame, table: str, column: str, values: Series) -> DataFrame:
    """Return the lineage with one of its columns filled for the rows of one table, by *values* per row."""
    place = values.index.get_indexer(Index(lineage["row"]))
    here = np.flatnonzero((place >= 0) & (lineage["table"] == table).to_numpy(bool))
    every = pd.concat([lineage[column], values], ignore_index=True)
    number = np.arange(len(lineage))
    number[here] = len(lineage) + place[here]
    return lineage.assign(**{column: every.take(number).array})


def _known(book: Book) -> Series:
    """Return the customer id of every row that has one."""
    fates = book.lineage[(book.lineage["table"] == "customers") & (book.lineage[FIELD] != "")]
    return Series(fates[FIELD].array, index=fates["row"].array, dtype="str")


def _file(book: Book, table: DataFrame) -> Series:
    """Return the file of every row of a table."""
    source = book.origin["source"].reindex(table.index)
    return source.map(book.sources["file"])


def _by_own_id(book: Book, orders: DataFrame, own: Series, known: Series) -> Series:
    """Return the customers of orders by own id, within their file, or in the only file that has own ids."""
    filled = own[own != ""]
    where = DataFrame({"file": _file(book, book.tables["customers"])[filled.index].array, "own": filled.array})
    where["id"] = known.reindex(filled.index).array
    file = _file(book, orders)
    if where["file"].nunique() == 1:
        file = file.where(file.isin(where["file"]), where["file"].iloc[0])
    first = where.drop_duplicates(["file", "own"]).set_index(["file", "own"])["id"]
    wanted = DataFrame({"file": file.array, "own": orders[FIELD].array})
    return wanted.join(first, on=["file", "own"])["id"].set_axis(orders.index)


def _by_order(book: Book, orders: DataFrame, given: Series) -> Series:
    """Return the customers of orders, for those without one that of the first line of the same order in the same source."""
    nobodys = given == ""
    if "order_id" not in orders or not nobodys.any():
        return given
    source = book.origin["source"].reindex(orders.index)
    known = given.where(~nobodys).groupby([source, orders["order_id"]]).transform("first").fillna("")
    return given.mask(nobodys & (orders["order_id"] != ""), known).astype("str")


def _strangers(book: Book, rows: object) -> DataFrame:
    """Return one issue per file whose orders belong to nobody."""
    counts = book.origin["source"].reindex(rows).value_counts(sort=False).sort_index()  # type: ignore[arg-type]
    told = {"code": "order.no_customer", "table": "orders", "source": counts.index.astype("int64").array}
    return frame(Issue, {**told, "facts": [facts(count=int(each)) for each in counts]}) if len(counts) else frame(Issue)


def _set_aside(book: Book) -> Book:
    """Return the book with own ids in a column of their own, unless they are ours."""
    tables, columns, issues = dict(book.tables), book.columns.copy(), book.issues.copy()
    for table in ("customers", "orders"):
        if FIELD in tables.get(table, ()) and _foreign(tables[table][FIELD]):
            name = _own_name(book, table)
            tables = {**tables, table: tables[table].rename(columns={FIELD: name})}
            for places in (columns, issues):
                places.loc[(places["table"] == table) & (places["field"] == FIELD), "field"] = name
    return replace(book, tables=tables, columns=columns, issues=issues)


def _foreign(own: Series) -> bool:
    return not bool(own[own != ""].str.fullmatch(OURS).all())


def _own_name(book: Book, table: str) -> str:
    """Return the heading of the own ids' column, or another word for it where that is taken."""
    heading = book.columns.loc[(book.columns["table"] == table) & (book.columns["field"] == FIELD), "heading"]
    name = str(heading.iloc[0]) if len(heading) else ""
    return name if name and name not in book.tables[table].columns else say("match", "own_id")
